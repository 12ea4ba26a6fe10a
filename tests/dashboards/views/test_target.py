import dataclasses
import json

import pandas as pd

from dashboards.views.target import content
from tests.dashboards import world
from tests.dashboards.reading import find, parts, read
from tests.dashboards.scenes import scene


def view(data, search="", **more):
    return content(scene(data, f"?view=target&{search}", **more))


def changes(tree):
    props = [part.to_plotly_json()["props"] for part in parts(tree) if hasattr(part, "to_plotly_json")]
    return [json.loads(told["data-go"]) for told in props if "data-go" in told]


def test_the_studys_set_is_called_so_and_proven(data):
    words = read(view(data, "lang=en"))
    assert "The set of the study Places 3 Population 60,800 Sum of scores 207.8" in words
    assert "No other set that meets what is asked reaches more." in words
    assert "does not always add places to these" in words
    assert "Places that could not be chosen, having no rank or no figure: 2." in words
    assert "Back to what the study asks" not in words


def test_each_place_stands_with_rank_people_and_how_often_it_is_chosen(data):
    rows = [read(row) for row in parts(find(view(data, "lang=en"), "ranked")) if type(row).__name__ == "Tr"]
    assert rows[2] == "Ávila La Paz, Arya 2nd (1–6) 8,500 66.5 75% reaches most Hold in Leave out"


def test_each_country_says_who_just_misses_out(data):
    words = read(view(data, "lang=es"))
    assert "Aria 3 60,800 Duraznal 4.º (3–5)" in words
    assert f"Boria 0 0 Eneida 5.º (4–5) {world.NAMES['BB0102']} 6.º (6–6)" in words


def test_an_own_set_is_held_against_the_studys(data):
    words = read(view(data, "lang=en&k=2&in=BB0101"))
    assert "places shared with it, 1; others, 1; of the study's not in it, 2." in words
    assert "Must be in: Eneida" in words
    assert dict.fromkeys(("k", "goal", "budget", "quota", "in", "out", "zones")) in changes(
        view(data, "lang=en&k=2&in=BB0101")
    )


def test_other_sets_are_told_by_what_enters_and_leaves(data):
    study = data.catalogue.study
    targeting = study.targeting.model_copy(update={"within": 0.1})
    catalogue = dataclasses.replace(data.catalogue, study=study.model_copy(update={"targeting": targeting}))
    words = read(view(dataclasses.replace(data, catalogue=catalogue), "lang=en"))
    # Duraznal for the third loses 12 of 207.75 points.
    assert f"1 94.2% Duraznal 4th (3–5) {world.MARKUP} 3rd (2–4)" in words


def test_what_cannot_be_had_says_which_rules_and_to_loosen_one(data):
    words = read(view(data, "lang=es&k=1&quota=country=AAA:2-"))
    assert "No hay conjunto que cumpla lo pedido" in words
    assert "exactamente 1 lugares al menos 2 de Aria (hay 4 con puesto) Afloje o quite una de ellas." in words


def test_one_rule_alone_is_not_called_several(data):
    assert "This rule cannot be met: exactly 8 places" in read(view(data, "lang=en&k=8"))


def test_a_fault_names_the_place(data):
    words = read(view(data, "lang=en&in=BB0201"))
    assert "no rank or no figure to be chosen by: Gámbita (BB0201). Let them go." in words


def test_a_zone_is_shown_with_how_far_from_the_best_it_may_be(data):
    words = read(view(data, "lang=en&zones=1&out=AA0102"))
    assert "Zones 1" in words
    assert "each would take as long as the first" in words


def test_the_form_shows_what_is_asked(data):
    tree = view(data, "lang=en&k=2&quota=country=AAA:1-2,department=BB01:1-&goal=people&budget=50000")
    inputs = {part.id: getattr(part, "value", None) for part in parts(tree) if type(part).__name__ == "Input"}
    assert inputs == {
        "set-k": 2,
        "set-budget": 50000.0,
        "quota-low-country=AAA": 1,
        "quota-high-country=AAA": 2,
        "quota-low-country=BBB": None,
        "quota-high-country=BBB": None,
        "quota-low-department=BB01": 1,
        "quota-high-department=BB01": None,
    }
    picked = [option.value for option in parts(tree) if type(option).__name__ == "Option" and option.selected]
    assert picked == ["people", "", ""]
    assert {"quota": "country=AAA:1-2,country=BBB:-"} in changes(tree)


def test_departments_of_one_name_say_their_country(data):
    assert "La Paz (Arya)" in read(view(data, "lang=en"))


def test_a_place_is_held_from_its_row_and_let_go_again(data):
    assert changes(find(view(data, "in=AA0101"), "ranked"))[1] == {"in": None, "out": None}


def test_without_ranks_there_is_nothing_to_choose_from(data):
    scores = data.scores.assign(rank=pd.array([None] * 8, dtype="Int64"))
    words = read(view(dataclasses.replace(data, scores=scores), "lang=en"))
    assert "No place has a rank, so there is nothing to choose from." in words
