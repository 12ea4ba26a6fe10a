"""Check numbers as people write them, one by one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import TableError
from geo.intake import numbers_of
from geo.intake.numbers import decimal_mark, parse


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1.5", "20"], "."), (["1,5", "20"], ","), (["1.234,5"], ","), (["1,234.5"], "."), (["1,234,567"], "."),
        (["1.234.567"], ","), (["0,123", "0,456"], ","), (["0.123"], "."), (["12", "13"], "."), ([1.5, 2.25], "."),
        (["1,234", "850"], "."), (["1,234", "85000"], None), (["1.234", "850"], None), (["1,234", "2,345"], None),
        (["1.5", "2,5"], None), (["45,2%", "3%"], ","), (["s/d", "-"], "."), (["1 234,5"], ","),
    ],
)  # fmt: skip
def test_the_mark_of_fractions_is_found_or_not_guessed(cells: list[str | float], mark: str | None) -> None:
    assert decimal_mark(cells) == mark


@pytest.mark.parametrize(
    ("cell", "decimal", "number"),
    [
        ("1,234.5", ".", 1234.5), ("1.234,5", ",", 1234.5), ("12 345", ".", 12345.0), ("1'234", ".", 1234.0),
        ("7%", ".", 7.0), ("-3,5", ",", -3.5), ("1e3", ".", 1000.0), (".5", ".", 0.5), (2.5, ",", 2.5),
        ("s/d", ".", None),        ("-", ".", None),
        ("N.D.", ".", None), ("", ".", None), ("…", ".", None),
    ],
)  # fmt: skip
def test_a_cell_is_read(cell: str | float, decimal: str, number: float | None) -> None:
    found = parse(pd.Series([cell], index=[2]), decimal=decimal)  # type: ignore[arg-type]
    assert not found.strange
    assert found.numbers[2] == number if number is not None else np.isnan(found.numbers[2])


@pytest.mark.parametrize("cell", ["12a", "1,23,4", "1.2.3", "doce", "12-13", "1,5"])
def test_a_cell_that_is_no_number_is_told_with_its_row(cell: str) -> None:
    assert parse(pd.Series([cell], index=[7]), decimal=".").strange == ((7, cell),)


def test_minus_ninety_nine_is_missing_only_where_nothing_else_is_negative() -> None:
    assert parse(pd.Series(["-99", "3"]), decimal=".").numbers.isna().tolist() == [True, False]
    assert parse(pd.Series(["-99", "-3"]), decimal=".").numbers.tolist() == [-99.0, -3.0]


def test_marks_of_the_producer_are_missing_too() -> None:
    found = parse(pd.Series(["9999", "n.s.", "4"]), decimal=".", missing=["9999", "n.s."])
    assert found.numbers.isna().tolist() == [True, True, False]
    assert found.marks == ("9999", "n.s.")


@given(st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 4)), min_size=1))
def test_what_is_written_reads_back(values: list[float]) -> None:
    cells = pd.Series([f"{value:.4f}".replace(".", ",") for value in values])
    np.testing.assert_array_equal(parse(cells, decimal=",").numbers.where(lambda x: x.notna(), values), values)


def test_a_column_that_reads_in_two_ways_asks() -> None:
    cells = pd.Series(["1.234", "23.456"], name="casos")
    with pytest.raises(TableError, match=r"2 of 2 cells of `casos` can be read in two ways.*--decimal"):
        numbers_of(cells, decimal=None)
    assert numbers_of(cells, decimal=",").numbers.tolist() == [1234.0, 23456.0]
    assert numbers_of(cells, decimal=".").numbers.tolist() == [1.234, 23.456]


def test_text_among_numbers_is_refused() -> None:
    with pytest.raises(TableError, match=r"1 of 2 cells of `casos` are no number: row 1 \(muchos\)"):
        numbers_of(pd.Series(["3", "muchos"], name="casos"), decimal=None)


def test_a_number_beyond_all_numbers_is_none() -> None:
    found = parse(pd.Series(["1e400", "1e308"], dtype=object), decimal=".")
    assert found.strange == ((0, "1e400"),)


def test_an_empty_cell_is_not_told_as_a_zero_that_stands_for_a_missing_figure() -> None:
    assert parse(pd.Series(["", "3", "s/d"], dtype=object), decimal=".").marks == ("s/d",)
