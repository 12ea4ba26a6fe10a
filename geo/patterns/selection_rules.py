"""State what a selection of places must obey, and note what can be seen to be wrong before any search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.errors import Faults


@dataclass(frozen=True)
class Quota:
    """How many places of a group are to be chosen.

    Attributes
    ----------
    name
        What a message calls the group: ``country HND``.
    codes
        Its places, whether they are candidates or not.
    least, most
        The bounds; no upper one when null.
    """

    name: str
    codes: frozenset[str]
    least: int = 0
    most: int | None = None


@dataclass(frozen=True)
class Together:
    """How the chosen places must lie together.

    Attributes
    ----------
    zones
        Into how many connected zones they may fall, at most.
    places
        How many places each of them must have, at least.
    """

    zones: int = 6
    places: int = 5


@dataclass(frozen=True)
class Rules:
    """What a selection must obey.

    Attributes
    ----------
    number
        How many places: exactly so many, or at most so many where there is a budget.
    budget
        What they may cost together, in the unit of the costs.
    quotas
        Bounds for groups of places; groups may overlap.
    locked, excluded
        Codes that must be chosen, and that must not.
    together
        Whether the places must lie together; null asks nothing.
    """

    number: int | None = None
    budget: float | None = None
    quotas: tuple[Quota, ...] = ()
    locked: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    together: Together | None = None

    @property
    def plain(self) -> bool:
        """Whether there is a number, no budget, no zones, and no place counts towards two quotas."""
        counted = [code for quota in self.quotas for code in quota.codes]
        return self.number is not None and self.budget is None and self.together is None and _unique(counted)


def quotas_by(groups: pd.Series, *, word: str, least: int = 0, most: int | None = None) -> tuple[Quota, ...]:
    """Ask the same of every group: of each country, say.

    Parameters
    ----------
    groups
        The group of each place, by code; a place with null counts for none.
    word
        What a group is called in messages, such as ``country``.
    """
    return tuple(
        Quota(f"{word} {group}", frozenset(map(str, codes)), least=least, most=most)
        for group, codes in sorted(groups.groupby(groups).groups.items(), key=lambda item: str(item[0]))
    )


def note_rule_faults(rules: Rules, *, codes: pd.Index, known: pd.Index, cost: pd.Series | None, faults: Faults) -> None:
    """Note every fault of the rules themselves.

    Parameters
    ----------
    codes
        The candidates.
    known
        Every place there is, candidates included.
    cost
        Of each candidate.
    """
    if rules.number is None and rules.budget is None:
        faults.add("neither a number nor a budget is given. Say how many places, or what they may cost together.")
    if rules.number is not None and rules.number < 1:
        faults.add(f"{rules.number} places are asked for. Ask for at least one.")
    _note_locks(rules, codes=codes, known=known, faults=faults)
    _note_quotas(rules, faults=faults)
    _note_budget(rules, codes=codes, cost=cost, faults=faults)
    together = rules.together
    if together is not None and min(together.zones, together.places) < 1:
        faults.add(
            f"at most {together.zones} zones of at least {together.places} places cannot be made. Ask for one or more."
        )


def _note_locks(rules: Rules, *, codes: pd.Index, known: pd.Index, faults: Faults) -> None:
    for what, given in (("in", rules.locked), ("out", rules.excluded)):
        faults.check(
            f"places locked {what} are not among the places",
            bad=[code for code in given if code not in known],
            of=len(given),
            do=f"Give codes such as {known[0]}." if len(known) else "There are no places.",
        )
    faults.check(
        "places locked in have no figure to be chosen by",
        bad=[code for code in rules.locked if code in known and code not in codes],
        of=len(rules.locked),
        do="Take them out of the locked ones, or choose by another objective.",
    )
    faults.check(
        "places are locked in and out at once",
        bad=sorted(set(rules.locked) & set(rules.excluded)),
        of=len(set(rules.locked) | set(rules.excluded)),
        do="Decide for one of them.",
    )


def _note_quotas(rules: Rules, *, faults: Faults) -> None:
    names = [quota.name for quota in rules.quotas]
    faults.check(
        "quotas are given twice",
        bad=sorted({name for name in names if names.count(name) > 1}),
        of=len(names),
        do="Give each group one quota.",
    )
    faults.check(
        "quotas ask for fewer than none, or for more at least than at most",
        bad=[
            f"{q.name} (at least {q.least}, at most {q.most})"
            for q in rules.quotas
            if q.least < 0 or (q.most is not None and q.most < q.least)
        ],
        of=len(names),
        do="Correct their bounds; those not given here are the study's.",
    )


def _note_budget(rules: Rules, *, codes: pd.Index, cost: pd.Series | None, faults: Faults) -> None:
    if rules.budget is None:
        return
    if cost is None:
        faults.add("a budget is given, but no cost for any place. Give a cost for each.")
        return
    known = cost.reindex(codes)
    faults.check(
        "candidates have no cost",
        bad=codes[known.isna()].tolist(),
        of=len(codes),
        do="Give each a cost, or exclude it.",
    )
    wrong = known.notna() & ~(np.isfinite(known) & (known >= 0))
    faults.check(
        "costs are negative or infinite", bad=codes[wrong].tolist(), of=len(codes), do="Costs are numbers from 0."
    )
    free = known[~codes.isin(rules.excluded) & ~wrong].dropna()
    if not np.isfinite(rules.budget) or rules.budget < 0:
        faults.add(f"a budget of {rules.budget} is not a number from 0. Correct it.")
    elif len(free) and free.min() > rules.budget:
        faults.add(
            f"the budget of {rules.budget:,g} is below the cheapest of {len(free)} places, {free.idxmin()}, at "
            f"{free.min():,g}. Raise the budget, or correct the costs."
        )


def _unique(items: list[str]) -> bool:
    return len(items) == len(set(items))


def short(rules: Rules) -> Mapping[str, object]:
    """Say the rules as plain data, for a record of the run."""
    return {
        "number": rules.number,
        "budget": rules.budget,
        "quotas": [{"name": q.name, "least": q.least, "most": q.most} for q in rules.quotas],
        "locked": sorted(rules.locked),
        "excluded": sorted(rules.excluded),
        "together": None if rules.together is None else vars(rules.together),
    }
