"""Find WFP's rain tables by administrative area on the Humanitarian Data Exchange, through its catalogue (CKAN).

The address of a table holds ids that change when a data set is made anew, so it is read from the catalogue each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.tables import HDX_RAINFALL_COLUMNS
from pipelines.producers import ckan
from pipelines.producers.wanted import Place, Producer, Talk, Wanted

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
        package, asked = yield from ckan.ask_for(dataset, base=base)
        if package is not None:
            found[file.path] = Place(ckan.address(package, called=file.name, dataset=dataset, beside=asked))
    return found


HDX_RAINFALL = Producer(
    title="World Food Programme (WFP), on the Humanitarian Data Exchange",
    page="https://data.humdata.org/organization/wfp",
    licence="CC BY",
    licence_status="open",
    citation="WFP: Rainfall indicators at subnational level, from CHIRPS, Humanitarian Data Exchange",
    base=ckan.HDX,
    wanted=wanted,
    locate=locate,
)
