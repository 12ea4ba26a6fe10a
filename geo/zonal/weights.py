"""Bring counts such as people per cell from their own lattice to that of the layers they shall weigh."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse

if TYPE_CHECKING:
    from geo.zonal.grid import Grid

FloatArray = npt.NDArray[np.float64]


def spread_counts(counts: FloatArray, source: Grid, target: Grid) -> FloatArray:
    """Share out counts among the cells of another lattice, by the part of each cell that they cover.

    People are taken to live evenly within a cell, which is all that a grid tells. Totals are kept where the target
    covers the source.

    Parameters
    ----------
    counts
        Rows x columns on `source`; NaN is none.
    source, target
        Lattices in degrees.

    Returns
    -------
    numpy.ndarray
        By cell of `target`, rows first; NaN where no cell of the source with a count lies.
    """
    rows = _overlap((-source.north, source.dy, source.rows), (-target.north, target.dy, target.rows))
    # One lattice may run from 0 to 360 and the other from -180 to 180.
    across = (target.west, target.dx, target.cols)
    cols = sum(_overlap((source.west + turn, source.dx, source.cols), across) for turn in (-360.0, 0.0, 360.0))
    known = ~np.isnan(counts)
    spread = rows @ np.where(known, counts, 0.0) @ cols.T
    told = rows @ known.astype(float) @ cols.T > 0
    return np.where(told, spread, np.nan).reshape(-1)


def _overlap(source: tuple[float, float, int], target: tuple[float, float, int]) -> sparse.csr_array:
    """Tell what part of each span of the source lies in each of the target, target x source.

    Each is where its spans start, how long one is, and how many there are.
    """
    (start, size, count), (into, step, cells) = source, target
    edges = start + size * np.arange(count + 1)
    cuts = np.union1d(edges, into + step * np.arange(cells + 1))
    middles, widths = (cuts[1:] + cuts[:-1]) / 2, np.diff(cuts)
    of = np.floor((middles - start) / size).astype(int)
    within = np.floor((middles - into) / step).astype(int)
    kept = (of >= 0) & (of < count) & (within >= 0) & (within < cells) & (widths > 1e-12 * size)
    return sparse.coo_array((widths[kept] / size, (within[kept], of[kept])), shape=(cells, count)).tocsr()
