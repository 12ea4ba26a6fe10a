import json

from dashboards import callbacks
from tests.dashboards.reading import parts, read


def test_the_table_and_the_lists_follow_the_language(data):
    columns, rows = callbacks.fill_ranking(data, "en", "")
    countries, types = callbacks.write_lists(data, "en")
    assert columns[0]["headerName"] == "Rank"
    assert len(rows) == 8
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


def test_a_view_is_built_and_the_ranking_is_none(data):
    content, chosen = callbacks.fill_view(data, "?view=types", None)
    assert content
    assert not chosen
    assert callbacks.fill_view(data, "?lang=en", None) == ([], "")


def test_a_page_that_has_all_simulations_is_drawn_from_all(scored):
    assert callbacks.is_firm(scored, "?w=origin:4.1&code=AA0101", "w=origin:4.1")
    assert not callbacks.is_firm(scored, "?w=origin:3", "w=origin:4.1")
    assert not callbacks.is_firm(scored, "", "")


def test_the_server_answers_a_callback(client, data):
    answer = client.post(
        "/_dash-update-component",
        json={
            "output": "set-department.children",
            "outputs": {"id": "set-department", "property": "children"},
            "inputs": [
                {"id": "where", "property": "value", "value": "BBB"},
                {"id": "lang", "property": "value", "value": "en"},
            ],
            "state": [{"id": "run", "property": "value", "value": data.checksum}],
            "changedPropIds": ["where.value"],
        },
    )
    assert answer.status_code == 200
    assert len(json.loads(answer.text)["response"]["set-department"]["children"]) == 3
