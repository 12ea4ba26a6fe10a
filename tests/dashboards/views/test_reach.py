import dataclasses

import pandas as pd
import pytest

from dashboards.views.reach import content
from dashboards.views.reach_links import verdict
from tests.dashboards.reading import find, parts, read
from tests.dashboards.scenes import scene


def view(data, search="", **more):
    return content(scene(data, f"?view=reach&{search}", **more))


def test_the_first_of_the_list_are_read_off_the_curves(data):
    # Three of Aria's four places are among the first three; the rankings reach 90% and 95% with them.
    words = read(view(data, "lang=en"))
    assert (
        "Arya: with 75% of the places the whole list reaches 95% of those who leave, and that of drivers alone 90%; at "
        "random it would be 75%; at most, 95%."
    ) in words
    assert "Arya 3 / 4 municipalities 95% 90% 75% (38%–100%) 95% 10% 20%" in words


def test_the_number_is_the_readers(data):
    assert "with 25% of the places the whole list reaches 50%" in read(view(data, "lang=en&k=1"))


def test_a_country_without_a_place_among_the_first_reaches_nobody(data):
    scores = data.scores.assign(rank=pd.array([None, None, None, None, 1, 2, None, None], dtype="Int64"))
    words = read(view(dataclasses.replace(data, scores=scores), "lang=en&k=1"))
    assert "with 0% of the places the whole list reaches 0%" in words
    assert "0 / 4 municipalities 0% 0% 0% (0%–0%) 0% 100% —" in words


def test_a_country_without_figures_says_so(data):
    assert "There are no figures for this country." in read(view(data, "lang=en&country=BBB"))


def test_what_the_studys_first_reach_has_its_bounds(data):
    assert "Emigrantes Aria 3 60.0%–80.0%" in read(view(data, "lang=es"))


@pytest.mark.parametrize(
    ("skill", "low", "high", "told"),
    [
        (0.4, 0.1, 0.6, "skill_some"),
        (0.4, -0.1, 0.6, "skill_doubtful"),
        (0.0, 0.0, 0.1, "skill_doubtful"),
        (-0.2, -0.3, -0.1, "skill_worse"),
        (None, None, None, "skill_few"),
    ],
)
def test_a_skill_whose_interval_passes_zero_is_doubtful(skill, low, high, told):
    assert verdict({"skill": skill, "skill_p5": low, "skill_p95": high}) == told


def test_each_model_says_what_its_skill_allows(data):
    words = read(view(data, "lang=en"))
    assert "4 municipalities Poisson regression 0.40 (from 0.20 to 0.60) 0.50 says something" in words
    assert "4 municipalities boosted trees 0.30 (from -0.10 to 0.50) 0.40 doubtful" in words
    assert "2 departments not computed — — too few places" in words


def test_causes_are_not_read(data):
    assert read(find(view(data), "warned")).startswith("Aquí no se leen causas")


def test_the_chosen_place_stands_in_the_cloud_and_in_words(data):
    tree = view(data, "lang=en&code=AA0102")
    assert "Ávila, 2nd (1–6): Drivers at 63, Origin at 70." in read(tree)
    clouds = [part.src for part in parts(tree) if type(part).__name__ == "Img" and "circle" in part.src]
    assert len(clouds) == 1
    assert "Choose a place on the map" in read(view(data, "lang=en"))


def test_a_chosen_place_without_data_is_not_drawn_at_zero(data):
    tree = view(data, "lang=en&code=BB0202")
    assert "Hondo, no rank: Drivers at no data, Origin at no data." in read(tree)
    assert not [part for part in parts(tree) if type(part).__name__ == "Img" and "circle" in part.src]


def test_what_is_expected_is_said_with_the_verdict_on_the_model(data):
    words = read(view(data, "lang=en"))
    assert "Emigrants, Arya (doubtful) Poverty From 20% to 80%, what is expected goes from 0.80 to 1.30 times" in words


def test_a_study_without_reach_or_links_says_what_to_do(bare):
    words = read(view(bare, "lang=en"))
    assert "This study published no reach" in words
    assert "This study did not publish how well drivers say where people leave from." in words
    assert words.count("run `arraigo run`") == 2


def test_under_other_weights_the_curves_stay_the_studys(data):
    assert "Curves and models are the study's" in read(view(data, "lang=en", own=True))
