"""Check that the chosen places are the best that meet what is asked, and that what cannot be met is named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import MethodError
from geo.patterns import Quota, Rules, Together, choose, link_units, quotas_by
from tests.geo.patterns.choices import best, drawn, grid, series, subsets

MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_without_quotas_the_best_are_chosen() -> None:
    found = choose(series(5, 9, 1, 7), rules=Rules(number=2))
    assert found.codes == ("B", "D")
    assert (found.reached, found.bound, found.gap, found.proven) == (16.0, 16.0, 0.0, True)
    assert found.cost is None
    assert found.zones is None


def test_a_quota_takes_a_lesser_place() -> None:
    rules = Rules(number=2, quotas=(Quota("country X", frozenset("AC"), least=1),))
    assert choose(series(5, 9, 1, 7), rules=rules).codes == ("A", "B")


def test_a_quota_holds_places_back() -> None:
    rules = Rules(number=2, quotas=(Quota("country Y", frozenset("BD"), most=1),))
    assert choose(series(5, 9, 1, 7), rules=rules).codes == ("A", "B")


def test_places_are_locked_in_and_out() -> None:
    found = choose(series(5, 9, 1, 7), rules=Rules(number=2, locked=("C",), excluded=("B",)))
    assert found.codes == ("C", "D")


def test_a_budget_buys_what_reaches_most_and_not_the_best_place() -> None:
    # The best place costs all there is; two others reach more.
    cost = series(10, 5, 5)
    found = choose(series(10, 6, 6), rules=Rules(budget=10), cost=cost)
    assert found.codes == ("B", "C")
    assert (found.reached, found.cost) == (12.0, 10.0)


def test_solutions_for_different_budgets_need_not_be_nested() -> None:
    cost = series(3, 2, 2)
    gain = series(10, 7, 7)
    assert choose(gain, rules=Rules(budget=3), cost=cost).codes == ("A",)
    assert choose(gain, rules=Rules(budget=4), cost=cost).codes == ("B", "C")


def test_a_number_beside_a_budget_is_the_most_there_may_be() -> None:
    assert choose(series(4, 3, 2), rules=Rules(number=2, budget=100), cost=series(1, 1, 1)).codes == ("A", "B")
    assert choose(series(4, 3, 2), rules=Rules(number=2, budget=1), cost=series(1, 1, 1)).codes == ("A",)


def test_a_budget_in_decimals_is_met_to_the_last() -> None:
    found = choose(series(1, 1, 1), rules=Rules(budget=0.3), cost=series(0.1, 0.1, 0.1))
    assert len(found.codes) == 3
    found = choose(series(2, 1, 1), rules=Rules(budget=1_000_000), cost=series(999_999.5, 1, 0.5))
    assert found.codes == ("A", "C")


def test_a_place_without_a_figure_is_left_out_and_not_taken_for_zero() -> None:
    found = choose(series(None, 0, 3), rules=Rules(number=2))
    assert found.codes == ("B", "C")
    assert found.left_out == ("A",)


def test_of_equal_selections_the_earliest_codes_are_taken() -> None:
    assert choose(series(1, 1, 1, 1), rules=Rules(number=2)).codes == ("A", "B")
    assert choose(series(0, 0, 0), rules=Rules(number=1)).codes == ("A",)
    rules = Rules(number=2, quotas=(Quota("both", frozenset("CD"), least=1),))
    assert choose(series(1, 1, 1, 1), rules=rules).codes == ("A", "C")


def test_the_order_of_rows_changes_nothing() -> None:
    gain = drawn(3, pd.Index([f"P{place:03d}" for place in range(60)]), high=5)
    rules = Rules(number=17, quotas=quotas_by(gain.index.to_series().str[-1], word="digit", least=1, most=3))
    first = choose(gain, rules=rules)
    assert choose(gain.sample(frac=1, random_state=1), rules=rules) == first
    assert choose(gain, rules=rules) == first


GROUPS = st.lists(st.sampled_from("xyz"), min_size=8, max_size=8)


@MANY
@given(st.integers(0, 10_000), GROUPS, GROUPS, st.integers(1, 7), st.integers(0, 2), st.integers(1, 4))
def test_a_small_selection_is_as_good_as_the_best_of_all_subsets(  # noqa: PLR0917 - hypothesis fills them in
    seed: int, one: list[str], two: list[str], number: int, least: int, most: int
) -> None:
    codes = pd.Index(list("ABCDEFGH"))
    gain = drawn(seed, codes)
    rules = Rules(
        number=number,
        quotas=(
            *quotas_by(pd.Series(one, index=codes), word="country", least=least),
            *quotas_by(pd.Series(two, index=codes), word="pillar", most=most),
        ),
        locked=("C",) if seed % 3 == 0 else (),
        excluded=("E", "F") if seed % 5 == 0 else (),
    )
    possible = list(subsets(codes, rules=rules))
    if not possible:
        with pytest.raises(MethodError, match=r"conditions? cannot hold"):
            choose(gain, rules=rules)
        return
    found = choose(gain, rules=rules)
    assert frozenset(found.codes) in possible
    assert found.reached == best(gain, possible)
    assert found.gap == 0
    assert found.proven


@MANY
@given(st.integers(0, 10_000), st.floats(1, 40), st.integers(2, 8))
def test_a_small_budget_buys_as_much_as_the_best_of_all_subsets(seed: int, budget: float, number: int) -> None:
    codes = pd.Index(list("ABCDEFGH"))
    gain, cost = drawn(seed, codes), drawn(seed + 1, codes, high=12) + 1
    cost.iloc[0] = 1
    rules = Rules(number=number, budget=budget, quotas=(Quota("q", frozenset("ABC"), most=2),))
    possible = list(subsets(codes, rules=rules, cost=cost))
    found = choose(gain, rules=rules, cost=cost)
    assert frozenset(found.codes) in possible
    assert found.reached == best(gain, possible)
    assert found.cost is not None
    assert found.cost <= budget + 1e-9


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.integers(1, 3), st.integers(1, 4), st.integers(2, 7))
def test_a_small_selection_that_lies_together_is_as_good_as_the_best_of_all_subsets(
    seed: int, zones: int, places: int, number: int
) -> None:
    neighbours = grid(3, 3)
    gain = drawn(seed, neighbours.codes)
    rules = Rules(
        number=number,
        together=Together(zones=zones, places=places),
        locked=("r0c0",) if seed % 2 else (),
        quotas=(Quota("middle", frozenset({"r1c0", "r1c1", "r1c2"}), most=2),),
    )
    possible = list(subsets(neighbours.codes, rules=rules, neighbours=neighbours))
    if not possible:
        with pytest.raises(MethodError, match=r"conditions? cannot hold"):
            choose(gain, rules=rules, neighbours=neighbours)
        return
    found = choose(gain, rules=rules, neighbours=neighbours)
    assert frozenset(found.codes) in possible
    assert found.reached == best(gain, possible)
    assert found.zones is not None
    assert found.zones.value_counts().min() >= places
    assert found.zones.nunique() <= zones


def test_a_gap_that_is_allowed_is_kept_and_told() -> None:
    neighbours = grid(6, 6)
    gain = drawn(4, neighbours.codes, high=100)
    rules = Rules(number=9, together=Together(zones=1, places=9))
    best_found = choose(gain, rules=rules, neighbours=neighbours)
    near = choose(gain, rules=rules, neighbours=neighbours, gap=0.3)
    assert near.reached >= 0.7 * best_found.reached
    assert near.bound >= best_found.reached
    assert near.gap == pytest.approx(1 - near.reached / near.bound)
    assert near.proven


def test_sixty_of_nine_hundred_are_proven_to_be_the_best() -> None:
    codes = pd.Index([f"P{place:03d}" for place in range(900)])
    gain = pd.Series(np.random.default_rng(1).gamma(2, 20, 900), index=codes)
    groups = pd.Series(np.repeat(["X", "Y", "Z"], [340, 298, 262]), index=codes)
    rules = Rules(number=60, quotas=quotas_by(groups, word="country", least=15))
    found = choose(gain, rules=rules)
    # With one division of the places, the best of each country and then the best of all is the optimum.
    own = gain.sort_values(ascending=False)
    sure = own.groupby(groups.reindex(own.index)).head(15)
    rest = own.drop(sure.index).head(15)
    assert found.codes == tuple(sorted([*sure.index, *rest.index]))
    assert found.proven


def test_what_conflicts_is_named_and_nothing_else() -> None:
    rules = Rules(
        number=3,
        quotas=(
            Quota("country X", frozenset("AB"), least=2),
            Quota("country Y", frozenset("CD"), least=2),
            Quota("country Z", frozenset("EF"), least=1, most=2),
        ),
    )
    with pytest.raises(MethodError) as error:
        choose(series(1, 2, 3, 4, 5, 6), rules=rules)
    said = str(error.value)
    assert said.startswith("The selection: 3 of 5 conditions cannot hold together: exactly 3 places; ")
    assert "at least 2 of country X (2 candidates)" in said
    assert "at least 2 of country Y (2 candidates)" in said
    assert "country Z" not in said
    assert said.endswith("Loosen or drop one of them.")


def test_a_single_condition_can_be_impossible() -> None:
    rules = Rules(number=1, quotas=(Quota("country X", frozenset("QR"), least=1),))
    with pytest.raises(MethodError, match=r"1 of 2 conditions cannot hold: at least 1 of country X \(0 candidates\)"):
        choose(series(1, 2), rules=rules)


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (Rules(number=3, excluded=("A", "B")), ["exactly 3 places", "without A, B"]),
        (Rules(number=1, locked=("A", "B")), ["exactly 1 place", "A locked in", "B locked in"]),
        (Rules(budget=3, locked=("D",)), ["costs of at most 3", "D locked in"]),
        (Rules(number=4, quotas=(Quota("q", frozenset("AB"), most=1),)), ["exactly 4 places", "at most 1 of q"]),
    ],
)
def test_every_kind_of_condition_is_named(rules: Rules, words: list[str]) -> None:
    with pytest.raises(MethodError, match="cannot hold together") as error:
        choose(series(1, 2, 3, 4), rules=rules, cost=series(1, 2, 3, 4))
    assert all(word in str(error.value) for word in words)


def test_zones_that_conflict_are_named() -> None:
    neighbours = grid(1, 5)
    rules = Rules(number=4, together=Together(zones=2, places=2), locked=("r0c0",), excluded=("r0c1",))
    with pytest.raises(MethodError) as error:
        choose(drawn(1, neighbours.codes), rules=rules, neighbours=neighbours)
    said = str(error.value)
    assert "at most 2 zones of at least 2 places" in said
    assert "r0c0 locked in" in said
    assert "without r0c1" in said
    assert "exactly 4 places" not in said


def test_progress_is_told_while_a_conflict_is_looked_for() -> None:
    told: list[tuple[int, int]] = []
    with pytest.raises(MethodError):
        choose(series(1, 2), rules=Rules(number=3), progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 1)]


ISLANDS = link_units(
    list("ABC"), pd.DataFrame({"code": [], "neighbour": [], "kind": [], "border_km": []}, dtype=object)
)


@pytest.mark.parametrize(
    ("gain", "told", "message"),
    [
        (series(1, 2), {"rules": Rules()}, "neither a number nor a budget is given"),
        (series(1, 2), {"rules": Rules(number=0)}, "0 places are asked for"),
        (series(), {"rules": Rules(number=1)}, "none of 0 places has a figure"),
        (series(None, None), {"rules": Rules(number=1)}, "none of 2 places has a figure"),
        (series(-1, 2), {"rules": Rules(number=1)}, "1 of 2 places have a negative or infinite figure: A"),
        (series(np.inf, 2), {"rules": Rules(number=1)}, "1 of 2 places have a negative or infinite figure: A"),
        (pd.Series([1.0, 2.0], index=["A", "A"]), {"rules": Rules(number=1)}, "places come more than once: A"),
        (
            series(1, 2),
            {"rules": Rules(number=1, locked=("Q",))},
            "1 of 1 places locked in are not among the places: Q",
        ),
        (series(1, 2), {"rules": Rules(number=1, excluded=("Q",))}, "places locked out are not among the places: Q"),
        (series(1, None), {"rules": Rules(number=1, locked=("B",))}, "locked in have no figure to be chosen by: B"),
        (series(1, 2), {"rules": Rules(number=1, locked=("A",), excluded=("A",))}, "locked in and out at once: A"),
        (series(1, 2), {"rules": Rules(budget=5)}, "no cost for any place"),
        (series(1, 2), {"rules": Rules(budget=5), "cost": series(1)}, "1 of 2 candidates have no cost: B"),
        (series(1, 2), {"rules": Rules(budget=5), "cost": series(1, -1)}, "1 of 2 costs are negative or infinite: B"),
        (series(1, 2), {"rules": Rules(budget=5), "cost": series(1, np.inf)}, "costs are negative or infinite: B"),
        (series(1, 2), {"rules": Rules(budget=-5), "cost": series(1, 2)}, "a budget of -5 is not a number from 0"),
        (
            series(1, 2),
            {"rules": Rules(budget=5), "cost": pd.Series([1.0, 2.0, 3.0], index=["A", "B", "B"])},
            "costs are given more than once: B",
        ),
        (
            series(1, 2),
            {"rules": Rules(budget=5, excluded=("A",)), "cost": series(1, 7)},
            "the budget of 5 is below the cheapest of 1 places, B, at 7",
        ),
        (
            series(1, 2),
            {"rules": Rules(number=1, quotas=(Quota("q", frozenset("A"), least=2, most=1),))},
            r"q \(at least 2, at most 1\)",
        ),
        (
            series(1, 2),
            {"rules": Rules(number=1, quotas=(Quota("q", frozenset("A")), Quota("q", frozenset("B"))))},
            "1 of 2 quotas are given twice: q",
        ),
        (series(1, 2), {"rules": Rules(number=1, together=Together(zones=0))}, "at most 0 zones of at least 5 places"),
        (series(1, 2), {"rules": Rules(number=1, together=Together())}, "no neighbours are given"),
        (
            series(1, 2, 3, 4),
            {"rules": Rules(number=1, together=Together(places=1)), "neighbours": ISLANDS},
            "1 of 4 candidates are not among the units whose neighbours are known: D",
        ),
        (
            series(1, 2, 3),
            {"rules": Rules(number=2, together=Together(places=2)), "neighbours": ISLANDS},
            "no 2 of 3 candidates lie together: the largest group of neighbours has 1",
        ),
    ],
)
def test_what_is_wrong_is_said_before_any_search(gain: pd.Series, told: dict[str, Any], message: str) -> None:
    with pytest.raises(MethodError, match=message):
        choose(gain, **told)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(MethodError, match="3 faults") as error:
        choose(series(-1, 2), rules=Rules(budget=5, locked=("Q",)))
    assert "\n  - " in str(error.value)


def test_islands_may_be_chosen_where_a_zone_may_be_one_place() -> None:
    found = choose(series(1, 2, 3), rules=Rules(number=2, together=Together(zones=2, places=1)), neighbours=ISLANDS)
    assert found.codes == ("B", "C")


def test_a_search_that_finds_nothing_in_its_time_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.patterns import targeting
    from geo.patterns.programme import Answer

    monkeypatch.setattr(targeting, "best_of", lambda *_, **__: Answer("stopped", None, np.inf))
    with pytest.raises(MethodError, match=r"none of 2 candidates could be put together in 60 s. Allow more zones"):
        choose(series(1, 2), rules=Rules(number=1))


def test_an_answer_that_breaks_a_condition_is_never_given(monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.patterns import targeting
    from geo.patterns.programme import Answer

    monkeypatch.setattr(targeting, "best_of", lambda *_, **__: Answer("solved", np.array([True, True]), 3.0))
    with pytest.raises(MethodError, match="1 of 1 conditions are missed by a hair: exactly 1 place"):
        choose(series(1, 2), rules=Rules(number=1))
