"""Check that a plain table is read as text, and that its heading is known."""

from __future__ import annotations

import pytest

from geo.errors import Faults, TableError
from geo.tables.plain import read_plain


def test_cells_are_text_by_the_row_of_the_file_and_an_empty_one_is_null() -> None:
    faults = Faults("t.csv", TableError)
    table = read_plain(b"b,a,note\n1,x,\n,,\n,y,z\n", name="t.csv", columns=["a", "b"], beside=["note"], faults=faults)
    assert table.columns.tolist() == ["a", "b", "note"]
    assert table.index.tolist() == [2, 4]
    assert table["a"].tolist() == ["x", "y"]
    assert table.isna().sum().tolist() == [0, 1, 1]


@pytest.mark.parametrize("heading", [b"", b"a\n", b"a,b,c\n", b"a,b,b\n"])
def test_another_heading_is_refused(heading: bytes) -> None:
    with pytest.raises(TableError, match="the columns must be a,b; row 1 holds"):
        read_plain(heading, name="t.csv", columns=["a", "b"], faults=Faults("t.csv", TableError))
