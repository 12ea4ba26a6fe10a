"""Check that a scene says of new scores what the page would say of them, and nothing that is not known."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from geo.errors import TableError
from geo.maps import handed_down, scene
from geo.maps.payload import payload
from tests import map_world as world

TOPOLOGY = world.topology()
CODES = [item["properties"]["code"] for item in TOPOLOGY["objects"]["units"]["geometries"]]
LAKE = CODES.index("GT0100")


def given(**changes):
    codes = world.codes_of(TOPOLOGY)
    tables = {"scores": world.scores(codes), "values": world.values(codes)}
    return tables | changes


def page(tables):
    return payload(TOPOLOGY, **tables, catalogue=world.catalogue(), types=None, run=world.RUN, lang="es")


def test_a_scene_of_the_same_scores_is_what_the_page_holds():
    tables = given()
    told = page(tables)
    lent = handed_down(tables["values"], catalogue=world.catalogue(), codes=CODES)
    new = scene(tables["scores"], catalogue=world.catalogue(), codes=CODES, lent=lent, contributions=True)
    layers = {layer["id"]: layer for layer in told["layers"]}
    for name, column in new["scores"].items():
        assert column == told["scores"][name], name
    assert set(new["layers"]) == set(layers) - {"type"}
    for id_, change in new["layers"].items():
        for key, value in change.items():
            if key == "schemes":
                assert value == {name: layers[id_]["schemes"][name] for name in ("quantiles", "equal", "pretty")}
            else:
                assert value == layers[id_][key], (id_, key)


def test_the_order_of_the_rows_does_not_matter_and_it_is_plain_json():
    scores = given()["scores"]
    new = scene(scores, catalogue=world.catalogue(), codes=CODES)
    assert scene(scores[::-1], catalogue=world.catalogue(), codes=CODES) == new
    assert json.loads(json.dumps(new, allow_nan=False)) == new


def test_a_unit_without_a_row_is_empty():
    new = scene(given()["scores"], catalogue=world.catalogue(), codes=CODES)
    assert new["scores"]["gate"][LAKE] == "no_data"
    assert new["scores"]["flags"][LAKE] == []
    columns = [new["scores"]["rank"], *(layer["values"] for layer in new["layers"].values())]
    assert all(column[LAKE] is None for column in columns)


def test_it_says_whether_the_groups_fit():
    scores = given()["scores"]
    assert not scene(scores, catalogue=world.catalogue(), codes=CODES)["published"]
    assert scene(scores, catalogue=world.catalogue(), codes=CODES, published=True)["published"]


def test_numbers_are_rounded_as_they_are_shown():
    scores = given()["scores"].assign(score=[12.34, 45.678, 99.99, 50.0], node_origin=[0.04, 33.333, 66.66, np.nan])
    new = scene(scores, catalogue=world.catalogue(), codes=CODES)
    assert new["layers"]["priority"]["values"] == new["scores"]["score"] == [12.3, 45.7, None, 100, 50]
    assert new["layers"]["origin"]["values"] == [0, 33.3, None, 66.7, None]


def test_without_lent_shares_the_marks_stay_out():
    new = scene(given()["scores"], catalogue=world.catalogue(), codes=CODES)
    assert not any("mark" in layer for layer in new["layers"].values())


def test_lent_shares_stripe_and_the_gate_dots():
    lent = {node.id: np.array([0.9, 0.9, 0, 0.1, 0.5]) for node in world.catalogue().index.nodes}
    new = scene(given()["scores"], catalogue=world.catalogue(), codes=CODES, lent=lent)
    assert new["layers"]["priority"]["mark"] == "gh-mh"
    assert new["layers"]["origin"]["mark"] == "hh-mh"
    assert new["layers"]["rights"]["mark"] == "-----"


def test_what_was_not_scored_anew_is_left_out():
    quick = given()["scores"][["code", "score", "rank", "node_origin"]]
    new = scene(quick, catalogue=world.catalogue(), codes=CODES)
    assert set(new["scores"]) == {"score", "rank"}
    assert set(new["layers"]) == {"priority", "origin"}


def test_a_flag_never_names_what_is_not_public():
    scores = given()["scores"].assign(flags="dominated:victims;low_coverage")
    new = scene(scores, catalogue=world.catalogue(), codes=CODES, contributions=True)
    assert new["scores"]["flags"][0] == ["dominated", "low_coverage"]
    assert "victims" not in json.dumps(new)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda f: f.replace({"code": {"HN0101": "HN9999"}}), "1 of 4 scores are of no unit of the map: HN9999"),
        (lambda f: pd.concat([f, f.iloc[:1]]), "1 of 5 scores stand twice: SV0101"),
    ],
)
def test_refuses_scores_of_another_study(change, told):
    with pytest.raises(TableError, match=told):
        scene(change(given()["scores"]), catalogue=world.catalogue(), codes=CODES)


def test_shares_handed_down_by_hand():
    codes = world.codes_of(TOPOLOGY)
    lent = handed_down(world.values(codes), catalogue=world.catalogue(), codes=CODES)
    # Honduras knows emigrants, all that is known of the origin, by department only.
    assert lent["origin"].tolist() == [0, 0, 0, 0, 1]
    assert lent["economic"].tolist() == [0] * 5
    # Of its drivers one pillar of three is empty and half of another: a half of a half beside the half that is lent.
    assert lent["priority"][-1] == pytest.approx(0.5 / (0.5 + 0.25))
    assert "victims" not in lent
