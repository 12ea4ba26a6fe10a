"""Read a plain table of a study as text: UTF-8, commas, a heading that is known beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import TableError, listed
from geo.tables.grid import csv_grid, squared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.errors import Faults


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
    text = pd.DataFrame(body, columns=heading, index=pd.RangeIndex(2, len(grid) + 1, name="row"), dtype="str")
    text = text[[*columns, *(column for column in beside if column in heading)]]
    return text.mask(text == "").dropna(how="all")
