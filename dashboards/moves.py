"""Tell the browser what a move of the weights changed: columns for the table, a scene for the map, words to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.ranking import figures
from dashboards.scorer import STUDY, changed
from dashboards.settings import differences, fault
from dashboards.texts import say
from geo.maps import handed_down, scene
from geo.numerals import number

if TYPE_CHECKING:
    from dashboards.data import Published
    from dashboards.scene import Live
    from dashboards.state import State
    from geo.catalogue import Catalogue

BESIDE = ("code", "gate", "rank", "rank_p5", "rank_p95")
"""What the map shows of a place whatever its layer."""


def moved(data: Published, state: State, live: Live, *, layer: str | None = None) -> dict[str, Any]:
    """Tell everything that follows from a setting.

    Parameters
    ----------
    layer
        What the map shows: while a slider moves the map is told of nothing else, since nothing else is seen. None
        tells it everything.
    """
    return {
        "own": live.own,
        "fault": fault(data, state.setting, live, lang=state.lang),
        "words": words(data, state, live),
        "replicates": live.replicates,
        "firm": live.replicates >= data.catalogue.study.replicates,
        "rows": figures(data, live, lang=state.lang),
        "scene": _scene(data, live, layer=layer),
    }


def words(data: Published, state: State, live: Live) -> dict[str, Any]:
    """Say whose setting it is, what it changes, and how sure the intervals are."""
    lang = state.lang
    simulations = number(live.replicates)
    firm = live.replicates >= data.catalogue.study.replicates
    told: dict[str, Any] = {"certainty": say(f"certainty_{'full' if firm else 'quick'}", lang=lang, n=simulations)}
    if live.fault and state.setting != STUDY:
        return told | {"differs": differences(data, state.setting, lang=lang)}
    if not live.own:
        return told
    n, k = changed(data.scores, live.scores, k=data.top_k), data.top_k
    first = say("own_first" if n else "own_first_none", lang=lang, n=number(n), k=number(k))
    return told | {
        "title": say("own_title", lang=lang),
        "differs": differences(data, state.setting, lang=lang),
        "first": first,
        "kept": say("own_kept", lang=lang),
    }


def _scene(data: Published, live: Live, *, layer: str | None) -> dict[str, Any]:
    """Lay out the map's part; empty where the map was published without its list of units."""
    if not data.drawn:
        return {}
    catalogue, scores = live.catalogue or data.catalogue, live.scores
    if layer is None:
        lent = handed_down(data.values, catalogue=catalogue, codes=data.drawn, tier=data.tier)
        return scene(scores, catalogue=catalogue, codes=data.drawn, lent=lent, tier=data.tier)
    drawn = _drawn_from(data, catalogue, layer)
    kept = scores[[name for name in (*BESIDE, *drawn) if name in scores]]
    return scene(kept, catalogue=catalogue, codes=data.drawn, width=layer == "rank_width", tier=data.tier)


def _drawn_from(data: Published, catalogue: Catalogue, layer: str) -> tuple[str, ...]:
    """Name the columns that a layer is drawn from, beside what the map has of every place."""
    several = {
        catalogue.index.root.id: ("score",),
        "bivariate": ("node_origin", "node_drivers"),
        "p_top": (f"p_top_{data.top_k}",),
    }
    return several.get(layer, (f"node_{layer}",))
