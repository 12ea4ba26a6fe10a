"""Check join counts on boards where every link can be counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import MethodError
from geo.patterns.joins import join_counts
from tests.geo.patterns.grid import board, joined, values


def test_links_within_a_type_are_counted() -> None:
    # 1 1 2 / 1 2 2: links 1-1 are two, 2-2 are two, of seven.
    types = values([1, 1, 2, 1, 2, 2]).astype("Int64")
    found = join_counts(types, board(2, 3), permutations=2_000, seed=1)
    assert {kind: line.value for kind, line in found.items()} == {1: 2.0, 2: 2.0}
    # Seven links, of which a pair of one type is 3 * 2 / (6 * 5).
    assert found[1].expected == pytest.approx(7 * 6 / 30)
    assert (found[1].n, found[1].left_out) == (6, 0)


def test_halves_lie_together_and_a_chessboard_apart() -> None:
    halves = join_counts(values(np.arange(64) // 32 + 1), board(8, 8), permutations=499, seed=1)
    assert halves[1].z > 5
    assert halves[1].p == 2 / 500
    chess = join_counts(values(np.indices((8, 8)).sum(axis=0) % 2), board(8, 8), permutations=499, seed=1)
    assert chess[0].value == chess[1].value == 0
    assert chess[0].z < -5


def test_the_mean_of_the_deals_is_the_expected_one() -> None:
    types = values(np.random.default_rng(1).integers(1, 4, size=100))
    found = join_counts(types, board(10, 10), permutations=3_000, seed=1)
    assert all(abs(line.z) < 4 for line in found.values())


def test_units_without_a_type_leave_with_their_links() -> None:
    types = pd.Series([1, 1, None, 1], index=values([0, 0, 0, 0]).index, dtype="Int64")
    found = join_counts(types, joined(4, [(0, 1), (1, 2), (2, 3)]), permutations=99, seed=1)
    assert found[1].value == 1
    assert (found[1].n, found[1].left_out) == (3, 1)


def test_seed() -> None:
    types = values(np.random.default_rng(2).integers(1, 3, size=36))
    first, again, other = (join_counts(types, board(6, 6), permutations=99, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_faults() -> None:
    with pytest.raises(MethodError, match="not about the same units"):
        join_counts(values([1, 2, 3]), board(2, 2), seed=1)
    with pytest.raises(MethodError, match="no two of 2 units with a type are neighbours"):
        join_counts(values([1, np.nan, np.nan, 1]), board(2, 2), seed=1)
