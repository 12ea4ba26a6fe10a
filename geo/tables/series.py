"""Keep a tidy table as text that reads back equal, and say where a hand-edited one is wrong."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.contracts import SERIES, check_series, sound_together
from geo.errors import Faults, TableError
from geo.tables.plain import plain_rows

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

COLUMNS = list(SERIES.columns)
NUMBERS = ["value", "numerator", "denominator", "se", "coverage"]


def read_series(content: bytes, *, name: str) -> pd.DataFrame:
    """Read one tidy table of a study.

    Parameters
    ----------
    content
        The bytes of a UTF-8 CSV with the columns of `geo.contracts.SERIES`; an empty cell is missing.
    name
        What messages call the table.

    Returns
    -------
    A table that passes `geo.contracts.check_series`, in the order of the codes.

    Raises
    ------
    TableError
        With the row of every fault; the heading is row 1.
    """
    faults = Faults(name, TableError)
    _, body = plain_rows(content, name=name, columns=COLUMNS, faults=faults)
    rows = pd.RangeIndex(2, len(body) + 2, name="row")
    table = _typed(pd.DataFrame(body, columns=COLUMNS, index=rows, dtype="str"), faults)
    faults.raise_any()
    checked = check_series(table.astype({"year": "int64"}).reset_index(drop=True), name=name)
    return checked.sort_values("code", ignore_index=True)


def read_all_series(contents: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """Read many tidy tables as `read_series` reads each, all together, which takes a fraction of the time.

    Returns
    -------
    The tables by name; none at all where any has a fault, which `read_series` tells.
    """
    faults = Faults("tables", TableError)
    try:
        bodies = {
            name: plain_rows(content, name=name, columns=COLUMNS, faults=faults)[1]
            for name, content in contents.items()
        }
    except TableError:
        return {}
    text = pd.DataFrame([row for body in bodies.values() for row in body], columns=COLUMNS, dtype="str")
    of = pd.Series(np.repeat(np.arange(len(bodies)), [len(body) for body in bodies.values()]), index=text.index)
    table = _typed(text, faults)
    if faults.messages:
        return {}
    table, of = table.astype({"year": "int64"}), of[table.index]
    if not sound_together(table, of=of):
        return {}
    ends = of.searchsorted(np.arange(len(bodies) + 1))
    return {
        name: table.iloc[ends[number] : ends[number + 1]].sort_values("code", ignore_index=True)
        for number, name in enumerate(bodies)
    }


def _typed(text: pd.DataFrame, faults: Faults) -> pd.DataFrame:
    """Turn the cells of tables into numbers and texts, an empty one into null; rows without any cell are left out."""
    text = text.mask(text == "")
    text = text[text.notna().any(axis=1)]
    table = text.assign(**{column: numbers(text[column], faults) for column in [*NUMBERS, "year"]})
    for column in ("code", "year", "level"):
        bad = [f"row {row}" for row in table.index[text[column].isna()]]
        faults.check(f"rows have no {column}", bad=bad, of=len(table), do="Fill it in.")
    bad = [f"row {row} ({text['year'][row]})" for row in table.index[table["year"] % 1 > 0]]
    faults.check("rows carry no whole year", bad=bad, of=len(table), do="Write it as 2014.")
    return table


def write_series(table: pd.DataFrame) -> str:
    """Write a tidy table as the one text that stands for it.

    Rows go by code, lines end in a line feed, a missing value is an empty cell, and a number is the shortest text
    that reads back equal; a column that has nothing to say stays, so that all tables look alike.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    ordered = table.sort_values("code")[COLUMNS]
    writer.writerows([_cell(cell) for cell in row] for row in ordered.itertuples(index=False))
    return text.getvalue()


def _cell(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if not isinstance(cell, int | float | np.number) or np.isnan(cell):
        return ""
    number = float(cell)
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)


def numbers(text: pd.Series, faults: Faults) -> pd.Series:
    """Turn a column of text into numbers; what is no finite number is noted with its row and becomes null."""
    if text.isna().all():
        # Most columns of most tables: nothing to read, nothing to fault.
        return pd.Series(np.nan, index=text.index, name=text.name, dtype=float)
    parsed = pd.to_numeric(text, errors="coerce").astype(float)
    finite = parsed.where(np.isfinite(parsed))
    faults.check(
        f"cells of `{text.name}` are not a number",
        bad=[f"{place(text, row)} ({text[row]})" for row in text.index[text.notna() & finite.isna()]],
        of=int(text.notna().sum()),
        do="Correct them, or declare the text under `missing`.",
    )
    return finite


def place(of: pd.Series | pd.DataFrame, row: Hashable) -> str:
    """Say where a row stands in its file: ``row 12``, or ``column AB`` of a transposed one."""
    return f"{of.index.name} {row}"
