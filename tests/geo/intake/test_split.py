"""Check that the separator is found, whatever the cells hold."""

from __future__ import annotations

import pytest

from geo.errors import TableError
from geo.intake import split


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_of_the_steadiest_table_is_found(mark: str) -> None:
    text = "\n".join(mark.join(row) for row in [["a", "b c"], ["1", "x y"], ["2", "z"]])
    assert split(text, name="t") == ([["a", "b c"], ["1", "x y"], ["2", "z"]], mark)


def test_decimal_commas_do_not_part_cells() -> None:
    rows, mark = split("name;value\nA;1,5\nB;2,5\nC;3,25\n", name="t")
    assert (mark, rows[1]) == (";", ["A", "1,5"])


def test_a_title_above_and_a_note_below_do_not_hide_it() -> None:
    text = "Cuadro 1, población y vivienda, 2020\n\nname;value\nA;1\nB;2\nC;3\nFuente: INE, 2020\n"
    assert split(text, name="t")[1] == ";"


def test_quotes_and_announced_separators_are_obeyed() -> None:
    assert split('sep=;\r\na;b\r\n"x;y";2\r\n', name="t") == ([["a", "b"], ["x;y", "2"]], ";")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("\n \n", "is empty"), ("one\ntwo\n", "a single column"), ('a,b\n1,"open\n', "row 2 cannot be split")],
)
def test_what_is_no_table_is_refused(text: str, reason: str) -> None:
    with pytest.raises(TableError, match=reason):
        split(text, name="t", separator="," if "open" in text else None)
