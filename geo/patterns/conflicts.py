"""Name a smallest set of conditions that cannot hold together.

One condition after another is left out; where the rest can still not hold, it was no part of the conflict and stays
out. What is left at the end cannot hold, and would if any one of it were given up.

References
----------
.. [1] Chinneck, J. W. and Dravnieks, E. W. (1991). Locating minimal infeasible constraint sets in linear programs.
   ORSA Journal on Computing 3(2), 157-168: the deletion filter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.patterns.programme import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.patterns.contiguity import Flow
    from geo.patterns.programme import Condition

SECONDS = 5.0
"""How long one question may take; a condition whose question is not answered stays among the conflicting ones."""


def find_conflict(
    conditions: Sequence[Condition],
    *,
    flow: Flow | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[tuple[Condition, ...], bool]:
    """Find conditions that conflict, given that all together cannot hold.

    Parameters
    ----------
    conditions
        All that is asked, but for the zones.
    flow
        The rows that hold the places together, where that is asked.
    progress
        Told how many conditions are looked at, of how many.

    Returns
    -------
    tuple
        The conditions in conflict, in the order given, and whether holding together is a part of it.
    """
    if not conditions:
        return (), flow is not None
    zones = flow if flow is not None and not _impossible(conditions) else None
    left = list(conditions)
    for done, condition in enumerate(conditions, start=1):
        fewer = [other for other in left if other is not condition]
        if _impossible(fewer, flow=zones, size=len(condition.weights)):
            left = fewer
        if progress is not None:
            progress(done, len(conditions))
    return tuple(left), zones is not None


def _impossible(conditions: Sequence[Condition], *, flow: Flow | None = None, size: int | None = None) -> bool:
    width = len(conditions[0].weights) if size is None else size
    return solve(np.zeros(width), conditions, flow=flow, seconds=SECONDS).state == "infeasible"
