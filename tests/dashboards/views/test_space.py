import dataclasses
import json

from dashboards.views.space import content
from tests.dashboards.reading import find, read
from tests.dashboards.scenes import scene


def test_spots_are_counted_and_chance_is_named(data):
    words = read(content(scene(data, "?lang=en&view=space")))
    assert "Hot spot 2 high scores together Cold spot 2 low scores together Neither 3" in words
    assert "No neighbours 1 not tested High among low 1" in words
    assert "at most 5% are expected to be false" in words


def test_tests_say_whether_chance_is_enough(data):
    words = read(content(scene(data, "?view=space")))
    assert "(I de Moran) 0.61 -0.14 0.002 más de lo que da el azar 7; 1 quedan fuera" in words
    assert "0.05 0.00 0.610 el azar basta" in words
    assert "¿Se juntan los lugares de tipo 1? (pares de vecinos del mismo tipo) 4 2 0.030" in words


def test_zones_list_their_places_and_the_border_they_cross(data):
    words = read(find(content(scene(data, "?lang=en&view=space")), "card")[0])
    assert words == (
        "1. Corridor Alfa – Eneida Places 2 Population 72,000 Mean score 61.4 Where crosses the border: Arya, Borya "
        "Its 2 places Place Department Rank (interval) Alfa La Paz 1st (1–1) Eneida La Paz 5th (4–5)"
    )


def test_buttons_set_the_layer_and_only_those_there_are(data):
    buttons = find(find(content(scene(data, "?view=space&layer=zone")), "chips"), "act")
    told = [part.to_plotly_json()["props"] for part in buttons]
    assert [json.loads(props["data-go"])["layer"] for props in told] == ["hotspot", "lisa", "zone"]
    assert [props["aria-pressed"] for props in told] == ["false", "false", "true"]


def test_a_study_without_spots_or_zones_says_what_to_do(bare):
    scores = bare.scores.drop(columns=["hotspot", "lisa", "zone"])
    words = read(content(scene(dataclasses.replace(bare, scores=scores), "?lang=en&view=space")))
    assert "This study published no hot spots." in words
    assert "This study published no tests of the whole." in words
    assert "Ask for smaller zones in study.yml" in words
