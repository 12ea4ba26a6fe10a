"""Check Moran's I on boards small enough to work out, on planted clusters, and on values that are missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import MethodError
from geo.patterns.moran import local_moran, moran, standardise_rates
from tests.geo.patterns.grid import board, codes, joined, values


def halves() -> pd.Series:
    """Draw a board of 8 by 8: the western half low, the eastern half high."""
    rng = np.random.default_rng(4)
    return values(np.where(np.arange(64) % 8 < 4, 0.0, 10.0) + rng.normal(size=64))


def test_a_chessboard_and_a_row_by_hand() -> None:
    squares = values(np.indices((4, 4)).sum(axis=0) % 2)
    assert moran(squares, board(4, 4), permutations=99, seed=1).value == pytest.approx(-1)
    # 1 2 3 in a row: z = (-a, 0, a); the ends see 0, the middle sees 0.
    assert moran(values([1, 2, 3]), joined(3, [(0, 1), (1, 2)]), permutations=99, seed=1).value == pytest.approx(0)


def test_like_beside_like_is_found_and_the_expectation_is_known() -> None:
    found = moran(halves(), board(8, 8), permutations=999, seed=1)
    assert found.value > 0.6
    assert found.expected == -1 / 63
    assert found.z > 6
    assert found.p == 2 / 1000
    assert (found.n, found.left_out) == (64, 0)


def test_drawn_arrangements_have_the_expected_mean() -> None:
    rng = np.random.default_rng(8)
    column = values(rng.normal(size=64))
    found = moran(column, board(8, 8), permutations=4_999, seed=1)
    assert abs(found.z) < 3.5
    assert found.p > 0.001


def test_two_variables_at_once() -> None:
    west = halves()
    with_itself = moran(west, board(8, 8), around=west, permutations=999, seed=1)
    assert with_itself.value == pytest.approx(moran(west, board(8, 8), permutations=99, seed=1).value)
    against = moran(west, board(8, 8), around=-west, permutations=999, seed=1)
    assert against.value == pytest.approx(-with_itself.value)
    assert against.expected == 0
    assert against.z < -6


def test_local_statistics_add_up_to_the_global_one() -> None:
    column = halves()
    local = local_moran(column, board(8, 8), permutations=99, seed=1)["moran"]
    assert local.sum() / 63 == pytest.approx(moran(column, board(8, 8), permutations=99, seed=1).value)


def blocks() -> np.ndarray:
    """Draw a board of 16 by 16 with a low block of 25 in the north-west and a high one in the south-east."""
    squares = np.random.default_rng(4).normal(size=(16, 16))
    squares[2:7, 2:7] -= 6
    squares[9:14, 9:14] += 6
    return squares


def test_groups_say_what_lies_beside_what() -> None:
    squares = blocks()
    squares[4, 4], squares[11, 11] = 6, -6
    groups = local_moran(values(squares), board(16, 16), seed=1)["group"].to_numpy().reshape(16, 16)
    assert (groups[4, 4], groups[11, 11]) == ("HL", "LH")
    assert (groups[3, 5], groups[12, 10]) == ("LL", "HH")
    assert (groups[:, 15] == "not_significant").all()


def test_one_missing_value_leaves_one_unit_out_and_nothing_else() -> None:
    # esda 2.9 would give every unit the class LL at p = 0.0001 here.
    column = values(blocks())
    column["HN0020"] = np.nan
    found = local_moran(column, board(16, 16), seed=1)
    assert found.loc["HN0020", "group"] == "no_data"
    assert found.loc["HN0020", ["moran", "p", "q"]].isna().all()
    assert found.drop("HN0020")[["moran", "p", "q"]].notna().all().all()
    assert found["group"].value_counts()["not_significant"] > 180
    assert set(found["group"]) >= {"HH", "LL"}
    assert moran(column, board(16, 16), permutations=99, seed=1).left_out == 1


def test_islands_are_named_and_their_value_is_still_drawn() -> None:
    neighbours = joined(5, [(0, 1), (1, 2), (2, 3)])
    found = local_moran(values([1, 2, 3, 4, 50]), neighbours, permutations=99, seed=1)
    assert found.loc["HN0004", "group"] == "island"
    assert found["p"].notna().sum() == 4


def test_pure_chance_is_seldom_called_significant() -> None:
    rng = np.random.default_rng(3)
    neighbours = board(12, 12)
    called = [
        (local_moran(values(rng.normal(size=144)), neighbours, permutations=999, seed=i)["q"] <= 0.05).any()
        for i in range(200)
    ]
    # Where nothing is there, any discovery is false: at most 5 % of the worlds, and 10 would be seen of 200.
    assert np.mean(called) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)


def test_order_and_seed() -> None:
    column = halves()
    first = local_moran(column, board(8, 8), permutations=99, seed=1)
    pd.testing.assert_frame_equal(first, local_moran(column.iloc[::-1], board(8, 8), permutations=99, seed=1))
    assert not first.equals(local_moran(column, board(8, 8), permutations=99, seed=2))


def test_rates_in_their_own_standard_deviations() -> None:
    # Two large places of rates 0.01 and 0.03, and a small one of 0.
    events, people = values([100, 300, 0]), values([10_000, 10_000, 10])
    mean = 400 / 20_010
    spread = (10_000 * (0.01 - mean) ** 2 + 10_000 * (0.03 - mean) ** 2 + 10 * mean**2) / 20_010 - mean / (20_010 / 3)
    expected = (np.array([0.01, 0.03, 0.0]) - mean) / np.sqrt(spread + mean / np.array([10_000, 10_000, 10]))
    np.testing.assert_allclose(standardise_rates(events, people), expected)
    assert abs(standardise_rates(events, people)["HN0002"]) < 0.5


def test_rates_without_true_spread_are_measured_by_their_noise() -> None:
    scores = standardise_rates(values([10, 11]), values([1_000, 1_000]))
    mean = 21 / 2_000
    np.testing.assert_allclose(scores, np.array([0.01 - mean, 0.011 - mean]) / np.sqrt(mean / 1_000))
    assert standardise_rates(values([0, 0]), values([10, 20])).tolist() == [0, 0]


def test_rates_that_are_missing_stay_missing_and_wrong_ones_are_refused() -> None:
    scores = standardise_rates(values([5, np.nan, 9]), values([100, 100, 100]))
    assert scores.isna().tolist() == [False, True, False]
    with pytest.raises(MethodError) as caught:
        standardise_rates(values([-1, 2]), values([10, 0]))
    assert "1 of 2 counts are negative: HN0000" in str(caught.value)
    assert "1 of 2 denominators are zero or less: HN0001" in str(caught.value)
    with pytest.raises(MethodError, match="not about the same places"):
        standardise_rates(values([1, 2]), values([1, 2, 3]))
    with pytest.raises(MethodError, match="0 of 2 places have both"):
        standardise_rates(values([np.nan, 2]), values([10, np.nan]))
    assert codes(1) == ["HN0000"]
