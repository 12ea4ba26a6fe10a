"""Check how numbers are written in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.export.brief.formats import known, measure
from geo.numerals import chance, interval, number, ordinal, percent

if TYPE_CHECKING:
    from geo.catalogue import Catalogue


@pytest.mark.parametrize(
    ("value", "is_known"), [(0.0, True), (3, True), (float("nan"), False), (None, False), ("3", False)]
)
def test_missing_is_not_a_number_and_zero_is(value: object, is_known: bool) -> None:
    assert known(value) is is_known


def test_thousands_have_a_comma_and_decimals_a_point() -> None:
    assert number(1234567.891, decimals=1) == "1,234,567.9"
    assert number(-0.04, decimals=1) == "0.0"
    assert percent(0.416, decimals=1) == "41.6%"
    assert interval(5, 1200) == "5–1,200"
    # A half goes up, as in the table of the app.
    assert interval(2.5, 10.5) == "3–11"


@pytest.mark.parametrize(("share", "text"), [(1.0, "> 99%"), (0.991, "> 99%"), (0.5, "50%"), (0.009, "< 1%")])
def test_a_simulated_share_is_never_quite_0_or_1(share: float, text: str) -> None:
    assert chance(share) == text


@pytest.mark.parametrize(
    ("place", "english"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (112, "112th"), (121, "121st")]
)
def test_ordinals(place: int, english: str) -> None:
    assert ordinal(place, lang="en") == english
    assert ordinal(place, lang="es") == f"{place}.º"


def test_a_share_is_written_as_a_percentage_with_two_decimals_fewer(little: Catalogue) -> None:
    poverty = little.indicator("poverty_share").model_copy(update={"decimals": 3})
    assert measure(0.4126, poverty) == "41.3%"
    assert measure(31.44, little.indicator("emigrants_rate")) == "31.4"
