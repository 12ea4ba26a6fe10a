"""Check that each chosen place is given its reason, and the selection its sentences, in both languages."""

from __future__ import annotations

import pytest

from geo.kinds import LANGS
from geo.patterns import NOT_NESTED, Quota, Rules, Together, choose, compare_first, describe_selection, reasons
from geo.patterns.reasons import WORDS as REASONS
from geo.patterns.target_texts import WORDS
from tests.geo.patterns.choices import drawn, grid, series


def test_a_place_is_there_for_its_reach_its_lock_or_a_quota() -> None:
    gain = series(9, 8, 7, 1, 6)
    rules = Rules(
        number=3,
        locked=("E",),
        quotas=(Quota("country X", frozenset("D"), least=1), Quota("y", frozenset("AB"), most=1)),
    )
    why = reasons(choose(gain, rules=rules), gain=gain, rules=rules, lang="en")
    assert why.to_dict() == {"A": "reaches most", "D": "for the quota of country X", "E": "locked in"}


def test_a_place_takes_what_a_full_quota_or_a_budget_leaves() -> None:
    gain = series(9, 8, 7)
    rules = Rules(number=2, quotas=(Quota("y", frozenset("AB"), most=1),))
    why = reasons(choose(gain, rules=rules), gain=gain, rules=rules, lang="es")
    assert why["C"] == "ocupa el lugar que otra cuota deja libre"
    cheap = Rules(budget=2)
    why = reasons(choose(gain, rules=cheap, cost=series(3, 1, 1)), gain=gain, rules=cheap, lang="en")
    assert why.to_dict() == {"B": "reaches most", "C": "fits the budget"}


def test_a_place_may_hold_its_zone_together() -> None:
    neighbours = grid(1, 4)
    gain = drawn(1, neighbours.codes)
    gain[:] = [9.0, 1.0, 9.0, 5.0]
    rules = Rules(number=3, together=Together(1, 3))
    why = reasons(choose(gain, rules=rules, neighbours=neighbours), gain=gain, rules=rules, lang="en")
    assert why["r0c1"] == "holds its zone together"


@pytest.mark.parametrize("words", [REASONS, WORDS])
def test_both_languages_say_the_same_things(words: dict[str, dict[str, str]]) -> None:
    assert set(words["es"]) == set(words["en"])


def test_a_selection_is_summed_up_in_both_languages() -> None:
    gain, rank = series(9, 8, 7), series(1, 3, 2)
    found = choose(gain, rules=Rules(number=2))
    people = series(1_200_000, 5, 40).rename("people").to_frame()
    comparison = compare_first(gain, selection=found, rank=rank, figures=people)
    told = describe_selection(comparison, objective="people", reached=17.0, bound=17.0)
    assert told["en"] == (
        "2 places that maximise people, weighed by the score. No other selection that meets what is asked reaches "
        "more. 1 of them are among the first 2 too; 1 take the place of as many others. 1,200,005 people live "
        "in them; in the first 2, 1,200,040."
    )
    assert "1,200,005 personas" in told["es"]
    gap = describe_selection(comparison, objective="score", reached=10.0, bound=11.0)
    assert "at most 10.0% more" in gap["en"]
    same = compare_first(gain, selection=found, rank=series(1, 2, 3), figures=people)
    assert "changes none of them" in describe_selection(same, objective="score", reached=1, bound=1)["en"]
    assert set(NOT_NESTED) == set(LANGS)
