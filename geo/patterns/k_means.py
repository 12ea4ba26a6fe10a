"""Part units into types by k-means on what each unit has, many starts or resamples at a time.

A pillar that is missing takes no part: neither in a unit's distance to a type nor in the type's centre. From several
k-means++ starts, units move to the nearest centre and centres to the mean of what their units have, until nothing
moves; the start with the least sum of squares is kept.

References
----------
.. [1] Chi, J. T., Chi, E. C. and Baraniuk, R. G. (2016). k-POD: A method for k-means clustering of missing data. The
   American Statistician 70(1), 91-99: the sum of squares over observed cells that is made small here.
.. [2] Arthur, D. and Vassilvitskii, S. (2007). k-means++: the advantages of careful seeding. SODA, 1027-1035.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

STARTS = 10
RESAMPLE_STARTS = 2
"""Fewer than for the result itself: a hundred resamples average over the chance of their starts."""
MAX_ROUNDS = 100


def k_means(cells: Floats, k: int, *, seed: int) -> Ints:
    """Give each unit its type, numbered from 0 by chance; types that die out are not counted.

    Parameters
    ----------
    cells
        Units by pillars, standardised; missing is null, and every unit has at least one pillar.
    k
        How many types to begin with.
    seed
        For the starts.
    """
    labels = fit_many(cells, k, weights=np.ones((1, len(cells))), starts=STARTS, seed=seed)[0]
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def fit_many(cells: Floats, k: int, *, weights: Floats, starts: int, seed: int) -> Ints:
    """Part the units once for each row of weights, the best of several starts each.

    Parameters
    ----------
    cells, k, seed
        See `k_means`.
    weights
        Fits by units: how often each unit is counted. One counted zero times is given a type too.
    starts
        How many starts for each fit.

    Returns
    -------
    array
        Fits by units, numbered from 0.
    """
    fits = len(weights)
    repeated = np.repeat(weights, starts, axis=0)
    random = np.random.default_rng([seed, k])
    labels, costs = _settle(cells, _begin(cells, k, weights=repeated, random=random), repeated)
    # Of starts that end equally well, to rounding, the first.
    best = np.round(costs.reshape(fits, starts), 9).argmin(axis=1)
    return np.asarray(labels.reshape(fits, starts, -1)[np.arange(fits), best])


def means(cells: Floats, labels: Ints, k: int) -> Floats:
    """Average the observed cells of each type; null where there is none."""
    inside = (labels == np.arange(k)[:, None]).astype(float)
    counts = inside @ ~np.isnan(cells)
    return np.where(counts > 0, inside @ np.nan_to_num(cells) / np.maximum(counts, 1), np.nan)


def squares(cells: Floats, centres: Floats) -> Floats:
    """Sum squared gaps over the pillars that a unit has; the last axes are types by units."""
    own = (np.nan_to_num(cells) ** 2).sum(axis=1)
    return np.asarray(np.maximum(_nearness(_both(cells), centres) + own, 0.0))


def _both(cells: Floats) -> Floats:
    """Put what is known (zero where it is not) beside whether it is, for the sums that need both."""
    return np.concatenate([np.nan_to_num(cells), ~np.isnan(cells)], axis=1)


def _nearness(both: Floats, centres: Floats) -> Floats:
    """Give the squares less what hangs on the unit alone, which no comparison of types needs."""
    # Many small products: threads of one large one would wait for each other on a machine that others use too.
    return np.asarray(np.concatenate([-2 * centres, centres**2], axis=-1) @ both.T)


def _nearest(nearness: Floats) -> tuple[npt.NDArray[np.int16], Floats]:
    """Find the nearest of the types, the first of equally near ones, and how near it is.

    Types are few: to go through them one by one is several times as fast as numpy's search along so short an axis. A
    later type has a higher number, so that the nearest so far is the highest of those that were nearer.
    """
    least = nearness[:, 0].copy()
    labels = np.zeros(least.shape, dtype=np.int16)
    for kind in range(1, nearness.shape[1]):
        nearer = nearness[:, kind] < least
        np.maximum(labels, np.multiply(nearer, kind, dtype=np.int16), out=labels)
        np.minimum(least, nearness[:, kind], out=least)
    return labels, least


def _begin(cells: Floats, k: int, *, weights: Floats, random: np.random.Generator) -> Floats:
    """Pick units as first centres, each the likelier the farther it lies from those before it [2]_."""
    filled = np.nan_to_num(cells)
    nearest = np.ones_like(weights)
    picked = []
    for _ in range(k):
        chances = np.cumsum(weights * nearest, axis=1)
        # Where every unit sits on a centre already, any counted unit will do.
        flat = chances[:, -1] <= 0
        chances[flat] = np.cumsum(weights[flat], axis=1)
        aim = random.random((len(weights), 1)) * chances[:, -1:]
        picked.append(np.minimum((chances <= aim).sum(axis=1), len(cells) - 1))
        away = squares(cells, filled[picked[-1]][:, None, :])[:, 0]
        nearest = away if len(picked) == 1 else np.minimum(nearest, away)
    return np.asarray(filled[np.stack(picked, axis=1)])


def _settle(cells: Floats, centres: Floats, weights: Floats) -> tuple[Ints, Floats]:
    """Move units and centres in turn until nothing moves; give the types and the sums of squares."""
    both, width = _both(cells), cells.shape[1]
    # Small whole numbers: most of the time goes into telling types apart.
    kinds = np.arange(centres.shape[1], dtype=np.int16)[:, None]
    labels = _nearest(_nearness(both, centres))[0]
    costs = np.full(len(centres), np.inf)
    own = weights @ (both[:, :width] ** 2).sum(axis=1)
    moving = np.arange(len(centres))
    for _ in range(MAX_ROUNDS):
        inside = (labels[moving, None, :] == kinds) * weights[moving, None, :]
        sums = inside @ both
        totals, counts = sums[..., :width], sums[..., width:]
        centres[moving] = np.where(counts > 0, totals / np.where(counts > 0, counts, 1.0), centres[moving])
        nearest, least = _nearest(_nearness(both, centres[moving]))
        costs[moving] = own[moving] + np.einsum("ij,ij->i", least, weights[moving])
        moved = (nearest != labels[moving]).any(axis=1)
        labels[moving] = nearest
        moving = moving[moved]
        if not len(moving):
            break
    return labels.astype(np.int64), costs
