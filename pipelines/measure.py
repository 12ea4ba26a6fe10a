"""Turn the study's tables and rasters into one value per municipality and indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from geo.export import availability
from geo.indicators import compare_people, measure, people
from pipelines.grids import measure_grids
from pipelines.study import read_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from pipelines.stage import Context


def run(context: Context) -> None:
    """Load units and tables, measure rasters where they are at hand, make the values, check, save."""
    catalogue, places = context.catalogue, context.places
    measure_grids(context)
    units = gpd.read_parquet(places.result("1_harmonised") / "units.parquet")
    tables = read_tables(places, catalogue)
    values = measure(tables, catalogue=catalogue, units=units)
    values.to_parquet(context.out / "values.parquet", index=False)
    people(tables, catalogue, units).rename_axis("code").reset_index().to_parquet(
        context.out / "people.parquet", index=False
    )
    _check_people(context, tables, units)
    availability(values, units=units).to_csv(context.out / "availability.csv", index=False, lineterminator="\n")


def _check_people(context: Context, tables: Mapping[str, pd.DataFrame], units: gpd.GeoDataFrame) -> None:
    """Hold the second count of people, where the study has one, against the censuses."""
    check = context.catalogue.study.people_check
    if check is None:
        return
    compared = compare_people(people(tables, context.catalogue, units), tables[check.series])
    compared.to_csv(context.out / "people_check.csv", lineterminator="\n")
    title = context.catalogue.series[check.series].title.en
    context.notes.append(
        f"{title}: {compared['other'].sum():,.0f} people where the censuses count {compared['people'].sum():,.0f}; "
        f"{compared['far'].sum()} of {len(compared)} units lie apart by more than half (people_check.csv)"
    )
