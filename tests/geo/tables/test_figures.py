"""Check that a dropped-in table of figures is read, and told off by row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import TableError
from geo.tables import read_figures

PLACES = pd.Index(["AA01", "AA02", "AA03"])


def read(text: str) -> pd.Series:
    return read_figures(text.encode(), name="comparators/gdp.csv", places=PLACES)


def test_figures_are_read_in_order_of_the_codes_and_a_blank_is_missing() -> None:
    figures = read("code,value\nAA03,5\nAA01,\nAA02,1.5\n")
    assert figures.index.tolist() == ["AA01", "AA02", "AA03"]
    np.testing.assert_array_equal(figures, [np.nan, 1.5, 5.0])


def test_a_name_may_stand_beside_and_columns_may_change_places() -> None:
    assert read("value,name,code\n7,Ahuachapán,AA01\n\n").to_dict() == {"AA01": 7.0}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "row 1 holds nothing"),
        ("code,figure\nAA01,1\n", "the columns must be code,value"),
        ("code,value,value\nAA01,1,2\n", "the columns must be code,value"),
        ("code,value\nAA01,many\nAA02,1\n", r"1 of 2 cells of `value` are not a number: row 2 \(many\)"),
        ("code,value\nAA01,inf\nAA02,1\n", r"1 of 2 cells of `value` are not a number: row 2 \(inf\)"),
        ("code,value\n,3\nAA02,1\n", "1 of 2 rows have no code: row 2"),
        ("code,value\nhere,3\nAA02,1\n", r"1 of 2 rows carry no code such as HN0501: row 2 \(here\)"),
        ("code,value\nAA09,3\nAA02,1\n", r"1 of 2 rows carry codes that are no place of the level.*: row 2 \(AA09\)"),
        ("code,value\nAA02,3\nAA02,1\n", r"1 of 2 rows repeat a code: row 3 \(AA02\)"),
        ("code,value\nAA02,\n", "none of 1 rows has a figure"),
        ("code,value\nAA02,1,9\n", "rows do not have the 2 cells of the heading"),
    ],
)
def test_a_slip_is_told_with_its_row(text: str, words: str) -> None:
    with pytest.raises(TableError, match=words):
        read(text)


def test_text_in_another_encoding_is_refused() -> None:
    with pytest.raises(TableError, match="utf-8"):
        read_figures("code,name,value\nAA01,Ahuachapán,1\n".encode("latin-1"), name="x.csv", places=PLACES)
