"""Give every place the weights that show its need at its greatest, within bounds: the benefit of the doubt.

A linear programme for each place looks for the weights under which it stands highest against the place that stands
highest under the same weights. Bounds hold each indicator's share of the whole weight, so that no place is judged by
one indicator alone (docs/decisions/weights-from-data.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, MethodError
from geo.scoring.weights_from_data import telling

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class BenefitOfDoubt:
    """Scores under each place's own best weights.

    Attributes
    ----------
    scores
        By code, 0-1; 1 where some weights let no other place stand higher. Null without any value.
    shares
        Codes by indicators: the share of the weight that a place gives to each; they sum to 1, 0 where missing, and 0
        throughout for a place without any value.
    weights
        By indicator, summing to 1: the mean of what the places chose, for an index that measures all by one yardstick.
    """

    scores: pd.Series
    shares: pd.DataFrame
    weights: pd.Series


def benefit_of_doubt(
    normalised: pd.DataFrame, *, least: float | None = None, most: float | None = None
) -> BenefitOfDoubt:
    """Solve the programme of every place.

    Parameters
    ----------
    normalised
        Codes by indicators, 0-1; missing is null. What a place lacks gets no weight from it, and adds nothing to it
        under the weights of others.
    least, most
        Bounds on an indicator's share of a place's weight, among those k that the place has: half of an equal share and
        one and a half of it when left out (1 / 2k and 3 / 2k).

    Raises
    ------
    MethodError
        If no column tells places apart, values are negative or infinite, or bounds cannot hold together.

    References
    ----------
    .. [1] Cherchye, L., Moesen, W., Rogge, N. and Van Puyenbroeck, T. (2007). An introduction to 'benefit of the doubt'
       composite indicators. Social Indicators Research 82, 111-145.
    """
    known = telling(normalised)
    _refuse(known, least=least, most=most)
    cells = known.to_numpy(float)
    peers = _frontier(np.nan_to_num(cells))
    scores, shares = np.full(len(cells), np.nan), np.zeros(cells.shape)
    for row, values in enumerate(cells):
        there = ~np.isnan(values)
        if there.any():
            scores[row], shares[row, there] = _best(values[there], peers[:, there], least=least, most=most)
    frame = pd.DataFrame(shares, known.index, known.columns).reindex(columns=sorted(normalised.columns), fill_value=0.0)
    chosen = frame.mean()
    return BenefitOfDoubt(
        pd.Series(scores, known.index, name="score").reindex(normalised.index),
        frame.reindex(normalised.index),
        (chosen / chosen.sum()).rename("weight").rename_axis("indicator"),
    )


def _refuse(known: pd.DataFrame, *, least: float | None, most: float | None) -> None:
    faults = Faults("benefit of the doubt", MethodError)
    count = known.shape[1]
    below = [id_ for id_ in known if (known[id_] < 0).any()]
    faults.check("indicators have negative values", bad=below, of=count, do="Normalise them first.")
    if least is not None and not 0 <= least * count <= 1:
        faults.add(f"{count} shares of at least {least} do not sum to 1. Give a lower bound from 0 to 1 / {count}.")
    fewest = int(known.notna().sum(axis=1).clip(lower=1).min())
    if most is not None and not 1 / fewest <= most <= 1:
        faults.add(
            f"{fewest} shares of at most {most} do not sum to 1, and a place has no more values. "
            f"Give an upper bound from 1 / {fewest} to 1."
        )
    faults.raise_any()


def _frontier(cells: FloatArray) -> FloatArray:
    """Keep the places that no other one equals or exceeds throughout: the rest can bind no programme."""
    rows = np.unique(cells, axis=0)
    kept = [not ((rows >= row).all(axis=1) & (rows > row).any(axis=1)).any() for row in rows]
    return np.asarray(rows[kept])


def _best(
    values: FloatArray, peers: FloatArray, *, least: float | None, most: float | None
) -> tuple[float, FloatArray]:
    """Find the highest score of one place, and the shares of weight that give it."""
    from scipy.optimize import linprog  # noqa: PLC0415 - heavy, and asked for only here

    count = len(values)
    if not (values > 0).any():
        return 0.0, np.full(count, 1 / count)
    low, high = (0.5 / count if least is None else least), (1.5 / count if most is None else min(1.0, most))
    own = np.eye(count)
    limits = np.vstack([peers, low - own, own - high])
    right = np.concatenate([np.ones(len(peers)), np.zeros(2 * count)])
    found = linprog(-values, A_ub=limits, b_ub=right, bounds=(0, None), method="highs")
    return float(min(-found.fun, 1.0)), np.asarray(found.x / found.x.sum())
