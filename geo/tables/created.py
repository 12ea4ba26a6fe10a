"""Read the list of places that were created out of others: `code,from_code,year`."""

from __future__ import annotations

import pandas as pd

from geo.errors import Faults, TableError
from geo.tables.plain import read_plain
from geo.tables.series import numbers

COLUMNS = ("code", "from_code", "year")
YEARS = (1800, 2200)
"""What can be the year of a place."""


def read_created(content: bytes, *, name: str, places: pd.Index) -> pd.DataFrame:
    """Read which place of today was taken out of which, and since when.

    Parameters
    ----------
    content
        The bytes of a UTF-8 CSV with the columns `code`, `from_code` and `year` (the first with the new limits); a
        column `note` may stand beside them for the reader. It may have no row.
    name
        What messages call the table.
    places
        The codes of today's places.

    Returns
    -------
    pandas.DataFrame
        `code`, `from_code`, `year` (a whole number), in the order of the file.

    Raises
    ------
    TableError
        With the row of every fault; the heading is row 1.
    """
    faults = Faults(name, TableError)
    text = read_plain(content, name=name, columns=COLUMNS, beside=["note"], faults=faults)
    years = numbers(text["year"], faults)
    for what, wrong, do in (
        ("rows lack a code or a year", text[list(COLUMNS)].isna().any(axis=1), "Fill it in."),
        ("rows carry a code that is no place of today", _strange(text, places), "Correct the code."),
        ("rows repeat a code", text["code"].duplicated() & text["code"].notna(), "A place is created once."),
        ("rows say that a place came out of itself", _circular(text), "Correct `from_code`."),
        ("rows carry no year", years.notna() & ~(years.between(*YEARS) & (years % 1 == 0)), "Write it as 2014."),
    ):
        bad = [f"row {row} ({', '.join(map(str, text.loc[row, list(COLUMNS)]))})" for row in text.index[wrong]]
        faults.check(what, bad=bad, of=len(text), do=do)
    faults.raise_any()
    return text[["code", "from_code"]].assign(year=years.astype(int)).reset_index(drop=True)


def _strange(text: pd.DataFrame, places: pd.Index) -> pd.Series:
    return pd.concat([text[c].notna() & ~text[c].isin(places) for c in ("code", "from_code")], axis=1).any(axis=1)


def _circular(text: pd.DataFrame) -> pd.Series:
    """Find the rows from which the way to the place before, and before that, leads back to where it began."""
    old = dict(zip(text["code"], text["from_code"], strict=True))

    def returns(code: str) -> bool:
        home, passed = old[code], {code}
        while home in old and home not in passed:
            passed.add(home)
            home = old[home]
        return bool(home == code)

    return text["code"].map(returns).astype(bool)
