"""Check the draws: every set of others equally often, the unit itself never, sums and ties exact."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from geo.errors import MethodError
from geo.patterns.lattice import lay
from geo.patterns.permutation import _AT_ONCE, _draw, _repeated, adjusted, check_options, orders, tails, two_sided
from tests.geo.patterns.grid import board, joined, values


def test_tails_are_those_of_every_possible_set_of_others() -> None:
    # Ten units, so every set can be listed; a star, a path and a triangle give 1 to 4 neighbours.
    neighbours = joined(10, [(0, 1), (0, 2), (0, 3), (0, 4), (4, 5), (5, 6), (7, 8), (8, 9), (9, 7)])
    lattice = lay(values([8.0, 1, 4, 2, 9, 3, 3, 7, 5, 11]), neighbours)
    above, below = tails(lattice, permutations=40_000, seed=5)
    sums = lattice.matrix @ lattice.around
    for unit, degree in enumerate(lattice.degrees):
        others = np.delete(lattice.around, unit)
        every = np.array([sum(chosen) for chosen in combinations(others, degree)])
        assert above[unit] / 40_000 == pytest.approx((every >= sums[unit] - 1e-9).mean(), abs=0.012)
        assert below[unit] / 40_000 == pytest.approx((every <= sums[unit] + 1e-9).mean(), abs=0.012)


def test_a_unit_is_left_out_of_its_own_draws() -> None:
    # A path of three: the middle can only be given the two ends, in either order, so every draw equals what is seen.
    lattice = lay(values([0.0, 100.0, 1.0]), joined(3, [(0, 1), (1, 2)]))
    above, below = tails(lattice, permutations=500, seed=1)
    assert (above[1], below[1]) == (500, 500)


def test_equal_sums_are_equal_to_the_last_bit() -> None:
    # Sums of thirds in another order differ in floating point; here every draw is a tie.
    third = 1 / 3
    lattice = lay(values([0.1, third, third, third, third, third]), joined(6, [(0, 1), (0, 2), (0, 3)]))
    above, below = tails(lattice, permutations=300, seed=1)
    assert (above[0], below[0]) == (300, 300)


def test_draws_hold_no_number_twice_and_every_number_equally_often() -> None:
    for size, count in ((400, 7), (12, 7), (7, 7)):
        drawn = _draw(size, count, permutations=3_000, seed=[1, 2])
        assert (np.diff(np.sort(drawn, axis=1), axis=1) > 0).all()
        for column in range(count):
            seen = np.bincount(drawn[:, column], minlength=size)
            assert abs(seen - 3_000 / size).max() < 6 * np.sqrt(3_000 / size)


def test_a_number_that_comes_twice_is_seen_wherever_it_stands() -> None:
    rows = np.array([[1, 2, 3, 4], [1, 1, 3, 4], [1, 2, 3, 1], [300, 2, 44, 2], [300, 44, 556, 0]])
    assert _repeated(rows, 600).tolist() == [False, True, True, True, False]
    assert _repeated(rows[:0], 600).tolist() == []


def test_same_seed_same_counts_and_no_count_hangs_on_other_degrees() -> None:
    rng = np.random.default_rng(1)
    numbers = rng.normal(size=100)
    lattice = lay(values(numbers), board(10, 10))
    first, again = (tails(lattice, permutations=200, seed=3) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first[0], tails(lattice, permutations=200, seed=4)[0])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=9, max_size=9).filter(lambda v: len(set(v)) > 1), st.integers(0, 99))
def test_counts_stay_within_the_draws_and_turn_with_the_values(numbers: list[int], seed: int) -> None:
    column = values(numbers)
    above, below = tails(lay(column, board(3, 3)), permutations=50, seed=seed)
    assert ((above >= 0) & (below >= 0) & (above <= 50) & (below <= 50) & (above + below >= 50)).all()
    turned = tails(lay(-column, board(3, 3)), permutations=50, seed=seed)
    np.testing.assert_array_equal(turned, (below, above))


def test_two_sided_p_is_never_zero_and_never_above_one() -> None:
    p = two_sided(np.array([0, 50, 99]), np.array([99, 60, 0]), permutations=99)
    np.testing.assert_allclose(p, [0.02, 1.0, 0.02])


def test_adjusted_by_hand_and_null_counts_for_nothing() -> None:
    q = adjusted(np.array([0.01, np.nan, 0.04, 0.03, 0.5]))
    np.testing.assert_allclose(q, [0.04, np.nan, 0.04 * 4 / 3, 0.04 * 4 / 3, 0.5])


def test_options_are_checked_together() -> None:
    with pytest.raises(MethodError) as caught:
        check_options(permutations=0, rate=1.0, subject="hot spots")
    assert "0 permutations show nothing" in str(caught.value)
    assert "a false-discovery rate of 1.0 is not a share" in str(caught.value)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_adjusted_as_scipy_does(numbers: list[float]) -> None:
    p = np.array(numbers)
    np.testing.assert_array_equal(adjusted(p), false_discovery_control(p))


def test_orders_are_of_all_units_and_stand_by_their_seed() -> None:
    drawn = orders(300, permutations=40, seed=2)
    assert (np.sort(drawn, axis=1) == np.arange(300)).all()
    assert len(np.unique(drawn, axis=0)) == 40
    # What is drawn of values is what was drawn of their places, so results of before stand.
    values = np.random.default_rng(0).normal(size=300)
    np.testing.assert_array_equal(values[drawn], np.random.default_rng(2).permuted(np.tile(values, (40, 1)), axis=1))
    assert not drawn.flags.writeable
    orders(4, permutations=2, seed=1)
    np.testing.assert_array_equal(orders(300, permutations=40, seed=2), drawn)
    assert (orders(300, permutations=40, seed=3) != drawn).any()


def test_orders_drawn_by_lots_are_those_drawn_at_once() -> None:
    # A lot and a bit: where one ends, the next goes on.
    at_once = np.random.default_rng(5).permuted(np.tile(np.arange(7), (_AT_ONCE + 3, 1)), axis=1)
    np.testing.assert_array_equal(orders(7, permutations=_AT_ONCE + 3, seed=5), at_once)


def test_orders_of_two_numbers_of_units_are_kept() -> None:
    orders.cache_clear()
    for size in (9, 8, 9, 8):
        orders(size, permutations=3, seed=1)
    assert orders.cache_info().misses == 2
