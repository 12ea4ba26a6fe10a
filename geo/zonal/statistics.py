"""Reduce layers to one figure per unit, layer and statistic, exactly where cells are missing too.

A mean is a product of the sparse coverage with the layer. Where the product is missing, some cell of the unit is, and
the few units concerned are summed again over the cells that are there: what is missing may differ from layer to layer
and costs nothing where nothing is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.errors import Faults, MethodError, RasterError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scipy import sparse

    from geo.zonal.coverage import Coverage

FloatArray = npt.NDArray[np.float64]
Floats = npt.NDArray[np.floating]
Precision = Literal["float32", "float64"]


@dataclass(frozen=True)
class Zonal:
    """Figures of units, and what they rest on.

    Attributes
    ----------
    figures
        By statistic, units x layers; NaN where a unit has no valid cell.
    valid
        Units x layers: the share of the unit's area with valid data, 0-1.
    """

    figures: Mapping[str, FloatArray]
    valid: FloatArray

    def __getitem__(self, statistic: str) -> FloatArray:
        """Give the figures of one statistic."""
        return self.figures[statistic]


@dataclass(frozen=True)
class Ask:
    """What is wanted of each layer.

    Attributes
    ----------
    statistics
        Of `mean`, `sum`, `min`, `max`, `sd`, `share`, `median` and quantiles such as `q05` or `q90`. All but `sum`,
        `min` and `max` weigh cells by the area that they share with the unit, or by `weight`; `sum` adds up the
        shares of what cells hold, for what adds up, such as people per cell.
    at_least
        `share` is the part of the unit whose cells hold this much or more.
    weight
        By cell of the grid, rows first, such as people; it replaces area as the weight.
    precision
        Of the products. `float32` halves memory and time; sums over thousands of cells lose the sixth digit.
    """

    statistics: tuple[str, ...] = ("mean",)
    at_least: float | None = None
    weight: FloatArray | None = None
    precision: Precision = "float64"


def note_ask_faults(ask: Ask, faults: Faults) -> None:
    """Note statistics that are not known, and options that do not fit."""
    faults.check(
        "statistics are not known",
        bad=[name for name in ask.statistics if name not in KERNELS and _quantile(name) is None],
        of=len(ask.statistics),
        do=f"Ask for {', '.join(KERNELS)} or a quantile such as q90.",
    )
    if ("share" in ask.statistics) != (ask.at_least is not None):
        faults.add("`share` and `at_least` go together: the share of a unit that holds at least so much.")
    if ask.weight is not None and (bad := int((np.isinf(ask.weight) | (ask.weight < 0)).sum())):
        faults.add(f"{bad} of {ask.weight.size} weights are negative or infinite. Declare them as nodata.")


def reduce_layers(coverage: Coverage, layers: Floats, *, ask: Ask | None = None) -> Zonal:
    """Reduce layers that are in memory.

    Parameters
    ----------
    coverage
        Units on the layers' grid.
    layers
        Layers x rows x columns; NaN is missing, and may differ from layer to layer.
    ask
        What is wanted; means by area when absent.

    Raises
    ------
    MethodError
        When the layers or the weights are not on the coverage's grid, or a statistic is not known.
    RasterError
        When a cell within a unit is infinite.
    """
    ask = ask or Ask()
    _check(coverage, layers, ask)
    return Reducer(coverage, ask).reduce(layers)


class Reducer:
    """A coverage made ready for any number of layers."""

    def __init__(self, coverage: Coverage, ask: Ask) -> None:
        self.ask = ask
        self._areas = coverage.areas.astype(ask.precision, copy=False)
        self._weights = self._areas
        if ask.weight is not None:
            self._weights = coverage.weighted(ask.weight).astype(ask.precision, copy=False)
        self._coverage = coverage
        self._kept: dict[str, tuple[bytes, sparse.csr_array]] = {}
        self._area = _rows_of(self._areas)
        self._weight = self._area if ask.weight is None else _rows_of(self._weights)

    @cached_property
    def _fractions(self) -> sparse.csr_array:
        return self._coverage.fractions.astype(self.ask.precision, copy=False)

    def reduce(self, layers: Floats) -> Zonal:
        """Reduce layers x rows x columns, or layers x cells, on the coverage's grid."""
        units, count = self._areas.shape[0], len(layers)
        figures = {name: np.full((units, count), np.nan) for name in self.ask.statistics}
        valid = np.ones((units, count))
        for place in range(count if units else 0):
            layer = np.ascontiguousarray(layers[place].reshape(-1), dtype=self.ask.precision)
            state = self._look(layer)
            valid[:, place] = state.valid
            for name in self.ask.statistics:
                figures[name][:, place] = _kernel(name)(self, layer, state)
        return Zonal(figures, valid)

    def _look(self, layer: Floats) -> _State:
        """Compute the mean, which also finds the units that miss a cell."""
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.asarray(self._weights @ layer, dtype=np.float64) / self._weight
        gappy = np.flatnonzero(~np.isfinite(mean))
        valid = np.ones(len(mean))
        if len(gappy):
            part = _Part.of(self._rows("areas", gappy), layer)
            valid[gappy] = part.sum(part.known) / self._area[gappy]
            weighed = part if self._weights is self._areas else _Part.of(self._rows("weights", gappy), layer)
            with np.errstate(divide="ignore", invalid="ignore"):
                mean[gappy] = weighed.sum(weighed.values) / weighed.sum(weighed.known)
        return _State(mean, valid, gappy)

    def sum(self, layer: Floats, state: _State) -> FloatArray:
        """Add up the shares of what cells hold."""
        sums = np.asarray(self._fractions @ layer, dtype=np.float64)
        if len(state.gappy):
            part = _Part.of(self._rows("fractions", state.gappy), layer)
            sums[state.gappy] = part.sum(part.values)
        return np.where(state.valid > 0, sums, np.nan)

    def _rows(self, name: str, units: npt.NDArray[np.intp]) -> sparse.csr_array:
        """Take the rows of some units; they are the same in most layers of a stack, those along the coast."""
        key = units.tobytes()
        kept, rows = self._kept.get(name, (b"", None))
        if rows is None or kept != key:
            rows = getattr(self, f"_{name}")[units]
            self._kept[name] = (key, rows)
        return rows

    def gathered(self, layer: Floats) -> tuple[Floats, Floats, npt.NDArray[np.integer]]:
        """List the value and the weight of every cell of every unit, and where each unit's begin."""
        return layer[self._weights.indices], self._weights.data, self._weights.indptr[:-1]

    def lengths(self) -> npt.NDArray[np.integer]:
        """Count the cells of each unit."""
        return np.asarray(np.diff(self._weights.indptr))


