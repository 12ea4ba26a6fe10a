"""Write a selection as a mixed-integer programme, and have HiGHS solve it.

References
----------
.. [1] Huangfu, Q. and Hall, J. A. J. (2018). Parallelizing the dual revised simplex method. Mathematical Programming
   Computation 10, 119-142: HiGHS, called through `scipy.optimize.milp`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from geo.errors import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geo.patterns.contiguity import Flow
    from geo.patterns.selection_rules import Rules

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

BUDGET = 1e6
"""What a budget is scaled to: the solver lets a row be off by a millionth of one."""

WHOLE = 1e-9
"""How far a value may lie from a whole number and still be one."""

INFEASIBLE = 2
"""What `milp` calls a programme without a solution."""


@dataclass(frozen=True)
class Condition:
    """One thing asked of a selection.

    Attributes
    ----------
    words
        The condition as a person would say it.
    weights
        What each candidate counts.
    low, high
        Between what the chosen ones must sum to.
    """

    words: str
    weights: Floats
    low: float = -np.inf
    high: float = np.inf

    def holds(self, chosen: Bools) -> bool:
        """Say whether a selection meets it, but for rounding."""
        total = float(self.weights[chosen].sum())
        slack = 1e-9 * max(1.0, abs(total))
        return self.low - slack <= total <= self.high + slack


@dataclass(frozen=True)
class Answer:
    """What the solver found.

    Attributes
    ----------
    state
        `stopped` when time ran out before a proof.
    chosen
        Which candidates; null when none were found.
    bound
        What no selection can exceed; infinite when not even that is known.
    """

    state: Literal["solved", "infeasible", "stopped"]
    chosen: Bools | None
    bound: float


def conditions_of(rules: Rules, *, codes: pd.Index, cost: pd.Series | None) -> tuple[Condition, ...]:
    """Write every rule but the zones as a condition, in the order in which a person would name them."""
    ones = np.ones(len(codes))
    found = []
    if rules.number is not None:
        word, low = ("exactly", rules.number) if rules.budget is None else ("at most", -np.inf)
        found.append(Condition(f"{word} {rules.number} {_places(rules.number)}", ones, low, rules.number))
    if rules.budget is not None and cost is not None:
        scale = BUDGET / rules.budget if rules.budget > 0 else BUDGET
        weights = cost.reindex(codes).to_numpy(float) * scale
        found.append(Condition(f"costs of at most {rules.budget:,g}", weights, high=rules.budget * scale))
    for quota in rules.quotas:
        inside = codes.isin(quota.codes)
        of = f"{quota.name} ({inside.sum()} candidates)"
        if quota.least:
            found.append(Condition(f"at least {quota.least} of {of}", inside.astype(float), low=quota.least))
        if quota.most is not None:
            found.append(Condition(f"at most {quota.most} of {of}", inside.astype(float), high=quota.most))
    found += [Condition(f"{code} locked in", (codes == code).astype(float), low=1) for code in sorted(rules.locked)]
    if rules.excluded:
        out = codes.isin(rules.excluded).astype(float)
        found.append(Condition(f"without {listed(sorted(rules.excluded))}", out, high=0))
    return tuple(found)


def _places(count: int) -> str:
    return "place" if count == 1 else "places"


def solve(
    gain: Floats, conditions: Sequence[Condition], *, flow: Flow | None = None, gap: float = 0.0, seconds: float = 60.0
) -> Answer:
    """Find the selection of the greatest gain.

    The linear relaxation is solved first: quotas over one or two divisions of the places make its corners whole, and a
    whole solution is the optimum.

    Parameters
    ----------
    gain
        Of each candidate.
    conditions
        What it must meet.
    flow
        Columns and rows that hold the places together.
    gap
        The share of the gain at which the search may end.
    seconds
        The time after which it must.
    """
    programme = _laid_out(gain, conditions, flow=flow)
    if flow is None:
        relaxed = _run(programme, len(gain), whole=False, gap=0.0, seconds=seconds)
        if relaxed.state != "stopped":
            return relaxed
    return _run(programme, len(gain), whole=True, gap=gap, seconds=seconds)


@dataclass(frozen=True)
class _Programme:
    objective: Floats
    upper: Floats
    whole: Floats
    limits: tuple[LinearConstraint, ...]


def _laid_out(gain: Floats, conditions: Sequence[Condition], *, flow: Flow | None) -> _Programme:
    columns = len(gain)
    rows = sp.csr_array(np.array([condition.weights for condition in conditions]).reshape(-1, columns))
    low, high = (np.array([getattr(condition, end) for condition in conditions]) for end in ("low", "high"))
    upper, whole = np.ones(columns), np.ones(columns)
    objective = -gain
    if flow is not None:
        wider = sp.csr_array((len(conditions), flow.upper.size))
        rows = sp.vstack([sp.hstack([rows, wider]), flow.rows], format="csr")
        low, high = np.append(low, flow.low), np.append(high, flow.high)
        upper, whole = np.append(upper, flow.upper), np.append(whole, flow.whole)
        objective = np.append(objective, np.zeros(flow.upper.size))
    limits = (LinearConstraint(rows, low, high),) if rows.shape[0] else ()
    return _Programme(objective, upper, whole, limits)


def _run(programme: _Programme, size: int, *, whole: bool, gap: float, seconds: float) -> Answer:
    """Solve a programme, or its relaxation, whose solution counts only where it is whole."""
    found = milp(
        programme.objective,
        integrality=programme.whole if whole else np.zeros_like(programme.whole),
        bounds=Bounds(0, programme.upper),
        constraints=list(programme.limits),
        options={"mip_rel_gap": gap, "time_limit": seconds},
    )
    if found.status == INFEASIBLE:
        return Answer("infeasible", None, -np.inf)
    if found.x is None:
        return Answer("stopped", None, np.inf)
    values = found.x[:size]
    broken = not whole and bool((np.abs(values - np.rint(values)) > WHOLE).any())
    bound = found.get("mip_dual_bound")
    return Answer(
        state="solved" if found.success and not broken else "stopped",
        chosen=np.asarray(values > 0.5),
        bound=-float(found.fun if bound is None else bound),
    )
