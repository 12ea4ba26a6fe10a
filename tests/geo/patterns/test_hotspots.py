"""Check that planted hot spots are found, and hardly anything else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import MethodError
from geo.patterns.hotspots import hot_spots
from tests.geo.patterns.grid import board, joined, values

SIDE = 20
PLANTED = np.zeros((SIDE, SIDE), dtype=bool)
PLANTED[3:8, 3:8] = True
"""A block of 25 squares, high by four standard deviations."""


def near(planted: np.ndarray) -> np.ndarray:
    """Mark the planted squares and all that have one of them for a neighbour: their surroundings are not by chance."""
    wide = planted.copy()
    wide[1:] |= planted[:-1]
    wide[:-1] |= planted[1:]
    wide[:, 1:] |= planted[:, :-1]
    wide[:, :-1] |= planted[:, 1:]
    return wide


def test_planted_spots_are_found_and_nothing_else_at_the_stated_rate() -> None:
    rng = np.random.default_rng(6)
    neighbours, far = board(SIDE, SIDE), ~near(PLANTED).ravel()
    inner = near(~PLANTED).ravel()
    found, false = [], []
    for world in range(200):
        column = values(rng.normal(size=(SIDE, SIDE)) + 4 * PLANTED)
        groups = hot_spots(column, neighbours, seed=world)["group"].to_numpy()
        called = np.isin(groups, ["hot", "cold"])
        found.append((groups == "hot")[~inner].mean())
        false.append((called & far).sum() / max(called.sum(), 1))
    # Every unit that lies wholly within the block is found, and the share of false ones is what was asked for.
    assert np.mean(found) > 0.95
    assert np.mean(false) <= 0.05


def test_where_there_is_nothing_hardly_a_world_shows_anything() -> None:
    rng = np.random.default_rng(7)
    neighbours = board(12, 12)
    called = [
        hot_spots(values(rng.normal(size=144)), neighbours, permutations=999, seed=world)["group"]
        .isin(["hot", "cold"])
        .any()
        for world in range(200)
    ]
    assert np.mean(called) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)


def test_cold_mirrors_hot() -> None:
    rng = np.random.default_rng(5)
    column = values(rng.normal(size=(SIDE, SIDE)) + 4 * PLANTED)
    hot = hot_spots(column, board(SIDE, SIDE), permutations=999, seed=1)
    cold = hot_spots(-column, board(SIDE, SIDE), permutations=999, seed=1)
    np.testing.assert_allclose(hot["z"], -cold["z"])
    assert ((hot["group"] == "hot") == (cold["group"] == "cold")).all()


def test_the_standard_score_by_hand() -> None:
    # A row of five; the middle one's window holds 3 of 5: mean 0 and variance 1, so sqrt(3 * 2 / 4) is its deviation.
    column = values([0.0, 1.0, 5.0, 1.0, 0.0])
    z = hot_spots(column, joined(5, [(0, 1), (1, 2), (2, 3), (3, 4)]), permutations=99, seed=1)["z"]
    scores = (column - column.mean()) / column.std(ddof=0)
    assert z["HN0002"] == pytest.approx(scores.iloc[1:4].sum() / np.sqrt(3 * 2 / 4))


def test_a_low_place_amid_high_ones_is_no_hot_spot() -> None:
    rng = np.random.default_rng(1)
    column = rng.normal(size=(9, 9))
    column[3:6, 3:6] += 4
    column[4, 4] = -30
    found = hot_spots(values(column), board(9, 9), seed=1).loc["HN0040"]
    assert found["p"] < 0.05
    assert found["z"] < 0
    assert found["group"] == "not_significant"


def test_missing_and_islands() -> None:
    column = values([5.0, 6, 7, np.nan, 1, 2])
    found = hot_spots(column, joined(6, [(0, 1), (1, 2), (2, 3), (3, 4)]), permutations=99, seed=1)
    assert found["group"].tolist() == ["not_significant"] * 3 + ["no_data", "no_data", "island"]
    assert found.loc[["HN0003", "HN0004", "HN0005"], ["z", "p", "q"]].isna().all().all()


def test_same_seed_same_table() -> None:
    column = values(np.random.default_rng(2).normal(size=64))
    first = hot_spots(column, board(8, 8), permutations=99, seed=1)
    pd.testing.assert_frame_equal(first, hot_spots(column, board(8, 8), permutations=99, seed=1), check_exact=True)


def test_options_are_refused() -> None:
    with pytest.raises(MethodError, match="a false-discovery rate of 0"):
        hot_spots(values([1, 2, 3, 4]), board(2, 2), seed=1, rate=0)
