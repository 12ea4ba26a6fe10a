"""Check what each layer shows, and how it says that a value was not measured there, or only in part."""

from __future__ import annotations

import pytest

from geo.maps.menu import layers
from tests import map_world as world

CODES = ["SV0101", "GT0101", "GT0201", "HN0101"]


@pytest.fixture
def shown():
    values = world.values(CODES)
    public = values[values["indicator"] != "victims"]
    listed = layers(world.scores(CODES), public, catalogue=world.catalogue(), types=[1, 2, 3])
    return {layer["id"]: layer for layer in listed}


def test_lists_the_tree_then_certainty_then_types_then_indicators(shown):
    nodes = ["priority", "origin", "drivers", "economic", "violence", "rights"]
    assert list(shown) == [
        *nodes,
        "bivariate",
        "rank_width",
        "p_top",
        "type",
        "emigrants",
        "poverty",
        "literacy",
        "homicides",
    ]


def test_every_layer_covers_every_unit(shown):
    for layer in shown.values():
        assert len(layer["values"]) == len(layer["mark"]) == len(CODES)
        assert len(layer["colours"]) == len(layer.get("classes", layer["breaks"]))
        for value, letter in zip(layer["values"], layer["mark"], strict=True):
            assert (value is None) == (letter == "-")


def test_an_inherited_value_never_looks_measured(shown):
    assert shown["emigrants"]["mark"] == "mmmh"
    assert shown["emigrants"]["status"] == "oooh"
    # All that is known of the block is handed down, and no more than a fifth of the whole.
    assert shown["origin"]["mark"] == "mmmh"
    assert shown["drivers"]["mark"] == "mmmm"


def test_a_type_that_rests_on_what_is_handed_down_says_so():
    values = world.values(CODES).query("indicator != 'victims'")
    handed = values["code"].eq("GT0201")
    values.loc[handed & values["value"].notna(), "status"] = "inherited"
    listed = layers(world.scores(CODES), values, catalogue=world.catalogue(), types=[1, 2, 3])
    marks = {layer["id"]: layer["mark"] for layer in listed}
    # In Honduras the block that is handed down is more than half of what is known.
    assert marks["type"] == "mmhh"
    assert marks["priority"] == "gmhh"


def test_a_unit_below_the_gate_is_marked_and_has_no_rank_layers(shown):
    assert shown["priority"]["mark"][0] == "g"
    assert shown["rank_width"]["values"][0] is None
    assert shown["p_top"]["values"][0] is None


def test_a_pillar_without_data_stays(shown):
    assert shown["rights"]["values"] == [None] * 4
    assert shown["rights"]["breaks"] == []
    assert shown["rights"]["mark"] == "----"


def test_a_value_points_to_its_origin(shown):
    poverty = shown["poverty"]
    assert poverty["status"] == "ooom"
    assert poverty["origins"] == [["poverty", 2018, "municipality", ""]]
    assert poverty["origin"] == [0, 0, 0, -1]


def test_levels_of_one_series_are_told_apart(shown):
    assert shown["emigrants"]["origins"] == [
        ["emigrants", 2018, "department", ""],
        ["emigrants", 2018, "municipality", ""],
    ]
    assert shown["emigrants"]["origin"] == [1, 1, 1, 0]


def test_numbers_are_rounded_to_what_is_shown(shown):
    assert all(value == round(value, 3) for value in shown["literacy"]["values"])
    assert set(shown["literacy"]["breaks"]) <= set(shown["literacy"]["values"])


def test_an_indicator_without_any_row_is_left_out():
    values = world.values(CODES)
    only = values[values["indicator"] == "poverty"]
    listed = layers(world.scores(CODES), only, catalogue=world.catalogue(), types=[])
    assert [layer["id"] for layer in listed if layer["kind"] == "indicator"] == ["poverty"]
    assert all(layer["id"] != "type" for layer in listed)


@pytest.fixture
def rain():
    values = world.covered(
        world.values(CODES), "homicides", {"SV0101": 0.0, "GT0101": 0.63, "GT0201": 0.946, "HN0101": 0.95}
    )
    listed = layers(world.scores(CODES), values, catalogue=world.gridded(world.catalogue(), "homicides"))
    return {layer["id"]: layer for layer in listed}


def test_a_raster_that_covers_only_part_of_a_unit_is_marked(rain):
    assert rain["homicides"]["mark"] == "-ppm"
    assert rain["homicides"]["values"][0] is None


def test_coverage_is_told_in_whole_percent_rounded_down(rain):
    grid = rain["homicides"]["grid"]
    assert grid == {"least": 0.5, "whole": 0.95, "percent": {"0": 0, "1": 63, "2": 94, "3": 95}}


def test_a_sliver_is_not_told_as_nothing_and_an_edge_not_as_all():
    values = world.covered(world.values(CODES), "homicides", {"SV0101": 0.001, "GT0101": 0.999, "GT0201": 0.57})
    listed = layers(world.scores(CODES), values, catalogue=world.gridded(world.catalogue(), "homicides"))
    grid = next(layer for layer in listed if layer["id"] == "homicides")["grid"]
    assert grid["percent"] == {"0": 1, "1": 99, "2": 57}


def test_what_comes_from_no_raster_tells_no_coverage(rain, shown):
    assert "grid" not in shown["homicides"]
    assert "grid" not in rain["poverty"]
    values = world.covered(world.values(CODES), "homicides", {"GT0101": 0.63})
    listed = {layer["id"]: layer for layer in layers(world.scores(CODES), values, catalogue=world.catalogue())}
    assert listed["homicides"]["mark"] == "mmmm"


def test_a_value_handed_down_is_marked_as_that_before_anything_else():
    values = world.covered(world.values(CODES), "emigrants", {"HN0101": 0.7})
    listed = layers(world.scores(CODES), values, catalogue=world.gridded(world.catalogue(), "emigrants"))
    assert next(layer for layer in listed if layer["id"] == "emigrants")["mark"] == "mmmh"


def test_a_layer_of_the_index_names_the_nodes_it_rests_on(shown):
    assert shown["drivers"]["under"] == ["drivers", "economic", "violence", "rights"]
    assert shown["origin"]["under"] == ["origin"]
