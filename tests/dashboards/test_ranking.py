import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import dashboards
from dashboards import ranking
from dashboards.live import live_for
from dashboards.scorer import STUDY
from dashboards.state import State
from geo.maps import scene
from geo.numerals import nearest_rank
from tests.dashboards import world


def rows(data, *, lang):
    return ranking.rows(data, live_for(data, STUDY), lang=lang)


SCRIPT = Path(dashboards.__file__).parent / "assets" / "dashAgGridFunctions.js"


def test_the_first_rank_comes_first_and_places_without_one_last(data):
    listed = rows(data, lang="es")
    assert [row["rank"] for row in listed] == [1, 2, 3, 4, 5, 6, None, None]
    assert [row["name"] for row in listed[-2:]] == ["Gámbita", "Hondo"]


def test_the_table_the_map_and_what_is_written_round_the_end_of_an_interval_alike(data):
    live = live_for(data, STUDY)
    halves = live.scores.assign(rank_p5=live.scores["rank_p5"] + 0.5, rank_p95=live.scores["rank_p95"] + 0.5)
    in_table = ranking.figures(data, replace(live, scores=halves), lang="es")
    on_map = scene(halves, catalogue=data.catalogue, codes=halves["code"].tolist())["scores"]
    for end in ("rank_p5", "rank_p95"):
        written = [None if np.isnan(place) else nearest_rank(place) for place in halves[end]]
        assert in_table[end] == on_map[end] == written


def test_a_rank_stands_beside_its_interval(data):
    listed = {row["code"]: row for row in rows(data, lang="es")}
    assert [listed["AA0102"][name] for name in ("rank", "rank_p5", "rank_p95")] == [2, 1, 6]
    assert [listed["AA0102"][f"rank_in_country{end}"] for end in ("", "_p5", "_p95")] == [2, 1, 3]
    for name in ("rank", "rank_in_country"):
        ends = [(row[name], row[f"{name}_p5"], row[f"{name}_p95"]) for row in listed.values()]
        assert all(len({end is None for end in row}) == 1 for row in ends)


def test_a_place_without_a_rank_says_why(data):
    noted = {row["code"]: row["notes"] for row in rows(data, lang="es")}
    assert noted["BB0201"].startswith("Sin puesto: se conoce el 23.0% del peso de los datos y el mínimo es 40%.")
    assert "No hay ningún dato de este bloque: Origen." in noted["BB0201"]
    assert noted["BB0202"].startswith("Sin puesto ni puntaje: no hay ningún dato de este lugar.")


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
    (row,) = [row for row in rows(data, lang="es") if row["code"] == "BB0202"]
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
    spanish, english = (ranking.columns(lang=lang, top_k=60, ranked=6) for lang in ("es", "en"))
    assert [column["field"] for column in spanish] == [column["field"] for column in english]
    assert spanish[5]["headerName"] == "Entre los 60 primeros"
    assert english[0]["headerName"] == "Rank"


def test_every_column_is_in_the_rows(data):
    row = rows(data, lang="es")[0]
    assert {column["field"] for column in ranking.columns(lang="es", top_k=3, ranked=6)} <= set(row)


def test_the_functions_that_columns_name_are_there():
    named = set(re.findall(r"arraigo\w+", str(ranking.columns(lang="es", top_k=3, ranked=6))))
    written = set(re.findall(r"own\.(arraigo\w+) =", SCRIPT.read_text(encoding="utf-8")))
    assert named
    assert named <= written


def test_rank_and_interval_stay_in_sight_together():
    pinned = [column["field"] for column in ranking.columns(lang="es", top_k=3, ranked=6) if column.get("pinned")]
    assert pinned == ["rank", "rank_p50"]


@pytest.mark.parametrize(
    ("state", "codes"),
    [
        (State(query="  "), list(world.NAMES)),
        (State(query="avila"), ["AA0102"]),
        (State(query="ÁVILA"), ["AA0102"]),
        (State(query="bb02"), ["BB0201", "BB0202"]),
        (State(country="AAA"), ["AA0101", "AA0102", "AA0201", "AA0202"]),
        (State(country="BBB", department="BB02"), ["BB0201", "BB0202"]),
        (State(query="alfa", country="BBB"), []),
        (State(type=2), ["AA0201", "AA0202", "BB0102"]),
        (State(query="<img"), ["AA0201"]),
    ],
)
def test_places_are_narrowed(data, state, codes):
    assert ranking.narrowed(data, state) == codes


def test_the_types_can_be_chosen(data):
    assert [item["label"] for item in ranking.types(data, lang="es")] == [
        "Todos", "Tipo 1. Origen y violencia altos", "Tipo 2. Sin rasgos marcados",
    ]  # fmt: skip
    assert [item["value"] for item in ranking.types(data, lang="en")] == ["", "1", "2"]


def test_departments_that_share_a_name_say_which_country(data):
    labels = [item["label"] for item in ranking.departments(data, lang="es", iso3=None)]
    assert labels == ["Todos", "La Paz (AA)", "La Paz (BB)", "Norte", "Sur"]
    assert [item["value"] for item in ranking.departments(data, lang="es", iso3="BBB")] == ["", "BB01", "BB02"]


def test_countries_are_named_in_the_language(data):
    assert [item["label"] for item in ranking.countries(data, lang="en")] == ["All", "Arya", "Borya"]
