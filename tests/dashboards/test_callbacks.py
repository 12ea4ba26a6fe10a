import json

import pytest
from dash import no_update

from dashboards import callbacks
from dashboards.ranking import EVERYWHERE
from tests.dashboards.reading import read


def test_the_language_is_read_from_the_address_and_left_alone_when_it_is_the_same(data):
    assert callbacks.read_language(data, "?code=AA0101", None) == "es"
    assert callbacks.read_language(data, "?lang=en", "es") == "en"
    assert callbacks.read_language(data, "?lang=en&code=AA0101", "en") is no_update


def test_the_panel_opens_with_the_place(data):
    tree, name, said, code = callbacks.fill_panel(data, "?lang=en&code=AA0101", None)
    assert read(tree).startswith("Alfa")
    assert (name, code) == ("panel open", "AA0101")
    assert said.startswith("Alfa.")


def test_the_map_is_not_told_again_of_the_same_place(data):
    assert callbacks.fill_panel(data, "?lang=en&code=AA0101", "AA0101")[-1] is no_update


@pytest.mark.parametrize("search", ["", None, "?code=ZZ0000", "?%%%"])
def test_the_panel_is_shut_without_one(data, search):
    assert callbacks.fill_panel(data, search, "AA0101")[1:] == ("panel", "", None)


def test_the_table_and_the_lists_follow_the_language(data):
    columns, rows = callbacks.fill_ranking(data, "en")
    files, countries = callbacks.write_lists(data, "en")
    assert columns[0]["headerName"] == "Rank"
    assert len(rows) == 8
    assert len(files) == 3
    assert countries[0] == {"label": "All", "value": EVERYWHERE}


def test_a_department_of_another_country_is_let_go(data):
    assert callbacks.offer_departments(data, "AAA", "es", "AA02")[1] == "AA02"
    assert callbacks.offer_departments(data, "BBB", "es", "AA02")[1] == EVERYWHERE


def test_narrowing_filters_and_counts(data):
    model, said = callbacks.narrow(data, "Ávi", EVERYWHERE, EVERYWHERE, "es")
    assert model == {"search": {"filterType": "text", "type": "contains", "filter": "avi"}}
    assert said == "1 de 8 lugares"
    assert callbacks.narrow(data, "zzz", "AAA", EVERYWHERE, "en")[1].startswith("No place answers")


def test_the_server_answers_a_callback(client):
    outputs = [("panel", "children"), ("panel", "className"), ("spoken", "children"), ("code", "data")]
    name = "..".join(["", "...".join(".".join(pair) for pair in outputs), ""])
    answer = client.post(
        "/_dash-update-component",
        json={
            "output": name,
            "outputs": [{"id": id_, "property": prop} for id_, prop in outputs],
            "inputs": [{"id": "url", "property": "search", "value": "?lang=en&code=AA0101"}],
            "state": [{"id": "code", "property": "data", "value": None}],
            "changedPropIds": ["url.search"],
        },
    )
    assert answer.status_code == 200
    assert json.loads(answer.text)["response"]["panel"]["className"] == "panel open"
