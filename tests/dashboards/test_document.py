import json
import re
import shutil

import pytest

from dashboards import document
from dashboards.data import load_published
from dashboards.document import page
from dashboards.state import read_state
from tests.dashboards.reading import find, parts, read


def shown(data, search):
    return page(data, read_state(search, known=data.known))


def frame(tree):
    (found,) = (part for part in parts(tree) if getattr(part, "id", None) == "map")
    return found


def test_the_words_are_there_before_any_script(client):
    spanish, english = client.get("/").text, client.get("/?lang=en").text
    assert '<html lang="es">' in spanish
    assert '<h1 id="title">Prioridad de prueba</h1>' in spanish
    assert '<html lang="en">' in english
    assert '<h1 id="title">Test priority</h1>' in english
    assert re.search("<title>(.+)</title>", english)[1] == "Test priority"


def test_the_scripts_find_their_words_in_the_page(client):
    (told,) = re.findall('<script type="application/json" id="words">(.+)</script>', client.get("/").text)
    assert "<" not in told
    assert json.loads(told).keys() == {"es", "en"}


def test_no_word_ends_the_element_that_holds_it(client, monkeypatch):
    monkeypatch.setattr(document, "words", lambda _: {"es": {"title": "</script><b>"}, "en": {}})
    (told,) = re.findall('<script type="application/json" id="words">(.+)</script>', client.get("/").text)
    assert "<" not in told
    assert json.loads(told)["es"]["title"] == "</script><b>"


def test_dash_draws_between_the_map_and_the_panel(client):
    text = client.get("/").text
    order = [text.index(f'id="{id_}"') for id_ in ("menu", "map", "react-entry-point", "panel", "caution", "words")]
    assert order == sorted(order)
    assert "<slot>" not in text
    # What comes with Dash and is never used is not asked for.
    assert "/dash_table/" not in text


@pytest.mark.parametrize(
    ("search", "room", "current"),
    [
        ("", "main", "Prioridad"),
        ("?view=types", "main beside", "Tipos"),
        ("?view=method&lang=en", "main wide", "Method"),
        ("?view=%3Cscript%3E", "main", "Prioridad"),
    ],
)
def test_the_open_view_is_marked_and_takes_its_room(data, search, room, current):
    tree = shown(data, search)
    (main,) = find(tree, "main")
    assert main.className == room
    (marked,) = (part for part in parts(tree) if getattr(part, "aria-current", None) == "page")
    assert read(marked) == current


@pytest.mark.parametrize(
    ("search", "address"),
    [
        ("", "#lang=es"),
        ("?lang=en&layer=p_top", "#lang=en&layer=p_top"),
        ("?view=space", "#lang=es&layer=hotspot"),
        ("?view=space&layer=type", "#lang=es&layer=type"),
        ("?layer=%22%3E%3Cscript%3E", "#lang=es"),
    ],
)
def test_the_map_begins_with_what_the_address_asks_for(data, search, address):
    before, _, _ = frame(shown(data, search)).src.partition("#")
    assert before == "/live/map.html"
    assert frame(shown(data, search)).src == before + address


def test_a_map_that_was_not_published_in_parts_is_shown_whole(data, tmp_path):
    whole = tmp_path / "5_published"
    shutil.copytree(data.folder, whole, ignore=lambda *_: ["live"])
    assert frame(shown(load_published(whole), "")).src == "/map.html#lang=es"
