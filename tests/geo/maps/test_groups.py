"""Check the layers of groups: their classes, what is no finding, what rests on handed-down data, and zones apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.maps.groups import bordering, group_layers
from geo.maps.shapes import compact
from geo.palette import CATEGORIES, MIXED, PALE, told_apart
from tests import map_world as world

CODES = [f"GT01{number:02}" for number in range(1, 9)]
NOT_LENT = {"score": np.zeros(8), "drivers": np.zeros(8)}


def shown(scores, *, types=(), zones=(), neighbours=(), lent=NOT_LENT):
    listed = group_layers(scores, types=types, zones=zones, neighbours=neighbours, lent=lent)
    return {layer["id"]: layer for layer in listed}


@pytest.fixture
def scores():
    return world.grouped(world.scores(CODES))


def test_a_layer_is_offered_where_its_column_is(scores):
    assert list(shown(scores, types=[1, 2, 3], zones=[1, 2])) == [
        "type", "hotspot", "lisa", "bilisa", "zone", "selected",
    ]  # fmt: skip
    assert list(shown(scores.drop(columns=["lisa", "selected"]))) == ["hotspot", "bilisa"]
    assert shown(world.scores(CODES)) == {}


def test_chance_and_no_data_are_classes_of_their_own(scores):
    hot = shown(scores)["hotspot"]
    assert hot["classes"] == ["hot", "cold", "not_significant", "island"]
    assert hot["values"] == [0, 3, 2, 1, None, 0, 3, 2]
    assert hot["mark"] == "mmmm-mmm"
    assert hot["colours"][2] == PALE
    assert hot["q"][:2] == [0, 0.165]


def test_not_significant_is_explained_even_where_all_is_significant():
    scores = world.scores(CODES).assign(hotspot="hot", hotspot_q=0.01)
    assert shown(scores)["hotspot"]["classes"] == ["hot", "cold", "not_significant"]


def test_quadrants_stand_from_the_one_that_calls_for_most_attention(scores):
    lisa = shown(scores)["lisa"]
    assert lisa["classes"] == ["HH", "HL", "LH", "LL", "not_significant", "island"]
    assert lisa["values"] == [0, 3, 4, 1, 2, 5, None, 0]


def test_a_finding_that_rests_on_handed_down_data_is_striped_and_no_finding_is_not(scores):
    lent = {"score": np.array([0.5, 0.5, 0.5, 0.49, 1, 0, 0, 0]), "drivers": np.ones(8)}
    found = shown(scores, types=[1, 2, 3], lent=lent)
    assert found["hotspot"]["mark"] == "hmmm-mmm"
    assert found["type"]["mark"] == "hhhmhmmm"
    # Of the eight, the third, seventh and eighth by turns are no finding, an island, and one without data.
    assert found["bilisa"]["classes"] == ["HH", "HL", "LH", "LL", "not_significant", "island"]
    assert found["bilisa"]["mark"] == "hmhhm-hh"


def test_types_keep_their_number_and_mixed_ones_come_last(scores):
    plain = shown(scores, types=[1, 2, 3])["type"]
    assert plain["classes"] == [1, 2, 3]
    assert plain["values"] == [0, 1, 2, 0, 1, 2, 0, 1]
    mixed = scores.assign(type=pd.array([0, 3, 1, 2, None, 1, 1, 1], dtype="Int64"))
    layer = shown(mixed, types=[1, 2, 3])["type"]
    assert layer["classes"] == [1, 2, 3, 0]
    assert layer["values"] == [3, 2, 0, 1, None, 0, 0, 0]
    assert layer["colours"] == [*CATEGORIES[:3], MIXED]


def test_outside_the_zones_is_a_class_and_a_lake_is_in_none(scores):
    scores.loc[7, ["coverage", "zone"]] = [np.nan, pd.NA]
    zone = shown(scores, zones=[1, 2])["zone"]
    assert zone["classes"] == [1, 2, 0]
    assert zone["values"] == [0, 1, 2, 0, 1, 2, 0, None]
    assert zone["colours"] == [*CATEGORIES[:2], PALE]


def test_the_selected_are_told_apart_from_how_often_each_is_selected(scores):
    layer = shown(scores)["selected"]
    assert layer["selected"] == [0, 1] * 4
    assert layer["values"] == [None, 0.67, 0.47, 0.27, 0.87, 0.67, 0.47, 0.27]
    assert layer["breaks"][-1] == 1.0


def test_groups_border_where_they_share_an_arc_or_have_one_unit_between_them():
    shapes = compact(world.topology())[0]["shapes"]
    # Four squares in a row, and an island that touches nobody.
    assert bordering(pd.Series([1, 1, 2, 2, 3], dtype="Int64"), shapes) == {(1, 2)}
    assert bordering(pd.Series([1, None, 2, None, 3], dtype="Int64"), shapes) == {(1, 2)}
    assert bordering(pd.Series([1, None, None, 2, 3], dtype="Int64"), shapes) == set()
    assert bordering(pd.Series([1, 1, 1, 1, 1], dtype="Int64"), shapes) == set()


@given(st.sets(st.tuples(st.integers(1, 12), st.integers(1, 12)).filter(lambda pair: pair[0] < pair[1]), max_size=20))
def test_neighbours_never_share_a_colour_while_colours_last(pairs):
    places = told_apart(range(1, 13), pairs)
    degree = {zone: sum(zone in pair for pair in pairs) for zone in places}
    if max(degree.values()) < len(CATEGORIES):
        assert all(places[one] != places[other] for one, other in pairs)
    assert set(places.values()) <= set(range(len(CATEGORIES)))


def test_without_neighbours_each_zone_keeps_its_own_colour():
    assert told_apart([1, 2, 3, 9], ()) == {1: 0, 2: 1, 3: 2, 9: 3}
    assert told_apart(range(10), [(0, 8)])[8] == 1
