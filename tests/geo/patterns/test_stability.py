"""Check that types which are there come back, that split ones do not, and which number is chosen."""

from __future__ import annotations

import numpy as np
import pytest

from geo.patterns import stability
from geo.patterns.k_means import k_means
from geo.patterns.models import partial_distances
from geo.patterns.stability import Stability, choose, indices, resample


def blobs() -> np.ndarray:
    rng = np.random.default_rng(5)
    return np.concatenate([rng.normal(size=(30, 3)) + 10 * shift for shift in range(3)])


def test_what_is_there_comes_back_and_what_is_not_does_not() -> None:
    cells = blobs()
    three = resample(cells, k_means(cells, 3, seed=1), resamples=40, seed=1)
    assert (three.jaccards > 0.99).all()
    assert three.rand > 0.99
    assert three.trusted
    five = resample(cells, k_means(cells, 5, seed=1), resamples=40, seed=1)
    assert five.jaccards.min() < 0.7
    assert five.rand < three.rand
    assert not five.trusted


def test_a_resample_is_judged_on_the_units_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = np.repeat([0, 1], 10)

    def only_drawn(_cells: np.ndarray, _k: int, *, weights: np.ndarray, **_options: int) -> np.ndarray:
        return np.where(weights > 0, labels, 0)

    monkeypatch.setattr(stability, "fit_many", only_drawn)
    found = resample(np.zeros((20, 1)), labels, resamples=10, seed=1)
    assert (found.jaccards == 1).all()
    assert found.rand == 1


def test_the_most_types_that_all_come_back_are_chosen() -> None:
    def holds(*jaccards: float) -> Stability:
        return Stability(np.array(jaccards), 0.5)

    assert choose({2: holds(1, 1), 3: holds(0.8, 0.9, 0.7), 4: holds(1, 1, 1, 0.5)}) == 3
    # One weak type, or all of them middling, is not to be trusted; the best of a bad lot is taken then.
    assert choose({2: holds(0.7, 0.7), 3: holds(0.9, 0.9, 0.5)}) == 3
    assert choose({2: holds(0.7, 0.7), 3: holds(0.7, 0.7, 0.7)}) == 2


def test_indices_by_hand_and_null_where_nothing_is_parted() -> None:
    places = np.array([[0.0], [1.0], [10.0], [11.0], [5.0]])
    found = indices(partial_distances(places), places, np.array([0, 0, 1, 1, -1]))
    # Ends are 1 from their own and 10.5 from the others; inner ones 1 and 9.5.
    assert found["silhouette"] == pytest.approx((1 - 1 / 10.5 + 1 - 1 / 9.5) / 2)
    assert np.isnan(indices(partial_distances(places), places, np.zeros(5, dtype=int))["silhouette"])
    assert np.isnan(indices(partial_distances(places), places, np.arange(5))["davies_bouldin"])
