"""Find types of units by k-means on their pillar scores, with a probability for each unit.

A pillar that is missing takes no part: neither in a unit's distance to a type nor in the type's centre. It is not put
at zero, nor at anyone's mean. From several k-means++ starts, units move to the nearest centre and centres to the mean
of what their units have, until nothing moves; the start with the least sum of squares is kept.

References
----------
.. [1] Chi, J. T., Chi, E. C. and Baraniuk, R. G. (2016). k-POD: A method for k-means clustering of missing data. The
   American Statistician 70(1), 91-99: the sum of squares over observed cells that is made small here.
.. [2] Dixon, J. K. (1979). Pattern recognition with partly missing data. IEEE Transactions on Systems, Man, and
   Cybernetics 9(10), 617-621: distances over the shared pillars, scaled up, for the silhouette.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import softmax

from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from collections.abc import Sequence

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

MIXED = 0
"""The type of a unit that resembles several types and belongs to none."""

STARTS = 10
MAX_ROUNDS = 100


@dataclass(frozen=True)
class Typology:
    """Types of units.

    Attributes
    ----------
    members
        One row per unit, in order of `code`: `type` (1 the type with the highest pillars, `MIXED`, or null without any
        pillar), `type_p` (probability of the nearest type) and `nearest` (that type, also where mixed).
    centres
        Types by pillars, in the pillars' own points; null where no member has the pillar.
    contrasts
        The same as distance from the mean of all units, in standard deviations.
    known
        The same as the share of the members that have the pillar, 0-1.
    silhouettes
        One row per number of types tried: `types`, `silhouette` (-1 to 1), `chosen`.
    """

    members: pd.DataFrame
    centres: pd.DataFrame
    contrasts: pd.DataFrame
    known: pd.DataFrame
    silhouettes: pd.DataFrame


def find_types(pillars: pd.DataFrame, *, choices: Sequence[int], seed: int, least: float = 0.5) -> Typology:
    """Group units, in the number of types that the silhouette prefers.

    Pillars are standardised over all units first. A unit's probability of a type falls with its squared distance from
    the centre over the pillars it has, against the scatter that units show within types: what a mixture of equal round
    normal distributions gives. A unit with few pillars is hence surer to be mixed.

    Parameters
    ----------
    pillars
        Codes by pillars, 0-100; missing is null. A pillar that is missing or equal everywhere says nothing and is left
        out of the distances; the order of rows and columns changes nothing.
    choices
        The numbers of types to try; of equally good ones the smallest is taken.
    seed
        For the starts of k-means.
    least
        The probability below which a unit is `MIXED`.

    Raises
    ------
    MethodError
        If values are infinite, if `least` is no share, or if a choice is below 2 or not below the number of different
        units.
    """
    ordered = pillars.sort_index().sort_index(axis=1)
    standard = _standardise(ordered.where(np.isfinite(ordered)))
    typed = standard.notna().any(axis=1).to_numpy()
    cells = standard[typed].to_numpy(float)
    _refuse(ordered, cells, choices=choices, least=least)
    distances = _distances(cells)
    tried = {k: _k_means(cells, k, seed=seed) for k in sorted(set(choices))}
    silhouettes = {k: _silhouette(distances, labels) for k, labels in tried.items()}
    chosen = max(silhouettes, key=lambda k: (round(silhouettes[k], 12), -k))
    labels = _by_height(cells, tried[chosen])
    chances = _probabilities(cells, labels)
    nearest = chances.argmax(axis=1) + 1
    surest = chances.max(axis=1)
    members = pd.DataFrame({"code": standard.index})
    members["type"] = _filled(typed, np.where(surest < least, MIXED, nearest))
    members["type_p"] = pd.Series(surest, index=np.flatnonzero(typed)).reindex(members.index)
    members["nearest"] = _filled(typed, nearest)
    groups = members["nearest"].to_numpy(dtype=float, na_value=np.nan)
    return Typology(
        members=members,
        centres=_centres(ordered, groups),
        contrasts=_centres(standard, groups),
        known=_centres(ordered.notna().astype(float), groups),
        silhouettes=pd.DataFrame(
            {"types": list(tried), "silhouette": list(silhouettes.values()), "chosen": [k == chosen for k in tried]}
        ),
    )


def _refuse(pillars: pd.DataFrame, cells: FloatArray, *, choices: Sequence[int], least: float) -> None:
    faults = Faults("typology", MethodError)
    infinite = np.isinf(pillars.to_numpy(float)).any(axis=1)
    faults.check(
        "units have an infinite pillar",
        bad=pillars.index[infinite].tolist(),
        of=len(pillars),
        do="Score them again; pillars lie in 0-100.",
    )
    if not 0 <= least <= 1:
        faults.add(f"a least probability of {least} is not a share. Give a number from 0 to 1.")
    if not choices:
        faults.add("no number of types is given. Name at least one in `types` of study.yml.")
    different = len(np.unique(np.nan_to_num(cells, nan=-np.inf), axis=0))
    faults.check(
        f"numbers of types cannot be had of {different} different units",
        bad=[k for k in choices if not 2 <= k < different],
        of=len(choices),
        do="Set `types` in study.yml between 2 and one less than that.",
    )
    faults.raise_any()


def _standardise(pillars: pd.DataFrame) -> pd.DataFrame:
    """Centre and scale each pillar over the units that have it; a pillar without spread becomes missing."""
    spread = pillars.max() - pillars.min()
    return (pillars - pillars.mean()) / pillars.std(ddof=0).where(spread > 0)


def _k_means(cells: FloatArray, k: int, *, seed: int) -> IntArray:
    """Give each unit its type, numbered from 0 by chance."""
    from sklearn.cluster import kmeans_plusplus  # noqa: PLC0415 - heavy, and asked for only here

    filled = np.nan_to_num(cells)
    random = np.random.RandomState(seed)
    found = [_settle(cells, kmeans_plusplus(filled, k, random_state=random)[0]) for _ in range(STARTS)]
    labels, _ = min(found, key=lambda result: round(result[1], 9))
    return np.unique(labels, return_inverse=True)[1]


def _settle(cells: FloatArray, centres: FloatArray) -> tuple[IntArray, float]:
    """Move units and centres in turn until nothing moves; give the types and the sum of squares."""
    labels = _squares(cells, centres).argmin(axis=1)
    for _ in range(MAX_ROUNDS):
        means = _means(cells, labels, len(centres))
        centres = np.where(np.isnan(means), centres, means)
        squares = _squares(cells, centres)
        moved = squares.argmin(axis=1)
        if (moved == labels).all():
            break
        labels = moved
    return labels, float(squares.min(axis=1).sum())


def _by_height(cells: FloatArray, labels: IntArray) -> IntArray:
    """Renumber the types by the mean of their pillars, the highest first."""
    centres = np.nan_to_num(_means(cells, labels, labels.max() + 1))
    order = sorted(range(len(centres)), key=lambda k: (-round(centres[k].mean(), 9), *(-centres[k])))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place[labels]


def _means(cells: FloatArray, labels: IntArray, k: int) -> FloatArray:
    """Average the observed cells of each type; null where there is none."""
    inside = (labels == np.arange(k)[:, None]).astype(float)
    counts = inside @ ~np.isnan(cells)
    return np.where(counts > 0, inside @ np.nan_to_num(cells) / np.maximum(counts, 1), np.nan)


def _squares(cells: FloatArray, centres: FloatArray) -> FloatArray:
    """Sum squared gaps over the pillars that a unit has, units by types."""
    known, observed = np.nan_to_num(cells), ~np.isnan(cells)
    products = (known**2).sum(axis=1)[:, None] - 2 * known @ centres.T + observed @ (centres**2).T
    return np.asarray(np.maximum(products, 0.0))


def _probabilities(cells: FloatArray, labels: IntArray) -> FloatArray:
    """Give each unit's probability of every type, units by types."""
    # Where no member of a type has a pillar, the mean of all units stands in for its centre.
    centres = np.nan_to_num(_means(cells, labels, labels.max() + 1))
    squares = _squares(cells, centres)
    within = squares[np.arange(len(cells)), labels].sum()
    freedom = (~np.isnan(cells)).sum() - centres.size
    scatter = max(within / freedom, 1e-12) if freedom > 0 else 1.0
    return np.asarray(softmax(-squares / (2 * scatter), axis=1))


def _distances(cells: FloatArray) -> FloatArray:
    """Measure units against each other over the pillars both have; those that share none stand at the mean distance."""
    from sklearn.metrics.pairwise import nan_euclidean_distances  # noqa: PLC0415 - heavy, and asked for only here

    distances = np.asarray(nan_euclidean_distances(cells))
    distances = np.where(np.isnan(distances), np.nanmean(distances), distances)
    np.fill_diagonal(distances, 0.0)
    return distances


def _silhouette(distances: FloatArray, labels: IntArray) -> float:
    from sklearn.metrics import silhouette_score  # noqa: PLC0415 - heavy, and asked for only here

    # Types can die out on the way; one alone separates nothing.
    if labels.max() == 0:
        return -1.0
    return float(silhouette_score(distances, labels, metric="precomputed"))


def _filled(typed: npt.NDArray[np.bool_], numbers: IntArray) -> pd.Series:
    column = pd.Series(pd.NA, index=range(len(typed)), dtype="Int64")
    column[typed] = numbers
    return column


def _centres(pillars: pd.DataFrame, groups: FloatArray) -> pd.DataFrame:
    table = pillars.groupby(groups).mean()
    return table.set_axis(pd.Index(table.index.astype(int), name="type"), axis=0)
