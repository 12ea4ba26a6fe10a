"""Choose the set of places that a reader asks for, and find what to say of it; the answer is kept by what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboards.wishes import Asked, asked_of, worded
from geo.errors import MethodError
from geo.patterns import alternatives, draw_scores, how_often, link_units
from geo.patterns.conflicts import find_conflict
from geo.patterns.pool import pool_of
from geo.patterns.targeting import best_of, selection_of

if TYPE_CHECKING:
    import pandas as pd

    from dashboards.scene import Scene
    from geo.patterns import Selection
    from geo.patterns.pool import Pool

Words = tuple[str, dict[str, Any]]
"""The key of a text, and what fills it in."""

SECONDS = 4.0
"""How long a reader waits for a set, at most; what was found by then is shown, with how far it may be from the best."""
GAP = 0.02
"""A proof that places lie together best would take hours; two per cent take seconds."""
OTHERS = 3
"""How many other sets, nearly as good, are looked for."""
APART = 10
"""A set counts as another when one in so many of its places is another."""


@dataclass(frozen=True)
class Outcome:
    """A set, or why there is none.

    Attributes
    ----------
    selection
        The set; none where what is asked cannot be had.
    others
        Sets nearly as good.
    looked
        Whether others were looked for: not with a budget or zones, where each would take as long as the set itself.
    frequency
        In which share of the study's simulations each place is chosen, by code; none where that is not known.
    faults
        What is wrong with the wish itself.
    conflict
        Conditions that cannot hold together.
    late
        Whether time ran out before any set was found.
    """

    asked: Asked
    selection: Selection | None = None
    others: tuple[Selection, ...] = ()
    looked: bool = False
    frequency: pd.Series | None = None
    draws: int = 0
    faults: tuple[Words, ...] = ()
    conflict: tuple[Words, ...] = ()
    late: bool = False


def choose_for(scene: Scene) -> Outcome:
    """Give the set that the wish of a scene asks for under its setting."""
    return scene.data.kept.get(_question(scene), lambda: _in_turn(scene), lasting=lambda outcome: not outcome.late)


def found_for(scene: Scene) -> Outcome | None:
    """Give that set if it has been found already; None where it would have to be looked for."""
    asked = _question(scene)
    return choose_for(scene) if scene.data.kept.holds(asked) else None


def _question(scene: Scene) -> tuple[Any, ...]:
    return ("set", scene.state.setting if scene.live.own else None, scene.state.wish)


def _in_turn(scene: Scene) -> Outcome:
    """Search beside few others: each search takes a processor, and the map must go on answering."""
    asked = asked_of(scene)
    turns = scene.data.searches
    if not turns.acquire(timeout=SECONDS):
        return Outcome(asked, late=True)
    try:
        return _choose(scene, asked)
    finally:
        turns.release()


def _choose(scene: Scene, asked: Asked) -> Outcome:
    together = asked.rules.together
    if asked.faults:
        return Outcome(asked, faults=asked.faults)
    pairs = scene.data.finding("neighbours.parquet")
    if together is not None and pairs is None:
        return Outcome(asked, faults=(("fault_neighbours", {}),))
    neighbours = None if together is None or pairs is None else link_units(list(asked.gain.index), pairs)
    try:
        pool = pool_of(asked.gain, rules=asked.rules, cost=asked.cost, neighbours=neighbours)
        answer = best_of(pool, gap=GAP if together else 0.0, seconds=SECONDS)
        if answer.state == "infeasible":
            return Outcome(asked, conflict=_conflict(pool, asked))
        if answer.chosen is None:
            return Outcome(asked, late=True)
        selection = selection_of(pool, answer, gain=asked.gain, gap=GAP if together else 0.0)
    except MethodError:
        # What the checks above do not foresee: too few places that lie together, or costs that all but fit.
        return Outcome(asked, faults=(("fault_zones" if together else "fault_other", {}),))
    frequency, draws = _frequency(scene, asked)
    looked = asked.rules.budget is None and together is None
    others = tuple(_others(scene, asked, selection)) if looked else ()
    return Outcome(asked, selection, others, looked, frequency, draws)


def _conflict(pool: Pool, asked: Asked) -> tuple[Words, ...]:
    """Say which conditions cannot hold together, the zones among them where they take part."""
    found, zones = find_conflict(pool.conditions, flow=pool.flow)
    words = dict(zip(map(id, pool.conditions), worded(asked.rules, list(pool.codes)), strict=True))
    told = [words[id(condition)] for condition in found]
    together = asked.rules.together
    if zones and together is not None:
        told.append(("rule_zones", {"n": together.zones, "least": together.places}))
    return tuple(told)


def _others(scene: Scene, asked: Asked, best: Selection) -> list[Selection]:
    within = scene.data.catalogue.study.targeting.within
    apart = max(1, len(best.codes) // APART)
    return alternatives(
        asked.gain, best=best, rules=asked.rules, within=within, count=OTHERS, apart=apart, seconds=SECONDS
    )


def _frequency(scene: Scene, asked: Asked) -> tuple[pd.Series | None, int]:
    """Count how often each place would be chosen, where the study's simulations can say so at once."""
    drawn = scene.data.finding("rankings.parquet")
    if scene.live.own or drawn is None or asked.objective == "migrants" or not asked.rules.plain:
        return None, 0
    figures = draw_scores(drawn, score=scene.data.scores["score"])
    if asked.objective == "people":
        figures = figures * (scene.data.scores["people"].reindex(figures.columns) / 100)
    figures = figures.reindex(columns=asked.gain.index).where(asked.gain.notna(), axis=1)
    try:
        return how_often(figures, rules=asked.rules)
    except MethodError:
        return None, 0
