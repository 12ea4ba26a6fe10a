import json

import pytest
from dash import no_update

from dashboards import callbacks
from dashboards.live import live_for
from dashboards.state import Setting
from tests.dashboards.reading import parts, read


def test_the_panel_opens_with_the_place(data):
    tree, name, said, code = callbacks.fill_panel(data, "?lang=en&code=AA0101", None, None)
    assert read(tree).startswith("Alfa")
    assert (name, code) == ("panel open", "AA0101")
    assert said.startswith("Alfa.")


def test_the_map_is_not_told_again_of_the_same_place(data):
    assert callbacks.fill_panel(data, "?lang=en&code=AA0101", None, "AA0101")[-1] is no_update


@pytest.mark.parametrize("search", ["", None, "?code=ZZ0000", "?%%%"])
def test_the_panel_is_shut_without_one(data, search):
    assert callbacks.fill_panel(data, search, None, "AA0101")[1:] == ("panel", "", None)


def test_the_table_and_the_lists_follow_the_language(data):
    columns, rows = callbacks.fill_ranking(data, "en", "")
    files, countries, types = callbacks.write_lists(data, "en")
    assert columns[0]["headerName"] == "Rank"
    assert len(rows) == 8
    assert len(files) == 3
    assert read(countries) == "All Arya Borya"
    assert read(types).startswith("All Type 1.")


def test_the_table_of_a_link_stands_under_the_setting_of_the_link(scored):
    study, own = (callbacks.fill_ranking(scored, "es", search)[1] for search in ("", "w=origin:0"))
    assert {row["code"]: row["score"] for row in study} != {row["code"]: row["score"] for row in own}


def test_departments_of_the_country_are_offered(data):
    assert read(callbacks.offer_departments(data, "BBB", "es")) == "Todos La Paz Sur"
    for everywhere in ("", None, "<b>"):
        offered = parts(callbacks.offer_departments(data, everywhere, "en"))
        values = [part.value for part in offered if hasattr(part, "value")]
        assert values == ["", "AA01", "BB01", "AA02", "BB02"]


def test_the_scripts_are_told_their_words_and_what_each_view_shows(data):
    *words, told = callbacks.write_words(data, "en")
    assert words[0] == "Test priority"
    assert told["root"] == "priority"
    assert told["views"] == {"types": "type", "space": "hotspot", "target": "selected"}
    assert told["lang"] == "en"


def test_a_view_says_how_much_room_it_takes(data):
    assert [callbacks.fill_view(data, f"?view={name}", None)[2] for name in ("ranking", "types", "method")] == [
        "main", "main beside", "main wide",
    ]  # fmt: skip
    content, menu, *_ = callbacks.fill_view(data, "?view=types", None)
    assert content
    current = [button for button in menu if getattr(button, "aria-current") == "page"]
    assert [read(button) for button in current] == ["Tipos"]


def test_a_page_that_has_all_simulations_is_drawn_from_all(scored):
    assert callbacks.is_firm(scored, "?w=origin:4.1&code=AA0101", "w=origin:4.1")
    assert not callbacks.is_firm(scored, "?w=origin:3", "w=origin:4.1")
    assert not callbacks.is_firm(scored, "", "")


def test_the_panel_stands_under_the_readers_setting(scored):
    study, own = (
        read(callbacks.fill_panel(scored, f"?code=AA0102{more}", None, None)[0]) for more in ("", "&w=origin:0")
    )
    score = live_for(scored, Setting(weights=(("origin", 0.0),))).scores.loc["AA0102", "score"]
    assert f"{score:.1f}" in own
    assert f"{score:.1f}" not in study


def test_the_server_answers_a_callback(client):
    outputs = [("panel", "children"), ("panel", "className"), ("spoken", "children"), ("code", "data")]
    name = "..".join(["", "...".join(".".join(pair) for pair in outputs), ""])
    answer = client.post(
        "/_dash-update-component",
        json={
            "output": name,
            "outputs": [{"id": id_, "property": prop} for id_, prop in outputs],
            "inputs": [
                {"id": "url", "property": "data", "value": "?lang=en&code=AA0101"},
                {"id": "firm", "property": "data", "value": None},
            ],
            "state": [{"id": "code", "property": "data", "value": None}],
            "changedPropIds": ["url.data"],
        },
    )
    assert answer.status_code == 200
    assert json.loads(answer.text)["response"]["panel"]["className"] == "panel open"
