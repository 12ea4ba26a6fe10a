"""Describe what a reader may change in the score, and say in words how a setting differs from the study's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from dashboards.state import WEIGHT_MAX
from dashboards.texts import say
from geo.kinds import Aggregation, Normalisation, Scope
from geo.numerals import number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboards.data import Published
    from dashboards.scene import Live
    from dashboards.state import Setting
    from geo.catalogue import Catalogue, Indicator, Node
    from geo.kinds import Lang

LISTED = 4
"""How many changed weights the banner names."""


def describe(data: Published, *, lang: Lang) -> dict[str, Any]:
    """Lay out the controls: the tree with its titles and weights, and the options of each method, the study's first."""
    catalogue = data.catalogue
    index = catalogue.index
    return {
        "hindrance": hindrance(data, lang=lang),
        "root": index.root.id,
        "most": WEIGHT_MAX,
        "nodes": [
            {
                "id": node.id,
                "parent": node.parent,
                "title": node.title.in_(lang),
                "weight": node.weight,
                "leaf": not index.children(node.id),
            }
            for node in index.walk()
        ],
        "indicators": [
            {"id": one.id, "parent": one.pillar, "title": one.title.in_(lang), "weight": one.weight}
            for one in data.indicators
        ],
        "methods": {
            "n": _options("normalisation", _normalisations(catalogue), index.normalisation, lang=lang),
            "a": _options("aggregation", get_args(Aggregation), _aggregation(catalogue), lang=lang),
            "s": _options("scope", get_args(Scope), _scope(catalogue), lang=lang),
        },
        "gate": index.coverage_gate,
    }


def hindrance(data: Published, *, lang: Lang) -> str:
    """Say why scores cannot be made again; nothing where they can."""
    kind = data.scorer.hindrance
    if kind != "closed":
        return say(f"setting_{kind}", lang=lang) if kind else ""
    closed = data.scorer.closed
    return say("setting_closed", lang=lang, n=len(closed), names=", ".join(one.title.in_(lang) for one in closed))


def differences(data: Published, setting: Setting, *, lang: Lang) -> list[str]:
    """Say what a setting has otherwise than the study, most telling first."""
    study, told = data.catalogue, _weights(data, setting, lang=lang)
    methods: tuple[tuple[str, str | None, str | None], ...] = (
        ("normalisation", setting.normalisation, study.index.normalisation),
        ("aggregation", setting.aggregation, _aggregation(study)),
        ("scope", setting.scope, _scope(study)),
    )
    for what, now, before in methods:
        if now is not None and now != before:
            fill = {"now": say(f"{what}_{now}", lang=lang)}
            fill["before"] = say(f"{what}_{before}", lang=lang) if before else say("mixed", lang=lang)
            told.append(say(f"own_{what}", lang=lang, **fill))
    if setting.gate is not None and setting.gate != study.index.coverage_gate:
        least = {"now": percent(setting.gate), "before": percent(study.index.coverage_gate)}
        told.append(say("own_gate", lang=lang, **least))
    return told


def fault(data: Published, setting: Setting, live: Live, *, lang: Lang) -> str:
    """Say why a setting gives no score; nothing where it does."""
    if not live.fault:
        return ""
    if data.scorer.hindrance:
        return hindrance(data, lang=lang)
    idle = _weightless(data.catalogue, dict(setting.weights))
    if idle:
        titles = {node.id: node.title.in_(lang) for node in data.catalogue.index.nodes}
        return say("setting_zero", lang=lang, names=", ".join(titles[id_] for id_ in idle))
    return say("setting_fault", lang=lang, why=live.fault.replace("\n", " "))


def _weights(data: Published, setting: Setting, *, lang: Lang) -> list[str]:
    titles, before = _named(data.catalogue, lang=lang)
    moved = [(id_, weight) for id_, weight in setting.weights if weight != before[id_]]
    # Blocks before indicators, as they stand in the tree.
    order = list(titles)
    moved.sort(key=lambda pair: order.index(pair[0]))
    if not moved:
        return []
    named = [
        say("own_weight", lang=lang, name=titles[id_], now=_plain(weight), before=_plain(before[id_]))
        for id_, weight in moved[:LISTED]
    ]
    if len(moved) > LISTED:
        named.append(say("own_more", lang=lang, n=len(moved) - LISTED))
    return [say("own_weights", lang=lang, list="; ".join(named))]


def _named(catalogue: Catalogue, *, lang: Lang) -> tuple[dict[str, str], dict[str, float]]:
    entries: list[Node | Indicator] = [*catalogue.index.walk(), *catalogue.indicators]
    return {one.id: one.title.in_(lang) for one in entries}, {one.id: float(one.weight) for one in entries}


def _weightless(catalogue: Catalogue, weights: Mapping[str, float]) -> list[str]:
    families: dict[str, float] = {}
    below: list[tuple[str, Node | Indicator]] = [(node.parent, node) for node in catalogue.index.nodes if node.parent]
    below += [(one.pillar, one) for one in catalogue.indicators]
    for parent, one in below:
        families[parent] = families.get(parent, 0.0) + weights.get(one.id, one.weight)
    return [node.id for node in catalogue.index.walk() if families.get(node.id, 1.0) <= 0]


def _normalisations(catalogue: Catalogue) -> tuple[str, ...]:
    fixed = all(one.goalposts for one in catalogue.indicators)
    return tuple(name for name in get_args(Normalisation) if fixed or name != "goalposts")


def _aggregation(catalogue: Catalogue) -> str | None:
    found = {node.aggregation for node in catalogue.index.nodes}
    return found.pop() if len(found) == 1 else None


def _scope(catalogue: Catalogue) -> str | None:
    found = {one.scope for one in catalogue.indicators}
    return found.pop() if len(found) == 1 else None


def _options(what: str, names: tuple[str, ...], study: str | None, *, lang: Lang) -> list[dict[str, str]]:
    first = say(f"{what}_{study}", lang=lang) if study else say("mixed", lang=lang)
    told = [{"value": "", "title": say("setting_as_study", lang=lang, what=first) if study else first}]
    return told + [{"value": name, "title": say(f"{what}_{name}", lang=lang)} for name in names if name != study]


def _plain(weight: float) -> str:
    return number(weight, decimals=2).rstrip("0").rstrip(".")
