"""Check k-means on what each unit has: by hand, against scikit-learn without gaps, many fits at once."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

from geo.patterns.agreement import adjusted_rand, overlaps
from geo.patterns.k_means import _nearest, fit_many, k_means, means, squares

GAP = np.nan


def test_squares_and_means_leave_gaps_out() -> None:
    cells = np.array([[0.0, GAP], [2.0, 4.0], [GAP, 8.0]])
    np.testing.assert_allclose(squares(cells, np.array([[1.0, 2.0], [0.0, 0.0]])), [[1, 5, 36], [0, 20, 64]])
    np.testing.assert_allclose(means(cells, np.array([0, 0, 1]), 2), [[1, 4], [GAP, 8]])


def test_without_gaps_as_good_as_scikit_learn() -> None:
    rng = np.random.default_rng(1)
    cells = rng.normal(size=(300, 4)) + 3 * rng.integers(0, 2, size=(300, 1))
    ours = k_means(cells, 4, seed=1)
    theirs = KMeans(4, n_init=20, random_state=1).fit(cells)
    cost = sum(((cells[ours == kind] - cells[ours == kind].mean(axis=0)) ** 2).sum() for kind in range(4))
    assert cost <= theirs.inertia_ * 1.01


def test_weights_count_a_unit_as_often_as_they_say() -> None:
    rng = np.random.default_rng(2)
    cells = rng.normal(size=(40, 2)) + 6 * rng.integers(0, 2, size=(40, 1))
    counts = rng.integers(0, 3, size=40)
    weighted = fit_many(cells, 2, weights=counts[None].astype(float), starts=5, seed=1)[0]
    repeated = k_means(np.repeat(cells, counts, axis=0), 2, seed=1)
    assert adjusted_rand(overlaps(np.repeat(weighted, counts), repeated)[None])[0] == 1


def test_weights_can_turn_the_best_parting() -> None:
    cells = np.array([[0.0], [4.0], [10.0]])
    once, often = fit_many(cells, 2, weights=np.array([[1.0, 1, 1], [10, 10, 1]]), starts=8, seed=1)
    # Counted once each, 4 goes with 0 (a sum of squares of 8); counted ten times, 0 and 4 had better be apart.
    assert once[0] == once[1] != once[2]
    assert often[0] != often[1] == often[2]


def test_many_fits_are_each_their_own() -> None:
    rng = np.random.default_rng(3)
    cells = rng.normal(size=(50, 3))
    weights = rng.multinomial(50, np.full(50, 1 / 50), size=6).astype(float)
    together = fit_many(cells, 3, weights=weights, starts=2, seed=4)
    assert together.shape == (6, 50)
    np.testing.assert_array_equal(together, fit_many(cells, 3, weights=weights, starts=2, seed=4))
    assert len({tuple(row) for row in together}) > 1


@pytest.mark.parametrize("k", [2, 3])
def test_equal_units_make_no_more_types_than_there_are_places(k: int) -> None:
    cells = np.array([[0.0], [0.0], [5.0], [5.0]])
    assert sorted(np.bincount(k_means(cells, k, seed=1))) == [2, 2]


def test_the_nearest_type_is_the_first_of_equally_near_ones() -> None:
    rng = np.random.default_rng(4)
    # Whole numbers, so that there are many ties.
    nearness = rng.integers(4, size=(6, 5, 40)).astype(float)
    labels, least = _nearest(nearness)
    np.testing.assert_array_equal(labels, nearness.argmin(axis=1))
    np.testing.assert_array_equal(least, nearness.min(axis=1))
