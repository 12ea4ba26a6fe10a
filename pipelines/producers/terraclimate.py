"""List the files of TerraClimate, one per variable and year; scale and offset stand in each file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.producers.wanted import Producer, Wanted, at, years

if TYPE_CHECKING:
    import datetime as dt

    from geo.catalogue.download import Terraclimate


def wanted(entry: Terraclimate, *, base: str, today: dt.date) -> tuple[Wanted, ...]:
    """List one NetCDF of twelve months per year and variable, year after year."""
    names = [
        f"TerraClimate_{variable}_{year}.nc"
        for year in years(entry.first, entry.last, today=today)
        for variable in entry.variables
    ]
    return tuple(Wanted(f"{entry.id}/{name}", ("netcdf",), at(base, name)) for name in names)


TERRACLIMATE = Producer(
    title="TerraClimate, Climatology Lab",
    page="https://www.climatologylab.org/terraclimate.html",
    licence="CC0 1.0",
    licence_status="open",
    citation=(
        "Abatzoglou, J. T., Dobrowski, S. Z., Parks, S. A. and Hegewisch, K. C. (2018): TerraClimate, Scientific Data "
        "5, 170191, https://doi.org/10.1038/sdata.2017.191"
    ),
    base="https://climate.northwestknowledge.net/TERRACLIMATE-DATA",
    wanted=wanted,
    by_date=True,
)
