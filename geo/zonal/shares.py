"""Compute the exact share of every cell of a lattice that lies inside every polygon, in one pass along the edges.

Cut every edge where it crosses the lattice. By Green's theorem a piece that rises by h inside a cell, at a mean
distance d from the cell's left side, adds h (1 - d) to that cell and h to every cell on its right; running sums along
the rows then give the share of each cell. It is how fonts are drawn without jagged edges, done here to the last digit
and for all polygons at once, without a loop over cells or polygons.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.zonal.grid import Grid

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

CHUNK = 300_000
"""Vertices, or cells of bounding boxes, worked on at once: what the caches of a processor hold."""

SPECK = 1e-12
"""A share below this part of the polygon's fullest cell is what rounding leaves, and is dropped."""


class Shares(NamedTuple):
    """Cells with a share above zero, in order of polygon, row and column."""

    polygon: IntArray
    row: IntArray
    column: IntArray
    share: FloatArray


def cell_shares(polygons: npt.NDArray[np.object_], grid: Grid, *, workers: int = 1) -> Iterator[Shares]:
    """Compute the shares of cells inside polygons, batch by batch of polygons.

    Parameters
    ----------
    polygons
        Valid polygons and multipolygons in EPSG:4326, with area, inside the grid.
    grid
        The lattice, or a window of it.
    workers
        Threads; the shares do not hang on how many.

    Yields
    ------
    Shares
        Of consecutive polygons, counted from 0 over all of them.

    References
    ----------
    .. [1] Baston, D. exactextract: the peer, which walks each polygon's ring through the cells; the shares agree to
       single precision, which is what it keeps them in.
    """
    if not len(polygons):
        return
    boxes = _boxes(polygons, grid)
    cost = np.maximum(shapely.get_num_coordinates(polygons), (boxes.rows * boxes.width))

    def work(span: tuple[int, int]) -> Shares:
        first, last = span
        found = _shares_of(polygons[first:last], grid, boxes.between(first, last), first=first)
        return found._replace(row=found.row - grid.first[0], column=found.column - grid.first[1])

    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(work, _chunks(cost))


class _Boxes(NamedTuple):
    """The lattice's cells that enclose each polygon, with a column more on the right to take what spills over."""

    top: IntArray
    left: IntArray
    rows: IntArray
    width: IntArray
    fullest: FloatArray
    """The least power of two that the share of no cell exceeds."""

    def between(self, first: int, last: int) -> _Boxes:
        """Take those of some polygons in a row."""
        top, left, rows, width, fullest = (part[first:last] for part in self)
        return _Boxes(top, left, rows, width, fullest)  # type: ignore[arg-type]


def _boxes(polygons: npt.NDArray[np.object_], grid: Grid) -> _Boxes:
    west, south, east, north = shapely.bounds(polygons).T
    (x0, y0), (x1, y1) = grid.on_lattice(west, north), grid.on_lattice(east, south)
    row, col = grid.first
    top, bottom = _whole(y0, y1, first=row, most=grid.rows)
    left, right = _whole(x0, x1, first=col, most=grid.cols)
    fullest = np.exp2(np.ceil(np.log2(np.clip((x1 - x0) * (y1 - y0), 1e-200, 1.0))))
    return _Boxes(top, left, bottom - top, right - left + 1, fullest)


def _whole(low: FloatArray, high: FloatArray, *, first: int, most: int) -> tuple[IntArray, IntArray]:
    """Widen a span to whole cells, at least one, none beyond the `most` from the `first` on."""
    begin = np.clip(np.floor(low).astype(np.int64), first, first + most - 1)
    return begin, np.clip(np.ceil(high).astype(np.int64), begin + 1, first + most)


