"""Check that rivals are the next best, that counting draws fast is counting them exactly, and the comparison's sums."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import MethodError
from geo.patterns import Quota, Rules, Together, alternatives, choose, compare_first, how_often, quotas_by
from geo.patterns.portfolios import greedy
from tests.geo.patterns.choices import drawn, grid, series, subsets


def test_other_portfolios_are_the_next_best_ones() -> None:
    codes = pd.Index(list("ABCDEFG"))
    gain, rules = series(50, 40, 31, 29, 22, 10, 3), Rules(number=3)
    found = choose(gain, rules=rules)
    others = alternatives(gain, best=found, rules=rules, within=0.5, count=6)
    every = sorted((gain[list(chosen)].sum() for chosen in subsets(codes, rules=rules)), reverse=True)
    assert [found.reached, *(other.reached for other in others)] == every[:7]
    assert len({found.codes, *(other.codes for other in others)}) == 7


def test_they_differ_by_as_many_places_as_asked_for() -> None:
    gain, rules = drawn(1, pd.Index(list("ABCDEFGHIJ"))), Rules(number=4)
    found = choose(gain, rules=rules)
    others = alternatives(gain, best=found, rules=rules, within=1, count=4, apart=2)
    portfolios = [set(found.codes), *(set(other.codes) for other in others)]
    assert len(portfolios) == 5
    assert all(len(one - two) >= 2 for i, one in enumerate(portfolios) for two in portfolios[:i])


def test_none_lies_further_below_than_asked_for() -> None:
    gain, rules = series(100, 99, 50), Rules(number=1)
    found = choose(gain, rules=rules)
    told: list[tuple[int, int]] = []
    others = alternatives(gain, best=found, rules=rules, within=0.02, progress=lambda *done: told.append(done))
    assert [other.codes for other in others] == [("B",)]
    assert told == [(1, 5)]
    assert not alternatives(gain, best=found, rules=rules, within=0.005)


def test_other_portfolios_lie_together_too() -> None:
    neighbours = grid(2, 4)
    gain = drawn(5, neighbours.codes)
    rules = Rules(number=4, together=Together(zones=1, places=4))
    found = choose(gain, rules=rules, neighbours=neighbours)
    others = alternatives(gain, best=found, rules=rules, neighbours=neighbours, within=1, count=3)
    assert [other.zones.nunique() for other in others if other.zones is not None] == [1, 1, 1]


@pytest.mark.parametrize(("told", "message"), [({"within": 2}, "2 is not a share"), ({"count": 0}, "0 portfolios")])
def test_what_cannot_be_looked_for_is_refused(told: dict[str, Any], message: str) -> None:
    gain, rules = series(1, 2), Rules(number=1)
    with pytest.raises(MethodError, match=message):
        alternatives(gain, best=choose(gain, rules=rules), rules=rules, **told)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 11), st.integers(0, 2), st.integers(0, 4), st.integers(1, 30))
def test_taking_the_best_that_fits_is_what_the_programme_finds(
    seed: int, number: int, least: int, more: int, high: int
) -> None:
    codes = pd.Index([f"P{place:02d}" for place in range(12)])
    rng = np.random.default_rng(seed)
    groups = pd.Series(rng.choice(list("xyz-"), 12), index=codes).replace("-", None)
    # Few different figures make many ties.
    gains = rng.integers(0, high, (3, 12)).astype(float)
    rules = Rules(
        number=number,
        quotas=quotas_by(groups, word="country", least=least, most=least + more),
        locked=tuple(rng.choice(codes, 1)) if seed % 3 == 0 else (),
    )
    if rules.locked and seed % 2:
        rules = Rules(rules.number, None, rules.quotas, rules.locked, tuple(set(codes[:2]) - set(rules.locked)))
    assert rules.plain
    try:
        exact = [choose(pd.Series(row, index=codes), rules=rules).codes for row in gains]
    except MethodError:
        return
    fast = greedy(gains, rules=rules, codes=codes)
    assert [tuple(codes[row]) for row in fast] == exact


def test_a_frequency_is_the_share_of_draws() -> None:
    draws = pd.DataFrame({"A": [9.0, 9.0, 9.0, 9.0], "B": [5.0, 1.0, 5.0, 1.0], "C": [3.0] * 4, "D": [None] * 4})
    frequency, looked = how_often(draws.astype(float), rules=Rules(number=2))
    assert looked == 4
    assert frequency[["A", "B", "C"]].tolist() == [1.0, 0.5, 0.5]
    assert np.isnan(frequency["D"])


def test_both_ways_of_counting_agree() -> None:
    codes = pd.Index([f"P{place:02d}" for place in range(20)])
    draws = pd.DataFrame(np.random.default_rng(8).normal(50, 9, (15, 20)), columns=codes)
    quota = Quota("country X", frozenset(codes[:6]), least=3)
    plain, looked = how_often(draws, rules=Rules(number=5, quotas=(quota,)))
    told: list[tuple[int, int]] = []
    # A second quota over the same places asks for nothing new, but takes the rules out of the plain ones.
    rules = Rules(number=5, quotas=(quota, Quota("all", frozenset(codes), least=5)))
    assert not rules.plain
    slow, same = how_often(draws, rules=rules, progress=lambda *done: told.append(done))
    pd.testing.assert_series_equal(plain, slow, check_index_type=False)
    assert (looked, same, told[-1]) == (15, 15, (15, 15))
    assert how_often(draws, rules=rules, most=4)[1] == 4


def test_a_budget_is_drawn_with_its_costs() -> None:
    draws = pd.DataFrame({"A": [10.0, 10.0], "B": [4.0, 9.0], "C": [4.0, 9.0]})
    frequency, _ = how_often(draws, rules=Rules(budget=2), cost=series(2, 1, 1))
    assert frequency.tolist() == [0.5, 0.5, 0.5]


def test_what_no_draw_can_choose_is_an_error() -> None:
    draws = pd.DataFrame({"A": [1.0, 2.0], "B": [1.0, None]})
    with pytest.raises(MethodError, match="1 of 2 places have figures in some draws only: B"):
        how_often(draws, rules=Rules(number=1))
    with pytest.raises(MethodError, match="there are none"):
        how_often(draws.iloc[:0], rules=Rules(number=1))
    with pytest.raises(MethodError, match="cannot hold"):
        how_often(draws[["A"]], rules=Rules(number=2))


def test_the_first_places_are_set_beside_the_chosen_ones() -> None:
    gain = series(5, 6, 7, None)
    found = choose(gain, rules=Rules(number=2))
    people = pd.DataFrame({"people": series(100, None, 10, 1)})
    comparison = compare_first(gain, selection=found, rank=series(1, 2, 3, None), figures=people)
    assert comparison.shared == ("B",)
    assert comparison.only_chosen == ("C",)
    assert comparison.only_first == ("A",)
    assert comparison.figures.loc["reached"].to_dict() == {"chosen": 13.0, "first": 11.0}
    assert comparison.figures.loc["people"].to_dict() == {"chosen": 10.0, "first": 100.0}
