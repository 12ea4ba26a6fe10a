"""Rank scores, the highest first, and read intervals off many rankings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

IntArray = npt.NDArray[np.int32]


def ranks(scores: npt.NDArray[np.floating]) -> IntArray:
    """Rank along the last axis: the highest score is 1, equal scores share the best rank of their group.

    Parameters
    ----------
    scores
        ``(..., units)``, without missing values.
    """
    negated = -np.atleast_2d(scores)
    order, ordered = np.argsort(negated, axis=-1), np.sort(negated, axis=-1)
    place = np.broadcast_to(np.arange(1, scores.shape[-1] + 1, dtype=np.int32), negated.shape)
    tied = ordered[..., 1:] == ordered[..., :-1]
    if tied.any():
        place = place.copy()
        place[..., 1:][tied] = 1
        place = np.maximum.accumulate(place, axis=-1)
    result = np.empty(negated.size, dtype=np.int32)
    starts = scores.shape[-1] * np.arange(order[..., :1].size).reshape(order[..., :1].shape)
    result[order + starts] = place
    return result.reshape(scores.shape)


def intervals(rankings: npt.NDArray[np.integer], *, top: Sequence[int]) -> pd.DataFrame:
    """Read off where each unit's rank lies, over replicates.

    Parameters
    ----------
    rankings
        Replicates by units.
    top
        The k of every P(top k).

    Returns
    -------
    pd.DataFrame
        One row per unit: `rank_p5`, `rank_p50`, `rank_p95` (interpolated between replicates) and `p_top_<k>`, the
        share of replicates in which the unit is among the first k.
    """
    columns = np.quantile(rankings, (0.05, 0.50, 0.95), axis=0)
    table = dict(zip(("rank_p5", "rank_p50", "rank_p95"), columns, strict=True))
    return pd.DataFrame(table | {f"p_top_{k}": (rankings <= k).mean(axis=0) for k in top})
