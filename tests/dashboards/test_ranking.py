import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dashboards
from dashboards import ranking
from dashboards.ranking import EVERYWHERE, Asked
from tests.dashboards import world

SCRIPT = Path(dashboards.__file__).parent / "assets" / "dashAgGridFunctions.js"


def test_the_first_rank_comes_first_and_places_without_one_last(data):
    rows = ranking.rows(data, lang="es")
    assert [row["rank"] for row in rows] == [1, 2, 3, 4, 5, 6, None, None]
    assert [row["name"] for row in rows[-2:]] == ["Gámbita", "Hondo"]


def test_a_rank_stands_beside_its_interval(data):
    rows = {row["code"]: row for row in ranking.rows(data, lang="es")}
    assert rows["AA0102"]["interval"] == "1–6"
    assert rows["AA0102"]["width"] == 5
    assert rows["BB0201"]["interval"] == "sin puesto"
    assert all((row["rank"] is None) == (row["width"] is None) for row in rows.values())


def test_a_place_without_a_rank_says_why(data):
    rows = {row["code"]: row["notes"] for row in ranking.rows(data, lang="es")}
    assert rows["BB0201"].startswith("Sin puesto: se conoce el 23.0% del peso de los datos y el mínimo es 40%.")
    assert "No hay ningún dato de este bloque: Origen." in rows["BB0201"]
    assert rows["BB0202"].startswith("Sin puesto ni puntaje: no hay ningún dato de este lugar.")


@pytest.mark.parametrize(
    ("code", "lang", "notes"),
    [
        ("AA0101", "es", []),
        (
            "AA0102",
            "es",
            ["No se midió en el lugar; viene de un área mayor: Origen.", "El intervalo del puesto es muy amplio."],
        ),
        ("BB0101", "en", ["More than half of the score comes from a single indicator: Poverty."]),
        ("BB0202", "en", ["Neither rank nor score: there is no data at all for this place.", "odd one"]),
    ],
)
def test_flags_are_said_in_words_and_none_is_lost(data, code, lang, notes):
    assert ranking.notes(data, data.places[code], lang=lang) == notes


def test_a_missing_figure_is_not_a_zero(data):
    (row,) = [row for row in ranking.rows(data, lang="es") if row["code"] == "BB0202"]
    assert row["score"] is None
    assert row["p_top"] is None


@pytest.mark.parametrize(
    ("code", "lang", "words"),
    [
        ("AA0101", "es", ("Tipo 1", "Origen y violencia altos")),
        ("BB0101", "en", ("Mixed: resembles more than one type", "")),
        ("BB0202", "en", ("", "")),
    ],
)
def test_types_are_named(data, code, lang, words):
    assert ranking.type_of(data, data.places[code], lang=lang) == words


def test_columns_follow_the_language_and_keep_their_fields():
    spanish, english = (ranking.columns(lang=lang, top_k=60) for lang in ("es", "en"))
    assert [column["field"] for column in spanish] == [column["field"] for column in english]
    assert spanish[5]["headerName"] == "Entre los 60 primeros"
    assert english[0]["headerName"] == "Rank"


def test_every_column_is_in_the_rows(data):
    row = ranking.rows(data, lang="es")[0]
    assert {column["field"] for column in ranking.columns(lang="es", top_k=3)} <= set(row)


def test_the_functions_that_columns_name_are_there():
    named = set(re.findall(r"arraigo\w+", str(ranking.columns(lang="es", top_k=3))))
    written = set(re.findall(r"own\.(arraigo\w+) =", SCRIPT.read_text(encoding="utf-8")))
    assert named
    assert named <= written


def test_rank_and_interval_stay_in_sight_together():
    pinned = [column["field"] for column in ranking.columns(lang="es", top_k=3) if column.get("pinned")]
    assert pinned == ["rank", "interval"]


def test_asking_for_nothing_filters_nothing(data):
    assert ranking.filters(Asked()) == {}
    assert ranking.count(data, Asked()) == 8
    assert ranking.count(data, Asked(query="  ")) == 8


@pytest.mark.parametrize(
    ("asked", "n"),
    [
        (Asked(query="avila"), 1),
        (Asked(query="ÁVILA"), 1),
        (Asked(query="bb02"), 2),
        (Asked(iso3="AAA"), 4),
        (Asked(iso3="BBB", adm1_code="BB02"), 2),
        (Asked(query="alfa", iso3="BBB"), 0),
        (Asked(query="<img"), 1),
    ],
)
def test_places_are_counted(data, asked, n):
    assert ranking.count(data, asked) == n


@given(
    query=st.text(max_size=4) | st.sampled_from(sorted(world.NAMES.values())),
    iso3=st.sampled_from([EVERYWHERE, "AAA", "BBB"]),
    adm1_code=st.sampled_from([EVERYWHERE, *world.DEPARTMENTS]),
)
def test_the_count_agrees_with_the_filter_of_the_table(data, query, iso3, adm1_code):
    asked = Asked(query, iso3, adm1_code)
    model = ranking.filters(asked)
    left = [
        row
        for row in ranking.rows(data, lang="en")
        if all(
            rule["filter"] in row[name] if rule["type"] == "contains" else rule["filter"] == row[name]
            for name, rule in model.items()
        )
    ]
    assert ranking.count(data, asked) == len(left)


def test_departments_that_share_a_name_say_which_country(data):
    labels = [item["label"] for item in ranking.departments(data, lang="es", iso3=EVERYWHERE)]
    assert labels == ["Todos", "La Paz (AA)", "La Paz (BB)", "Norte", "Sur"]
    assert [item["value"] for item in ranking.departments(data, lang="es", iso3="BBB")] == [EVERYWHERE, "BB01", "BB02"]


def test_countries_are_named_in_the_language(data):
    assert [item["label"] for item in ranking.countries(data, lang="en")] == ["All", "Arya", "Borya"]
