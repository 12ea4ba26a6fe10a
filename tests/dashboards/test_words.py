from dashboards import ids
from dashboards.texts import TEXTS
from dashboards.words import WORDS, words, written


def test_every_place_has_its_words_in_both_languages(data):
    assert written(data, "es")[ids.TITLE] == "Prioridad de prueba"
    assert written(data, "es")[ids.SEARCH_LABEL] == TEXTS["es"]["search_label"]
    assert written(data, "en")[ids.TITLE] == "Test priority"
    for told in words(data).values():
        assert [id_ for id_, _, _ in told["texts"]] == [id_ for id_, _, _ in WORDS]
        assert all(text for _, _, text in told["texts"])


def test_both_languages_tell_the_scripts_the_same_things(data):
    spanish, english = words(data).values()
    assert spanish.keys() == english.keys()
    assert {key: (spanish[key], english[key]) for key in ("root", "run", "views", "wide")} == {
        "root": ("priority", "priority"),
        "run": (data.checksum, data.checksum),
        "views": ({"types": "type", "space": "hotspot", "target": "selected"},) * 2,
        "wide": (["quality", "method", "downloads"],) * 2,
    }
    assert list(spanish["menu"]) == list(english["menu"])
    assert spanish["menu"]["types"] == "Tipos"
    assert [address for _, _, address in english["files"]] == [f"/download/{name}" for name in data.files]


def test_the_scripts_know_what_the_ranking_may_be_narrowed_to(data):
    for told in words(data).values():
        assert told["known"] == {
            "country": ["AAA", "BBB"],
            "department": list(data.known.departments),
            "type": [str(number) for number in data.known.types],
        }
