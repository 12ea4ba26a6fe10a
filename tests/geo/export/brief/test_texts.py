"""Check that both languages say the same things, in letters that the faces have."""

from __future__ import annotations

import string

import pytest

from geo.export.brief.lettering import written
from geo.export.brief.texts import TEXTS
from geo.kinds import LANGS, Level, LicenceStatus, Status


def fields(text: str) -> set[str | None]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


def test_both_languages_have_the_same_keys_and_fill_in_the_same() -> None:
    assert list(TEXTS["es"]) == list(TEXTS["en"])
    assert {key: fields(text) for key, text in TEXTS["es"].items()} == {
        key: fields(text) for key, text in TEXTS["en"].items()
    }


@pytest.mark.parametrize("lang", LANGS)
def test_every_letter_can_be_printed(lang: str) -> None:
    assert {key: written(text) for key, text in TEXTS[lang].items()} == TEXTS[lang]


@pytest.mark.parametrize(("word", "kind"), [("status", Status), ("level", Level), ("licence", LicenceStatus)])
def test_every_closed_choice_has_its_words(word: str, kind: object) -> None:
    choices = kind.__args__  # type: ignore[attr-defined]
    assert {f"{word}_{choice}" for choice in choices} <= set(TEXTS["es"])
