"""Leave out the candidates that no best selection needs, before the solver is asked.

Two candidates that count the same in every condition can stand in for each other, and the one that reaches more is
never the worse choice; of equal ones, the one whose code comes first. So of each kind of candidate only as many as may
be chosen at all are looked at. Of places that differ in nothing but their country, that is a quarter.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.patterns.programme import solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.patterns.programme import Answer, Condition

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def contenders(units: Floats, conditions: Sequence[Condition], *, number: int) -> Bools:
    """Say which candidates a best selection can hold.

    Parameters
    ----------
    units
        What each candidate reaches, the candidates in order of their codes.
    conditions
        What the selection must meet. One that asks for a least reach parts no kinds: whoever reaches more serves it.
    number
        How many may be chosen at most.
    """
    asked = [one.weights for one in conditions if not (one.weights is units and np.isinf(one.high))]
    columns = np.array([np.zeros(len(units)), *asked]).T
    kind = np.unique(columns, axis=0, return_inverse=True)[1].ravel()
    order = np.lexsort((-units, kind))
    place = np.arange(len(units)) - np.searchsorted(kind[order], kind[order])
    kept = np.empty(len(units), dtype=bool)
    kept[order] = place < number
    return kept


def solve_among(
    kept: Bools, gain: Floats, conditions: Sequence[Condition], *, gap: float = 0.0, seconds: float = 60.0
) -> Answer:
    """Find the selection of the greatest gain among some of the candidates; see `geo.patterns.programme.solve`."""
    narrowed = [replace(condition, weights=condition.weights[kept]) for condition in conditions]
    answer = solve(gain[kept], narrowed, gap=gap, seconds=seconds)
    if answer.chosen is None:
        return answer
    chosen = np.zeros(len(gain), dtype=bool)
    chosen[kept] = answer.chosen
    return replace(answer, chosen=chosen)
