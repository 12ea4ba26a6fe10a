import dataclasses
import json

from dashboards.views.compare import content
from tests.dashboards import world
from tests.dashboards.reading import find, parts, read
from tests.dashboards.scenes import scene


def changes(tree):
    props = [part.to_plotly_json()["props"] for part in parts(tree) if hasattr(part, "to_plotly_json")]
    return [json.loads(told["data-go"]) for told in props if "data-go" in told]


def row(tree, heading):
    (found,) = [line for line in parts(find(tree, "stacks")[0].children[1].children) if is_row(line, heading)]
    return [read(cell) for cell in found.children[1:]]


def is_row(part, heading):
    return type(part).__name__ == "Tr" and read(part.children[0]).startswith(heading)


def test_without_places_it_says_how_to_choose_them(data):
    words = read(content(scene(data, "?lang=en&view=compare")))
    assert "Choose two to four places" in words
    assert find(content(scene(data, "?view=compare&vs=AA0101")), "stacks") == []


def test_places_are_found_without_accents_and_added_to_the_address(data):
    tree = content(scene(data, "?view=compare&vs=AA0101&q=avi"))
    assert "Lugares que responden a «avi»: 1." in read(tree)
    assert changes(tree)[0] == {"vs": "AA0101,AA0102", "q": None}


def test_a_search_that_finds_nothing_says_so(data):
    assert "No place answers to “zzz”" in read(content(scene(data, "?lang=en&view=compare&q=zzz")))


def test_the_chosen_place_is_offered(data):
    assert changes(content(scene(data, "?view=compare&code=BB0101")))[0] == {"vs": "BB0101", "q": None}


def test_a_place_is_taken_out(data):
    tree = content(scene(data, "?view=compare&vs=AA0101,AA0102&code=AA0101"))
    assert {"vs": "AA0102"} in changes(tree)


def test_intervals_that_do_not_touch_say_who_comes_first(data):
    words = read(content(scene(data, "?lang=en&view=compare&vs=AA0201,AA0101")))
    assert "Alfa comes before <img src=x onerror=alert(1)>: their intervals do not touch." in words


def test_intervals_that_overlap_say_that_it_cannot_be_said_and_how_often(data):
    # Ávila 1-6 and the next 2-4; it comes before in draws 1 and 3 of four.
    words = read(content(scene(data, "?view=compare&vs=AA0102,AA0201")))
    assert f"Entre Ávila y {world.MARKUP} no se puede decir cuál va primero: sus intervalos se solapan." in words
    assert "Ávila queda antes en el 50% de las simulaciones." in words


def test_simulations_of_the_study_do_not_speak_for_other_weights(data):
    words = read(content(scene(data, "?view=compare&vs=AA0102,AA0201", own=True)))
    assert "queda antes" not in words


def test_a_place_without_a_rank_is_not_put_in_order(data):
    words = read(content(scene(data, "?lang=en&view=compare&vs=AA0101,BB0201")))
    assert "Gámbita has no rank: it cannot be compared." in words


def test_figures_stand_side_by_side_with_years_and_the_neediest_marked(data):
    tree = content(scene(data, "?lang=en&view=compare&vs=AA0102,BB0101,BB0202"))
    assert row(tree, "Emigrants") == [
        "▲ 22.0 2018 · not measured there: figure of the department",
        "7.5 2018",
        "no data: not measured",
    ]
    assert row(tree, "Rank") == ["2nd (1–6)", "5th (4–5)", "no rank"]
    assert row(tree, "Poverty") == ["66% 2019", "▲ 80% 2019", "no data: not measured"]


def test_what_is_not_compared_across_countries_is_not_marked_across_them(data):
    loose = tuple(i.model_copy(update={"comparable": False}) for i in data.catalogue.indicators)
    other = dataclasses.replace(data, catalogue=dataclasses.replace(data.catalogue, indicators=loose))
    across = row(content(scene(other, "?lang=en&view=compare&vs=AA0102,BB0101")), "Emigrants")
    within = row(content(scene(other, "?lang=en&view=compare&vs=AA0102,AA0101")), "Emigrants")
    assert not any("▲" in cell for cell in across)
    assert within[1].startswith("▲")


def test_a_study_without_simulations_compares_all_the_same(bare):
    words = read(content(scene(bare, "?lang=en&view=compare&vs=AA0102,AA0201")))
    assert "it cannot be said which comes first" in words
    assert "of the simulations" not in words
