"""Measure an indicator's grid over the units: a band, a measure of climate normals, or one of a series in time."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.drought import DAILY_MEASURES, MEASURES, SERIES_MEASURES
from geo.errors import Faults, RasterError, fault
from geo.zonal import (
    Ask,
    Coverage,
    Dates,
    Declared,
    Executor,
    Stack,
    Zonal,
    coverage_on,
    daily,
    dates_of,
    gaps_message,
    monthly,
    open_stack,
    reduce_layers,
    reduce_stack,
    spread_counts,
)

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geo.catalogue import CellWeight, Grids, Raster

VALUE_DIGITS, COVERAGE_DECIMALS = 4, 3
"""Significant digits of a value: beyond what any climate grid knows, and short of where processors disagree."""

Cover = Callable[[npt.NDArray[np.object_], Stack], Coverage]


@dataclass(frozen=True)
class Part:
    """The grids of one part of a source: what its entry says of them, and where they lie."""

    entry: Grids
    paths: tuple[Path, ...]


@dataclass(frozen=True)
class UnitSeries:
    """Every layer of a stack over the units, before it is measured.

    Attributes
    ----------
    means
        Units x layers.
    dates
        Of the layers.
    valid
        By unit, the share of its area with valid data in the layer that has least; blank layers are left out.
    title
        What messages call the stack.
    blank
        The layers that hold nothing over any unit.
    """

    means: npt.NDArray[np.float64]
    dates: Dates
    valid: npt.NDArray[np.float64]
    title: str
    blank: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measured:
    """A table of one figure per unit, and what must be told beside it.

    Attributes
    ----------
    table
        Per `geo.contracts.SERIES`, by code: `value` to four significant digits, missing where the grid has nothing;
        `coverage` the share of the unit's area with valid data, of a series the least of any of its layers.
    notes
        Months that are missing, incomplete or blank.
    """

    table: pd.DataFrame
    notes: list[str] = field(default_factory=list)


def measure_grid(
    sources: Mapping[str, Mapping[str, Part]],
    options: Raster,
    units: gpd.GeoDataFrame,
    *,
    name: str,
    year: int,
    cover: Cover = coverage_on,
    kept: dict[Hashable, UnitSeries] | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Measured:
    """Measure grids over the scored units.

    Parameters
    ----------
    sources
        The parts of the source, and of those whose counts weigh its cells, by their ids: the one grid under any name
        where the layer is a band or a measure of a series; `rain` and `temperature`, of twelve monthly bands each,
        where it is a measure of normals.
    options
        Says the layer and the statistic. Its `min_coverage` is not applied here but when values are made, so that it
        can be changed where the raster is not at hand.
    units
        Per `geo.contracts.UNITS`, with the geometry that is shipped: the result can then be rebuilt from it.
    name
        What messages call the result.
    year
        The year that the figures are filed under; the last one of a period.
    cover
        Gives the coverage of units on a stack, such as from where earlier ones are kept.
    kept
        Series that several indicators draw on: what is found is put there, and what is there is not read again.
    executor
        Reduces long stacks elsewhere; see `geo.zonal.reduce_stack`.
    progress
        Told the layers done, and how many there are.

    Raises
    ------
    RasterError
        When the grids cannot serve the units; see `geo.zonal.open_stack`.
    MethodError
        When what they hold cannot be what the measure needs.
    """
    places = units.loc[units["kind"] != "lake"].sort_values("code")
    job = _Job(
        sources, options, places.geometry.to_numpy(), name, cover, {} if kept is None else kept, executor, progress
    )
    _refuse_idle_options(options, name)
    make = _of_normals if options.layer in MEASURES else _of_series if options.layer in _SERIES else _of_band
    figures, shares, notes = make(job)
    if not (shares > 0).any():
        raise RasterError(f"{name}: the raster has no valid cell in any of {len(places)} units. Check its nodata.")
    table = pd.DataFrame(
        {
            "code": places["code"].to_numpy(),
            "name": places["name"].to_numpy(),
            "value": [_rounded(figure) for figure in figures],
            "numerator": np.nan,
            "denominator": np.nan,
            "se": np.nan,
            "coverage": shares.round(COVERAGE_DECIMALS),
            "year": year,
            "level": "municipality",
        }
    )
    return Measured(table, notes)


_SERIES = (*SERIES_MEASURES, *DAILY_MEASURES)
_Found = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], list[str]]


@dataclass(frozen=True)
class _Job:
    """What every way to measure is handed."""

    sources: Mapping[str, Mapping[str, Part]]
    options: Raster
    shapes: npt.NDArray[np.object_]
    name: str
    cover: Cover
    kept: dict[Hashable, UnitSeries]
    executor: Executor | None
    progress: Callable[[int, int], None] | None

    @property
    def parts(self) -> Mapping[str, Part]:
        return self.sources[self.options.source]

    def reduce(self, stack: Stack, *, layers: Sequence[int] | None = None, statistic: str) -> Zonal:
        """Reduce a stack over the units, weighed as the entry says."""
        options = self.options
        weight = self.weight_on(stack, options.weight) if options.weight else None
        ask = Ask((statistic,), at_least=options.at_least, weight=weight)
        elsewhere = self.executor if layers is None else None
        return reduce_stack(
            self.shapes,
            stack,
            layers=layers,
            ask=ask,
            coverage=None if elsewhere else self.cover(self.shapes, stack),
            executor=elsewhere,
            progress=self.progress,
        )

    def weight_on(self, stack: Stack, weight: CellWeight) -> npt.NDArray[np.float64]:
        """Bring the counts that weigh cells to a stack's lattice."""
        counts = _open(self.only(self.sources[weight.source], weight.part))
        layer = counts.read(counts.select([weight.layer]), counts.whole)[0].astype(np.float64)
        return spread_counts(layer, counts.grid, stack.grid)

    def only(self, parts: Mapping[str, Part], named: str | None) -> Part:
        """Find the part that is named, or the only one."""
        if named is None and len(parts) == 1:
            return next(iter(parts.values()))
        if named is None or named not in parts:
            raise RasterError(
                f"{self.name}: layer {self.options.layer!r} was asked of {len(parts)} parts: {', '.join(parts)}. "
                "Name one of them as `part`."
            )
        return parts[named]


