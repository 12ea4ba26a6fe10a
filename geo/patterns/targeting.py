"""Choose the set of places that reaches most under a number or a budget, exactly, and say how good it is.

Figures are rounded to a millionth of the greatest first, so that equal means equal. Of selections that reach the same,
the one with the smallest product of primes is taken, a prime for each place in order of the codes: no two sets have the
same product, and early codes go first. Where a gap is allowed, or time runs out, the selection is what the solver held.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import MethodError, fault
from geo.patterns.conflicts import find_conflict
from geo.patterns.contenders import contenders, solve_among
from geo.patterns.contiguity import hold_together, zones_of
from geo.patterns.cuts import best_together
from geo.patterns.pool import pool_of
from geo.patterns.programme import Answer, Condition, solve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.patterns.neighbours import Neighbours
    from geo.patterns.pool import Pool
    from geo.patterns.selection_rules import Rules

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Selection:
    """Chosen places, and how good the choice is.

    Attributes
    ----------
    codes
        The chosen places, in order.
    reached
        What they reach together.
    bound
        What no selection can exceed.
    gap
        How far `reached` may lie below the best, as a share of it; 0 when the optimum is proven.
    proven
        Whether the gap is the one that was asked for.
    cost
        What they cost together; null without costs.
    zones
        The zone of each chosen place, by code; null where places need not lie together.
    left_out
        Places without a figure, which could not be chosen.
    """

    codes: tuple[str, ...]
    reached: float
    bound: float
    gap: float
    proven: bool
    cost: float | None
    zones: pd.Series | None
    left_out: tuple[str, ...]


def choose(
    gain: pd.Series,
    *,
    rules: Rules,
    cost: pd.Series | None = None,
    neighbours: Neighbours | None = None,
    gap: float = 0.0,
    seconds: float = 60.0,
    progress: Callable[[int, int], None] | None = None,
) -> Selection:
    """Choose the places that reach most.

    Parameters
    ----------
    gain
        What choosing a place reaches, from 0, by code. A place with null cannot be chosen; it is not put at zero.
    rules
        What the selection must obey.
    cost
        Of each place, by code.
    neighbours
        Who borders whom; needed where places must lie together.
    gap
        The share of the best at which the search may end; 0 asks for the proven optimum.
    seconds
        The time after which it must. A selection that ends so depends on the speed of the machine.
    progress
        Told how many conditions are looked at when there is a conflict to be named.

    Raises
    ------
    MethodError
        With every fault of the input; with the conditions that conflict when there is no such selection; or when none
        was found in the time given.
    """
    pool = pool_of(gain, rules=rules, cost=cost, neighbours=neighbours)
    answer = best_of(pool, gap=gap, seconds=seconds)
    if answer.state == "infeasible":
        raise MethodError(_conflict(pool, progress))
    if answer.chosen is None:
        raise MethodError(
            f"The selection: none of {len(pool.codes)} candidates could be put together in {seconds:g} s. Allow more "
            "zones, smaller ones, or more time."
        )
    return selection_of(pool, answer, gain=gain, gap=gap)


def best_of(pool: Pool, *, beyond: Sequence[Condition] = (), gap: float = 0.0, seconds: float = 60.0) -> Answer:
    """Find the best selection under the pool's conditions and some beyond them; the bound is in steps."""
    conditions = [*pool.conditions, *beyond]
    answer = _found(pool, pool.units, conditions, gap=gap, seconds=seconds)
    if answer.state != "solved" or answer.chosen is None or gap:
        return answer
    reached = float(pool.units[answer.chosen].sum())
    # As good, and of the smallest product of primes; its logarithm is a sum, as a programme needs it.
    equal = Condition("as good", pool.units, low=reached)
    settled = _found(pool, -np.log(_primes(len(pool.codes))), [*conditions, equal], seconds=seconds).chosen
    holds = settled is not None and all(condition.holds(settled) for condition in [*conditions, equal])
    return replace(answer, chosen=settled if holds else answer.chosen, bound=reached)


def selection_of(pool: Pool, answer: Answer, *, gain: pd.Series, gap: float) -> Selection:
    """Say what an answer of the solver means in the figures given.

    Raises
    ------
    MethodError
        When there is no answer, or the solver's does not meet the conditions when they are counted exactly.
    """
    chosen = answer.chosen
    if chosen is None:
        raise MethodError(f"The selection: none of {len(pool.codes)} candidates was chosen. Loosen the conditions.")
    broken = [condition.words for condition in pool.conditions if not condition.holds(chosen)]
    if pool.links is not None and pool.rules.together is not None:
        broken += ["the zones"] * (not hold_together(chosen, pool.links, together=pool.rules.together))
    if broken:
        raise MethodError(
            fault("conditions are missed by a hair", bad=broken, of=len(pool.conditions), do="Round the costs.")
        )
    reached = float(pool.gain[chosen].sum())
    optimal = bool(pool.units[chosen].sum() >= answer.bound - 0.5)
    bound = reached if optimal else max(reached, answer.bound * pool.step)
    left = (bound - reached) / bound if bound else 0.0
    zones = None
    if pool.links is not None and pool.rules.together is not None:
        zones = pd.Series(zones_of(chosen, pool.links)[chosen], index=pool.codes[chosen], name="zone")
    return Selection(
        codes=tuple(map(str, pool.codes[chosen])),
        reached=reached,
        bound=bound,
        gap=left,
        # The solver measures its gap against what it found, we against what there is to be found.
        proven=left <= gap,
        cost=None if pool.cost is None else float(pool.cost[pool.codes[chosen]].sum()),
        zones=zones,
        left_out=tuple(map(str, gain.index[gain.isna()].sort_values())),
    )


def _found(pool: Pool, gain: Floats, conditions: Sequence[Condition], *, seconds: float, gap: float = 0.0) -> Answer:
    together, links = pool.rules.together, pool.links
    if together is None or links is None:
        most = len(gain) if pool.rules.number is None else pool.rules.number
        kept = contenders(pool.units, conditions, number=most)
        return solve_among(kept, gain, conditions, gap=gap, seconds=seconds)
    answer = best_together(gain, conditions, links=links, together=together, gap=gap, seconds=seconds)
    if answer.state == "stopped" and answer.chosen is None:
        # The flow sees sooner than the cuts that there is nothing to be found.
        none = solve(np.zeros(len(gain)), conditions, flow=pool.flow, seconds=seconds)
        return answer if none.state == "stopped" else replace(none, bound=answer.bound)
    return answer


def _conflict(pool: Pool, progress: Callable[[int, int], None] | None) -> str:
    found, zones = find_conflict(pool.conditions, flow=pool.flow, progress=progress)
    words = [condition.words for condition in found]
    together = pool.rules.together
    if zones and together is not None:
        words.append(f"at most {together.zones} zones of at least {together.places} places")
    asked = len(pool.conditions) + (together is not None)
    verb = "conditions cannot hold together" if len(words) > 1 else "conditions cannot hold"
    return f"The selection: {len(words)} of {asked} {verb}: {'; '.join(words)}. Loosen or drop one of them."


def _primes(count: int) -> Floats:
    """Give the first primes."""
    limit = max(20, int(count * (np.log(count + 2) + np.log(np.log(count + 3)))) + 20)
    sieve = np.ones(limit, dtype=bool)
    sieve[:2] = False
    for number in range(2, int(limit**0.5) + 1):
        sieve[number * number :: number] &= not sieve[number]
    return np.flatnonzero(sieve)[:count].astype(float)
