"""Measure the tables that come from grids anew, where all their files are at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.boundaries import read_topojson
from geo.errors import Faults, RasterError
from geo.tables import write_series
from pipelines.raw import files_of
from pipelines.store import sha256

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator
    from pathlib import Path

    from geo.catalogue import Catalogue, Raster, Source
    from geo.indicators.gridded import UnitSeries
    from pipelines.stage import Context


@dataclass(frozen=True)
class _Job:
    """One table to be made: under which series, from which grids."""

    name: str
    series: str
    options: Raster

    @property
    def sources(self) -> tuple[str, ...]:
        weight = self.options.weight
        return (self.options.source, weight.source) if weight else (self.options.source,)


def measure_grids(context: Context) -> None:
    """Write the table of every indicator that draws on grids, and of the second count of people.

    Raises
    ------
    RasterError
        With every file that is not the one its entry was written for.
    """
    catalogue, places = context.catalogue, context.places
    sources = {source.id: source for source in catalogue.sources}
    at_hand = {id_ for id_, source in sources.items() if source.rasters and _complete(source, places.raw)}
    waiting = places.waiting()
    if waiting:
        what = "additions wait for their grids" if len(waiting) > 1 else "addition waits for its grids"
        context.notes.append(f"{len(waiting)} {what}: {', '.join(waiting)} (`arraigo fetch` says where to get them)")
    jobs = [job for job in _jobs(catalogue) if at_hand.issuperset(job.sources)]
    if not jobs:
        return
    _refuse_changed([sources[id_] for id_ in sorted({id_ for job in jobs for id_ in job.sources})], places.raw)
    from geo.indicators.gridded import Part, measure_grid  # noqa: PLC0415 - GDAL is asked for only where there is a grid
    from pipelines.coverages import kept_coverages  # noqa: PLC0415

    # Measured on the layer that is shipped, so that anybody can measure again from what the project carries.
    units = read_topojson((places.study / catalogue.study.boundaries).read_text(encoding="utf-8"))
    parts = {
        id_: {part: Part(grids, files_of(grids, places.raw)) for part, grids in sources[id_].rasters.items()}
        for id_ in at_hand
    }
    cover = kept_coverages(places.processed / "coverages")
    kept: dict[Hashable, UnitSeries] = {}
    notes: dict[str, None] = {}
    fresh = 0
    for job in jobs:
        made = measure_grid(
            parts,
            job.options,
            units,
            name=job.name,
            year=catalogue.series[job.series].year,
            cover=cover,
            kept=kept,
            executor=context.executor,
            progress=context.progress,
        )
        notes |= dict.fromkeys(made.notes)
        fresh += context.mend(f"tables/{job.series}.csv", write_series(made.table))
    context.notes.extend(notes)
    context.notes.append(f"{len(jobs)} tables measured from grids in {places.raw}; {fresh} changed")


def _jobs(catalogue: Catalogue) -> Iterator[_Job]:
    for indicator in catalogue.indicators:
        if indicator.raster is not None:
            yield _Job(indicator.id, indicator.series[0], indicator.raster)
    if check := catalogue.study.people_check:
        yield _Job("people_check", check.series, check.raster)


def _complete(source: Source, raw: Path) -> bool:
    return all(files_of(grids, raw) for grids in source.rasters.values())


def _refuse_changed(sources: list[Source], raw: Path) -> None:
    faults = Faults("raw rasters", RasterError)
    for source in sources:
        files = [grids for grids in source.rasters.values() if not grids.many]
        faults.check(
            "files are not those that the entry was written for (sha256)",
            bad=[file.path for file in files if sha256(raw / file.path) != file.sha256],
            of=len(files),
            do=f"If it is a new release, look through sources/{source.id}.yml, then enter the new sha256.",
        )
    faults.raise_any()
