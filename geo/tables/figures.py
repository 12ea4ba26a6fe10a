"""Read a table of one figure by place, as a person drops it into a folder: `code,value`."""

from __future__ import annotations

import pandas as pd

from geo.contracts import CODE
from geo.errors import Faults, TableError
from geo.tables.plain import read_plain
from geo.tables.series import numbers

COLUMNS = ("code", "value")


def read_figures(content: bytes, *, name: str, places: pd.Index) -> pd.Series:
    """Read a figure by place.

    Parameters
    ----------
    content
        The bytes of a UTF-8 CSV with the columns `code` and `value`; a column `name` may stand beside them for the
        reader. An empty cell is missing.
    name
        What messages call the table.
    places
        The codes there may be.

    Returns
    -------
    pandas.Series
        Figure by code, in order of the codes; rows without a figure are null.

    Raises
    ------
    TableError
        With the row of every fault; the heading is row 1.
    """
    faults = Faults(name, TableError)
    text = read_plain(content, name=name, columns=COLUMNS, beside=["name"], faults=faults)
    figures = numbers(text["value"], faults)
    codes = text["code"]
    for what, wrong, do in (
        ("rows have no code", codes.isna(), "Fill it in."),
        ("rows carry no code such as HN0501", codes.notna() & ~codes.fillna("").str.match(CODE), "Correct the code."),
        ("rows carry codes that are no place of the level and countries", ~codes.isin(places) & codes.notna(),
         "Correct the code, or `level` and `countries` of the entry."),
        ("rows repeat a code", codes.duplicated() & codes.notna(), "Keep one row per place."),
    ):  # fmt: skip
        bad = [f"row {row} ({codes[row]})" if pd.notna(codes[row]) else f"row {row}" for row in codes.index[wrong]]
        faults.check(what, bad=bad, of=len(text), do=do)
    if figures.notna().sum() == 0:
        faults.add(f"none of {len(text)} rows has a figure. Fill the table in, or take it out.")
    faults.raise_any()
    return pd.Series(figures.to_numpy(), index=pd.Index(codes.to_numpy(), name="code"), name="value").sort_index()