def _refuse_idle_options(options: Raster, name: str) -> None:
    """Refuse what the entry asks for and the measure would not heed."""
    series, normals = options.layer in _SERIES, options.layer in MEASURES
    idle = {
        "statistic": series and options.statistic != "mean",
        "weight": normals and options.weight is not None,
        "reference": options.reference is not None and (normals or options.layer in DAILY_MEASURES),
    }
    faults = Faults(name, RasterError)
    faults.check(
        f"options have no part in `{options.layer}`",
        bad=[option for option, is_idle in idle.items() if is_idle],
        of=len(idle),
        do="Leave them out: a series is measured of means, normals are weighed by area, only a series has a reference.",
    )
    faults.raise_any()


def _open(part: Part) -> Stack:
    entry = part.entry
    return open_stack(
        part.paths,
        declared=Declared(
            variable=entry.variable,
            crs=entry.crs,
            least=entry.least,
            most=entry.most,
            flags=entry.flags,
            scale=entry.scale,
            offset=entry.offset,
        ),
    )


def _of_band(job: _Job) -> _Found:
    """Take one band."""
    stack = _open(job.only(job.parts, job.options.part))
    statistic, layer = job.options.statistic, job.options.layer
    if isinstance(layer, str) and layer not in stack.names:
        raise RasterError(
            f"{job.name}: `{layer}` is neither a measure nor one of the {len(stack.names)} layers of {stack.title}, "
            f"such as {stack.names[0]}. The measures are {', '.join([*MEASURES, *_SERIES])}."
        )
    found = job.reduce(stack, layers=stack.select([job.options.layer]), statistic=statistic)
    return found[statistic][:, 0], found.valid[:, 0], []


def _of_series(job: _Job) -> _Found:
    """Measure each unit's series."""
    part = job.only(job.parts, job.options.part)
    found, layer = _series_of(job, part), str(job.options.layer)
    if layer in DAILY_MEASURES:
        if found.dates.step != "day":
            raise RasterError(
                f"{job.name}: `{layer}` needs days, {found.title} holds {found.dates.step}s. Take daily files."
            )
        series = daily(found.means, found.dates)
        figures = DAILY_MEASURES[layer](series.values, first=series.first)
    else:
        series = monthly(found.means, found.dates, how=part.entry.months_by)
        start = (series.first.year, series.first.month)
        figures = SERIES_MEASURES[layer](series.values, start=start, reference=job.options.reference)
    notes = [gaps_message(series, title=found.title)]
    if found.blank:
        what = f"layers of {found.title} hold nothing over the units, and count as missing"
        notes.append(fault(what, bad=found.blank, of=len(found.dates.start), do="Fetch them again."))
    return figures, found.valid, [note for note in notes if note]


def _series_of(job: _Job, part: Part) -> UnitSeries:
    """Average every layer over the units, unless another indicator has."""
    key = (part, job.options.weight)
    if key not in job.kept:
        stack = _open(part)
        dates = dates_of(stack.names, title=stack.title, start=part.entry.start, step=part.entry.step)
        found = job.reduce(stack, statistic="mean")
        blank = (found.valid == 0).all(axis=0)
        valid = found.valid[:, ~blank].min(axis=1, initial=0.0 if blank.all() else 1.0)
        names = tuple(np.array(stack.names)[blank].tolist())
        job.kept[key] = UnitSeries(found["mean"], dates, valid, stack.title, names)
    return job.kept[key]


def _of_normals(job: _Job) -> _Found:
    """Make one layer out of monthly normals, then average it."""
    faults = Faults(job.name, RasterError)
    needed = ("rain", "temperature")
    faults.check(
        f"grids that `{job.options.layer}` needs are not given",
        bad=[part for part in needed if part not in job.parts],
        of=len(needed),
        do="List them under `rasters` in the source's entry.",
    )
    faults.raise_any()
    rain, temperature = (_open(job.parts[part]) for part in needed)
    if not rain.grid.matches(temperature.grid):
        raise RasterError(
            f"{job.name}: {rain.title} and {temperature.title} are not on one grid. Warp one to the other."
        )
    coverage = job.cover(job.shapes, rain)
    window = rain.around(job.shapes)
    normals = {
        part: stack.read(range(len(stack.names)), window).astype(np.float64)
        for part, stack in zip(needed, (rain, temperature), strict=True)
    }
    made = MEASURES[str(job.options.layer)](**normals, latitude=coverage.grid.latitudes)
    found = reduce_layers(coverage, made[None], ask=Ask((job.options.statistic,), at_least=job.options.at_least))
    return found[job.options.statistic][:, 0], found.valid[:, 0], []


def _rounded(figure: float) -> float:
    return float(f"{figure:.{VALUE_DIGITS}g}")
