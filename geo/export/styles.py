"""Say how each layer is drawn, as rules that a style file of any kind can be written from.

The rules are those of the map: its classes and colours, "no data" as a class of its own, striped where a unit is scored
on too little to be ranked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geo.export.classes import NO_DATA
from geo.export.words import WORDS

if TYPE_CHECKING:
    from geo.export.classes import Classes
    from geo.export.whole import Whole
    from geo.kinds import Lang

INK = "#1c2629"
Operator = Literal["=", ">", "<=", "missing"]


@dataclass(frozen=True)
class Condition:
    """One condition on a field: `value` is a number or a word, and none for `missing`."""

    field: str
    operator: Operator
    value: float | int | str | None = None


@dataclass(frozen=True)
class Rule:
    """Features that meet all tests, and how they are drawn: filled, striped, or by their edge alone."""

    title: str
    tests: tuple[Condition, ...] = ()
    fill: str | None = None
    edge: str = "#ffffff"
    width_mm: float = 0.1
    striped: bool = False


@dataclass(frozen=True)
class Style:
    """One way to draw a layer."""

    layer: str
    name: str
    rules: tuple[Rule, ...]
    default: bool = False
    label: str | None = None
    """The field that is written on the map; none, no labels."""
    tip: str | None = None
    """What a pointer shows, as QGIS has it: HTML with fields in ``[% "field" %]``."""


def styles(whole: Whole, *, layers: tuple[str, ...], lang: Lang) -> tuple[Style, ...]:
    """List the styles of the layers that are there, in both languages; the default is in one.

    Returns
    -------
    tuple of Style
        None where the study does not say how its map draws it.
    """
    if whole.classes is None:
        return ()
    made = []
    for one in ("es", "en"):
        mine = one == lang
        made += [style for style in _styles(whole, whole.classes, one, mine) if style.layer in layers]
    return tuple(made)


def _styles(whole: Whole, classes: Classes, lang: Lang, mine: bool) -> list[Style]:
    words = WORDS[lang]
    tip = words["tip_unit"]
    made = [Style("units", words["style_score"], _score(classes, lang), default=mine, tip=tip)]
    if whole.types is not None and classes.types:
        made.append(Style("units", words["style_type"], _types(whole, classes, lang), tip=tip))
    made.append(
        Style(
            "departments",
            words["style_departments"],
            (Rule(words["department"], edge=INK, width_mm=0.4),),
            default=mine,
            label="adm1_name",
            tip=words["tip_department"],
        )
    )
    if whole.zones is not None and classes.zones:
        name = f"name_{lang}"
        titles = dict(zip(whole.zones["zone"], whole.zones[name], strict=True))
        rules = tuple(
            Rule(f"{zone} {titles.get(zone, '')}".strip(), (Condition("zone", "=", zone),), fill=colour, width_mm=0.3)
            for zone, colour in classes.zones.items()
            if zone in titles
        )
        made.append(Style("zones", words["style_zones"], rules, default=mine, label="zone", tip=words["tip_zone"]))
    made.append(
        Style(
            "selected",
            words["style_selected"],
            (Rule(words["selected"], edge=INK, width_mm=0.7),),
            default=mine,
            label="name",
            tip=tip,
        )
    )
    return made


def _score(classes: Classes, lang: Lang) -> tuple[Rule, ...]:
    words = WORDS[lang]
    # A score is put into its class as it is shown, so the limit lies half a step above what it reads.
    half = 0.5 * 10**-classes.decimals
    rules = []
    for place, colour in enumerate(classes.colours):
        low, high = classes.span(place)
        # The last class is open above, the first below: a unit outside all would not be drawn at all.
        tests: tuple[Condition, ...] = () if low is None else (Condition("score", ">", low + half),)
        if place < len(classes.colours) - 1:
            tests += (Condition("score", "<=", high + half),)
        rules.append(Rule(class_title(classes, place, lang), tests, fill=colour))
    # Drawn over the class, so that the legend has one line for it.
    below = Rule(words["below_gate"], (Condition("gate", "=", "below_gate"),), striped=True)
    return (*rules, below, Rule(words["no_data"], (Condition("score", "missing"),), fill=NO_DATA))


def class_title(classes: Classes, place: int, lang: Lang) -> str:
    """Write the limits of a class: ``more than 35.1, up to 42.0``."""
    low, high = classes.span(place)
    words, digits = WORDS[lang], classes.decimals
    if low is None:
        return words["up_to"].format(high=f"{high:,.{digits}f}")
    if place == len(classes.limits) - 1:
        return words["above"].format(low=f"{low:,.{digits}f}")
    return words["between"].format(low=f"{low:,.{digits}f}", high=f"{high:,.{digits}f}")


def _types(whole: Whole, classes: Classes, lang: Lang) -> tuple[Rule, ...]:
    titles = {} if whole.types is None else dict(zip(whole.types["type"], whole.types[f"title_{lang}"], strict=True))
    words = WORDS[lang]
    rules = [
        Rule(
            f"{number}: {titles[number]}" if number in titles else words["mixed"],
            (Condition("type", "=", number),),
            fill=colour,
        )
        for number, colour in classes.types.items()
    ]
    return (*rules, Rule(words["no_data"], (Condition("type", "missing"),), fill=NO_DATA))
