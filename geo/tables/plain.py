"""Read a plain table of a study as text: UTF-8, commas, a heading that is known beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import TableError, listed
from geo.tables.grid import csv_grid, squared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.errors import Faults
    from geo.tables.grid import Grid


def plain_rows(
    content: bytes, *, name: str, columns: Sequence[str], beside: Sequence[str] = (), faults: Faults
) -> tuple[list[str], Grid]:
    """Split a table into its columns, in the order asked for, and its rows of text; see `read_plain`."""
    grid = csv_grid(content, encoding="utf-8", separator=",", faults=faults)
    faults.raise_any()
    heading = grid[0] if grid else []
    if sorted(set(heading) - set(beside)) != sorted(columns) or len(set(heading)) < len(heading):
        more = f" ({', '.join(beside)} may stand beside them)" if beside else ""
        raise TableError(
            f"{name}: the columns must be {','.join(columns)}{more}; row 1 holds {listed(heading) or 'nothing'}. "
            "Correct the heading."
        )
    body = squared(grid[1:], width=len(heading), faults=faults, first=2)
    there = [*columns, *(column for column in beside if column in heading)]
    order = [heading.index(column) for column in there]
    return there, body if heading == there else [[row[place] for place in order] for row in body]


def read_plain(
    content: bytes, *, name: str, columns: Sequence[str], beside: Sequence[str] = (), faults: Faults
) -> pd.DataFrame:
    """Read the cells of a CSV.

    Parameters
    ----------
    content
        The bytes of the file.
    name
        What messages call it.
    columns, beside
        The columns that must be there, in any order, and those that may stand beside them.
    faults
        Notes the rows that are longer or shorter than the heading.

    Returns
    -------
    pandas.DataFrame
        `columns`, and those beside them that are there, as text; an empty cell is null, and a row without any text is
        left out. The index is the row in the file; the heading is row 1.

    Raises
    ------
    TableError
        When it is not UTF-8, a quote is not closed, or the heading is another.
    """
    there, rows = plain_rows(content, name=name, columns=columns, beside=beside, faults=faults)
    text = pd.DataFrame(rows, columns=there, index=pd.RangeIndex(2, len(rows) + 2, name="row"), dtype="str")
    return text.mask(text == "").dropna(how="all")
