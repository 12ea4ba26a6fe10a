"""List the monthly rain files of CHIRPS, version 3 (by region) and version 2 (the globe, packed).

Version 3 marks cells without a figure by -9999 and carries no NoData tag: whoever reads it masks what is below zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.producers.wanted import Producer, Wanted, at, months

if TYPE_CHECKING:
    import datetime as dt

    from geo.catalogue.download import ChirpsV2, ChirpsV3


def wanted_v3(entry: ChirpsV3, *, base: str, today: dt.date) -> tuple[Wanted, ...]:
    """List one GeoTIFF per month."""
    names = [f"chirps-v3.0.{year}.{month:02d}.tif" for year, month in months(entry.first, entry.last, today=today)]
    folder = at(base, "monthly", entry.region, "tifs")
    asked = {"region": entry.region}
    return tuple(Wanted(f"{entry.id}/{name}", ("tif",), at(folder, name), request=asked) for name in names)


def wanted_v2(entry: ChirpsV2, *, base: str, today: dt.date) -> tuple[Wanted, ...]:
    """List one packed GeoTIFF per month."""
    names = [f"chirps-v2.0.{year}.{month:02d}.tif.gz" for year, month in months(entry.first, entry.last, today=today)]
    folder = at(base, "global_monthly", "tifs")
    return tuple(Wanted(f"{entry.id}/{name}", ("gzip",), at(folder, name)) for name in names)


CHIRPS_V3 = Producer(
    title="CHIRPS v3, Climate Hazards Center, University of California, Santa Barbara",
    page="https://www.chc.ucsb.edu/data/chirps3",
    licence="public domain; CC BY 4.0",
    licence_status="open",
    citation=(
        "Climate Hazards Center, University of California, Santa Barbara: Climate Hazards Center InfraRed "
        "Precipitation with Stations version 3 (CHIRPS3), https://doi.org/10.15780/G2JQ0P"
    ),
    base="https://data.chc.ucsb.edu/products/CHIRPS/v3.0",
    wanted=wanted_v3,
    by_date=True,
)

CHIRPS_V2 = Producer(
    title="CHIRPS v2, Climate Hazards Center, University of California, Santa Barbara",
    page="https://www.chc.ucsb.edu/data/chirps",
    licence="public domain",
    licence_status="open",
    citation=(
        "Funk, C. et al. (2015): The climate hazards infrared precipitation with stations, Scientific Data 2, 150066, "
        "https://doi.org/10.1038/sdata.2015.66"
    ),
    base="https://data.chc.ucsb.edu/products/CHIRPS-2.0",
    wanted=wanted_v2,
    by_date=True,
)
