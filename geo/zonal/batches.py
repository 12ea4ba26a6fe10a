"""Reduce a stack over units, in batches of units and blocks of layers, here or on a cluster, in bounded memory.

Each batch is units that lie near each other, each block as many layers as the memory allows over the cells that
enclose the batch. A batch needs nothing but paths and shapes, so it runs wherever the files are seen, and is simply
run again where a machine is lost.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt
import shapely

from geo.errors import Faults, MethodError
from geo.zonal.coverage import Coverage, check_shapes, cover
from geo.zonal.stack import Frame
from geo.zonal.statistics import Ask, Reducer, Zonal, note_ask_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.zonal.grid import Grid
    from geo.zonal.stack import Stack, Window

MEMORY_MB = 512
"""What the cells and matrices of one machine may take unless told otherwise."""

CELL_BYTES = 40
"""What a cell of a unit's bounding box takes while its share is found and held."""


SPREAD = 16
"""Batches that work elsewhere is cut into at least, so that every machine has some and none keeps all waiting."""


class Executor(Protocol):
    """Whatever runs a function elsewhere: `distributed.Client` and `concurrent.futures` alike."""

    def submit(self, function: Callable[..., Any], *args: Any) -> Any:
        """Begin the work; the future that comes back has `result()`."""


@dataclass(frozen=True)
class _Job:
    """What every batch is reduced with; the window and the weights of one come with `around`."""

    stack: Stack
    layers: tuple[int, ...]
    ask: Ask
    memory_mb: float
    workers: int
    window: Window

    def around(self, polygons: npt.NDArray[np.object_]) -> _Job:
        """Narrow the work to what encloses a batch."""
        window = self.stack.window_or_beyond(tuple(shapely.total_bounds(polygons)))
        ask, grid = self.ask, self.stack.grid
        if ask.weight is not None:
            cut = _cut(ask.weight.reshape(grid.rows, grid.cols), grid, window)
            ask = replace(ask, weight=cut.reshape(-1))
        return replace(self, window=window, ask=ask)


