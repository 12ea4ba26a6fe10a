"""Check the page as text: whole, closed to the outside, safe, the same each time, in two languages."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from geo.kinds import Level, LicenceStatus
from geo.maps import build_page
from geo.maps.breaks import METHODS
from geo.maps.groups import FINDINGS, NO_FINDING
from geo.maps.menu import STATUS_LETTERS
from geo.maps.page import SCRIPTS, TILES
from geo.maps.texts import TEXTS
from tests import map_world as world

ASSETS = files("geo.maps") / "assets"
SHIPPED = Path(__file__).parents[3] / "data" / "studies" / "northern_triangle" / "boundaries.topojson"
MARKUP = "<img src=x onerror=alert(1)></script><script>alert(2)</script>{{ 7 * 7 }}\u2028"


def page(topology=None, **changes):
    topology = topology or world.topology()
    codes = world.codes_of(topology)
    given = {
        "scores": world.scores(codes),
        "values": world.values(codes),
        "catalogue": world.catalogue(),
        "types": world.types(codes),
        "run": world.RUN,
    }
    return build_page(topology, **given | changes)


@pytest.fixture(scope="module")
def html():
    return page()


def test_the_same_inputs_give_the_same_bytes(html):
    assert page() == html


def test_language_and_title_are_the_study_s(html):
    assert html.startswith('<!DOCTYPE html>\n<html lang="es">')
    assert "<title>Prioridad de prueba</title>" in html
    assert '<html lang="en">' in page(lang="en")


def test_nothing_is_loaded_from_outside(html):
    assert re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=", html) == []
    assert "@import" not in html
    assert re.findall(r"url\((?!#)[^)]*\)", html.replace("url(#", "")) in ([], ["url(${id})"])
    assert "sourceMappingURL" not in html
    for host in ("jsdelivr", "cdnjs", "unpkg", "jquery", "bootstrapcdn", "googleapis", "cdn."):
        assert host not in html.lower()


def test_it_is_folium_and_leaflet(html):
    assert 'class="folium-map" id="arraigo_map"' in html
    assert "const arraigo_map = L.map(" in html
    assert 'version="1.9' in html


def test_only_its_own_scripts_may_run(html):
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html).group(1)
    scripts = re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL)
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts}
    assert len(scripts) == 2
    assert set(re.search("script-src ([^;]*)", policy).group(1).split()) == hashes
    assert "default-src 'none'" in policy
    assert TILES.split("/{")[0] in policy
    assert "\r" not in html


def test_markup_in_a_name_stays_text():
    html = page(world.topology(names={"GT0101": MARKUP}))
    assert "<img src=x" not in html
    assert "alert(2)</script>" not in html
    assert "49" not in re.search(r'"name":\[(.*?)\]', html).group(1)
    data = json.loads(re.search(r'id="study-data">(.*?)</script>', html, flags=re.DOTALL).group(1))
    assert data["units"]["name"][1] == MARKUP


def test_the_shipped_boundaries_fit_in_the_weight():
    html = page(json.loads(SHIPPED.read_text(encoding="utf-8"))).encode()
    assert len(html) <= 1_500_000
    assert len(gzip.compress(html, 6)) <= 450_000


def test_both_languages_have_the_same_keys_and_blanks():
    assert list(TEXTS["es"]) == list(TEXTS["en"])
    for key, text in TEXTS["es"].items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", TEXTS["en"][key])), key


SOURCE = "\n".join((ASSETS / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
MARKED = (ASSETS / "map.html").read_text(encoding="utf-8")


def test_every_word_asked_for_is_there_and_every_word_is_asked_for():
    asked = set(re.findall(r'data-(?:text|label|placeholder)="(\w+)"', MARKED))
    asked |= set(re.findall(r'\bt\("(\w+)"', SOURCE)) | set(re.findall(r'\b(?:fact|key|section)\("(\w+)"', SOURCE))
    looked_up = (
        *("status_", "flag_", "level_", "licence_", "group_", "layer_", "unit_", "vintage_", "rank_none_"),
        *("is_", "here_", "scheme_", "mark_", "page_"),
    )
    counted = set(re.findall(r'\bcounted\("(\w+)"', SOURCE))
    asked |= {f"{key}_{form}" for key in counted for form in ("one", "other")}
    quoted = set(re.findall(r'"(\w+)"', SOURCE)) | asked
    unasked = {key for key in TEXTS["es"] if key not in quoted and not key.startswith(looked_up)}
    assert asked - {"handed", "partly", "gate"} <= set(TEXTS["es"])
    # Asked for by the buttons' ids, and by the layer whose outline the legend explains.
    assert unasked == {"zoom_in", "zoom_out", "class_zone", "class_selected"}


@pytest.mark.parametrize(
    "keys",
    [
        {f"status_{letter}" for letter in STATUS_LETTERS.values()},
        {f"level_{level}" for level in Level.__args__},
        {f"licence_{status}" for status in LicenceStatus.__args__},
        {"flag_no_data", "flag_inherited", "flag_low_coverage", "flag_dominated", "flag_wide_interval"},
        {"group_index", "group_certainty", "group_groups"},
        {f"unit_{kind}" for kind in ("score", "width", "chance", "selected")},
        {f"is_{id_}_{word}{end}" for id_, words in FINDINGS.items() for word in words for end in ("", "_note")},
        {f"is_{word}{end}" for word in NO_FINDING for end in ("", "_note")} | {"is_outside"},
        {f"scheme_{name}" for name in METHODS},
        {f"mark_{kind}_{form}" for kind in ("locked", "excluded", "compared") for form in ("one", "other")},
        {"page_quality", "page_evidence"},
        {f"layer_{id_}{end}" for id_ in (*FINDINGS, "type", "zone", "selected", "bivariate") for end in ("", "_note")},
    ],
)
def test_every_choice_has_its_word(keys):
    assert keys <= set(TEXTS["es"])


def test_scripts_are_all_read_and_short():
    there = {entry.name.removesuffix(".js") for entry in ASSETS.iterdir() if entry.name.endswith(".js")}
    assert there == set(SCRIPTS)
    assert all(len((ASSETS / f"{name}.js").read_text(encoding="utf-8").splitlines()) < 400 for name in SCRIPTS)


def test_scripts_never_write_markup():
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", SOURCE)
