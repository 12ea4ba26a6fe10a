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
    from geo.patterns.rules import Rules

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

BUDGET = 1e6
"""What a budget is scaled to: the solver lets a row be off by a millionth of one."""

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
        found.append(Condition(f"{word} {rules.number} places", ones, low, rules.number))
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


def solve(
    gain: Floats, conditions: Sequence[Condition], *, flow: Flow | None = None, gap: float = 0.0, seconds: float = 60.0
) -> Answer:
    """Find the selection of the greatest gain.

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
    found = milp(
        objective,
        integrality=whole,
        bounds=Bounds(0, upper),
        constraints=[LinearConstraint(rows, low, high)] if rows.shape[0] else [],
        options={"mip_rel_gap": gap, "time_limit": seconds},
    )
    chosen = None if found.x is None else np.asarray(found.x[:columns] > 0.5)
    bound = found.get("mip_dual_bound")
    state: Literal["solved", "infeasible", "stopped"] = "stopped"
    if found.success:
        state = "solved"
    elif found.status == INFEASIBLE:
        state = "infeasible"
    return Answer(state, chosen, np.inf if bound is None else -float(bound))
