"""Say how much of a score is evidence: coverage, the bounds under missing data, and the gate to a rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.scoring.aggregate import node_values
from geo.scoring.weigh import leaf_weights

if TYPE_CHECKING:
    from geo.kinds import Gate
    from geo.scoring.weigh import Tree

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

INHERITED_COUNTS = 0.5
"""What a value handed down from a larger area counts towards coverage."""


def score_bounds(leaves: FloatArray, *, tree: Tree) -> tuple[FloatArray, FloatArray]:
    """Compute each unit's score with everything missing at its lowest, and at its highest.

    All nominal weights take part, those of pillars without indicators too. The score on what is there lies between:
    it is the score with every gap filled by the mean of its siblings, and no gap is filled below 0 or above 1.

    Parameters
    ----------
    leaves
        Indicators by units, 0-1; missing is null.

    Returns
    -------
    low, high
        One value per unit, 0-1.
    """
    return node_values(leaves, tree=tree, fill=0.0)[-1], node_values(leaves, tree=tree, fill=1.0)[-1]


def coverage(measured: BoolArray, inherited: BoolArray, *, tree: Tree) -> tuple[FloatArray, FloatArray]:
    """Sum the nominal weight that stands on evidence.

    Parameters
    ----------
    measured, inherited
        Indicators by units. What is neither, a missing or an imputed value, counts nothing: a guess is not evidence.

    Returns
    -------
    coverage, coverage_measured
        One share per unit, 0-1: with inherited values at `INHERITED_COUNTS`, and without them.
    """
    weights = leaf_weights(tree).to_numpy()
    own, handed = weights @ measured, weights @ inherited
    return np.clip(own + INHERITED_COUNTS * handed, 0.0, 1.0), np.clip(own, 0.0, 1.0)


def gate(scores: FloatArray, share: FloatArray, *, least: float) -> npt.NDArray[np.object_]:
    """Name each unit's `Gate`: ranked, below_gate (a score with bounds, but no rank) or no_data.

    Parameters
    ----------
    scores
        One per unit; null where nothing is known.
    share
        Coverage, one per unit.
    least
        The smallest coverage that earns a rank.
    """
    ranked: Gate = "ranked"
    below: Gate = "below_gate"
    nothing: Gate = "no_data"
    # Sums of weights carry rounding errors; a unit exactly at the gate is let in.
    named = np.where(share >= least - 1e-12, ranked, below).astype(object)
    named[np.isnan(scores)] = nothing
    return named