class _State(NamedTuple):
    """What is known of a layer before a statistic is asked for."""

    mean: FloatArray
    valid: FloatArray
    gappy: npt.NDArray[np.intp]
    """The units in which a cell is missing."""


class _Part(NamedTuple):
    """The cells of a few units, one unit after another."""

    data: Floats
    values: Floats
    known: npt.NDArray[np.bool_]
    starts: npt.NDArray[np.intp]

    @classmethod
    def of(cls, part: sparse.csr_array, layer: Floats) -> _Part:
        values = layer[part.indices]
        infinite = int(np.isinf(values).sum())
        if infinite:
            raise RasterError(f"{infinite} of {values.size} cells are infinite. Declare them as nodata in the file.")
        known = ~np.isnan(values)
        return cls(part.data, np.where(known, values, 0), known, part.indptr[:-1])

    def sum(self, values: npt.NDArray) -> FloatArray:
        return np.asarray(np.add.reduceat(self.data * values, self.starts, dtype=np.float64))


def _rows_of(matrix: sparse.csr_array) -> FloatArray:
    return np.asarray(np.add.reduceat(matrix.data, matrix.indptr[:-1], dtype=np.float64))


def _mean(reducer: Reducer, layer: Floats, state: _State) -> FloatArray:  # noqa: ARG001 - a kernel's form
    return state.mean


def _extreme(least: np.ufunc) -> Callable[[Reducer, Floats, _State], FloatArray]:
    def kernel(reducer: Reducer, layer: Floats, state: _State) -> FloatArray:  # noqa: ARG001 - a kernel's form
        values, _, starts = reducer.gathered(layer)
        return np.asarray(least.reduceat(values, starts), dtype=np.float64)

    return kernel


def _sd(reducer: Reducer, layer: Floats, state: _State) -> FloatArray:
    """Take the root of the weighted mean square about the mean, over the unit as a whole and not as a sample."""
    values, weights, starts = reducer.gathered(layer)
    squares = (values - np.repeat(state.mean, reducer.lengths())) ** 2
    return np.sqrt(_ratio(squares, values, weights, starts))


