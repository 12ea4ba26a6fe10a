"""Check that a topology is laid out as it is, and refused when it cannot be drawn."""

from __future__ import annotations

import pytest

from geo.errors import GeometryError
from geo.maps.shapes import compact
from tests import map_world as world


def test_lays_out_arcs_shapes_and_names():
    geometry, units = compact(world.topology())
    assert geometry["arcs"][1] == [10, 0, 0, 10]
    assert geometry["shapes"][0] == [[[0, 5, -2, -10]]]
    assert geometry["shapes"][4] == [[[13]], [[14]]]
    assert units["code"].tolist() == ["SV0101", "GT0101", "GT0100", "GT0201", "HN0101"]


def broken(change):
    topology = world.topology()
    change(topology)
    return topology


def rows(topology):
    return topology["objects"]["units"]["geometries"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.update(type="FeatureCollection"), "not a TopoJSON"),
        (lambda t: t.update(objects={}), "not a TopoJSON"),
        (lambda t: t.pop("transform"), "not quantised"),
        (lambda t: rows(t)[1].update(type="Point"), "1 of 5 units are neither polygon nor multipolygon: GT0101"),
        (lambda t: rows(t)[1].pop("properties"), "properties are not there: code"),
        (lambda t: rows(t)[3]["properties"].pop("label_lat"), "1 of 10 properties are not there: label_lat"),
        (lambda t: rows(t)[3]["properties"].update(code="HN0101"), "1 of 5 units share their code"),
    ],
)
def test_refuses_what_cannot_be_drawn(change, told):
    with pytest.raises(GeometryError, match=told):
        compact(broken(change))
