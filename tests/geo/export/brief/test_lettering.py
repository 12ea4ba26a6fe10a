"""Check that any text can be set, stays in its room, and that markup is only letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.export.brief.lettering import fitted, width, wrapped, written


@pytest.mark.parametrize(
    ("text", "set_as"),
    [
        ("San José, Ñuñoa, pingüino, ¿qué?", "San José, Ñuñoa, pingüino, ¿qué?"),
        ("12.º – “así” … € ·", "12.º – “así” … € ·"),
        ("<b>Alfa</b> & Co &amp;", "<b>Alfa</b> & Co &amp;"),
        ("a ≥ b ≤ c − 1", "a >= b <= c – 1"),
        ("Jose\u0301", "José"),
        ("Cotzalẽ", "Cotzale"),
        ("zona\u00adsur", "zonasur"),
        ("dos\nlíneas\t y\u00a0\u202fmás", "dos líneas y más"),
        ("CO₂", "CO2"),
        ("漢", "?"),
        ("\x07tono\u200b", "tono"),
    ],
)
def test_every_text_is_written_in_letters_that_there_are(text: str, set_as: str) -> None:
    assert written(text) == set_as


@given(st.text(max_size=60))
def test_whatever_is_written_can_be_coded_on_one_line(text: str) -> None:
    assert "\n" not in written(text)
    written(text).encode("cp1252")


@given(st.text(max_size=80), st.floats(15, 300), st.booleans())
def test_a_fitted_text_stays_in_its_room(text: str, room: float, bold: bool) -> None:
    shown, size = fitted(text, room=room, size=10, least=6, bold=bold)
    assert 6 <= size <= 10
    assert width(shown, size=size, bold=bold) <= room + 0.02


@given(st.text(alphabet=st.characters(codec="latin-1"), max_size=120), st.floats(20, 200), st.integers(1, 4))
def test_lines_stay_in_their_room_and_are_not_too_many(text: str, room: float, most: int) -> None:
    lines = wrapped(text, room=room, size=8, most=most)
    assert len(lines) <= most
    assert all(width(line, size=8) <= room + 0.02 for line in lines)


def test_wrapping_loses_no_word() -> None:
    text = "uno dos tres cuatro cinco seis siete ocho nueve diez"
    assert " ".join(wrapped(text, room=60, size=8)) == text


def test_a_word_longer_than_the_line_is_broken_and_whole() -> None:
    lines = wrapped("a" * 60, room=50, size=8)
    assert len(lines) > 1
    assert "".join(lines) == "a" * 60


def test_what_is_cut_says_so() -> None:
    assert fitted("Santo Tomás Chichicastenango", room=40, size=9, least=7)[0].endswith("…")
    assert wrapped("uno dos tres cuatro cinco", room=30, size=8, most=2)[-1].endswith("…")


def test_a_text_goes_smaller_before_it_is_cut() -> None:
    text = "San Juan"
    whole = width(text, size=10)
    shown, size = fitted(text, room=whole * 0.8, size=10, least=5)
    assert shown == text
    assert size == pytest.approx(8)
