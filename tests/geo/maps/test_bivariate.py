"""Check the crossing of two scores by hand: thirds, ties, what is missing, and its layer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.maps.bivariate import CLASSES, bivariate, cross
from geo.palette import CROSSED
from tests import map_world as world

NAN = float("nan")


def table(origin, drivers):
    return pd.DataFrame({"node_origin": origin, "node_drivers": drivers}, dtype=float)


def thirds_of(values):
    return [None if np.isnan(value) else CLASSES[int(value)] for value in values]


def test_thirds_by_hand():
    crossed, cuts = cross(table([1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1]))
    assert cuts == [[2, 4, 6], [2, 4, 6]]
    # A limit belongs to the third below it.
    assert thirds_of(crossed) == [(0, 2), (0, 2), (1, 1), (1, 1), (2, 0), (2, 0)]


def test_a_place_that_lacks_a_score_has_no_class_and_moves_no_limit():
    crossed, cuts = cross(table([1, 2, 3, NAN, 9], [1, 2, 3, 5, NAN]))
    assert cuts == [[2, 3, 9], [2, 3, 5]]
    assert thirds_of(crossed) == [(0, 0), (0, 0), (1, 1), None, None]


@pytest.mark.parametrize(("origin", "expected"), [([7, 7, 7], [0, 0, 0]), ([1, 1, 9], [0, 0, 1]), ([NAN] * 3, None)])
def test_ties_leave_fewer_thirds_from_the_low_end(origin, expected):
    crossed, _ = cross(table(origin, [1, 2, 3]))
    if expected is None:
        assert np.isnan(crossed).all()
    else:
        assert [thirds[0] for thirds in thirds_of(crossed)] == expected


def test_every_class_has_its_own_place_and_colour():
    assert len(set(CLASSES)) == 9
    assert CLASSES[0] == (2, 2)
    assert CLASSES[-1] == (0, 0)
    layer = bivariate(table([1, 2, 3], [3, 2, 1]), catalogue=world.catalogue(), lent=None)[0]
    by_class = dict(zip(map(tuple, layer["classes"]), layer["colours"], strict=True))
    assert by_class[2, 0] == CROSSED[0][2]  # origin high, drivers low: the orange one
    assert by_class[0, 2] == CROSSED[2][0]
    assert len(set(layer["colours"])) == 9


def test_a_class_is_striped_where_either_score_was_lent():
    lent = {"origin": np.array([0.5, 0.0, 0.0]), "drivers": np.array([0.0, 0.9, 0.1])}
    layer = bivariate(table([1, 2, 3], [3, NAN, 1]), catalogue=world.catalogue(), lent=lent)[0]
    assert layer["mark"] == "h-m"
    assert layer["values"][1] is None
    assert layer["under"] == ["origin", "drivers", "economic", "violence", "rights"]


def test_a_study_without_both_nodes_has_no_such_layer():
    catalogue = world.catalogue()
    index = catalogue.index.model_copy(update={"nodes": tuple(n for n in catalogue.index.nodes if n.id != "origin")})
    without = type(catalogue)(catalogue.study, index, catalogue.indicators, catalogue.sources)
    assert bivariate(table([1], [1]), catalogue=without, lent=None) == []