def reduce_stack(
    shapes: Sequence[shapely.Geometry] | npt.NDArray[np.object_],
    stack: Stack,
    *,
    layers: Sequence[int] | None = None,
    ask: Ask | None = None,
    coverage: Coverage | None = None,
    memory_mb: float = MEMORY_MB,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Zonal:
    """Reduce layers of a stack to one figure per unit, layer and statistic.

    Parameters
    ----------
    shapes
        Valid polygons in EPSG:4326, one per unit. What of them lies beyond the files is missing.
    stack
        The layers; all when `layers`, counted from 0, is absent.
    ask
        What is wanted; means by area when absent. Its `weight` stands on the stack's whole lattice.
    coverage
        Of all units on the stack's window around them, where it is at hand; see `coverage_on`.
    memory_mb
        What cells and matrices may take on one machine, beside the result. One layer around the largest unit must
        fit, and is taken even where it does not.
    workers
        Threads; the machine's cores when absent.
    executor
        Runs batches elsewhere, such as a `distributed.Client`; every machine must see the files under the same paths.
        The result does not hang on how many there are.
    progress
        Told the layers done in all batches, and how many there are.

    Raises
    ------
    GeometryError
        When units are no polygons or have no area.
    RasterError
        When the stack misses the units, is damaged, or holds infinite values in them.
    MethodError
        When what is asked for is not known or a layer not there, or the coverage is not that of the units on the stack.
    """
    polygons = np.asarray(shapes, dtype=object).reshape(-1)
    ask = ask or Ask()
    chosen = tuple(range(len(stack.names))) if layers is None else tuple(layers)
    _check(polygons, stack, chosen, ask, memory_mb=memory_mb)
    if not len(polygons) or not chosen:
        nothing = np.zeros((len(polygons), len(chosen)))
        return Zonal(dict.fromkeys(ask.statistics, nothing), nothing)
    workers = workers or os.cpu_count() or 1
    stack.around(polygons)
    told = _Told(progress, total=len(chosen))
    job = _Job(stack, chosen, ask, memory_mb, workers, stack.whole)
    if coverage is not None:
        whole = job.around(polygons)
        if coverage.grid != stack.grid.window(*whole.window) or coverage.fractions.shape[0] != len(polygons):
            raise MethodError("The coverage is not that of these units on this stack. Compute it with `coverage_on`.")
        return _reduce_batch(coverage, whole, told.layers)
    batches = _batches(polygons, stack, memory_mb=memory_mb, least=SPREAD if executor else 1)
    told.total *= len(batches)
    if executor is None:
        parts = [_reduce_here(polygons[batch], job.around(polygons[batch]), told.layers) for batch in batches]
    else:
        parts = _reduce_elsewhere([polygons[batch] for batch in batches], job, executor, told.layers)
    return _joined(parts, batches)


def coverage_on(shapes: Sequence[shapely.Geometry] | npt.NDArray[np.object_], stack: Stack) -> Coverage:
    """Compute the coverage of units on a stack's window around them, to be kept and given to `reduce_stack`."""
    polygons = np.asarray(shapes, dtype=object).reshape(-1)
    return cover(polygons, stack.grid.window(*stack.around(polygons)), workers=os.cpu_count() or 1)


class _Told:
    """Count the layers done over all batches for whoever wants to know."""

    def __init__(self, progress: Callable[[int, int], None] | None, *, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0

    def layers(self, more: int) -> None:
        self.done += more
        if self.progress is not None:
            self.progress(self.done, self.total)


def _check(
    polygons: npt.NDArray[np.object_], stack: Stack, layers: tuple[int, ...], ask: Ask, *, memory_mb: float
) -> None:
    check_shapes(polygons)
    faults = Faults("zonal statistics", MethodError)
    note_ask_faults(ask, faults)
    faults.check(
        f"layers are not in {stack.title} (counted from 0)",
        bad=[layer for layer in layers if not 0 <= layer < len(stack.names)],
        of=len(layers),
        do=f"It holds {len(stack.names)}.",
    )
    cells = stack.grid.rows * stack.grid.cols
    if ask.weight is not None and ask.weight.size != cells:
        faults.add(f"there are {ask.weight.size} weights for {cells} cells. Bring them to the grid of the layers.")
    if not memory_mb > 0:
        faults.add(f"the memory allowed is {memory_mb} MB. Give a positive number.")
    faults.raise_any()


def _batches(
    polygons: npt.NDArray[np.object_], stack: Stack, *, memory_mb: float, least: int
) -> list[npt.NDArray[np.intp]]:
    """Cut the units, from north to south, into runs whose coverage takes at most half of the memory.

    Rows of a file are read and unpacked whole, so that bands from west to east read least twice. There are `least`
    runs or more where there are as many units.
    """
    edges = shapely.bounds(polygons)
    cells = np.ceil((edges[:, 2:] - edges[:, :2]) / (stack.grid.dx, stack.grid.dy)) + 1
    order = np.lexsort((edges[:, 0], -edges[:, 3]))
    taken = np.cumsum(cells.prod(axis=1)[order] * CELL_BYTES)
    most = min(memory_mb * 1e6 / 2, taken[-1] / least)
    return np.split(order, np.flatnonzero(np.diff(np.ceil(taken / most))) + 1)


def _cut(weight: npt.NDArray[np.float64], grid: Grid, window: Window) -> npt.NDArray[np.float64]:
    """Cut a window out of the weights; beyond their lattice there are none."""
    cut = np.full((window.rows, window.cols), np.nan)
    for into_rows, into_cols, rows, cols in Frame(grid).pieces(window):
        cut[into_rows, into_cols] = weight[rows, cols]
    return cut


def _reduce_here(polygons: npt.NDArray[np.object_], job: _Job, told: Callable[[int], None]) -> Zonal:
    """Do one batch on this machine; the job is narrowed to it."""
    return _reduce_batch(cover(polygons, job.stack.grid.window(*job.window), workers=job.workers), job, told)


def _reduce_elsewhere(
    batches: list[npt.NDArray[np.object_]], job: _Job, executor: Executor, told: Callable[[int], None]
) -> list[Zonal]:
    """Do every batch on another machine, and gather what comes back."""
    alone = replace(job, workers=1)
    # Narrowed here, so that of the weights only what the batch needs is sent.
    futures = [executor.submit(_reduce_wkb, shapely.to_wkb(batch), alone.around(batch)) for batch in batches]
    parts = []
    for future in futures:
        parts.append(future.result())
        told(len(job.layers))
    return parts


def _reduce_wkb(wkb: npt.NDArray[np.object_], job: _Job) -> Zonal:
    """Do one batch that was sent here; shapes travel as well-known binary."""
    return _reduce_here(shapely.from_wkb(wkb), job, lambda _: None)


def _reduce_batch(coverage: Coverage, job: _Job, told: Callable[[int], None]) -> Zonal:
    """Reduce all layers over one batch, block by block."""
    reducer = Reducer(coverage, job.ask)
    parts: list[Zonal] = []
    with ThreadPoolExecutor(job.workers) as pool:
        for block in _blocks(job):
            shares = [list(share) for share in np.array_split(block, job.workers) if len(share)]
            if job.stack.together:
                cells = job.stack.read(block, job.window)
                parts += pool.map(reducer.reduce, np.array_split(cells, len(shares)))
            else:
                parts += pool.map(lambda share: reducer.reduce(job.stack.read(share, job.window)), shares)
            told(len(block))
    return Zonal(
        {name: np.hstack([part[name] for part in parts]) for name in job.ask.statistics},
        np.hstack([part.valid for part in parts]),
    )


def _blocks(job: _Job) -> list[tuple[int, ...]]:
    """Cut the layers into blocks whose cells take, on all threads together, at most half of the memory.

    A cell takes four or eight bytes as it is read, and as much again where it is laid out anew.
    """
    most = int(job.memory_mb * 1e6 / 2 / (16 * job.window.rows * job.window.cols))
    size = max(1, min(most, len(job.layers)))
    return [job.layers[start : start + size] for start in range(0, len(job.layers), size)]


def _joined(parts: list[Zonal], batches: list[npt.NDArray[np.intp]]) -> Zonal:
    """Put the batches back into the order of the units."""
    back = np.argsort(np.concatenate(batches))
    names = parts[0].figures
    return Zonal(
        {name: np.concatenate([part[name] for part in parts])[back] for name in names},
        np.concatenate([part.valid for part in parts])[back],
    )
