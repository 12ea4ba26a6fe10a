"""Say of each unit how likely it is of each type, and what the models together say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import softmax

from geo.patterns.agreement import aligned, consensus
from geo.patterns.k_means import means, squares

if TYPE_CHECKING:
    from collections.abc import Mapping

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MIXED = 0
"""The type of a unit that resembles several types and belongs to none."""

ALONE = "hdbscan"
"""The model that finds its own number of types and leaves units out: it is shown, and has no vote."""


def members_and_models(
    codes: pd.Index, typed: Flags, cells: Floats, *, labels: Ints, partings: Mapping[str, Ints], least: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lay out the units' types, as `geo.patterns.clusters.Typology` describes them.

    Parameters
    ----------
    codes, typed
        Every unit, and whether it has any pillar; the rest is about those that do.
    cells, labels
        Units by pillars, standardised, and their types from 0.
    partings
        Types by each model, -1 where it leaves a unit out.
    least
        The probability below which a unit is `MIXED`.
    """
    chances = probabilities(cells, labels)
    nearest, surest = chances.argmax(axis=1), chances.max(axis=1)
    renamed = {model: aligned(found, nearest) for model, found in partings.items()}
    votes = [found for model, found in renamed.items() if model != ALONE]
    joint = aligned(consensus(votes, int(labels.max()) + 1), nearest)
    members = pd.DataFrame({"code": codes})
    members["type"] = _filled(typed, np.where(surest < least, MIXED, nearest + 1))
    members["type_p"] = _spread(typed, surest)
    members["nearest"] = _filled(typed, nearest + 1)
    members["consensus"] = _spread(typed, np.mean([found == nearest for found in votes], axis=0))
    members["consensus_type"] = _filled(typed, joint + 1)
    models = pd.DataFrame({"code": codes} | {model: _filled(typed, found + 1) for model, found in renamed.items()})
    return members, models


def probabilities(cells: Floats, labels: Ints) -> Floats:
    """Give each unit's probability of every type, units by types."""
    # Where no member of a type has a pillar, the mean of all units stands in for its centre.
    centres = np.nan_to_num(means(cells, labels, labels.max() + 1))
    away = squares(cells, centres).T
    within = away[np.arange(len(cells)), labels].sum()
    freedom = (~np.isnan(cells)).sum() - centres.size
    scatter = max(within / freedom, 1e-12) if freedom > 0 else 1.0
    return np.asarray(softmax(-away / (2 * scatter), axis=1))


def _filled(typed: Flags, numbers: Ints) -> pd.Series:
    column = pd.Series(pd.NA, index=range(len(typed)), dtype="Int64")
    column[typed] = numbers
    return column


def _spread(typed: Flags, numbers: Floats) -> pd.Series:
    return pd.Series(numbers, index=np.flatnonzero(typed)).reindex(range(len(typed)))
