"""Check that what is left out of a selection's candidates is never missed."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.patterns.contenders import contenders, solve_among
from geo.patterns.programme import Condition, solve

UNITS = np.array([5.0, 9.0, 5.0, 7.0, 1.0, 5.0])
HERE = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])


def exactly(number: int, size: int = 6) -> Condition:
    return Condition(f"exactly {number}", np.ones(size), number, number)


def test_of_each_kind_the_first_so_many_stay_and_of_equal_ones_the_first_codes() -> None:
    kept = contenders(UNITS, [exactly(2), Condition("one of here", HERE, low=1)], number=2)
    assert kept.tolist() == [True, True, False, True, False, True]
    assert contenders(UNITS, [exactly(2)], number=2).tolist() == [False, True, False, True, False, False]
    assert contenders(UNITS, [exactly(6)], number=6).all()


def test_a_least_reach_parts_no_kinds_and_a_greatest_does() -> None:
    least = Condition("as good", UNITS, low=10)
    assert contenders(UNITS, [exactly(2), least], number=2).sum() == 2
    # Whoever reaches less may be what a bound from above asks for.
    assert contenders(UNITS, [exactly(2), Condition("no better", UNITS, high=10)], number=2).sum() == 5


def test_costs_part_every_place_that_has_its_own() -> None:
    costs = Condition("costs of at most 9", np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), high=9)
    assert contenders(UNITS, [costs], number=1).all()


def test_an_answer_is_about_all_candidates() -> None:
    kept = contenders(UNITS, [exactly(2)], number=2)
    answer = solve_among(kept, UNITS, [exactly(2)])
    assert answer.chosen is not None
    assert np.flatnonzero(answer.chosen).tolist() == [1, 3]
    assert answer.bound == 16
    impossible = solve_among(kept, UNITS, [exactly(2), Condition("none", np.ones(6), high=0)])
    assert (impossible.state, impossible.chosen) == ("infeasible", None)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.integers(0, 4), min_size=4, max_size=8),
    st.integers(1, 4),
    st.lists(st.tuples(st.integers(0, 255), st.integers(0, 2), st.integers(0, 2)), max_size=2),
)
def test_no_best_selection_is_missed(units: list[int], number: int, groups: list[tuple[int, int, int]]) -> None:
    reach, size = np.array(units, dtype=float), len(units)
    conditions = [exactly(number, size)]
    for bits, low, more in groups:
        inside = np.array([bits >> place & 1 for place in range(size)], dtype=float)
        conditions.append(Condition("a group", inside, low, low + more))
    sets = [np.isin(np.arange(size), list(chosen)) for chosen in combinations(range(size), number)]
    held = [chosen for chosen in sets if all(condition.holds(chosen) for condition in conditions)]
    kept = contenders(reach, conditions, number=number)
    found = solve_among(kept, reach, conditions)
    assert (found.chosen is None) == (not held) == (solve(reach, conditions).chosen is None)
    if held:
        best = max(reach[chosen].sum() for chosen in held)
        assert found.bound == best
        # Of the best, the one with the smallest product of primes is among the contenders.
        primes = np.array([2, 3, 5, 7, 11, 13, 17, 19][:size])
        first = min((chosen for chosen in held if reach[chosen].sum() == best), key=lambda one: primes[one].prod())
        assert kept[first].all()
