"""Turn the study's tables and rasters into one value per municipality and indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from geo.boundaries import read_topojson
from geo.errors import Faults, RasterError
from geo.export import availability
from geo.indicators import measure, people
from geo.tables import write_series
from pipelines.store import sha256
from pipelines.study import read_tables

if TYPE_CHECKING:
    from pathlib import Path

    from geo.catalogue import Source
    from pipelines.stage import Context


def run(context: Context) -> None:
    """Load units and tables, measure rasters where they are at hand, make the values, check, save."""
    catalogue, places = context.catalogue, context.places
    _measure_rasters(context)
    units = gpd.read_parquet(places.result("1_harmonised") / "units.parquet")
    tables = read_tables(places, catalogue)
    values = measure(tables, catalogue=catalogue, units=units)
    values.to_parquet(context.out / "values.parquet", index=False)
    people(tables, catalogue, units).rename_axis("code").reset_index().to_parquet(
        context.out / "people.parquet", index=False
    )
    availability(values, units=units).to_csv(context.out / "availability.csv", index=False, lineterminator="\n")


def _measure_rasters(context: Context) -> None:
    """Write the tables of raster indicators anew where all their rasters are at hand."""
    catalogue, places = context.catalogue, context.places
    sources = {source.id: source for source in catalogue.sources}
    jobs = []
    faults = Faults("raw rasters", RasterError)
    for indicator in catalogue.indicators:
        if indicator.raster is not None:
            paths = {part: places.raw / file.path for part, file in sources[indicator.raster.source].rasters.items()}
            if paths and all(path.is_file() for path in paths.values()):
                jobs.append((indicator, paths))
    for id_ in sorted({indicator.raster.source for indicator, _ in jobs if indicator.raster is not None}):
        _check_unchanged(sources[id_], places.raw, faults)
    faults.raise_any()
    if not jobs:
        return
    from geo.indicators.gridded import raster_series  # noqa: PLC0415 - GDAL is asked for only where there is a raster

    # Measured on the layer that is shipped, so that anybody can measure again from what the project carries.
    units = read_topojson((places.study / catalogue.study.boundaries).read_text(encoding="utf-8"))
    fresh = 0
    for done, (indicator, paths) in enumerate(jobs):
        context.progress(done, len(jobs))
        name = indicator.series[0]
        table = raster_series(paths, indicator, units, year=catalogue.series[name].year)
        fresh += context.mend(f"tables/{name}.csv", write_series(table))
    context.notes.append(f"{len(jobs)} raster tables measured from {places.raw}; {fresh} changed")


def _check_unchanged(source: Source, raw: Path, faults: Faults) -> None:
    files = source.rasters.values()
    changed = [file.path for file in files if sha256(raw / file.path) != file.sha256]
    do = f"If it is a new release, look through sources/{source.id}.yml, then enter the new sha256."
    faults.check("files are not those that the entry was written for (sha256)", bad=changed, of=len(files), do=do)
