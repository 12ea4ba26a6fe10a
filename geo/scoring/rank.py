"""Rank scores, the highest first, among all or within groups, and read intervals off many rankings."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Sequence

IntArray = npt.NDArray[np.int32]
RankArray = npt.NDArray[np.unsignedinteger]

QUANTILES = {"p5": 0.05, "p50": 0.50, "p95": 0.95}

CELLS = 15_000
"""Scores ranked at once; with what is made of them they stay in a core's own cache."""

CHUNK = 2**19
"""Ranks sorted at once when intervals are read off."""


def ranks(scores: npt.NDArray[np.floating]) -> IntArray:
    """Rank along the last axis: the highest score is 1, equal scores share the best rank of their group.

    Parameters
    ----------
    scores
        ``(..., units)``, without missing values.

    Raises
    ------
    MethodError
        If a score is missing: it has no place among the others.
    """
    missing = int(np.isnan(scores).sum())
    if missing:
        raise MethodError(f"{missing} of {scores.size} scores are missing. Rank only the units that have one.")
    if not scores.size:
        return np.zeros(scores.shape, dtype=np.int32)
    rows = scores.reshape(-1, scores.shape[-1])
    result = np.empty(rows.shape, dtype=np.int32)
    size = max(1, CELLS // rows.shape[-1])
    for start in range(0, len(rows), size):
        _rank_rows(rows[start : start + size], out=result[start : start + size])
    return result.reshape(scores.shape)


def _rank_rows(rows: npt.NDArray[np.floating], *, out: IntArray) -> None:
    order, tied = _order(rows)
    place = np.arange(1, rows.shape[-1] + 1, dtype=np.int32)
    for row, at in zip(out, order, strict=True):
        row[at] = place
    if not tied.any():
        return
    for row in np.flatnonzero(tied.any(axis=1)):
        # The first of a group of equals passes its rank on to the rest.
        shared = place.copy()
        shared[1:][tied[row]] = 1
        out[row, order[row]] = np.maximum.accumulate(shared)


def ranks_within(scores: npt.NDArray[np.floating], groups: Sequence[npt.NDArray[np.intp]]) -> IntArray:
    """Rank along the last axis within each group of units.

    Parameters
    ----------
    scores
        As in `ranks`.
    groups
        The positions of each group's units; every unit belongs to one.
    """
    result = np.empty(scores.shape, dtype=np.int32)
    for members in groups:
        result[..., members] = ranks(scores[..., members])
    return result


def _order(rows: npt.NDArray[np.floating]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Sort the units of each row, and say which of them equal the one before."""
    if rows.dtype != np.float32:
        order = np.argsort(-rows, axis=-1, kind="stable")
        ordered = np.take_along_axis(rows, order, axis=-1)
        return order, ordered[:, 1:] == ordered[:, :-1]
    # One whole number carries score and unit: sorting numbers is several times faster than sorting positions.
    bits = (rows + np.float32(0)).view(np.uint32)  # minus zero becomes zero
    sign = bits >> np.uint32(31)
    falling = np.where(sign == 1, bits, bits ^ np.uint32(0x7FFFFFFF)) if sign.any() else bits ^ np.uint32(0x7FFFFFFF)
    keys = falling.astype(np.uint64)
    keys <<= np.uint64(32)
    keys |= np.arange(rows.shape[-1], dtype=np.uint64)
    keys.sort(axis=-1)
    high = keys >> np.uint64(32)
    keys &= np.uint64(0xFFFFFFFF)
    return keys.astype(np.intp), high[:, 1:] == high[:, :-1]


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
    replicates, units = rankings.shape
    at = np.array(list(QUANTILES.values())) * (replicates - 1)
    below = np.floor(at).astype(np.intp)
    above = np.minimum(below + 1, replicates - 1)
    found, among = np.empty((len(at), units)), np.empty((len(top), units))

    def read_off(part: slice) -> None:
        ordered = np.ascontiguousarray(rankings[:, part].T)
        # Ranks are small whole numbers, which a radix sort orders in linear time.
        ordered.sort(axis=1, kind="stable")
        low, high = ordered[:, below].astype(float), ordered[:, above].astype(float)
        found[:, part] = (low + (high - low) * (at - below)).T
        for row, k in enumerate(top):
            among[row, part] = np.count_nonzero(ordered <= k, axis=1) / replicates

    size = max(1, CHUNK // max(1, replicates))
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        list(pool.map(read_off, (slice(start, start + size) for start in range(0, units, size))))
    table = {f"{name}_{word}": column for word, column in zip(QUANTILES, found, strict=True)}
    return pd.DataFrame(table | {f"p_top_{k}": column for k, column in zip(top, among, strict=True)})


def rank_type(units: int) -> npt.DTypeLike:
    """Give the smallest whole number that holds a rank among so many units."""
    return np.uint16 if units < 2**16 else np.uint32
