"""Check that a rule is what its figures say, in both languages, and that a missing pillar keeps no rule."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.catalogue import Text
from geo.patterns.rules import Rule, _judged, rule_of

TITLES = {"a": Text(es="Sequía", en="Drought"), "b": Text(es="Pobreza", en="Poverty")}


def test_a_planted_rule_is_found_with_its_figures() -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.uniform(0, 100, size=(400, 3)), columns=["a", "b", "c"])
    member = (frame["a"] > 60) & (frame["b"] <= 40)
    rule = rule_of(frame, member)
    assert set(rule.limits) == {"a", "b"}
    within = (frame["a"] > rule.limits["a"][0]) & (frame["b"] <= rule.limits["b"][1])
    assert rule.share == (within & member).sum() / member.sum()
    assert rule.right == (within & member).sum() / within.sum()
    assert rule.share > 0.9
    assert rule.right > 0.9
    assert (
        rule.words(TITLES, lang="es")
        == f"Pobreza hasta {rule.limits['b'][1]:.0f}; Sequía por encima de {rule.limits['a'][0]:.0f}"
    )


def test_words_between() -> None:
    rule = Rule({"a": (20.0, 40.0)}, 1.0, 1.0)
    assert rule.words(TITLES, lang="en") == "Drought between 20 and 40"
    assert rule.words(TITLES, lang="es") == "Sequía entre 20 y 40"


def test_a_unit_without_the_pillar_does_not_keep_the_rule() -> None:
    frame = pd.DataFrame({"a": [90.0, 91, np.nan, 10, 11, 12]})
    rule = rule_of(frame, pd.Series([True, True, True, False, False, False]))
    assert set(rule.limits) == {"a"}
    assert (rule.share, rule.right) == (2 / 3, 1.0)


def test_a_type_of_everybody_needs_no_rule() -> None:
    rule = rule_of(pd.DataFrame({"a": [1.0, 2, 3]}), pd.Series([True, True, True]))
    assert rule.limits == {}
    assert rule.words(TITLES, lang="en") == ""


def test_what_lies_on_a_limit_is_above_the_lower_one_no_more_and_what_is_missing_is_within_none() -> None:
    belongs = np.array([True, True, True, False])
    rule = _judged({"a": np.array([10.0, 20.0, np.nan, 21.0])}, belongs, {"a": (10.0, 20.0)})
    assert (rule.share, rule.right) == (1 / 3, 1.0)
