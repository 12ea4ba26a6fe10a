"""Turn what a reader wishes of a set of places into rules, the study's own where nothing is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import MethodError
from geo.patterns import Quota, Rules, Together, migrants_of, reach_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.data import Published
    from dashboards.scene import Scene
    from geo.kinds import Objective

Bounds = tuple[str, int | None, int | None]
"""A group such as ``country=SLV``, and how many of its places there must be at least and at most."""
PLACES = 5
"""How many places a zone must have, at least, where a set falls into zones."""
COSTS = "costs.csv"
"""The finding that says what each place costs; where there is none, what a place costs are its people."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a set of places.

    Attributes
    ----------
    objective
        What it is to reach most of.
    rules
        What it must obey; its quotas bear the names of `Bounds`.
    gain
        What choosing each place reaches, by code; null where it cannot be chosen.
    cost
        What each place costs, by code; none without a budget.
    faults
        What can be seen to be wrong before any search: the key of a text, and what fills it in.
    """

    objective: Objective
    rules: Rules
    gain: pd.Series
    cost: pd.Series | None
    faults: tuple[tuple[str, dict[str, Any]], ...]


def asked_of(scene: Scene) -> Asked:
    """Read the wish of a scene."""
    wish, settings = scene.state.wish, scene.data.catalogue.study.targeting
    objective = wish.goal or settings.objective
    faults: list[tuple[str, dict[str, Any]]] = []
    cost = costs_of(scene.data, scene.live.scores) if wish.budget is not None else None
    gain = _gain(scene, objective)  # type: ignore[arg-type]
    if gain is None:
        gain = pd.Series(float("nan"), index=scene.live.scores.index.sort_values())
        faults.append((f"fault_goal_{objective}", {}))
    elif cost is not None:
        # What a place costs must be known; it is not put at nothing.
        gain = gain.where(cost.reindex(gain.index).notna())
    number = number_of(scene)
    rules = Rules(
        number=number,
        budget=wish.budget,
        quotas=tuple(quota for bound in bounds_of(scene) if (quota := _quota(scene, bound)) is not None),
        locked=wish.locked,
        excluded=wish.excluded,
        together=None if wish.zones is None else Together(wish.zones, _least(number, wish.zones)),
    )
    if not faults:
        faults = _faults(rules, gain, cost)
    return Asked(objective, rules, gain, cost, tuple(faults))  # type: ignore[arg-type]


def number_of(scene: Scene) -> int | None:
    """Say how many places there are to be; none where a budget alone decides."""
    wish, study = scene.state.wish, scene.data.catalogue.study
    if wish.k is not None or wish.budget is not None:
        return wish.k
    return study.targeting.k or min(study.top_k, max(scene.live.ranked, 1))


def bounds_of(scene: Scene) -> tuple[Bounds, ...]:
    """Give the reader's quotas, or the study's where the reader has said none."""
    if scene.state.wish.quotas:
        return scene.state.wish.quotas
    settings, scores = scene.data.catalogue.study.targeting, scene.data.scores
    found: list[Bounds] = []
    for word, column in (("country", "iso3"), ("department", "adm1_code")):
        least, most = getattr(settings, f"min_per_{word}"), getattr(settings, f"max_per_{word}")
        if least or most is not None:
            found += [(f"{word}={group}", least or None, most) for group in sorted(scores[column].dropna().unique())]
    return tuple(found)


def costs_of(data: Published, scores: pd.DataFrame) -> pd.Series:
    """Say what each place costs: what was published, or as much as it has people."""
    table = data.finding(COSTS)
    return scores["people"] if table is None else table.set_index("code")["cost"]


def is_study(scene: Scene) -> bool:
    """Say whether the set is the study's own: neither wish nor weights are the reader's."""
    wish = scene.state.wish
    said = (wish.k, wish.goal, wish.budget, wish.zones)
    return (
        not scene.live.own and all(part is None for part in said) and not (wish.quotas or wish.locked or wish.excluded)
    )


def _gain(scene: Scene, objective: Objective) -> pd.Series | None:
    scores = scene.live.scores.sort_index()
    score = scores["score"].where(scores["rank"].notna())
    try:
        return reach_of(objective, score=score, people=scores["people"], migrants=_migrants(scene))
    except MethodError:
        return None


def _migrants(scene: Scene) -> pd.Series | None:
    """Count people who left, where the indicator that says so is published."""
    id_ = scene.data.catalogue.study.targeting.migrants
    if id_ is None or id_ not in scene.data.wide:
        return None
    rate = scene.data.catalogue.indicator(id_).rate
    per = 1.0 if rate is None else float(rate.per)
    return migrants_of(scene.data.wide[id_], per=per, people=scene.data.scores["people"])


def _quota(scene: Scene, bound: Bounds) -> Quota | None:
    """Find the places of a group; a group that there is not, and one without bounds, ask nothing."""
    what, least, most = bound
    word, _, group = what.partition("=")
    if least is None and most is None:
        return None
    codes = _groups(scene, word)
    inside = codes.index[codes == group]
    return None if inside.empty else Quota(what, frozenset(inside), least=least or 0, most=most)


def _groups(scene: Scene, word: str) -> pd.Series:
    scores = scene.live.scores
    if word != "pillar":
        return scores["iso3" if word == "country" else "adm1_code"]
    tree = scene.data.catalogue.index
    leaves = [node.id for node in tree.walk() if not tree.children(node.id)]
    pillars = scores[[f"node_{id_}" for id_ in leaves]].set_axis(leaves, axis=1)
    known = pillars.notna().any(axis=1)
    return pillars[known].idxmax(axis=1)


def _least(number: int | None, zones: int) -> int:
    return PLACES if number is None else max(1, min(PLACES, number // zones))


def _faults(rules: Rules, gain: pd.Series, cost: pd.Series | None) -> list[tuple[str, dict[str, Any]]]:
    """Find what can be seen to be wrong without a search."""
    candidates = set(gain.index[gain.notna()])
    silent = [code for code in rules.locked if code not in candidates]
    twice = sorted(set(rules.locked) & set(rules.excluded))
    crossed = [quota for quota in rules.quotas if quota.most is not None and quota.most < quota.least]
    found: list[tuple[str, dict[str, Any]]] = [("fault_locked", {"codes": silent})] * bool(silent)
    found += [("fault_twice", {"codes": twice})] * bool(twice)
    found += [("fault_bounds", {"what": q.name, "low": q.least, "high": q.most}) for q in crossed]
    if cost is not None and rules.budget is not None:
        free = cost.reindex(sorted(candidates - set(rules.excluded)))
        if len(free) and free.min() > rules.budget:
            found.append(("fault_budget", {"budget": rules.budget, "codes": [free.idxmin()], "cost": free.min()}))
    return found


def worded(rules: Rules, codes: Sequence[str]) -> list[tuple[str, dict[str, Any]]]:
    """Give the words of each condition, in the order in which the search lays them out."""
    told: list[tuple[str, dict[str, Any]]] = []
    if rules.number is not None:
        told.append(("rule_exactly" if rules.budget is None else "rule_at_most", {"n": rules.number}))
    if rules.budget is not None:
        told.append(("rule_budget", {"budget": rules.budget}))
    for quota in rules.quotas:
        inside = sum(code in quota.codes for code in codes)
        if quota.least:
            told.append(("rule_least", {"n": quota.least, "what": quota.name, "inside": inside}))
        if quota.most is not None:
            told.append(("rule_most", {"n": quota.most, "what": quota.name, "inside": inside}))
    told += [("rule_locked", {"codes": [code]}) for code in sorted(rules.locked)]
    return [*told, *([("rule_excluded", {"codes": sorted(rules.excluded)})] if rules.excluded else [])]
