"""Tell how far the ends of the rank intervals still move when the number of replicates is doubled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.scoring.rank import intervals

if TYPE_CHECKING:
    import numpy.typing as npt

DOUBLINGS = 3
"""How many steps back are looked at."""

LEAST = 20
"""Replicates without which there is no 5th percentile to speak of."""


def convergence(rankings: npt.NDArray[np.integer], table: pd.DataFrame) -> pd.DataFrame:
    """Compare the intervals of the first half of the replicates with those of all, and the same for that half.

    Parameters
    ----------
    rankings
        Replicates by units, in the order in which they were drawn.
    table
        `rank_p5`, `rank_p50` and `rank_p95` of all of them, by unit.

    Returns
    -------
    pd.DataFrame
        For each quantile and step: `quantile`, `half` and `replicates`, and from one to the other the `mean_move` and
        the `greatest_move` of a unit, in ranks. The last step comes first; each step back has half as many replicates.
    """
    steps: list[pd.DataFrame] = []
    count = len(rankings)
    words = ["rank_p5", "rank_p50", "rank_p95"]
    after = table[words].to_numpy()
    for _ in range(DOUBLINGS):
        half = count // 2
        if half < LEAST and steps:
            break
        before = intervals(rankings[:half])[words].to_numpy()
        moves = np.abs(after - before)
        steps.append(
            pd.DataFrame(
                {
                    "quantile": words,
                    "half": half,
                    "replicates": count,
                    "mean_move": moves.mean(axis=0),
                    "greatest_move": moves.max(axis=0),
                }
            )
        )
        count, after = half, before
    return pd.concat(steps, ignore_index=True)
