"""Measure what an indicator really weighs: how much of the differences between scores it accounts for.

A nominal weight says what an indicator was meant to count; how much it does count hangs on its spread and on what goes
along with it (Becker et al. 2017). Three measures, each beside the nominal weight:

- the **share of variance** is exact: an indicator's parts in the scores sum to the scores, so its covariance with the
  score, over the score's variance, sums to one. It is the Shapley value of the variance of sums of parts, and negative
  where an indicator runs against the rest;
- the **Shapley effect** shares out the explained variance (R squared) of the score over all orders in which indicators
  could be learned; never negative, what is collinear is shared;
- the **correlation ratio** is how much of the score's variance an indicator would explain on its own, along any curve.
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

FloatArray = npt.NDArray[np.float64]

EXACT_UP_TO = 10
"""Indicators for which every subset is looked at; above, orders are drawn."""

ORDERS = 1000
"""Orders drawn, each together with its reverse, which evens the draws out."""

AT_ONCE = 200
"""Orders worked through side by side."""

KNOTS = 4
"""Knots of the cubic curve of a correlation ratio, at quantiles of the indicator."""


class Curve(NamedTuple):
    """An orthonormal basis of the curves over one indicator, with the places where it is known."""

    rows: npt.NDArray[np.intp]
    basis: FloatArray


def variance_shares(parts: pd.DataFrame, scores: pd.Series) -> pd.Series:
    """Share the variance of the scores out among the indicators, exactly.

    Parameters
    ----------
    parts
        Contributions, codes by indicators, which sum to the score in every row; null in a row without score.
    scores
        By code.

    Returns
    -------
    pd.Series
        By indicator, summing to 1; null throughout where all scores are equal.
    """
    known = scores.notna()
    if not known.any():
        return pd.Series(np.nan, index=parts.columns, name="variance_share")
    table, score = parts.loc[known], scores[known]
    centred = score - score.mean()
    variance = float((centred**2).mean())
    shares = table.sub(table.mean()).mul(centred, axis=0).mean()
    # Equal scores leave a rounding error for a variance.
    return (shares / variance if variance > 1e-18 * max(1.0, float((score**2).max())) else shares * np.nan).rename(
        "variance_share"
    )


def shapley_effects(filled: pd.DataFrame, scores: pd.Series, *, seed: int, orders: int = ORDERS) -> pd.Series:
    """Share the explained variance of the scores out over all orders in which indicators could be learned.

    Exact up to `EXACT_UP_TO` indicators; above, over `orders` orders drawn at random and their reverses.

    Parameters
    ----------
    filled
        Codes by indicators, without gaps.
    scores
        By code; a unit without score takes no part.
    seed
        Where the orders grow from; they are drawn over sorted ids.

    Returns
    -------
    pd.Series
        By indicator, 0 or more, summing to the R squared of the score on all of them; null where all scores are equal.

    References
    ----------
    .. [1] Owen, A. B. (2014). Sobol' indices and Shapley value. SIAM/ASA Journal on Uncertainty Quantification 2(1).
    .. [2] Lindeman, R. H., Merenda, P. F. and Gold, R. Z. (1980). Introduction to Bivariate and Multivariate Analysis.
    """
    ids = sorted(filled.columns)
    known = scores.notna()
    if not known.any():
        return pd.Series(np.nan, index=filled.columns, name="shapley_effect")
    table = filled.loc[known, ids].to_numpy(float)
    score = scores[known].to_numpy(float)
    cells = np.cov(np.column_stack([table, score]), rowvar=False, ddof=0)
    if not cells[-1, -1] > 1e-18 * max(1.0, float(np.max(score**2, initial=0.0))):
        return pd.Series(np.nan, index=filled.columns, name="shapley_effect")
    told = _all_subsets(cells) if len(ids) <= EXACT_UP_TO else _some_orders(cells, seed=seed, orders=orders)
    return pd.Series(told / cells[-1, -1], index=ids, name="shapley_effect").reindex(filled.columns)


def _all_subsets(cells: FloatArray) -> FloatArray:
    """Weigh what each indicator adds to every subset of the others."""
    count = len(cells) - 1
    explained = {
        subset: _explained(cells, list(subset))
        for size in range(count + 1)
        for subset in combinations(range(count), size)
    }
    effects = np.zeros(count)
    for subset, before in explained.items():
        share = 1 / (count * math.comb(count - 1, len(subset))) if len(subset) < count else 0.0
        for new in set(range(count)) - set(subset):
            effects[new] += share * (explained[tuple(sorted((*subset, new)))] - before)
    return effects


def _explained(cells: FloatArray, subset: list[int]) -> float:
    if not subset:
        return 0.0
    with_score = cells[subset, -1]
    return float(with_score @ np.linalg.pinv(cells[np.ix_(subset, subset)], hermitian=True) @ with_score)


def _some_orders(cells: FloatArray, *, seed: int, orders: int) -> FloatArray:
    rng = np.random.default_rng(seed)
    count = len(cells) - 1
    drawn = np.array([rng.permutation(count) for _ in range(orders)])
    both = np.concatenate([drawn, drawn[:, ::-1]])
    effects = np.zeros(count)
    for start in range(0, len(both), AT_ONCE):
        block = both[start : start + AT_ONCE]
        np.add.at(effects, block.ravel(), _gains(cells, block).ravel())
    return effects / len(both)


def _gains(cells: FloatArray, orders: npt.NDArray[np.intp]) -> FloatArray:
    """Say what each indicator adds when learned in each of these orders: elimination, one pivot after another."""
    count = orders.shape[1]
    places = np.column_stack([orders, np.full(len(orders), count)])
    left = cells[places[:, :, None], places[:, None, :]]
    # What the indicators before it leave of one; nothing, if they say it already.
    floor = 1e-10 * np.einsum("bii->bi", left)
    gains = np.zeros(orders.shape)
    for place in range(count):
        pivot = left[:, place, place]
        there = pivot > floor[:, place]
        row = np.where(there[:, None], left[:, place, place:], 0.0)
        safe = np.where(there, pivot, 1.0)
        gains[:, place] = row[:, -1] ** 2 / safe
        left[:, place:, place:] -= row[:, :, None] * (row / safe[:, None])[:, None, :]
    return gains


def correlation_ratios(normalised: pd.DataFrame, scores: pd.Series) -> pd.Series:
    """Say how much of the variance of the scores each indicator explains on its own, along a smooth curve.

    A cubic regression spline is fitted where the indicator is known, or the mean of each value where there are few;
    what the freedom of the curve alone would explain is taken off.

    Returns
    -------
    pd.Series
        By indicator, 0-1; null where the scores or the indicator do not vary.

    References
    ----------
    .. [1] Paruolo, P., Saisana, M. and Saltelli, A. (2013). Ratings and rankings: voodoo or science? Journal of the
       Royal Statistical Society A 176(3), 609-634.
    .. [2] Becker, W., Saisana, M., Paruolo, P. and Vandecasteele, I. (2017). Weights and importance in composite
       indicators. Ecological Indicators 80, 12-22.
    """
    score = scores.reindex(normalised.index).to_numpy(float)
    there = ~np.isnan(score)
    told = [ratio(curve(normalised[id_].where(there).to_numpy(float)), score) for id_ in normalised]
    return pd.Series(told, index=normalised.columns, name="correlation_ratio", dtype=float)


def curve(values: FloatArray) -> Curve:
    """Lay out the curves over one indicator; a basis without columns where it does not vary."""
    from sklearn.preprocessing import SplineTransformer  # noqa: PLC0415 - heavy, and asked for only here

    rows = np.flatnonzero(~np.isnan(values))
    known = values[rows]
    steps = np.unique(known)
    if len(steps) < 2:
        return Curve(rows, np.empty((len(rows), 0)))
    if len(steps) <= KNOTS + 2:
        raw = (known[:, None] == steps).astype(float)
    else:
        raw = SplineTransformer(n_knots=KNOTS, degree=3, knots="quantile").fit_transform(known[:, None])
    raw = raw - raw.mean(axis=0)
    left, sizes, _ = np.linalg.svd(raw, full_matrices=False)
    return Curve(rows, left[:, sizes > 1e-9 * sizes[0]])


def ratio(over: Curve, score: FloatArray) -> float:
    """Give the share of the variance of a score that curves over one indicator explain, less what chance would."""
    known = score[over.rows]
    freedom, count = over.basis.shape[1], len(known)
    if freedom == 0 or count <= freedom + 1:
        return float("nan")
    centred = known - known.mean()
    whole = float(centred @ centred)
    if not whole > 1e-18 * max(1.0, float(known @ known)):
        return float("nan")
    explained = float(np.sum((over.basis.T @ centred) ** 2)) / whole
    return float(max(0.0, 1 - (1 - explained) * (count - 1) / (count - freedom - 1)))
