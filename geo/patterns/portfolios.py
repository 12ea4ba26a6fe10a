"""Set a selection beside its rivals: other portfolios as good as, other draws of the scores, and the plain first K."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, MethodError
from geo.patterns.pool import STEPS, pool_of
from geo.patterns.programme import Condition
from geo.patterns.targeting import best_of, choose, selection_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.patterns.neighbours import Neighbours
    from geo.patterns.selection_rules import Rules
    from geo.patterns.targeting import Selection

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

DRAWS = 200
"""How many draws are looked at where each needs a programme of its own."""


@dataclass(frozen=True)
class Comparison:
    """A selection beside the plain first K, K being its own number of places.

    Attributes
    ----------
    shared
        Places in both, in order.
    only_chosen, only_first
        Places in one of them.
    figures
        `chosen` and `first` by what was counted: `reached`, and each figure given.
    """

    shared: tuple[str, ...]
    only_chosen: tuple[str, ...]
    only_first: tuple[str, ...]
    figures: pd.DataFrame


def alternatives(
    gain: pd.Series,
    *,
    best: Selection,
    rules: Rules,
    cost: pd.Series | None = None,
    neighbours: Neighbours | None = None,
    within: float = 0.01,
    count: int = 5,
    apart: int = 1,
    gap: float = 0.0,
    seconds: float = 60.0,
    progress: Callable[[int, int], None] | None = None,
) -> list[Selection]:
    """Find other portfolios that reach nearly as much, the best first.

    Each differs from `best` and from every one before it: at least `apart` of their places are not in it.

    Parameters
    ----------
    gain, rules, cost, neighbours, gap
        As told to `choose` for `best`.
    within
        How far, as a share, one may lie below what `best` reaches.
    count
        How many to look for; fewer are given when there are no more.
    seconds
        The time for each.
    progress
        Told how many are found, of how many.

    Raises
    ------
    MethodError
        As `choose`, and if `within` is no share, or `count` or `apart` are below 1.
    """
    faults = Faults("the portfolios", MethodError)
    if not 0 <= within <= 1:
        faults.add(f"{within} is not a share of what is reached. Give a number from 0 to 1.")
    if count < 1 or apart < 1:
        faults.add(f"{count} portfolios that differ by {apart} places cannot be looked for. Ask for one or more.")
    faults.raise_any()
    pool = pool_of(gain, rules=rules, cost=cost, neighbours=neighbours)
    near = Condition(
        "nearly as good", pool.units, low=float(np.floor(best.reached * (1 - within) / (pool.step or 1.0)))
    )
    found: list[Selection] = []
    for done in range(count):
        cuts = [_cut(pool.codes.isin(other.codes), apart=apart) for other in (best, *found)]
        answer = best_of(pool, beyond=[near, *cuts], gap=gap, seconds=seconds)
        if answer.chosen is None:
            break
        found.append(selection_of(pool, answer, gain=gain, gap=gap))
        if progress is not None:
            progress(done + 1, count)
    return found


def how_often(
    draws: pd.DataFrame,
    *,
    rules: Rules,
    cost: pd.Series | None = None,
    neighbours: Neighbours | None = None,
    gap: float = 0.0,
    seconds: float = 60.0,
    most: int = DRAWS,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[pd.Series, int]:
    """Count how often each place is chosen when the figures are drawn again.

    Where the rules are plain (a number, and quotas of which no two share a place), taking the best of each group up to
    its least number and then the best of all up to each group's most is optimal, and every draw is looked at. Else each
    draw is a programme, and the first `most` are looked at.

    Parameters
    ----------
    draws
        Draws by codes; null where a place cannot be chosen, in all draws alike.
    rules, cost, neighbours, gap, seconds
        As in `choose`, for each draw.
    progress
        Told how many draws are done, of how many.

    Returns
    -------
    tuple
        The share of draws in which each place is chosen, by code (null where it cannot be), and the number of draws.

    Raises
    ------
    MethodError
        As `choose`, if there are no draws, or if a place has figures in some draws only.
    """
    draws = draws.sort_index(axis=1)
    _refuse(draws)
    if rules.plain:
        pool = pool_of(draws.iloc[0], rules=rules, cost=cost, neighbours=neighbours)
        if best_of(pool).chosen is None:
            choose(draws.iloc[0], rules=rules)
        chosen = greedy(draws[pool.codes].to_numpy(float), rules=rules, codes=pool.codes)
        share = pd.Series(chosen.mean(axis=0), index=pool.codes)
        if progress is not None:
            progress(len(draws), len(draws))
        return share.reindex(draws.columns).rename("frequency"), len(draws)
    looked = draws.iloc[:most]
    times = pd.Series(0.0, index=draws.columns, name="frequency").where(looked.iloc[0].notna())
    for done, (_, drawn) in enumerate(looked.iterrows(), start=1):
        pick = choose(drawn, rules=rules, cost=cost, neighbours=neighbours, gap=gap, seconds=seconds)
        times[list(pick.codes)] += 1.0
        if progress is not None:
            progress(done, len(looked))
    return times / len(looked), len(looked)


def greedy(gains: Floats, *, rules: Rules, codes: pd.Index) -> Bools:
    """Choose by plain rules, for many rows of gains at once: what `choose` would, ties included.

    Within the bounds of groups that share no place, the selections of a given size are the bases of a matroid, for
    which taking the best that still fits is exact.

    Parameters
    ----------
    gains
        Draws by candidates.
    codes
        The candidates, in order.

    References
    ----------
    .. [1] Edmonds, J. (1971). Matroids and the greedy algorithm. Mathematical Programming 1, 127-136.
    """
    step = gains.max(axis=1, keepdims=True) / STEPS
    units = np.rint(np.divide(gains, step, out=np.zeros_like(gains), where=step > 0))
    locked, free = codes.isin(rules.locked), ~codes.isin(rules.excluded)
    # Places locked in stand before all others, places locked out behind.
    order = np.argsort(-np.where(locked, np.inf, np.where(free, units, -1.0)), axis=1, kind="stable")
    must, may = locked[order], free[order]
    for quota in rules.quotas:
        inside = codes.isin(quota.codes)[order]
        seat = np.cumsum(inside, axis=1)
        must = must | (inside & free[order] & (seat <= quota.least))
        if quota.most is not None:
            may = may & ~(inside & (seat > quota.most))
    rest = may & ~must
    left = (rules.number or 0) - must.sum(axis=1, keepdims=True)
    taken = must | (rest & (np.cumsum(rest, axis=1) <= left))
    chosen = np.zeros(taken.shape, dtype=bool)
    np.put_along_axis(chosen, order, taken, axis=1)
    return chosen


def compare_first(gain: pd.Series, *, selection: Selection, rank: pd.Series, figures: pd.DataFrame) -> Comparison:
    """Compare a selection with the places that rank first.

    Parameters
    ----------
    gain
        What choosing a place reaches, by code; null adds nothing.
    selection
        What was chosen; as many places are taken from the ranking.
    rank
        By code, 1 the first; equal ranks are taken in order of the codes, null never.
    figures
        By code: what else to count, such as people; null adds nothing.
    """
    ordered = rank.dropna().sort_index().sort_values(kind="stable")
    first = set(ordered.index[: len(selection.codes)])
    chosen = set(selection.codes)
    table = figures.assign(reached=gain.reindex(figures.index))
    counted = table[["reached", *figures.columns]]
    return Comparison(
        shared=tuple(sorted(chosen & first)),
        only_chosen=tuple(sorted(chosen - first)),
        only_first=tuple(sorted(first - chosen)),
        figures=pd.DataFrame(
            {name: counted[counted.index.isin(codes)].sum() for name, codes in (("chosen", chosen), ("first", first))}
        ),
    )


def _cut(chosen: Bools, *, apart: int) -> Condition:
    return Condition("another portfolio", chosen.astype(float), high=float(chosen.sum() - apart))


def _refuse(draws: pd.DataFrame) -> None:
    faults = Faults("the draws", MethodError)
    if draws.empty:
        faults.add("there are none. Score with replicates first.")
    some = draws.isna().any() & draws.notna().any()
    faults.check(
        "places have figures in some draws only",
        bad=draws.columns[some].tolist(),
        of=draws.shape[1],
        do="Draw for all places that have a score, and for no other.",
    )
    faults.raise_any()
