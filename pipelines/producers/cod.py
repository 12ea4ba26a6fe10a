"""Find OCHA's common boundaries, population figures and place codes (COD-AB, COD-PS, P-codes) through their catalogue.

El Salvador's second level holds the 44 municipios of 2024 and four lakes, not the 262; Guatemala's holds two lakes.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from pipelines.producers import ckan
from pipelines.producers.contents import boundaries, population, unit_table
from pipelines.producers.wanted import Expected, Producer, Talk, Wanted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo.catalogue.download import Download
    from geo.catalogue.download_places import CodBoundaries, CodPopulation, Pcodes

LICENCE = "CC BY-IGO"
PCODES = "global_pcodes_adm_1_2.csv"
PCODE_COLUMNS = ("Location", "Admin Level", "P-Code", "Name", "Parent P-Code")


def wanted_boundaries(entry: CodBoundaries, *, base: str, today: dt.date) -> tuple[Wanted, ...]:  # noqa: ARG001 - asked by name
    """List one archive per country."""
    return tuple(
        Wanted(
            f"{entry.id}/{iso3.lower()}_admin_boundaries.{entry.form}.zip",
            ("zip",),
            contents=partial(boundaries, iso3=iso3, level=entry.level),
            expected=_expected(entry.units, iso3),
        )
        for iso3 in entry.countries
    )


def wanted_population(entry: CodPopulation, *, base: str, today: dt.date) -> tuple[Wanted, ...]:  # noqa: ARG001 - asked by name
    """List one table per country; without a year in its name where the newest is asked for."""
    return tuple(
        Wanted(
            f"{entry.id}/{_population(entry, iso3)}.csv",
            ("csv",),
            contents=partial(population, iso3=iso3, level=entry.level),
            expected=_expected(entry.units, iso3),
        )
        for iso3 in entry.countries
    )


def _population(entry: CodPopulation, iso3: str) -> str:
    year = f"_{entry.years[iso3]}" if iso3 in entry.years else ""
    return f"{iso3.lower()}_admpop_adm{entry.level}{year}"


def wanted_pcodes(entry: Pcodes, *, base: str, today: dt.date) -> tuple[Wanted, ...]:  # noqa: ARG001 - asked by name
    """List the one table."""
    only = {iso3: {"Location": iso3, "Admin Level": str(entry.level)} for iso3 in entry.countries}
    expected = Expected(columns=PCODE_COLUMNS, units=entry.units)
    return (
        Wanted(
            f"{entry.id}/{PCODES}", ("csv",), contents=partial(unit_table, code="P-Code", only=only), expected=expected
        ),
    )


def _expected(units: dict[str, int], iso3: str) -> Expected:
    return Expected(units={iso3: units[iso3]} if iso3 in units else {})


def locate(entry: Download, files: Sequence[Wanted], *, base: str) -> Talk:
    """Ask the catalogue for each data set, look at its licence, and take the address of its file."""
    found = {}
    for file in files:
        iso3 = file.name[:3].upper()
        dataset = (
            "global-pcodes" if entry.producer == "pcodes" else f"{entry.producer.replace('_', '-')}-{iso3.lower()}"
        )
        package, asked = yield from ckan.ask_for(dataset, base=base)
        if package is not None:
            agreed = getattr(entry, "licences", {})
            url = _address(entry, file, package, dataset=dataset, asked=asked)
            found[file.path] = ckan.licensed(
                package, url, expected=agreed.get(iso3, LICENCE), stated=iso3 in agreed, dataset=dataset
            )
    return found


def _address(entry: Download, file: Wanted, package: ckan.Package, *, dataset: str, asked: str) -> str:
    if entry.producer != "cod_ps" or re.search(r"_\d{4}\.csv$", file.name):
        return ckan.address(package, called=file.name, dataset=dataset, beside=asked)
    dated = re.compile(re.escape(file.name.removesuffix(".csv")) + r"_(\d{4})(_v\d+)?\.csv", re.IGNORECASE)
    return ckan.newest(
        package,
        year_of=lambda name: int(match[1]) if (match := dated.fullmatch(name)) else None,
        called=file.name.replace(".csv", "_YYYY.csv"),
        dataset=dataset,
        beside=asked,
    )


COD_AB = Producer(
    title="OCHA and national mapping agencies, Common Operational Datasets, on the Humanitarian Data Exchange",
    page="https://data.humdata.org/search?ext_cod=1",
    licence=LICENCE,
    licence_status="open",
    citation="OCHA: Common Operational Datasets, subnational administrative boundaries, Humanitarian Data Exchange",
    base=ckan.HDX,
    wanted=wanted_boundaries,
    locate=locate,
    one_by_one=True,
)

COD_PS = Producer(
    title="OCHA, UNFPA and statistical offices, Common Operational Datasets, on the Humanitarian Data Exchange",
    page="https://data.humdata.org/search?ext_cod=1",
    licence=LICENCE,
    licence_status="open",
    citation="OCHA: Common Operational Datasets, subnational population statistics, Humanitarian Data Exchange",
    base=ckan.HDX,
    wanted=wanted_population,
    locate=locate,
    one_by_one=True,
)

PCODE_TABLE = Producer(
    title="OCHA, on the Humanitarian Data Exchange",
    page="https://data.humdata.org/dataset/global-pcodes",
    licence=LICENCE,
    licence_status="open",
    citation="OCHA: Global P-Code List, Humanitarian Data Exchange",
    base=ckan.HDX,
    wanted=wanted_pcodes,
    locate=locate,
    one_by_one=True,
)
