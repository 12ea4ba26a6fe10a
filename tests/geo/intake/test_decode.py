"""Check that each encoding that Spanish files come in is found, and that damage is undone."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import TableError
from geo.intake import decode

TEXT = "Código;Municipio\n1;Peñón de Ávila\n2;La Unión\n3;ÑAÑA, CAÑÓN Ú\n4;pingüino é í\n"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252"), ("latin-1", "cp1252"), ("cp850", "cp850"),
        ("mac_roman", "mac_roman"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"),
    ],
)  # fmt: skip
def test_an_encoding_is_found(encoding: str, found: str) -> None:
    decoded = decode(TEXT.encode(encoding), name="t")
    assert (decoded.text, decoded.encoding) == (TEXT, found)


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252", "cp850", "cp437"])
def test_a_wrong_reading_is_undone(wrong: str) -> None:
    damaged = "gestión pública, UMAÑA en la línea\n"
    damaged = damaged.encode("utf-8").decode(wrong, errors="ignore")
    decoded = decode(damaged.encode("utf-8"), name="t")
    assert "gestión" in decoded.text
    assert any("put right" in note for note in decoded.notes)


def test_a_text_read_wrongly_twice_is_undone() -> None:
    once = "gestión".encode().decode("latin-1")
    twice = once.encode().decode("latin-1")
    assert decode(twice.encode(), name="t").text == "gestión"


def test_letters_that_are_lost_are_told_of() -> None:
    assert any("lost" in note for note in decode("CAN\ufffdN".encode(), name="t").notes)


def test_the_code_page_of_dos_needs_one_letter_only() -> None:
    assert decode("USULUTAN,MERCEDES UMAÑA\n".encode("cp850"), name="t").text == "USULUTAN,MERCEDES UMAÑA\n"
    assert decode("Usulután\n".encode("cp1252"), name="t").text == "Usulután\n"
    # The same byte is Ú there and é in Windows: among capitals it is the capital.
    assert decode("JESÚS\n".encode("cp850"), name="t").text == "JESÚS\n"
    assert decode("Jesé\n".encode("cp1252"), name="t").text == "Jesé\n"


@given(st.text(alphabet="abcdefghij áéíóúñ,;\n", min_size=1))
def test_small_letters_come_back_from_windows(text: str) -> None:
    assert decode(text.encode("cp1252"), name="t").text == text


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00", b"\x00\x01\x02", b"a\x00\x00\x00b"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(TableError, match="not a text"):
        decode(content, name="t")


@pytest.mark.parametrize("encoding", ["utf-8", "no-such-thing"])
def test_a_given_encoding_is_taken_at_its_word(encoding: str) -> None:
    with pytest.raises(TableError, match="Give another --encoding"):
        decode(b"\xf1" + codecs.BOM_UTF8, name="t", encoding=encoding)
