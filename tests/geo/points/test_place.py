"""Place points in a world of squares, where every distance can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import MethodError
from geo.points import place_points
from tests.geo.points.world import M, at, units


def test_a_point_inside_goes_to_its_unit() -> None:
    placed = place_points(at((0.05, 0.05), (0.55, 0.05)), units())
    assert placed["code"].tolist() == ["AA0101", "BB0102"]
    assert placed["how"].tolist() == ["inside", "inside"]
    assert placed["distance_m"].tolist() == [0.0, 0.0]
    assert placed.index.tolist() == [2, 3]


def test_a_point_on_a_shared_border_goes_to_the_first_code_whatever_the_order_of_units() -> None:
    points = at((0.1, 0.05), (0.2, 0.1))
    placed = place_points(points, units())
    assert placed["code"].tolist() == ["AA0101", "AA0102"]
    assert placed["how"].tolist() == ["border", "border"]
    pd.testing.assert_frame_equal(placed, place_points(points, units().iloc[::-1]))


def test_a_point_beside_the_coast_goes_to_the_nearest_unit_within_the_tolerance() -> None:
    # 900 m, 1,005 m and 1,100 m south of the coast.
    placed = place_points(at((0.05, -900 * M), (0.05, -1005 * M), (0.05, -1100 * M)), units(), tolerance_m=1000)
    assert placed["code"].iloc[0] == "AA0101"
    assert placed["how"].tolist() == ["near", "outside", "outside"]
    assert placed["distance_m"].iloc[0] == pytest.approx(900, abs=0.01)
    assert np.isnan(placed["distance_m"].iloc[1])
    assert pd.isna(placed["code"].iloc[1])


def test_a_point_in_a_gap_goes_to_the_nearer_side_and_midway_to_the_first_code() -> None:
    placed = place_points(at((0.4 + 150 * M, 0.05), (0.4 + 100 * M, 0.05)), units())
    assert placed["code"].tolist() == ["BB0101", "AA0202"]
    assert placed["distance_m"].tolist() == pytest.approx([50, 100], abs=0.01)


def test_far_from_the_equator_a_degree_of_longitude_is_shorter() -> None:
    north = units().assign(geometry=units().translate(0, 60))
    # 1,000 m of longitude at 60 degrees is twice as many degrees as on the equator.
    placed = place_points(at((-1000 * M * 2, 60.00001)), north, tolerance_m=1001)
    assert placed["distance_m"].iloc[0] == pytest.approx(1000, rel=1e-3)


def test_a_point_in_a_lake_goes_to_the_shore_within_the_tolerance_and_is_reported_beyond() -> None:
    placed = place_points(at((0.05, 0.1 + 500 * M), (0.05, 0.15)), units())
    assert placed["code"].iloc[0] == "AA0101"
    assert placed["how"].tolist() == ["near", "lake"]


def test_a_point_is_not_placed_in_another_country_than_its_own() -> None:
    points = at((0.05, 0.05), (0.4 + 50 * M, 0.05), (0.4 - 50 * M, 0.05), (0.05, 0.05))
    own = pd.Series(["BBB", "BBB", "BBB", None], index=points.index)
    placed = place_points(points, units(), countries=own)
    assert placed["how"].tolist() == ["other_country", "near", "near", "inside"]
    assert placed["code"].tolist()[1:] == ["BB0101", "BB0101", "AA0101"]
    assert placed["distance_m"].iloc[2] == pytest.approx(250, abs=0.01)


def test_points_without_coordinates_and_far_away_are_reported() -> None:
    placed = place_points(at(None, (50.0, 50.0)), units())
    assert placed["how"].tolist() == ["no_coordinates", "outside"]
    assert placed["code"].isna().all()


def test_no_point_at_all_is_no_fault() -> None:
    assert place_points(at(), units()).empty


@pytest.mark.parametrize("tolerance", [-1.0, np.nan, np.inf])
def test_a_tolerance_that_is_none_is_refused(tolerance: float) -> None:
    with pytest.raises(MethodError, match="tolerance"):
        place_points(at((0.05, 0.05)), units(), tolerance_m=tolerance)


@given(
    places=st.lists(st.tuples(st.floats(-0.02, 0.62), st.floats(-0.02, 0.22)), min_size=1, max_size=30),
    data=st.data(),
)
@settings(max_examples=40, deadline=None)
def test_the_order_of_points_changes_nothing(places: list[tuple[float, float]], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(places))))
    placed = place_points(at(*places), units())
    turned = place_points(at(*(places[i] for i in order)), units())
    pd.testing.assert_frame_equal(placed.iloc[list(order)].reset_index(drop=True), turned.reset_index(drop=True))
    # Every point has one answer, and a code exactly where a distance is.
    assert (placed["code"].notna() == placed["distance_m"].notna()).all()
