import dataclasses

from dashboards.views.types import content
from tests.dashboards.reading import find, read
from tests.dashboards.scenes import scene


def test_each_type_says_what_marks_it_and_how_far_that_holds(data):
    words = read(find(content(scene(data, "?lang=en&view=types")), "card")[0])
    assert words.startswith(
        "Type 1. High origin and violence Places 2 Population 20,500 Mean certainty 84% Stability 60%"
    )
    assert "In words: Origin above 65. 100% of its places meet the rule" in words
    assert "Origin 80; mean 53" in words
    assert "2 of its 2 places, the best ranked first" in words
    assert "Alfa La Paz 1st (1–1) 97%" in words


def test_types_that_touch_are_called_shades(data):
    words = read(find(content(scene(data, "?view=types")), "warned"))
    assert words.startswith("Son matices más que clases: los tipos se tocan (silueta 0.20, por debajo de 0.25).")


def test_mixed_places_and_those_without_a_type_are_counted(data):
    words = read(find(content(scene(data, "?lang=en&view=types")), "card")[-1])
    assert words == (
        "Mixed places, which resemble more than one type: 1. "
        "Places that were not grouped, because too little is known of them: 2."
    )


def test_a_type_filters_the_list_and_lets_go_again(data):
    words = [read(content(scene(data, f"?lang=en&view=types{more}"))) for more in ("", "&type=1")]
    assert [text.count("Stop filtering") for text in words] == [0, 1]


def test_a_study_without_types_says_what_to_do(data):
    none = dataclasses.replace(data, types=data.types.iloc[:0])
    assert "Run `arraigo run` up to the step group" in read(content(scene(none, "?lang=en&view=types")))


def test_types_without_their_findings_have_cards(bare):
    words = read(content(scene(bare, "?lang=en&view=types")))
    assert "How stable the types are was not published." in words
    assert "Type 2. Nothing stands out" in words


def test_under_other_weights_types_stay_the_studys(data):
    assert "they do not change with your weights" in read(content(scene(data, "?lang=en&view=types", own=True)))
