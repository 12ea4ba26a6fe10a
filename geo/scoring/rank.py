"""Rank scores, the highest first, among all or within groups, and read intervals off many rankings."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Sequence

IntArray = npt.NDArray[np.integer]
RankArray = npt.NDArray[np.unsignedinteger]

QUANTILES = {"p5": 0.05, "p50": 0.50, "p95": 0.95}

CELLS = 16_000
"""Scores ranked at once; with what is made of them they stay in a core's own cache."""

CHUNK, SLAB = 2**19, 512
"""Ranks sorted at once when intervals are read off, and replicates turned at once before that."""


def ranks(scores: npt.NDArray[np.floating], *, dtype: npt.DTypeLike = np.int32) -> IntArray:
    """Rank along the last axis: the highest score is 1, equal scores share the best rank of their group.

    Parameters
    ----------
    scores
        ``(..., units)``, without missing values.
    dtype
        A whole number that holds the last rank.

    Raises
    ------
    MethodError
        If a score is missing: it has no place among the others.
    """
    return ranks_within(scores, [np.arange(scores.shape[-1])], dtype=dtype)


def ranks_within(
    scores: npt.NDArray[np.floating], groups: Sequence[npt.NDArray[np.intp]], *, dtype: npt.DTypeLike = np.int32
) -> IntArray:
    """Rank along the last axis within each group of units.

    Parameters
    ----------
    scores, dtype
        As in `ranks`.
    groups
        The positions of each group's units; every unit belongs to one.

    Raises
    ------
    MethodError
        As `ranks`.
    """
    if not scores.size:
        return np.zeros(scores.shape, dtype=dtype)
    # The greatest of some numbers is missing where any of them is.
    if np.isnan(scores.max()):
        raise MethodError(
            f"{np.isnan(scores).sum()} of {scores.size} scores are missing. Rank only the units that have one."
        )
    rows = scores.reshape(-1, scores.shape[-1])
    result = np.empty(rows.shape, dtype=dtype)
    size = max(1, CELLS // rows.shape[-1])
    for start in range(0, len(rows), size):
        _rank_rows(rows[start : start + size], groups, out=result[start : start + size])
    return result.reshape(scores.shape)


def _rank_rows(rows: npt.NDArray[np.floating], groups: Sequence[npt.NDArray[np.intp]], *, out: IntArray) -> None:
    edges = np.cumsum([0, *(len(members) for members in groups)])
    place = np.concatenate([np.arange(1, len(members) + 1, dtype=out.dtype) for members in groups])
    order, tied = _order(rows, np.concatenate(groups), edges)
    for row, at in zip(out, order, strict=True):
        row[at] = place
    if not tied.any():
        return
    before = np.repeat(edges[:-1], np.diff(edges)).astype(out.dtype)
    for row in np.flatnonzero(tied.any(axis=1)):
        # The first of some equals passes its rank on to the rest; what follows in the next group lies above it again.
        shared = place + before
        shared[1:][tied[row]] = 1
        out[row, order[row]] = np.maximum.accumulate(shared) - before


def _order(
    rows: npt.NDArray[np.floating], columns: npt.NDArray[np.intp], edges: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Sort the units of each row, group by group, and say which of them equal the one before."""
    known = rows if (np.diff(columns) == 1).all() else rows[:, columns]
    if rows.dtype == np.float32:
        low, high = _sorted_keys(known, columns, edges)
        order, tied = low.astype(np.intp), high[:, 1:] == high[:, :-1]
    else:
        parts = [start + np.argsort(-known[:, start:end], axis=-1, kind="stable") for start, end in pairwise(edges)]
        at = np.concatenate(parts, axis=1)
        ordered = np.take_along_axis(known, at, axis=-1)
        order, tied = columns[at], ordered[:, 1:] == ordered[:, :-1]
    tied[:, edges[1:-1] - 1] = False
    return order, tied


def _sorted_keys(
    known: npt.NDArray[np.float32], columns: npt.NDArray[np.intp], edges: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """Sort whole numbers that carry a score above and its column below: several times faster than sorting positions."""
    bits = (known + np.float32(0)).view(np.uint32)  # minus zero becomes zero
    keys = np.empty(known.shape, dtype=np.uint64)
    halves = keys.view(np.uint32)
    low, high = (halves[:, 0::2], halves[:, 1::2]) if sys.byteorder == "little" else (halves[:, 1::2], halves[:, 0::2])
    # From the highest score to the lowest, and on below zero, the numbers rise.
    np.bitwise_xor(bits, np.uint32(0x7FFFFFFF), out=high)
    if bits.max() > 0x7FFFFFFF:
        np.copyto(high, bits, where=bits > 0x7FFFFFFF)
    low[:] = columns
    for start, end in pairwise(edges):
        keys[:, start:end].sort(axis=-1)
    return low, high


def intervals(
    rankings: npt.NDArray[np.integer], *, top: Sequence[int] = (), name: str = "rank", workers: int | None = None
) -> pd.DataFrame:
    """Read off where each unit's rank lies, over replicates.

    Parameters
    ----------
    rankings
        Replicates by units.
    top
        The k of every P(top k).
    name
        What stands before the quantiles' names.
    workers
        Threads; they change no result.

    Returns
    -------
    pd.DataFrame
        One row per unit: `rank_p5`, `rank_p50`, `rank_p95` (interpolated between replicates) and `p_top_<k>`, the
        share of replicates in which the unit is among the first k.
    """
    return pd.DataFrame(interval_columns(rankings, top=top, name=name, workers=workers))


def interval_columns(
    rankings: npt.NDArray[np.integer], *, top: Sequence[int] = (), name: str = "rank", workers: int | None = None
) -> dict[str, npt.NDArray[np.float64]]:
    """Give the columns of `intervals` by name."""
    replicates, units = rankings.shape
    at = np.array(list(QUANTILES.values())) * (replicates - 1)
    below = np.floor(at).astype(np.intp)
    above = np.minimum(below + 1, replicates - 1)
    found, among = np.empty((len(at), units)), np.empty((len(top), units))

    def read_off(part: slice) -> None:
        ordered = _turned(rankings[:, part])
        # Ranks are small whole numbers, which a radix sort orders in linear time.
        ordered.sort(axis=1, kind="stable")
        low, high = ordered[:, below].astype(float), ordered[:, above].astype(float)
        found[:, part] = (low + (high - low) * (at - below)).T
        for row, k in enumerate(top):
            among[row, part] = np.count_nonzero(ordered <= k, axis=1) / replicates

    size = max(1, CHUNK // max(1, replicates))
    parts = [slice(start, start + size) for start in range(0, units, size)]
    threads = min(workers or os.cpu_count() or 1, len(parts))
    if threads > 1:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(read_off, parts))
    else:
        list(map(read_off, parts))
    columns = {f"{name}_{word}": column for word, column in zip(QUANTILES, found, strict=True)}
    return columns | {f"p_top_{k}": column for k, column in zip(top, among, strict=True)}


def _turned(rankings: npt.NDArray[np.integer]) -> npt.NDArray[np.integer]:
    """Turn replicates by units into units by replicates, some rows at a time: they stay in the cache until turned."""
    turned = np.empty(rankings.shape[::-1], dtype=rankings.dtype)
    for start in range(0, len(rankings), SLAB):
        turned[:, start : start + SLAB] = rankings[start : start + SLAB].T
    return turned


def rank_type(units: int) -> npt.DTypeLike:
    """Give the smallest whole number that holds a rank among so many units."""
    return np.uint16 if units < 2**16 else np.uint32
