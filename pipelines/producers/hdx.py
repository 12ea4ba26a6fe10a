"""Find WFP's rain tables by administrative area on the Humanitarian Data Exchange, through its catalogue (CKAN).

The address of a table holds ids that change when a data set is made anew, so it is read from the catalogue each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from geo.errors import listed
from geo.tables import HDX_RAINFALL_COLUMNS
from pipelines.producers.wanted import Answer, Ask, Producer, RefusedError, Talk, Wanted, at

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo.catalogue.download import HdxRainfall


def wanted(entry: HdxRainfall, *, base: str, today: dt.date) -> tuple[Wanted, ...]:  # noqa: ARG001 - asked by name
    """List one table per country."""
    names = [f"{iso3.lower()}-rainfall-subnat-full.csv" for iso3 in entry.countries]
    return tuple(Wanted(f"{entry.id}/{name}", ("csv",), columns=HDX_RAINFALL_COLUMNS) for name in names)


def locate(entry: HdxRainfall, files: Sequence[Wanted], *, base: str) -> Talk:  # noqa: ARG001 - the files say it all
    """Ask the catalogue for the address of each table."""
    found = {}
    for file in files:
        dataset = f"{file.name[:3]}-rainfall-subnational"
        answer = yield Ask(at(base, "api/3/action", f"package_show?id={dataset}"), may_fail=True)
        if answer.status == 404:
            continue
        found[file.path] = _address(answer, file.name, dataset)
    return found


def _address(answer: Answer, name: str, dataset: str) -> str:
    package = answer.data.get("result") if isinstance(answer.data, dict) and answer.data.get("success") else None
    if not isinstance(package, dict) or not isinstance(package.get("resources"), list):
        raise RefusedError(f"the catalogue did not describe the data set {dataset} (status {answer.status})")
    resources = [item for item in package["resources"] if isinstance(item, dict) and item.get("url")]
    fitting = [item for item in resources if name in (item.get("name"), _last_part(item))]
    if len(fitting) != 1:
        raise RefusedError(
            f"the data set {dataset} has {len(fitting)} resources called {name}, and must have one; "
            f"it has {listed(item.get('name') for item in resources) or 'none'}"
        )
    return urljoin(answer.url, str(fitting[0]["url"]))


def _last_part(item: dict[str, Any]) -> str:
    return urlsplit(str(item["url"])).path.rsplit("/", 1)[-1]


HDX_RAINFALL = Producer(
    title="World Food Programme (WFP), on the Humanitarian Data Exchange",
    page="https://data.humdata.org/organization/wfp",
    licence="CC BY",
    licence_status="open",
    citation="WFP: Rainfall indicators at subnational level, from CHIRPS, Humanitarian Data Exchange",
    base="https://data.humdata.org",
    wanted=wanted,
    locate=locate,
)
