"""Say in both languages what a selection is, how it differs from the first places, and what it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.kinds import LANGS

if TYPE_CHECKING:
    from geo.kinds import Lang, Objective
    from geo.patterns.portfolios import Comparison

NOT_NESTED: dict[Lang, str] = {
    "es": "Una selección vale para su número o su presupuesto: con otro mayor no siempre se añaden lugares a estos, "
    "porque el mejor conjunto de 80 puede dejar fuera alguno del mejor de 60.",
    "en": "A selection holds for its number or budget: a larger one does not always add places to these, since the "
    "best set of 80 may leave out some of the best 60.",
}

WORDS: dict[Lang, dict[str, str]] = {
    "es": {
        "score": "la suma de los puntajes",
        "people": "las personas, ponderadas por el puntaje",
        "migrants": "las personas que se espera que hayan emigrado",
        "proven": "Ninguna otra selección que cumpla lo pedido alcanza más.",
        "gap": "La mejor selección posible alcanzaría a lo sumo un {gap:.1%} más.",
        "same": "{n} lugares que maximizan {objective}. {proof} Son los primeros {n} de la lista: lo pedido no cambia "
        "ninguno. Viven en ellos {people} personas.",
        "sum": "{n} lugares que maximizan {objective}. {proof} {shared} de ellos están también entre los primeros {n}; "
        "{other} ocupan el lugar de otros tantos. Viven en ellos {people} personas; en los primeros {n}, {first}.",
    },
    "en": {
        "score": "the sum of the scores",
        "people": "people, weighed by the score",
        "migrants": "people expected to have left",
        "proven": "No other selection that meets what is asked reaches more.",
        "gap": "The best possible selection would reach at most {gap:.1%} more.",
        "same": "{n} places that maximise {objective}. {proof} They are the first {n} of the ranking: what is asked "
        "changes none of them. {people} people live in them.",
        "sum": "{n} places that maximise {objective}. {proof} {shared} of them are among the first {n} too; {other} "
        "take the place of as many others. {people} people live in them; in the first {n}, {first}.",
    },
}


def describe_selection(
    comparison: Comparison, *, objective: Objective, reached: float, bound: float
) -> dict[Lang, str]:
    """Sum a selection up in a few sentences.

    Parameters
    ----------
    comparison
        With `people` among its figures.
    reached, bound
        Of the selection.
    """
    told: dict[Lang, str] = {}
    people = comparison.figures.loc["people"].to_dict()
    for lang in LANGS:
        words = WORDS[lang]
        more = bound / reached - 1 if reached > 0 else 0.0
        told[lang] = words["sum" if comparison.only_chosen else "same"].format(
            n=len(comparison.shared) + len(comparison.only_chosen),
            objective=words[objective],
            proof=words["proven"] if bound <= reached else words["gap"].format(gap=more),
            shared=len(comparison.shared),
            other=len(comparison.only_chosen),
            people=_count(float(people["chosen"])),
            first=_count(float(people["first"])),
        )
    return told


def _count(number: float) -> str:
    """Group digits by commas, as the three countries do in both languages."""
    return f"{number:,.0f}"
