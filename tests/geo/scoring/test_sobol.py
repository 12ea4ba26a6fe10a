"""Check Sobol indices against functions whose indices are known in closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo.errors import MethodError
from geo.scoring.sobol import Shares, sobol_indices

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 4096


def ishigami(x: np.ndarray) -> np.ndarray:
    """Compute the function of Ishigami and Homma (1990) with a = 7 and b = 0.1, on -pi to pi."""
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def estimate(function: Callable[[np.ndarray], np.ndarray], a: np.ndarray, b: np.ndarray, **more: object) -> Shares:
    mixed = []
    for column in range(a.shape[1]):
        third = a.copy()
        third[:, column] = b[:, column]
        mixed.append(function(third))
    return sobol_indices(function(a), function(b), mixed, **{"seed": 1, **more})


def uniform(columns: int, *, low: float, high: float, rows: int = ROWS, seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    x = np.random.default_rng(seed).uniform(low, high, (2, rows, columns))
    return x[0], x[1]


def test_ishigami() -> None:
    found = estimate(ishigami, *uniform(3, low=-np.pi, high=np.pi)).each
    # Saltelli et al. (2008), Global Sensitivity Analysis: The Primer, section 4.6; worked out with a = 7, b = 0.1.
    a, b, pi = 7.0, 0.1, np.pi
    first = (1 + b * pi**4 / 5) ** 2 / 2
    second = a**2 / 8
    together = b**2 * pi**8 * (1 / 18 - 1 / 50)
    variance = first + second + together
    np.testing.assert_allclose(found.first[:, 0], [first / variance, second / variance, 0], atol=0.04)
    np.testing.assert_allclose(
        found.total[:, 0], [(first + together) / variance, second / variance, together / variance], atol=0.04
    )
    np.testing.assert_allclose([first / variance, second / variance], [0.3139, 0.4424], atol=1e-4)


@pytest.mark.parametrize("weights", [(1.0, 2.0, 3.0), (0.0, 1.0, 1.0)])
def test_a_sum_is_shared_out_by_the_squares_of_its_weights(weights: tuple[float, ...]) -> None:
    found = estimate(lambda x: x @ np.array(weights) + 100, *uniform(3, low=0, high=1)).each
    expected = np.square(weights) / np.square(weights).sum()
    np.testing.assert_allclose(found.first[:, 0], expected, atol=0.04)
    np.testing.assert_allclose(found.total[:, 0], expected, atol=0.02)
    # Nothing acts together with anything else: all is first order.
    assert found.sum_first[0] == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("function", [ishigami, lambda x: x.sum(axis=1), lambda x: np.prod(1 + x, axis=1)])
def test_first_order_indices_sum_to_no_more_than_one(function: Callable[[np.ndarray], np.ndarray]) -> None:
    for seed in range(5):
        found = estimate(function, *uniform(3, low=-1, high=1, seed=seed)).each
        assert found.sum_low[0] <= 1.03
        assert found.sum_first[0] <= 1.1
        # What an input does alone is part of what it does in all.
        assert (found.first_low <= found.total_high).all()


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    truth, held = np.array([1, 4, 9]) / 14, 0
    for seed in range(60):
        found = estimate(lambda x: x @ np.array([1.0, 2, 3]), *uniform(3, low=0, high=1, rows=256, seed=seed)).each
        held += ((found.first_low[:, 0] <= truth) & (truth <= found.first_high[:, 0])).sum()
        held += ((found.total_low[:, 0] <= truth) & (truth <= found.total_high[:, 0])).sum()
    assert 0.8 < held / 360 < 0.97


def test_more_rows_give_narrower_intervals() -> None:
    wide, narrow = (estimate(ishigami, *uniform(3, low=-3, high=3, rows=rows)).each for rows in (200, 3200))
    ratio = (wide.total_high - wide.total_low) / (narrow.total_high - narrow.total_low)
    # Sixteen times as many rows: a quarter of the width.
    assert 2.5 < np.median(ratio) < 6


def test_outcomes_together_count_by_their_variance() -> None:
    a, b = uniform(2, low=0, high=1)

    def two(x: np.ndarray) -> np.ndarray:
        return np.column_stack([3 * x[:, 0], x[:, 1]])

    found = estimate(two, a, b)
    np.testing.assert_allclose(found.each.first, [[1, 0], [0, 1]], atol=0.03)
    np.testing.assert_allclose(found.together.first[:, 0], [0.9, 0.1], atol=0.03)
    np.testing.assert_allclose(found.together.total[:, 0], [0.9, 0.1], atol=0.03)


def test_outcomes_are_worked_on_in_pieces_that_change_nothing() -> None:
    a, b = uniform(2, low=0, high=1, rows=64)
    spread = np.linspace(1, 2, 300)
    many = estimate(lambda x: x[:, :1] * spread + x[:, 1:], a, b)
    one = estimate(lambda x: x[:, 0] * spread[200] + x[:, 1], a, b)
    np.testing.assert_allclose(many.each.first[:, 200], one.each.first[:, 0])
    np.testing.assert_allclose(many.each.total_high[:, 200], one.each.total_high[:, 0])


def test_an_outcome_that_never_varies_has_nothing_to_share_out() -> None:
    found = estimate(lambda x: np.column_stack([x[:, 0], np.full(len(x), 0.1)]), *uniform(2, low=0, high=1, rows=50))
    assert np.isnan(found.each.first[:, 1]).all()
    assert np.isfinite(found.each.first[:, 0]).all()
    assert np.isfinite(found.together.first).all()


def test_the_seed_decides_the_resamples() -> None:
    a, b = uniform(3, low=-1, high=1, rows=100)
    one, same, other = (estimate(ishigami, a, b, seed=seed).each for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.total_low, same.total_low)
    assert (one.total_low != other.total_low).any()
    np.testing.assert_array_equal(one.total, other.total)


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (([1.0, 2.0], [2.0, 1.0], []), "no input varies"),
        (([1.0, 2.0], [2.0, 1.0], [[1.0, 2.0, 3.0]]), "samples differ in shape"),
        (([1.0], [2.0], [[1.0]]), "1 rows have no variance"),
        (([1.0, np.nan], [2.0, 1.0], [[1.0, np.inf]]), "2 of 3 samples hold values that are not finite: A, input 1"),
    ],
)
def test_samples_that_no_index_can_come_from(samples: tuple, message: str) -> None:
    with pytest.raises(MethodError, match=message):
        sobol_indices(*samples, seed=1)
