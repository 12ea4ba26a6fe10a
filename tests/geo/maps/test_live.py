"""Check the parts of the map page: each under a relative address with its hash, and nothing that runs in the shell."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

from geo.maps import build_page, live_files
from geo.maps.page import TILES
from tests import map_world as world

SHIPPED = Path(__file__).parents[3] / "data" / "studies" / "northern_triangle" / "boundaries.topojson"
NAMES = {"map.html", "leaflet.js", "leaflet.css", "map.js", "map.css", "geometry.json", "study.json"}
MARKUP = "<img src=x onerror=alert(1)></script>{{ 7 * 7 }}"


def given(topology):
    codes = world.codes_of(topology)
    tables = {"scores": world.scores(codes), "values": world.values(codes), "types": world.types(codes)}
    return tables | {"catalogue": world.catalogue(), "run": world.RUN}


@pytest.fixture(scope="module")
def files():
    topology = world.topology(names={"GT0101": MARKUP})
    return live_files(topology, **given(topology))


def test_the_same_inputs_give_the_same_bytes(files):
    topology = world.topology(names={"GT0101": MARKUP})
    assert live_files(topology, **given(topology)) == files
    assert set(files) == NAMES


def test_every_address_is_relative_and_carries_the_hash_of_what_is_there(files):
    shell = files["map.html"].decode()
    named = dict(re.findall(r'(?:href|src)="([\w.]+)\?v=(\w+)"', shell))
    assert set(named) == NAMES - {"map.html"}
    assert all(hashlib.sha256(files[name]).hexdigest().startswith(digest) for name, digest in named.items())
    assert len(re.findall(r'(?:href|src)="', shell)) == len(named)


def test_nothing_runs_in_the_shell_and_nothing_comes_from_elsewhere(files):
    shell = files["map.html"].decode()
    assert re.findall(r"<script[^>]*>(?!</script>)", shell) == []
    assert "<style" not in shell
    assert not re.search(r'\s(?:on\w+|style)="', shell)
    policy = dict(
        part.strip().split(" ", 1) for part in re.search(r'Policy" content="([^"]*)"', shell).group(1).split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["img-src"] == f"'self' {TILES.split('/{')[0]}"


def test_geometry_holds_shapes_only_and_the_study_all_else(files):
    geometry, study = (json.loads(files[f"{name}.json"]) for name in ("geometry", "study"))
    assert set(geometry) == {"scale", "translate", "arcs", "shapes", "lakes"}
    assert geometry["lakes"] == [row for row, lake in enumerate(study["units"]["lake"]) if lake]
    assert "geometry" not in study
    assert study["units"]["name"][1] == MARKUP
    assert MARKUP not in files["map.html"].decode()


def test_it_is_the_code_and_the_data_of_the_page_that_opens_from_disk(files):
    topology = world.topology(names={"GT0101": MARKUP})
    html = build_page(topology, **given(topology))
    for name in ("leaflet.js", "leaflet.css", "map.js", "map.css", "geometry.json", "study.json"):
        assert files[name].decode() in html, name


def test_only_the_page_from_disk_leads_on_to_pages_beside_it(files):
    topology = world.topology()
    beside = build_page(topology, **given(topology), links={"quality": "quality.html"})
    assert '"links":{"quality":"quality.html"}' in beside
    assert json.loads(files["study.json"])["links"] == {}


def test_the_shipped_boundaries_fit_in_the_weight():
    topology = json.loads(SHIPPED.read_text(encoding="utf-8"))
    weight = {name: len(gzip.compress(content, 6)) for name, content in live_files(topology, **given(topology)).items()}
    assert weight["geometry.json"] <= 160_000
    assert sum(weight.values()) <= 450_000
