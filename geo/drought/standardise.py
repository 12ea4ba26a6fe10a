"""Standardise accumulated series month by month, in blocks of series that bound the memory and share the cores."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from geo.drought.accumulate import accumulate
from geo.drought.series import MIN_YEARS, by_year
from geo.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geo.drought.series import Start, Years

CAP = 3.09
"""Largest index either way: one year in a thousand, which no record of decades can tell from one in ten thousand."""

BLOCK = 128
"""Series worked on together: 480 months of them are half a megabyte, small enough for a core to keep at hand, and large
enough that two threads do not spend their time handing the interpreter to each other."""

_quiet = np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore")
"""Logarithms of zero and figures of no distribution are meant here: they end as the cap or as NaN."""


@dataclass(frozen=True)
class Standardised:
    """A standardised index, and what it stands on."""

    values: NDArray[np.floating]
    """Series x months, in standard deviations: -1 and below is dry, -3.09 to 3.09; NaN where it cannot be told."""

    years: NDArray[np.int64]
    """Series x 12, January first: years of the reference period with a value. Under 20 there is no index."""

    dry_share: NDArray[np.float64]
    """Series x 12: share of these years without any rain in the window; NaN without years, and for SPEI."""


class Score(Protocol):
    """A way to fit the reference years and to score all years."""

    def __call__(self, sums: NDArray[np.float64], reference: slice) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Take years x 12 x series, and which years are the reference; give scores and the share of dry years."""


def standardise(
    read: Callable[[slice], NDArray[np.floating]],
    score: Score,
    *,
    shape: tuple[int, int],
    dtype: np.dtype,
    start: Start,
    scale: int,
    reference: Years,
    block: int = BLOCK,
    workers: int | None = None,
) -> Standardised:
    """Accumulate, fit and score series, block by block.

    Parameters
    ----------
    read
        Gives the monthly figures of a slice of the series.
    score
        Fits and scores one block.
    shape
        Series x months.
    dtype
        Of the result.
    start, scale, reference
        Checked by the caller.
    block
        Series worked on together. A worker holds about six arrays of block x months x 8 bytes; results do not depend
        on it.
    workers
        Threads; None takes the cores this process may use. Results do not depend on it.

    Raises
    ------
    MethodError
        When `block` or `workers` is below 1.
    """
    if block < 1 or (workers is not None and workers < 1):
        raise MethodError(f"There are {block} series a block and {workers} workers. Give at least 1 of each.")
    values = np.empty(shape, dtype)
    years = np.empty((shape[0], 12), np.int64)
    dry_share = np.empty((shape[0], 12))
    rows = slice(reference[0] - start[0], reference[1] - start[0] + 1)
    lead = start[1] - 1

    @_quiet
    def work(first: int) -> None:
        part = slice(first, min(first + block, shape[0]))
        monthly = by_year(read(part), start=start)
        sums = accumulate(monthly.reshape(-1, monthly.shape[2]), scale=scale).reshape(monthly.shape)
        years[part] = np.count_nonzero(~np.isnan(sums[rows]), axis=0).T
        scores, dry = score(sums, rows)
        dry_share[part] = dry.T
        # The cap is an edge of the scale, not of the data; NaN passes through.
        np.clip(scores, -CAP, CAP, out=scores)
        scores[:, (years[part] < MIN_YEARS).T] = np.nan
        values[part] = scores.reshape(-1, monthly.shape[2])[lead : lead + shape[1]].T

    _spread(work, range(0, shape[0], block), workers=workers)
    return Standardised(values, years, dry_share)


def _spread(work: Callable[[int], None], firsts: range, *, workers: int | None) -> None:
    """Do the blocks in turn, or on several threads: NumPy and SciPy leave the interpreter free while they compute."""
    threads = min(workers or _cores(), len(firsts))
    if threads <= 1:
        for first in firsts:
            work(first)
        return
    with ThreadPoolExecutor(threads) as pool:
        # The list waits for all, and raises what a block raised.
        list(pool.map(work, firsts))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
