import re
from pathlib import Path
from string import Formatter
from typing import get_args

import dashboards
from dashboards.texts import TEXTS, say
from geo.kinds import Gate, Level, Status

SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in Path(dashboards.__file__).parent.rglob("*.py")
    if path.parent.name != "texts"  # these files name every key; what counts is the rest
)


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_say_the_same_things():
    assert list(TEXTS["es"]) == list(TEXTS["en"])
    assert {key: fields(text) for key, text in TEXTS["es"].items()} == {
        key: fields(text) for key, text in TEXTS["en"].items()
    }


def test_no_text_is_blank_or_left_untranslated():
    same = {key for key, text in TEXTS["es"].items() if text == TEXTS["en"][key]}
    assert same == set()
    assert all(text.strip() == text != "" for lang in TEXTS.values() for text in lang.values())


def test_every_status_level_and_gate_has_words():
    wanted = [f"status_{status}" for status in get_args(Status)]
    wanted += [f"level_{level}" for level in get_args(Level)]
    wanted += [f"gate_{gate}" for gate in get_args(Gate) if gate != "ranked"]
    assert [key for key in wanted if key not in TEXTS["es"]] == []


def test_no_text_lies_unused():
    # Keys that are put together name what they begin with: f"status_{status}".
    looked_up = (*re.findall(r"""f['"](\w+_)\{""", SOURCES), "col_", "setting_", "certainty_")
    looked_up += ("normalisation_", "aggregation_", "scope_")
    named = {key for _, key in re.findall(r"""(["'])(\w+)\1""", SOURCES)}
    assert [key for key in TEXTS["es"] if not key.startswith(looked_up) and key not in named] == []


def test_a_text_is_filled_in():
    assert say("count", lang="en", n=3, total=8) == "3 of 8 places"