def _chunks(cost: IntArray) -> Iterator[tuple[int, int]]:
    """Cut a list into runs of about equal cost; what alone is dearer than a run makes its own."""
    edges = np.flatnonzero(np.diff(np.cumsum(cost) // CHUNK)) + 1
    bounds = [0, *edges.tolist(), len(cost)]
    yield from pairwise(bounds)


def _shares_of(polygons: npt.NDArray[np.object_], grid: Grid, boxes: _Boxes, *, first: int) -> Shares:
    pieces = _pieces(polygons, grid)
    # All bounding boxes lie one after another in one long row of cells.
    ends = np.cumsum(boxes.rows * boxes.width)
    starts = ends - boxes.rows * boxes.width
    row = np.clip(pieces.row - boxes.top[pieces.polygon], 0, boxes.rows[pieces.polygon] - 1)
    column = np.clip(pieces.column - boxes.left[pieces.polygon], 0, boxes.width[pieces.polygon] - 2)
    at = starts[pieces.polygon] + row * boxes.width[pieces.polygon] + column
    spill = pieces.rise * (pieces.middle - (column + boxes.left[pieces.polygon]))
    size = int(ends[-1])
    steps: FloatArray = np.bincount(at, weights=pieces.rise - spill, minlength=size).astype(np.float64, copy=False)
    steps[1:] += np.bincount(at, weights=spill, minlength=size)[:-1]
    return _run_along(steps, boxes, starts, first=first)


def _run_along(steps: FloatArray, boxes: _Boxes, starts: IntArray, *, first: int) -> Shares:
    """Sum along the rows, and keep the cells that hold something.

    Sums are of whole numbers, each polygon in units of its own: they are exact, so that a polygon's shares are the same
    whichever others are worked on with it, and a speck does not drown in what rounding left of a large one.
    """
    cells = boxes.rows * boxes.width
    unit = 2.0**-58 * boxes.fullest
    sums = np.cumsum(np.rint(steps / np.repeat(unit, cells)).astype(np.int64))
    width = np.repeat(boxes.width, boxes.rows)
    row_starts = np.cumsum(width) - width
    # A closed ring leaves each row at zero but for rounding.
    left_over = np.where(row_starts > 0, sums[row_starts - 1], 0)
    counts = np.abs(sums - np.repeat(left_over, width))
    least = np.maximum.reduceat(counts, starts) * SPECK
    kept = np.flatnonzero(counts > np.repeat(least, cells))
    polygon = np.repeat(np.arange(len(cells)), cells)[kept]
    row, column = np.divmod(kept - starts[polygon], boxes.width[polygon])
    share = counts[kept] * unit[polygon]
    share[np.abs(share - 1.0) < SPECK] = 1.0
    return Shares(polygon + first, row + boxes.top[polygon], column + boxes.left[polygon], share)


class _Pieces(NamedTuple):
    """Pieces of edges, none of which crosses a line of the lattice; in cells, rows counted downwards."""

    polygon: IntArray
    row: IntArray
    column: IntArray
    rise: FloatArray
    """How far the piece climbs, positive with the polygon on its right."""
    middle: FloatArray
    """The column of its middle, as a fraction."""


def _pieces(polygons: npt.NDArray[np.object_], grid: Grid) -> _Pieces:
    coordinates, polygon = _edges(polygons)
    x, y = grid.on_lattice(coordinates[:, 0], coordinates[:, 1])
    # An edge leads from one vertex to the next of the same ring; one along a parallel encloses nothing.
    start = np.flatnonzero((polygon[:-1] == polygon[1:]) & (y[:-1] != y[1:]))
    return _cut(polygon[start], x[start], y[start], x[start + 1], y[start + 1])


def _edges(polygons: npt.NDArray[np.object_]) -> tuple[FloatArray, IntArray]:
    """List the vertices of all rings, anticlockwise without and clockwise within, and the ring's polygon of each.

    A vertex that begins another ring of the same polygon is told apart by a missing row between the rings.
    """
    oriented = shapely.orient_polygons(polygons)
    _, coordinates, offsets = shapely.to_ragged_array(oriented, include_z=False)
    rings = offsets[0]
    # offsets[1:] say which rings make a polygon and, where there are several parts, which parts make a unit.
    owners = offsets[1] if len(offsets) == 2 else offsets[1][offsets[2]]
    ring_owner = np.repeat(np.arange(len(polygons)), np.diff(owners))
    polygon = np.repeat(ring_owner, np.diff(rings))
    polygon = polygon.astype(np.int64)
    last = rings[1:] - 1
    gaps = np.insert(polygon, last + 1, -1)
    padded = np.insert(coordinates, last + 1, np.nan, axis=0)
    return padded, gaps


def _cut(polygon: IntArray, x0: FloatArray, y0: FloatArray, x1: FloatArray, y1: FloatArray) -> _Pieces:
    """Cut edges at the lattice's parallels, then what is left at its meridians."""
    edge, row, share0, share1 = _crossings(y0, y1)
    dx, dy = (x1 - x0)[edge], (y1 - y0)[edge]
    left, right = x0[edge] + share0 * dx, x0[edge] + share1 * dx
    rise = (share1 - share0) * dy
    piece, column, part0, part1 = _crossings(left, right)
    middle = left[piece] + (part0 + part1) / 2 * (right - left)[piece]
    return _Pieces(polygon[edge[piece]], row[piece], column, (part1 - part0) * rise[piece], middle)


def _crossings(start: FloatArray, end: FloatArray) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Cut spans of a line at the whole numbers within them.

    Returns
    -------
    tuple
        For each piece: the span it is of, the whole number below it, and where on the span it begins and ends (0-1).
    """
    low, high = np.floor(np.minimum(start, end)), np.ceil(np.maximum(start, end))
    count = np.maximum(high - low, 1.0).astype(np.int64)
    of = np.repeat(np.arange(len(count)), count)
    nth = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    up = end >= start
    below = np.where(up[of], low[of] + nth, high[of] - 1 - nth)
    length = np.where(end == start, 1.0, end - start)[of]
    begin = np.where(nth == 0, 0.0, (below + ~up[of] - start[of]) / length)
    finish = np.append(begin[1:], 1.0)
    finish[np.cumsum(count) - 1] = 1.0
    return of, below.astype(np.int64), begin, finish
