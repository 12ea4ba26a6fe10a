"""Keep a tidy table as text that reads back equal, and say where a hand-edited one is wrong."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.contracts import SERIES, check_series
from geo.errors import Faults, TableError
from geo.tables.plain import read_plain

if TYPE_CHECKING:
    from collections.abc import Hashable

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
    text = read_plain(content, name=name, columns=COLUMNS, faults=faults)
    table = text.assign(**{column: numbers(text[column], faults) for column in [*NUMBERS, "year"]})
    for column in ("code", "year", "level"):
        bad = [f"row {row}" for row in table.index[text[column].isna()]]
        faults.check(f"rows have no {column}", bad=bad, of=len(table), do="Fill it in.")
    faults.raise_any()
    checked = check_series(table.astype({"year": "int64"}).reset_index(drop=True), name=name)
    return checked.sort_values("code", ignore_index=True)


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
