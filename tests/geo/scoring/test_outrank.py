"""Check Copeland scores by hand and against a loop over every pair."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geo.scoring.outrank import copeland, copeland_bounds, copeland_contributions

WEIGHTS = np.array([0.5, 0.3, 0.2])
cells = st.one_of(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.just(np.nan))
worlds = arrays(float, st.tuples(st.just(3), st.integers(1, 6)), elements=cells)


def by_pairs(leaves: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Count the duels of every unit, one indicator at a time."""
    result = np.full(leaves.shape[1], np.nan)
    for a in range(leaves.shape[1]):
        if np.isnan(leaves[weights > 0, a]).all():
            continue
        points, pairs = 0.0, 0
        for b in range(leaves.shape[1]):
            both = [k for k in range(len(weights)) if a != b and not np.isnan(leaves[k, [a, b]]).any() and weights[k]]
            if not both:
                continue
            margin = sum(weights[k] * np.sign(leaves[k, a] - leaves[k, b]) for k in both)
            pairs += 1
            points += 0.5 if abs(margin) < 1e-12 else float(margin > 0)
        result[a] = points / pairs if pairs else 0.5
    return result


def test_three_places_by_hand() -> None:
    # The first beats both by half of the weight and more; the last two draw: 0.3 against 0.2 and nothing on the third.
    leaves = np.array([[1.0, 0.5, 0.2], [0.9, 0.1, 0.1], [0.0, 0.4, 0.9]])
    np.testing.assert_allclose(copeland(leaves, weights=WEIGHTS), [1.0, 0.5, 0.0])


def test_a_cycle_leaves_all_alike() -> None:
    leaves = np.array([[3.0, 2.0, 1.0], [1.0, 3.0, 2.0], [2.0, 1.0, 3.0]]) / 3
    np.testing.assert_allclose(copeland(leaves, weights=np.full(3, 1 / 3)), [0.5, 0.5, 0.5])


def test_only_the_order_of_values_matters() -> None:
    leaves = np.random.default_rng(1).random((3, 20))
    np.testing.assert_array_equal(copeland(leaves, weights=WEIGHTS), copeland(leaves**3, weights=WEIGHTS))


@settings(deadline=None)
@given(leaves=worlds)
def test_it_is_the_count_of_pairs(leaves: np.ndarray) -> None:
    np.testing.assert_allclose(copeland(leaves, weights=WEIGHTS), by_pairs(leaves, WEIGHTS), atol=1e-12)


@settings(deadline=None)
@given(leaves=worlds, row=st.integers(0, 2), unit=st.integers(0, 5))
def test_raising_a_bad_indicator_never_lowers_the_score(leaves: np.ndarray, row: int, unit: int) -> None:
    unit %= leaves.shape[1]
    raised = leaves.copy()
    raised[row, unit] = np.where(np.isnan(leaves[row, unit]), np.nan, 1.0)
    before, after = (copeland(x, weights=WEIGHTS)[unit] for x in (leaves, raised))
    assert np.isnan(before) or after >= before - 1e-12


@settings(deadline=None)
@given(leaves=worlds)
def test_parts_sum_to_the_score(leaves: np.ndarray) -> None:
    parts, score = copeland_contributions(leaves, weights=WEIGHTS), copeland(leaves, weights=WEIGHTS)
    np.testing.assert_allclose(parts.sum(axis=0), score, atol=1e-9)
    known = ~np.isnan(score)
    assert (parts[:, known] >= 0).all()
    assert (parts[:, known][np.isnan(leaves[:, known])] == 0).all()


@settings(deadline=None)
@given(leaves=worlds)
def test_a_weight_of_zero_leaves_no_trace(leaves: np.ndarray) -> None:
    without = copeland(leaves[:2], weights=WEIGHTS[:2])
    np.testing.assert_allclose(copeland(leaves, weights=np.array([0.5, 0.3, 0.0])), without)


def test_bounds_are_the_worst_and_the_best_filling() -> None:
    leaves = np.array([[0.5, np.nan, 0.2], [np.nan, 0.1, 0.6], [0.3, 0.4, np.nan]])
    low, high = copeland_bounds(leaves, weights=WEIGHTS)
    gaps = np.argwhere(np.isnan(leaves))
    scores = []
    for filling in itertools.product([0.0, 0.15, 0.35, 0.55, 1.0], repeat=len(gaps)):
        full = leaves.copy()
        full[tuple(gaps.T)] = filling
        scores.append(copeland(full, weights=WEIGHTS))
    np.testing.assert_allclose(low, np.min(scores, axis=0))
    np.testing.assert_allclose(high, np.max(scores, axis=0))


def test_a_pillar_without_indicators_can_turn_any_pair() -> None:
    leaves = np.array([[1.0, 0.0]])
    assert [x.tolist() for x in copeland_bounds(leaves, weights=np.array([1.0]))] == [[1, 0], [1, 0]]
    assert [x.tolist() for x in copeland_bounds(leaves, weights=np.array([0.4]), empty=0.6)] == [[0, 0], [1, 1]]


@pytest.mark.parametrize("leaves", [np.full((3, 1), 0.4), np.full((3, 4), 0.4)])
def test_one_unit_and_ties_everywhere_say_half(leaves: np.ndarray) -> None:
    np.testing.assert_array_equal(copeland(leaves, weights=WEIGHTS), 0.5)


def test_a_unit_without_data_is_null() -> None:
    leaves = np.array([[0.1, np.nan], [0.2, np.nan], [0.3, np.nan]])
    np.testing.assert_array_equal(copeland(leaves, weights=WEIGHTS), [0.5, np.nan])
    assert np.isnan(copeland_contributions(leaves, weights=WEIGHTS)[:, 1]).all()
