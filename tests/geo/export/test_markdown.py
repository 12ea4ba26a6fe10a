"""Check that text cannot break out of a table, and that numbers are written as each language has them."""

from __future__ import annotations

import pytest

from geo.export.markdown import escaped, table


def test_tables_line_up() -> None:
    assert table(["a", "b"], [("1", "2")]) == "| a | b |\n| --- | --- |\n| 1 | 2 |\n"
    assert table(["a", "b"], [("1", "2")], numbers=True).splitlines()[1] == "| --- | ---: |"


@pytest.mark.parametrize(
    ("text", "safe"),
    [("a|b", r"a\|b"), ("a\n\nb", "a b"), ("<b>x</b>", r"\<b\>x\</b\>"), (r"a\b", r"a\\b"), ("p95_width", "p95_width")],
)
def test_cells_cannot_break_out(text: str, safe: str) -> None:
    assert escaped(text) == safe
