"""Check what leaves for the page, what must not, and what is refused."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import TableError
from geo.maps.payload import payload, to_json
from tests import map_world as world


def inputs(**changes):
    topology = world.topology()
    codes = world.codes_of(topology)
    given = {
        "scores": world.scores(codes),
        "values": world.values(codes),
        "catalogue": world.catalogue(),
        "types": world.types(codes),
        "run": world.RUN,
        "lang": "es",
    }
    return topology, given | changes


def made(**changes):
    topology, given = inputs(**changes)
    return payload(topology, **given)


def test_scores_follow_the_order_of_the_shapes_and_lakes_have_none():
    data = made()
    assert data["units"]["code"][2] == "GT0100"
    assert data["units"]["lake"] == [0, 0, 1, 0, 0]
    assert data["scores"]["score"][2] is None
    assert data["scores"]["gate"] == ["below_gate", "ranked", "no_data", "ranked", "ranked"]
    assert data["scores"]["rank"][0] is None
    assert data["scores"]["flags"][4] == ["inherited_origin", "dominated:homicides", "wide_interval"]


def test_a_shuffled_table_changes_nothing():
    topology, given = inputs()
    shuffled = given | {
        "scores": given["scores"].sample(frac=1, random_state=1),
        "values": given["values"].sample(frac=1, random_state=1),
    }
    assert to_json(payload(topology, **shuffled)) == to_json(payload(topology, **given))


def test_what_is_not_public_stays_out():
    data = made()
    text = to_json(data)
    assert data["study"]["closed"] == 1
    assert "victims" not in text
    assert "Víctimas" not in text


def test_what_dominates_a_score_is_not_named_where_it_is_not_public():
    _, given = inputs()
    scores = given["scores"].assign(flags="low_coverage;dominated:victims")
    data = made(scores=scores)
    assert data["scores"]["flags"][0] == ["low_coverage", "dominated"]
    assert "victims" not in to_json(data)


def closing(catalogue, series="poverty"):
    source = catalogue.sources[0]
    closed = source.series[series].model_copy(update={"tier": "internal"})
    source = source.model_copy(update={"series": {**source.series, series: closed}})
    return type(catalogue)(catalogue.study, catalogue.index, catalogue.indicators, (source,))


def test_an_indicator_of_a_closed_series_leaves_with_it():
    hidden = closing(world.catalogue())
    assert "poverty" not in [layer["id"] for layer in made(catalogue=hidden)["layers"]]
    assert made(catalogue=hidden)["study"]["closed"] == 2
    assert "poverty" in [layer["id"] for layer in made(catalogue=hidden, tier="internal")["layers"]]


def test_a_figure_of_a_closed_series_counts_as_withheld_wherever_it_stands():
    hidden = closing(world.catalogue(), "victims")
    values = inputs()[1]["values"]
    values.loc[values["indicator"].eq("poverty") & values["source"].notna(), "source"] = "victims"
    poverty = next(layer for layer in made(catalogue=hidden, values=values)["layers"] if layer["id"] == "poverty")
    assert poverty["values"] == [None] * 5
    assert poverty["status"] == "ssnsm"
    assert poverty["origins"] == []


def test_a_map_for_a_closed_tier_says_so_in_its_title():
    study = made(tier="partner")["study"]["title"]
    assert study["es"].endswith("· Solo para socios")
    assert study["en"].endswith("· For partners only")


def test_without_a_typology_there_is_no_layer_of_it():
    topology, given = inputs(types=None)
    given["scores"] = given["scores"].drop(columns=["type", "type_p"])
    data = payload(topology, **given)
    assert data["types"] == []
    assert all(layer["id"] != "type" for layer in data["layers"])


def test_groups_come_with_their_columns():
    _, given = inputs()
    scores = world.ranked_within_countries(world.grouped(given["scores"]))
    data = made(scores=scores, zones=world.ZONES)
    ids = [layer["id"] for layer in data["layers"] if layer["group"] == "groups"]
    assert ids == ["type", "hotspot", "lisa", "bilisa", "zone", "selected"]
    assert data["zones"] == [
        {"zone": 1, "es": "Valle del Sur", "en": "South valley", "label": [-89.95, 14.05]},
        {"zone": 2, "es": "Litoral", "en": "Coast", "label": [-89.85, 14.05]},
    ]
    assert data["scores"]["rank_in_country"] == [None, 1, None, 2, 1]
    assert data["scores"]["rank_in_country_p95"] == [None, 2, None, 4, 2]


def test_without_groups_nothing_is_said_of_them():
    _, given = inputs()
    within = [name for name in given["scores"] if name.startswith("rank_in_country")]
    data = made(scores=given["scores"].drop(columns=within))
    assert data["zones"] == []
    assert "rank_in_country" not in data["scores"]
    assert not {"hotspot", "lisa", "bilisa", "zone", "selected"} & {layer["id"] for layer in data["layers"]}


def test_a_zone_without_a_place_is_not_named():
    _, given = inputs()
    scores = world.grouped(given["scores"])
    scores["zone"] = scores["zone"].mask(scores["zone"].eq(2))
    assert [zone["zone"] for zone in made(scores=scores, zones=world.ZONES)["zones"]] == [1]


def test_zones_that_touch_do_not_share_a_colour():
    _, given = inputs()
    zones = pd.DataFrame({"zone": range(1, 10), "name_es": "Z", "name_en": "Z"})
    scores = world.grouped(given["scores"]).assign(zone=[1, 9, 2, 3])
    layer = next(layer for layer in made(scores=scores, zones=zones)["layers"] if layer["id"] == "zone")
    colours = dict(zip(layer["classes"], layer["colours"], strict=True))
    assert list(colours) == [1, 2, 3, 9, 0]
    assert colours[1] != colours[9]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda f: f.drop(columns=["lisa_q", "selected_p"]), "2 of 5 columns .*: lisa_q, selected_p"),
        (lambda f: f.drop(columns="zone"), "1 of 5 columns are not among the scores: zone"),
        (lambda f: f.assign(hotspot="warm"), "1 of 1 classes of `hotspot` are not known: warm"),
        (lambda f: f.assign(zone=[1, 2, 3, 4]), "2 of 4 zones of the scores have no name: 3, 4"),
    ],
)
def test_groups_that_do_not_fit_are_refused(change, told):
    _, given = inputs()
    with pytest.raises(TableError, match=told):
        made(scores=change(world.grouped(given["scores"])), zones=world.ZONES)


def test_the_size_of_cells_is_told_where_it_is_known():
    assert made(catalogue=world.gridded(world.catalogue(), "poverty"))["sources"]["poverty"]["resolution"] == {
        "es": "celdas de 1 km", "en": "cells of 1 km",
    }  # fmt: skip
    assert "resolution" not in made()["sources"]["poverty"]


def test_a_closed_raster_tells_no_coverage():
    hidden = closing(world.gridded(world.catalogue(), "poverty"), "victims")
    _, given = inputs()
    values = world.covered(given["values"], "poverty", {"GT0101": 0.63})
    values.loc[values["indicator"].eq("poverty") & values["source"].notna(), "source"] = "victims"
    poverty = next(layer for layer in made(catalogue=hidden, values=values)["layers"] if layer["id"] == "poverty")
    assert poverty["grid"]["percent"] == {}


def test_names_of_countries_and_departments_stand_amid_their_places():
    data = made()
    assert [(row["iso3"], row["label"]) for row in data["countries"]] == [
        ("SLV", [-89.95, 14.05]),
        ("GTM", [-89.75, 14.05]),
        ("HND", [-89.55, 14.05]),
    ]
    assert data["departments"][0] == ["GT01", "Departamento GT01", "GTM", [-89.8, 14.05]]
    codes = [data["departments"][place][0] for place in data["units"]["department"]]
    assert codes == ["SV01", "GT01", "GT01", "GT02", "HN01"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"scores": lambda f: f.replace({"code": {"HN0101": "HN9999"}})}, "1 of 4 scores have no shape.*HN9999"),
        ({"scores": lambda f: f.iloc[1:]}, "1 of 4 shapes of the map have no row among the scores: SV0101"),
        ({"scores": lambda f: pd.concat([f, f.iloc[:1]])}, "1 of 5 scores stand twice: SV0101"),
        ({"scores": lambda f: f.drop(columns=["node_origin", "p_top_60"])}, "2 of 8 columns.*node_origin, p_top_60"),
        ({"scores": lambda f: f.drop(columns="type")}, "1 of 8 columns are not among the scores: type"),
        ({"values": lambda f: f.replace({"indicator": {"poverty": "hunger"}})}, "1 of 5 indicators.*hunger"),
        ({"run": lambda _: {"seed": 1}}, "1 of 2 facts of the run are not told: date"),
    ],
)  # fmt: skip
def test_refuses_what_does_not_fit(changes, told):
    topology, given = inputs()
    given |= {name: change(given[name]) for name, change in changes.items()}
    with pytest.raises(TableError, match=told):
        payload(topology, **given)


def test_all_faults_come_together():
    topology, given = inputs(run={})
    given["scores"] = given["scores"].iloc[1:].drop(columns="type_p")
    with pytest.raises(TableError, match="the map: 3 faults"):
        payload(topology, **given)


@given(st.text())
def test_json_reads_back_and_cannot_end_its_element(text):
    written = to_json({"name": text})
    assert json.loads(written) == {"name": text}
    assert not set("<>&\u2028\u2029") & set(written)


def test_a_number_that_is_none_is_refused():
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json([float("nan")])
