"""Rank places by how many others they outweigh, pair by pair, so that no strength makes up for a weakness.

A place outweighs another when the indicators in which it stands higher weigh more than those in which it stands lower.
Its Copeland score is the share of the others that it outweighs, ties counted half. What two places do not both have
takes no part between them; two places without anything in common are not a pair. Indicators are looked at themselves,
with their shares of the whole index: means of pillars would let a strength make up for a weakness after all
(docs/decisions/copeland.md).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

TIE = 1e-12
"""Weights carry rounding errors; a difference this small is none."""


def copeland(leaves: FloatArray, *, weights: FloatArray) -> FloatArray:
    """Score every unit by the share of the others that it outweighs.

    Parameters
    ----------
    leaves
        Indicators by units, 1 where most attention is called for; missing is null. Only their order matters.
    weights
        One per indicator, 0 or more.

    Returns
    -------
    np.ndarray
        One value per unit, 0-1; 0.5 for a single unit, null for one without any value.

    References
    ----------
    .. [1] Copeland, A. H. (1951). A reasonable social welfare function. University of Michigan.
    .. [2] Munda, G. and Nardo, M. (2009). Noncompensatory/nonlinear composite indicators for ranking countries.
       Applied Economics 41(12), 1513-1523.
    """
    above, below, common = _duels(leaves, leaves, weights=weights)
    won = _outcome(above, below, common)
    np.fill_diagonal(won, 0.0)
    np.fill_diagonal(common, 0.0)
    return _share(won, common > 0, known=_has_any(leaves, weights))


def outranking(leaves: FloatArray, *, weights: FloatArray) -> FloatArray:
    """Give the outranking matrix: for every pair, the weight of the indicators that speak for the first, ties halved.

    Parameters
    ----------
    leaves, weights
        As for `copeland`.

    Returns
    -------
    np.ndarray
        Units by units, 0 on the diagonal; the two entries of a pair sum to the weight of what both have.
    """
    above, below, common = _duels(leaves, leaves, weights=weights)
    matrix = above + (common - above - below) / 2
    np.fill_diagonal(matrix, 0.0)
    return matrix


def copeland_bounds(leaves: FloatArray, *, weights: FloatArray, empty: float = 0.0) -> tuple[FloatArray, FloatArray]:
    """Score every unit with all that is missing at its worst for it, and at its best.

    At its worst, what a unit lacks stands at 0 and what the others lack at 1; at its best the other way round.

    Parameters
    ----------
    leaves, weights
        As for `copeland`.
    empty
        The weight of pillars without indicators, which could decide any pair either way.
    """
    gaps = np.isnan(leaves)
    worst, best = np.where(gaps, 0.0, leaves), np.where(gaps, 1.0, leaves)
    bounds = []
    for own, others, swing in ((worst, best, -empty), (best, worst, empty)):
        above, below, common = _duels(own, others, weights=weights)
        won = _outcome(above + max(swing, 0.0), below + max(-swing, 0.0), common + empty)
        np.fill_diagonal(won, 0.0)
        pairs = ~np.eye(len(won), dtype=bool)
        bounds.append(_share(won, pairs, known=np.ones(len(won), dtype=bool)))
    return bounds[0], bounds[1]


def copeland_contributions(leaves: FloatArray, *, weights: FloatArray) -> FloatArray:
    """Share each unit's Copeland score out among its indicators, so that the parts sum to the score.

    What a pair yields is shared among the indicators that spoke for the unit, by their weights; where all that both
    have is equal, among all of these.

    Returns
    -------
    np.ndarray
        Indicators by units; 0 for a missing indicator, null for a unit without any value.
    """
    above, below, common = _duels(leaves, leaves, weights=weights)
    won = _outcome(above, below, common)
    np.fill_diagonal(won, 0.0)
    np.fill_diagonal(common, 0.0)
    pairs = (common > 0).sum(axis=1)
    speakers = np.where(above > TIE, above, common)
    each = won / np.where(speakers > 0, speakers, 1.0) / np.maximum(pairs, 1)[:, None]
    parts = np.empty(leaves.shape)
    for row, (values, weight) in enumerate(zip(leaves, weights, strict=True)):
        both = ~np.isnan(values)[:, None] & ~np.isnan(values)[None, :]
        spoke = np.where(above > TIE, _higher(values, values), both)
        parts[row] = weight * (each * spoke).sum(axis=1)
    lone = (pairs == 0) & _has_any(leaves, weights)
    # Nobody to be compared with: the half that such a unit scores is shared by weight.
    held = weights[:, None] * ~np.isnan(leaves)
    alone = 0.5 * held / np.where(held.sum(axis=0) > 0, held.sum(axis=0), 1.0)
    return np.where(_has_any(leaves, weights), np.where(lone, alone, parts), np.nan)


def _duels(own: FloatArray, others: FloatArray, *, weights: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Weigh, for every pair, the indicators in which the first stands higher, lower, and those that both have."""
    count = own.shape[1]
    above = np.zeros((count, count))
    for mine, theirs, weight in zip(own, others, weights, strict=True):
        np.add(above, weight, out=above, where=_higher(mine, theirs))
    if own is others:
        below = above.T
    else:
        below = np.zeros((count, count))
        for mine, theirs, weight in zip(own, others, weights, strict=True):
            np.add(below, weight, out=below, where=mine[:, None] < theirs[None, :])
    common = (weights[:, None] * ~np.isnan(own)).T @ (~np.isnan(others)).astype(float)
    return above, below, common


def _higher(mine: FloatArray, theirs: FloatArray) -> npt.NDArray[np.bool_]:
    # A comparison with a missing value is false, which is what is meant.
    return mine[:, None] > theirs[None, :]


def _outcome(above: FloatArray, below: FloatArray, common: FloatArray) -> FloatArray:
    margin = above - below
    won = np.where(np.abs(margin) <= TIE, 0.5, (margin > 0).astype(float))
    return np.where(common > 0, won, 0.0)


def _share(won: FloatArray, pairs: npt.NDArray[np.bool_], *, known: npt.NDArray[np.bool_]) -> FloatArray:
    count = pairs.sum(axis=1)
    share = np.where(count > 0, won.sum(axis=1) / np.maximum(count, 1), 0.5)
    return np.where(known, share, np.nan)


def _has_any(leaves: FloatArray, weights: FloatArray) -> npt.NDArray[np.bool_]:
    return np.asarray((~np.isnan(leaves) & (weights > 0)[:, None]).any(axis=0))
