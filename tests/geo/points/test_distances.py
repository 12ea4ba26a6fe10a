"""Measure distances on the equator, where a degree is a known length."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from geo.errors import MethodError
from geo.points import locate, nearest_km, people_distances, unit_distances
from tests.geo.points.world import events, units

DEGREE_KM = np.pi / 180 * 6371.0088


def test_a_quarter_of_the_globe() -> None:
    km = nearest_km(
        np.array([0.0, 0.0]), np.array([0.0, 90.0]), service_lon=np.array([90.0]), service_lat=np.array([0.0])
    )
    assert km == pytest.approx([90 * DEGREE_KM, 90 * DEGREE_KM])


def test_without_a_service_the_distance_is_missing() -> None:
    none = np.array([])
    assert np.isnan(nearest_km(np.array([0.0]), np.array([0.0]), service_lon=none, service_lat=none)).all()


def test_units_measure_from_their_label_to_the_nearest_service_of_their_country() -> None:
    posts = events((0.05, 0.05), (0.35, 0.05))
    km = unit_distances(posts.geometry, locate(posts, units()), units())
    assert km["AA0101"] == pytest.approx(0, abs=1e-9)
    assert km["AA0102"] == pytest.approx(0.1 * DEGREE_KM, rel=1e-5)
    assert km["AA0201"] == pytest.approx(0.1 * DEGREE_KM, rel=1e-5)
    # BBB has none, and those beyond the border do not serve it.
    assert km[["BB0101", "BB0102"]].isna().all()
    assert "AA0100" not in km


def test_a_service_that_is_located_nowhere_serves_nobody() -> None:
    posts = events((0.05, 9.0))
    assert unit_distances(posts.geometry, locate(posts, units()), units()).isna().all()


def test_units_without_labels_are_refused() -> None:
    posts = events((0.05, 0.05))
    with pytest.raises(MethodError, match="no label points"):
        unit_distances(posts.geometry, locate(posts, units()), units().drop(columns="label_lon"))


def test_people_measure_from_where_they_live() -> None:
    posts = events((0.0, 0.05))
    found = locate(posts, units())
    land = units()[["code", "iso3"]].iloc[[1, 2, 5]]
    # AA0101: 30 people at 0.05 degrees, 10 at 0.09; AA0102: nobody; BB0101: 5, with no service.
    people = sparse.csr_array(np.array([[30.0, 10.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 5.0]]))
    made = people_distances(
        posts.geometry, found, people=people, lon=np.array([0.05, 0.09, 0.45]), lat=np.array([0.05] * 3), units=land
    )
    assert made.loc["AA0101", "mean_km"] == pytest.approx((30 * 0.05 + 10 * 0.09) / 40 * DEGREE_KM, rel=1e-5)
    assert made.loc["AA0101", ["share_5km", "share_10km"]].tolist() == [0.0, 0.75 * 0 + 0.75]
    assert made.loc[["AA0102", "BB0101"]].isna().all(axis=None)
