"""Find WorldPop's rasters of people per cell by country and year, in the list that its service keeps for a country.

Cells hold counts, to be summed and never averaged; -99999 marks where no people are counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from geo.errors import listed
from pipelines.producers.contents import people
from pipelines.producers.wanted import AlteredError, Answer, Ask, Place, Producer, RefusedError, Talk, Wanted, at

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo.catalogue.download_places import WorldPop

LICENCE_PAGE = "licence.txt"
"""The service gives no words but the address of a text, which states CC BY 4.0."""


def wanted(entry: WorldPop, *, base: str, today: dt.date) -> tuple[Wanted, ...]:  # noqa: ARG001 - asked by name
    """List one GeoTIFF per country and year."""
    tail = "_UNadj" if entry.adjusted else ""
    return tuple(
        Wanted(
            f"{entry.id}/{iso3.lower()}_ppp_{year}{tail}.tif",
            ("tif",),
            request={"country": iso3, "year": year},
            contents=people,
        )
        for iso3 in entry.countries
        for year in entry.years
    )


def locate(entry: WorldPop, files: Sequence[Wanted], *, base: str) -> Talk:
    """Ask for the list of each country once, and take the file of each year."""
    found = {}
    product = "wpgpunadj" if entry.adjusted else "wpgp"
    for iso3 in dict.fromkeys(file.request["country"] for file in files):
        answer = yield Ask(at(base, f"{product}?iso3={iso3}"), may_fail=True)
        if answer.status == 404:
            continue
        rows = _rows(answer, iso3)
        for file in (one for one in files if one.request["country"] == iso3):
            fitting = [row for row in rows if str(row.get("popyear")) == str(file.request["year"])]
            if fitting:
                found[file.path] = _place(fitting[0], file)
    return found


def _rows(answer: Answer, iso3: str) -> list[dict[str, Any]]:
    data = answer.data.get("data") if isinstance(answer.data, dict) else None
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise RefusedError(f"the service did not list the rasters of {iso3} (status {answer.status})")
    return data


def _place(row: dict[str, Any], file: Wanted) -> Place:
    """Take the file by its name, and see that the licence is the known one."""
    licence = str(row.get("license") or "none")
    if not licence.lower().endswith(LICENCE_PAGE):
        raise AlteredError(f"the licence of {file.name} was that of {LICENCE_PAGE} (CC BY 4.0) and is {licence} now")
    files = row.get("files") if isinstance(row.get("files"), list) else []
    urls = [str(url) for url in files or [] if urlsplit(str(url)).path.rsplit("/", 1)[-1] == file.name]
    if len(urls) != 1:
        raise RefusedError(
            f"the service has {len(urls)} files called {file.name}; it has {listed(files or []) or 'none'}"
        )
    return Place(urls[0], citation=str(row.get("citation") or ""))


WORLDPOP = Producer(
    title="WorldPop, University of Southampton",
    page="https://hub.worldpop.org/project/categories?id=3",
    licence="CC BY 4.0",
    licence_status="open",
    citation=(
        "WorldPop and CIESIN, Columbia University (2018): Global High Resolution Population Denominators Project, "
        "https://doi.org/10.5258/SOTON/WP00645"
    ),
    base="https://hub.worldpop.org/rest/data/pop",
    wanted=wanted,
    locate=locate,
    one_by_one=True,
)
