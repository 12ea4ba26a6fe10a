"""Check the ways a column of codes is read, and that names speak up against them."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.intake import agreement, doubtful, readings
from tests.geo.intake.worlds import CALLED, PLACES, fold

LEVELS = ("municipality", "municipio_2024", "department")


def read(*cells: str | float, prefixes: dict[str, str] | None = None) -> list[tuple[str | None, str, list[str]]]:
    found = readings(
        pd.Series(list(cells), dtype=object), PLACES, prefixes=prefixes or {"GTM": "GT", "SLV": "SV"}, levels=LEVELS
    )
    return [(reading.iso3, reading.level, reading.codes.tolist()) for reading in found]


@pytest.mark.parametrize("cells", [("GT0101", "GT0202"), ("gt101", "GT-0202"), ("gt 101", "gt202")])
def test_codes_with_letters_are_written_in_full(cells: tuple[str, str]) -> None:
    assert read(*cells) == [(None, "municipality", ["GT0101", "GT0202"])]


def test_digits_are_padded_and_belong_to_a_country() -> None:
    assert read("103", "0202") == [("GTM", "municipality", ["GT0103", "GT0202"])]
    assert read("103.0", "202.0") == [("GTM", "municipality", ["GT0103", "GT0202"])]
    assert read(103.0, 202.0) == [("GTM", "municipality", ["GT0103", "GT0202"])]


def test_digits_of_two_countries_are_read_in_both_ways() -> None:
    assert {(iso3, level) for iso3, level, _ in read("101", "102")} == {
        ("GTM", "municipality"),
        ("SLV", "municipality"),
    }
    assert ("SLV", "municipio_2024", ["SV01001", "SV01001"]) in read("0101", "0101")


def test_levels_are_told_by_the_number_of_digits() -> None:
    assert read("GT01", "GT02") == [(None, "department", ["GT01", "GT02"])]
    assert read("SV01001", "SV01001") == [(None, "municipio_2024", ["SV01001", "SV01001"])]


def test_codes_of_no_place_make_no_reading() -> None:
    assert read("9901", "9902") == []


def test_codes_that_others_number_in_another_way_are_doubted() -> None:
    codes = pd.Series(["GT0101", "GT0206", "HN1601", "SV0101", "SV01001", "SV01", None], dtype="str")
    assert doubtful(codes) == ["GT0206", "HN1601", "SV0101"]


@pytest.mark.parametrize(
    ("name", "code", "by_name", "verdict"),
    [
        ("Peñon", "GT0101", "GT0101", "agree"),
        ("PEN", "GT0101", None, "agree"),
        ("Villa Peñón", "GT0101", None, "near"),
        ("Pennon", "GT0101", None, "near"),
        ("Río Hondo", "GT0101", "GT0201", "contradict"),
        ("La Unión", "GT0102", None, "agree"),
        ("La Unión", "GT0102", "GT0202", "contradict"),
        ("Lago", "GT0101", None, "unconfirmed"),
        ("Peñón Alto", "GT0101", None, "unconfirmed"),
        ("Atitlán", "GT0101", None, "unconfirmed"),
        ("", "GT0101", None, "no name"),
        ("Peñón", None, "GT0101", "no code"),
    ],
)
def test_codes_are_held_against_names(name: str, code: str | None, by_name: str | None, verdict: str) -> None:
    found = agreement(
        pd.Series([name]),
        pd.Series([code], dtype=object),
        pd.Series([by_name], dtype=object),
        called=CALLED,
        fold=fold,
        is_place=lambda text, _: text in {"Lago", "Peñón Alto"},
    )  # fmt: skip
    assert found.tolist() == [verdict]
