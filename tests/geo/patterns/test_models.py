"""Check the other models: coordinates keep distances, trees keep to links, kernels leave out what lies alone."""

from __future__ import annotations

import numpy as np
import pytest

from geo.patterns.models import dense_kernels, mixture, partial_distances, principal_coordinates, ward
from tests.geo.patterns.grid import joined


def blobs(gap: float = 8.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    truth = np.repeat([0, 1], 20)
    return rng.normal(size=(40, 2)) + gap * truth[:, None], truth


def test_partial_distances_by_hand() -> None:
    cells = np.array([[0.0, 0.0, 0.0], [3.0, np.nan, 4.0], [np.nan, 1.0, np.nan]])
    found = partial_distances(cells)
    # Two of three pillars are shared, so the sum of squares is scaled by 3 / 2.
    assert found[0, 1] == pytest.approx(np.sqrt(25 * 3 / 2))
    assert found[0, 2] == pytest.approx(np.sqrt(3))
    # The last two share none: the mean of all the others.
    known = np.array([[0, found[0, 1], found[0, 2]], [found[0, 1], 0, np.nan], [found[0, 2], np.nan, 0]])
    assert found[1, 2] == pytest.approx(np.nanmean(known))


def test_principal_coordinates_keep_the_distances_they_can() -> None:
    cells, _ = blobs()
    distances = partial_distances(cells)
    places = principal_coordinates(distances, most=2)
    np.testing.assert_allclose(partial_distances(places), distances, atol=1e-9)
    assert principal_coordinates(np.zeros((3, 3)), most=2).shape[0] == 3


def test_mixture_and_ward_find_two_blobs() -> None:
    places, truth = blobs()
    for labels in (mixture(places, 2, seed=1).labels, ward(places, [2])[2].labels):
        assert len(set(labels[truth == 0])) == len(set(labels[truth == 1])) == 1
        assert labels[0] != labels[-1]
    assert mixture(places, 2, seed=1).bic < mixture(places, 1, seed=1).bic
    assert np.isnan(ward(places, [2])[2].bic)


def test_contiguous_types_hang_together_and_islands_are_taken_along() -> None:
    # Alike at both ends of a row of six, and an island like the left end.
    places = np.array([[0.0], [0.0], [9.0], [9.0], [0.1], [0.1], [0.0]])
    free = ward(places, [2])[2].labels
    assert free[0] == free[4]
    tied = ward(places, [3], links=joined(7, [(place, place + 1) for place in range(5)]).matrix)[3].labels
    assert tied[0] == tied[1] == tied[6]
    assert tied[4] == tied[5] != tied[0]


@pytest.mark.parametrize("tied", [False, True])
def test_one_tree_is_cut_at_each_number_as_a_tree_of_its_own_would_be(tied: bool) -> None:
    places = np.random.default_rng(3).normal(size=(30, 2))
    links = joined(30, [(place, place + 1) for place in range(29)]).matrix if tied else None
    together = ward(places, [2, 3, 5], links=links)
    assert list(together) == [2, 3, 5]
    for k, cut in together.items():
        assert len(set(cut.labels)) == k
        np.testing.assert_array_equal(cut.labels, ward(places, [k], links=links)[k].labels)


def test_kernels_leave_out_what_lies_alone() -> None:
    places, _ = blobs(gap=40.0)
    places[0] = [200.0, -200.0]
    labels = dense_kernels(partial_distances(places)).labels
    assert labels[0] == -1
    assert set(labels) == {-1, 0, 1}
