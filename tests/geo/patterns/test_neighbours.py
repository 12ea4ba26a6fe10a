"""Check neighbours on squares: shared lines, corners, gaps, borders that do not meet, islands."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Polygon, box

from geo.boundaries import read_topojson
from geo.errors import GeometryError, MethodError
from geo.patterns.neighbours import Neighbours, find_neighbours, link_units
from tests.conftest import ROOT

SIDE = 0.05
"""About 5.4 km of longitude, 5.5 km of latitude."""
KM = 1 / 110.6
"""A kilometre in degrees of latitude, near enough."""


def square(column: float, row: float, *, width: float = 1) -> Polygon:
    return box(*(round(v, 9) for v in (column * SIDE, row * SIDE, (column + width) * SIDE, (row + 1) * SIDE)))


def units(**shapes: Polygon) -> gpd.GeoDataFrame:
    countries = {"AA": "AAA", "BB": "BBB"}
    table = {"code": list(shapes), "iso3": [countries[code[:2]] for code in shapes]}
    return gpd.GeoDataFrame(table, geometry=list(shapes.values()), crs="EPSG:4326")


def links(found: Neighbours) -> set[tuple[str, str, str]]:
    once = found.pairs[found.pairs["code"] < found.pairs["neighbour"]]
    return set(once[["code", "neighbour", "kind"]].itertuples(index=False, name=None))


def test_a_shared_line_joins_and_a_corner_does_not() -> None:
    found = find_neighbours(units(AA01=square(0, 0), AA02=square(1, 0), AA03=square(1, 1)))
    assert links(found) == {("AA01", "AA02", "border"), ("AA02", "AA03", "border")}
    np.testing.assert_array_equal(found.matrix.toarray(), [[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    np.testing.assert_allclose(found.pairs["border_km"], SIDE * 110.6, rtol=0.02)
    assert found.islands == ()


def test_both_directions_are_listed_in_order_of_the_units() -> None:
    found = find_neighbours(units(AA02=square(1, 0), AA01=square(0, 0)))
    assert found.pairs[["code", "neighbour"]].to_numpy().tolist() == [["AA02", "AA01"], ["AA01", "AA02"]]
    assert list(found.codes) == ["AA02", "AA01"]


@pytest.mark.parametrize("apart", [-0.3 * KM, 0.0, 0.3 * KM], ids=["overlap", "meeting", "gap"])
def test_across_a_border_that_does_not_meet(apart: float) -> None:
    east = box(SIDE + apart, 0, 2 * SIDE, SIDE)
    found = find_neighbours(units(AA01=square(0, 0), BB01=east))
    assert links(found) == {("AA01", "BB01", "cross_border")}


@pytest.mark.parametrize("apart", [-0.2 * KM, 0.0, 0.2 * KM], ids=["overlap", "meeting", "gap"])
def test_a_corner_across_a_border_joins_nobody(apart: float) -> None:
    east = box(SIDE + apart, SIDE, 2 * SIDE, 2 * SIDE)
    found = find_neighbours(units(AA01=square(0, 0), BB01=east), faced_km=1.5)
    assert links(found) == set()
    assert found.islands == ("AA01", "BB01")


def test_two_corners_that_meet_are_no_border_by_default() -> None:
    assert links(find_neighbours(units(AA01=square(0, 0), BB01=square(1, 1)))) == set()


def test_beyond_reach_is_beyond_reach() -> None:
    assert links(find_neighbours(units(AA01=square(0, 0), BB01=box(SIDE + 0.6 * KM, 0, 2 * SIDE, SIDE)))) == set()


def test_a_hairline_inside_a_country_is_a_border_and_a_wide_gap_is_none() -> None:
    # The department of Gracias a Dios misses the rest of Honduras by 20 to 40 m.
    near = find_neighbours(units(AA01=square(0, 0), AA02=box(SIDE + 0.03 * KM, 0, 2 * SIDE, SIDE)))
    assert links(near) == {("AA01", "AA02", "border")}
    far = find_neighbours(units(AA01=square(0, 0), AA02=box(SIDE + 0.3 * KM, 0, 2 * SIDE, SIDE)))
    assert links(far) == set()


def test_islands_are_named_and_can_be_joined_to_the_nearest() -> None:
    layer = units(AA01=square(0, 0), AA02=square(1, 0), AA03=square(4, 0), BB01=square(9, 0))
    left = find_neighbours(layer)
    assert left.islands == ("AA03", "BB01")
    near = find_neighbours(layer, islands="nearest")
    assert links(near) == {
        ("AA01", "AA02", "border"), ("AA02", "AA03", "distance"), ("AA03", "BB01", "distance"),
    }  # fmt: skip
    assert near.islands == ("AA03", "BB01")
    assert near.pairs.loc[near.pairs["kind"] == "distance", "border_km"].isna().all()


def test_a_single_unit_is_an_island() -> None:
    found = find_neighbours(units(AA01=square(0, 0)), islands="nearest")
    assert found.islands == ("AA01",)
    assert found.matrix.shape == (1, 1)
    assert found.pairs.empty


def test_order_changes_nothing() -> None:
    layer = units(AA01=square(0, 0), AA02=square(1, 0), BB01=square(2, 0), BB02=square(2, 1))
    assert links(find_neighbours(layer)) == links(find_neighbours(layer.iloc[::-1]))


def test_links_of_a_file_give_the_same_neighbours() -> None:
    found = find_neighbours(units(AA01=square(0, 0), AA02=square(1, 0), BB01=square(2, 0), BB02=square(5, 0)))
    again = link_units(list(found.codes), found.pairs)
    pd.testing.assert_frame_equal(again.pairs, found.pairs)
    np.testing.assert_array_equal(again.matrix.toarray(), found.matrix.toarray())
    assert again.islands == found.islands == ("BB02",)


def test_links_that_do_not_fit_the_units_are_refused_together() -> None:
    pairs = pd.DataFrame([("A", "B"), ("B", "A"), ("A", "A"), ("A", "C"), ("B", "D"), ("D", "B")])
    with pytest.raises(MethodError) as caught:
        link_units(["A", "B", "C", "C"], pairs.set_axis(["code", "neighbour"], axis=1))
    for part in (
        "1 of 4 codes come more than once: C",
        "1 of 4 linked units are not among the units: D",
        "1 of 6 links join a unit to itself: A",
        "1 of 6 links go one way only: A - C",
    ):
        assert part in str(caught.value)


def test_faults_of_the_layer_are_told_together() -> None:
    layer = units(AA01=square(0, 0), AA02=Polygon()).assign(code="AA01").set_crs(None, allow_override=True)
    with pytest.raises(GeometryError) as caught:
        find_neighbours(layer, reach_km=0)
    for part in (
        "no coordinate reference system",
        "1 of 3 lengths are not above 0: reach_km = 0",
        "1 of 2 codes come more than once: AA01",
        "1 of 2 units have no geometry: AA01",
    ):
        assert part in str(caught.value)
    with pytest.raises(GeometryError, match="there are no units"):
        find_neighbours(units(AA01=square(0, 0)).iloc[:0])


def test_the_shipped_layer() -> None:
    path = ROOT / "data/studies/northern_triangle/boundaries.topojson"
    layer = read_topojson(path.read_text(encoding="utf-8"))
    found = find_neighbours(layer[layer["kind"] != "lake"])
    assert set(found.islands) == {"SV1410", "HN1102", "HN1104", "HN1703"}
    kinds = found.pairs["kind"].value_counts()
    assert kinds["cross_border"] == 2 * 99
    pairs = set(found.pairs[["code", "neighbour"]].itertuples(index=False, name=None))
    # Copán Ruinas and Camotán, Citalá and Ocotepeque; and Gracias a Dios, which misses Colón by 24 m.
    assert {("HN0404", "GT2005"), ("SV0404", "HN1401"), ("HN0902", "HN0203")} <= pairs
    assert abs(found.matrix - found.matrix.T).nnz == 0
