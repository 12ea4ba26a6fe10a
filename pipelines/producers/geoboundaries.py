"""Find the layers of geoBoundaries, the open edition, and read the licence, which is another one for every layer.

The layer of Honduras counts 298 like the country, but lacks Nueva Frontera and has Lago de Yojoa in its place.

References
----------
Runfola, D. et al. (2020): geoBoundaries: a global database of political administrative boundaries, PLoS ONE 15(4).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from pipelines.producers.contents import geojson
from pipelines.producers.licences import same_licence, sorted_licence
from pipelines.producers.wanted import (
    AlteredError,
    Answer,
    Ask,
    Expected,
    Place,
    Producer,
    RefusedError,
    Talk,
    Wanted,
    at,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo.catalogue.download_places import GeoBoundaries

COLUMNS = ("shapeGroup", "shapeID", "shapeName", "shapeType")


def wanted(entry: GeoBoundaries, *, base: str, today: dt.date) -> tuple[Wanted, ...]:  # noqa: ARG001 - asked by name
    """List one GeoJSON per country."""
    return tuple(
        Wanted(
            f"{entry.id}/geoBoundaries-{iso3}-{entry.level}.geojson",
            ("json",),
            request={"country": iso3, "level": entry.level},
            contents=partial(geojson, iso3=iso3, name="shapeName"),
            expected=Expected(
                columns=COLUMNS,
                units={iso3: entry.units[iso3]} if iso3 in entry.units else {},
                present=entry.present.get(iso3, ()),
                absent=entry.absent.get(iso3, ()),
            ),
        )
        for iso3 in entry.countries
    )


def locate(entry: GeoBoundaries, files: Sequence[Wanted], *, base: str) -> Talk:
    """Ask for the description of each layer, look at its licence, and take its address."""
    found = {}
    for file in files:
        iso3 = file.request["country"]
        answer = yield Ask(at(base, iso3, entry.level, ""), may_fail=True)
        if answer.status == 404:
            continue
        layer = _layer(answer, iso3, entry.level)
        found[file.path] = _place(layer, answer, iso3=iso3, agreed=entry.licences.get(iso3))
    return found


def _layer(answer: Answer, iso3: str, level: str) -> dict[str, Any]:
    """Take the one description; the service sends it alone, or all levels of a country in a list."""
    rows = answer.data if isinstance(answer.data, list) else [answer.data]
    fitting = [row for row in rows if isinstance(row, dict) and (row.get("boundaryType") or level) == level]
    if answer.status >= 400 or len(fitting) != 1:
        raise RefusedError(f"the service did not describe {iso3} {level} (status {answer.status})")
    [layer] = fitting
    absent = [name for name in ("boundaryLicense", "gjDownloadURL", "admUnitCount") if not layer.get(name)]
    if absent:
        raise AlteredError(f"the service describes {iso3} {level} without {', '.join(absent)}")
    if layer.get("boundaryISO") not in {None, iso3}:
        raise RefusedError(f"the service describes another country than {iso3}")
    return layer


def _place(layer: dict[str, Any], answer: Answer, *, iso3: str, agreed: str | None) -> Place:
    said = str(layer["boundaryLicense"])
    status = sorted_licence(said, of=f"the layer of {iso3}")
    if agreed is not None and not same_licence(said, agreed):
        raise AlteredError(f"the licence of the layer of {iso3} was {agreed} and is {said} now")
    count = str(layer["admUnitCount"])
    if not count.isdecimal():
        raise AlteredError(f"the service counts {count[:40]!r} units of {iso3}, which is no number")
    source = layer.get("boundarySource") or "source not stated"
    year = layer.get("boundaryYearRepresented") or "year not stated"
    return Place(
        urljoin(answer.url, str(layer["gjDownloadURL"])),
        said,
        status,
        f"{GEOBOUNDARIES.citation}; {iso3}: {source}, {year}",
        agreed=agreed is not None,
        units={iso3: int(count)},
    )


GEOBOUNDARIES = Producer(
    title="geoBoundaries, William & Mary geoLab",
    page="https://www.geoboundaries.org",
    licence="open, that of each layer (manifest.json states which)",
    licence_status="unstated",
    citation=(
        "Runfola, D. et al. (2020): geoBoundaries: a global database of political administrative boundaries, PLoS ONE "
        "15(4), e0231866, https://doi.org/10.1371/journal.pone.0231866"
    ),
    base="https://www.geoboundaries.org/api/current/gbOpen",
    wanted=wanted,
    locate=locate,
    one_by_one=True,
)