def _share(reducer: Reducer, layer: Floats, state: _State) -> FloatArray:  # noqa: ARG001 - a kernel's form
    values, weights, starts = reducer.gathered(layer)
    return _ratio((values >= (reducer.ask.at_least or 0.0)).astype(float), values, weights, starts)


def _ratio(of: npt.NDArray, values: Floats, weights: Floats, starts: npt.NDArray[np.integer]) -> FloatArray:
    known = ~np.isnan(values)
    seen = np.add.reduceat(weights * known, starts, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.add.reduceat(np.where(known, weights * of, 0.0), starts, dtype=np.float64) / seen)


def _at(level: float) -> Callable[[Reducer, Floats, _State], FloatArray]:
    """Interpolate between the cells of a unit in order, each as wide as its weight.

    With equal weights it is numpy's default quantile; with any, that of exactextract.
    """

    def kernel(reducer: Reducer, layer: Floats, state: _State) -> FloatArray:
        values, weights, starts = reducer.gathered(layer)
        unit = np.repeat(np.arange(len(starts)), reducer.lengths())
        fullest = np.repeat(np.maximum.reduceat(weights, starts), reducer.lengths())
        # As whole numbers, whose sums are exact: a unit's quantile is the same whichever units come before it.
        whole = np.where(np.isnan(values), 0.0, np.rint(weights / np.where(fullest > 0, fullest, 1.0) * 2.0**32))
        weights = whole.astype(np.int64)
        order = np.lexsort((values, unit))  # what is missing comes last within its unit
        values, weights = values[order].astype(np.float64), weights[order]
        known = np.add.reduceat(~np.isnan(values), starts, dtype=np.int64)
        before = np.cumsum(weights) - weights
        nth, before = np.arange(len(values)) - starts[unit], before - before[starts][unit]
        # Products of whole numbers over a large unit would not fit into 64 bits, and are taken as floats.
        apart = (known - 1).astype(np.float64)
        place = nth * weights + apart[unit] * before
        total = np.add.reduceat(weights, starts) * apart
        left = np.add.reduceat(
            (place <= (level * total)[unit] * (1 + 1e-14)) & (nth < known[unit]), starts, dtype=np.int64
        )
        left = starts + np.clip(left - 1, 0, np.maximum(known - 1, 0))
        right = np.minimum(left + 1, starts + np.maximum(known - 1, 0))
        gap = np.where(right > left, place[right] - place[left], 1.0)
        found = values[left] + np.clip((level * total - place[left]) / gap, 0, 1) * (values[right] - values[left])
        return np.where((state.valid > 0) & ~np.isnan(state.mean), found, np.nan)

    return kernel


KERNELS: Mapping[str, Callable[[Reducer, Floats, _State], FloatArray]] = {
    "mean": _mean,
    "sum": Reducer.sum,
    "min": _extreme(np.fmin),
    "max": _extreme(np.fmax),
    "sd": _sd,
    "share": _share,
    "median": _at(0.5),
}
"""The statistics by name; quantiles besides."""


def _quantile(name: str) -> float | None:
    return int(name[1:]) / 100 if name[:1] == "q" and name[1:].isdecimal() and int(name[1:]) <= 100 else None


def _kernel(name: str) -> Callable[[Reducer, Floats, _State], FloatArray]:
    level = _quantile(name)
    return KERNELS[name] if level is None else _at(level)


def _check(coverage: Coverage, layers: Floats, ask: Ask) -> None:
    faults = Faults("zonal statistics", MethodError)
    grid = coverage.grid
    if layers.ndim != 3 or layers.shape[1:] != (grid.rows, grid.cols):
        faults.add(
            f"the layers have the shape {layers.shape}, the coverage stands on {grid.rows} rows x {grid.cols} columns. "
            "Compute the coverage on the grid of the layers."
        )
    if ask.weight is not None and ask.weight.shape != (grid.rows * grid.cols,):
        faults.add(
            f"there are {ask.weight.size} weights for {grid.rows * grid.cols} cells. Bring them to the layers' grid."
        )
    note_ask_faults(ask, faults)
    faults.raise_any()


__all__ = ["KERNELS", "Ask", "Precision", "Reducer", "Zonal", "note_ask_faults", "reduce_layers"]
