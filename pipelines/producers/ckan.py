"""Read what the Humanitarian Data Exchange (CKAN) says of a data set: its resources, its licence, who made it.

References
----------
CKAN action API, package_show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from geo.errors import listed
from pipelines.producers.licences import same_licence, sorted_licence
from pipelines.producers.wanted import AlteredError, Answer, Ask, Place, RefusedError, at

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

HDX = "https://data.humdata.org"
_NAMES = {
    "cc-by": "CC BY",
    "cc-by-igo": "CC BY-IGO",
    "cc-by-sa": "CC BY-SA",
    "other-pd-nr": "public domain",
    "hdx-odc-by": "ODC-BY",
    "hdx-odc-odbl": "ODbL",
    "hdx-pddl": "PDDL",
}
"""What the exchange's own short names for licences stand for; of others, the title is taken."""
Package = dict[str, Any]


def ask_for(dataset: str, *, base: str) -> Generator[Ask, Answer, tuple[Package | None, str]]:
    """Ask what a data set holds; ``None`` where there is no such data set, and the address that was asked."""
    answer = yield Ask(at(base, "api/3/action", f"package_show?id={dataset}"), may_fail=True)
    return (None if answer.status == 404 else _package(answer, dataset)), answer.url


def _package(answer: Answer, dataset: str) -> Package:
    package = answer.data.get("result") if isinstance(answer.data, dict) and answer.data.get("success") else None
    if not isinstance(package, dict) or not isinstance(package.get("resources"), list):
        raise RefusedError(f"the catalogue did not describe the data set {dataset} (status {answer.status})")
    return package


def address(package: Package, *, called: str, dataset: str, beside: str) -> str:
    """Find the one resource that bears a name, in its title or at the end of its address.

    Raises
    ------
    RefusedError
        When there is none, or more than one.
    """
    fitting = [item for item in resources(package) if called in names(item)]
    if len(fitting) != 1:
        raise RefusedError(
            f"the data set {dataset} has {len(fitting)} resources called {called}, and must have one; "
            f"it has {listed(item.get('name') for item in resources(package)) or 'none'}"
        )
    return urljoin(beside, str(fitting[0]["url"]))


def newest(package: Package, *, year_of: Callable[[str], int | None], called: str, dataset: str, beside: str) -> str:
    """Find the resource of the latest year, where a name carries one.

    Raises
    ------
    RefusedError
        When no name does.
    """
    dated = {year: item for item in resources(package) for name in names(item) if (year := year_of(name)) is not None}
    if not dated:
        raise RefusedError(
            f"the data set {dataset} has no resource called {called}; "
            f"it has {listed(item.get('name') for item in resources(package)) or 'none'}"
        )
    return urljoin(beside, str(dated[max(dated)]["url"]))


def resources(package: Package) -> list[dict[str, Any]]:
    """List the resources that have an address."""
    return [item for item in package["resources"] if isinstance(item, dict) and item.get("url")]


def names(item: dict[str, Any]) -> tuple[str, str]:
    """Give both names of a resource: its title, and the last part of its address."""
    return str(item.get("name", "")), urlsplit(str(item["url"])).path.rsplit("/", 1)[-1]


def licensed(package: Package, url: str, *, expected: str, stated: bool, dataset: str) -> Place:
    """Hold the licence of a data set against the one that is expected, and say where a file of it is.

    Raises
    ------
    AlteredError
        When it is another one, or not open.
    """
    short = str(package.get("license_id") or "")
    said = _NAMES.get(short) or str(package.get("license_other") or package.get("license_title") or short or "none")
    licence = sorted_licence(said, of=dataset)
    if not same_licence(said, expected):
        raise AlteredError(f"the licence of {dataset} was {expected} and is {said} now")
    source = str(package.get("dataset_source") or "").strip()
    title = str(package.get("title") or dataset).strip()
    citation = f"{source}: {title}, Humanitarian Data Exchange" if source else ""
    return Place(url, said, licence, citation, agreed=stated)
