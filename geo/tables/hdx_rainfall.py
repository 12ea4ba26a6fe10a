"""Read WFP's rain by dekad and administrative area, as the Humanitarian Data Exchange publishes it.

References
----------
World Food Programme: Rainfall indicators at subnational level (from CHIRPS), Humanitarian Data Exchange.
Humanitarian Exchange Language: a row of hashtags may follow the heading.
"""

from __future__ import annotations

import io

import numpy as np
import pandas as pd

from geo.errors import Faults, TableError, listed
from geo.tables.series import numbers

_UNITS = {
    "rfh": "mm", "rfh_avg": "mm", "r1h": "mm", "r1h_avg": "mm", "r3h": "mm", "r3h_avg": "mm",
    "rfq": "pct", "r1q": "pct", "r3q": "pct",
}  # fmt: skip
HDX_RAINFALL_COLUMNS = ("date", "adm_level", "adm_id", "PCODE", "n_pixels", *_UNITS, "version")
"""The columns that the producer publishes; others, or fewer, mean that the file has changed its meaning."""
_COUNTS = ["adm_level", "n_pixels"]
_NEEDED = ["date", "adm_level", "adm_id", "PCODE", "n_pixels", "version"]


def read_hdx_rainfall(content: bytes, *, name: str) -> pd.DataFrame:
    """Read one country's table.

    Parameters
    ----------
    content
        The bytes of the CSV, with or without a row of hashtags under the heading.
    name
        What messages call it.

    Returns
    -------
    A row per area and dekad, in the order of date, level and area: `date` (the dekad's first day), `adm_level`,
    `adm_id`, `pcode`, `n_pixels`, rain of the dekad and of the one and three months that end with it (`rfh_mm`,
    `r1h_mm`, `r3h_mm`), their long-term averages (`rfh_avg_mm`, ...), percent of the average (`rfq_pct`, ...) and
    `version` (final, or still preliminary). What the file leaves empty is missing. Two areas may share a P-code: they
    are parts of one place, and are for the caller to join by `n_pixels`.

    Raises
    ------
    TableError
        With the row of every fault (the heading is row 1): other columns, cells that are no date or number, negative
        rain, an area twice in one dekad, a file that is cut short.
    """
    faults = Faults(name, TableError)
    text = _text(content, faults)
    faults.raise_any()
    for column in _NEEDED:
        bad = [f"row {row}" for row in text.index[text[column].isna()]]
        faults.check(f"rows have no {column}", bad=bad, of=len(text), do="Fetch the file again: it was cut or damaged.")
    table = text.assign(
        date=_dates(text["date"], faults),
        **{column: numbers(text[column], faults) for column in [*_COUNTS, *_UNITS]},
    )
    _check(table, faults)
    faults.raise_any()
    renamed = {"PCODE": "pcode"} | {column: f"{column}_{unit}" for column, unit in _UNITS.items()}
    table = table[list(HDX_RAINFALL_COLUMNS)].astype(dict.fromkeys(_COUNTS, "int64")).rename(columns=renamed)
    return table.sort_values(["date", "adm_level", "adm_id"], ignore_index=True)


def _text(content: bytes, faults: Faults) -> pd.DataFrame:
    """Read all cells as text, numbered as a spreadsheet does, without the row of hashtags."""
    try:
        text = pd.read_csv(io.BytesIO(content), dtype="str", encoding="utf-8", keep_default_na=False, na_values=[""])
    except (ValueError, UnicodeDecodeError) as error:
        faults.add(f"it cannot be read ({' '.join(str(error).split())}). Fetch the file again.")
        return pd.DataFrame()
    if not isinstance(text.index, pd.RangeIndex):
        # Where every row is longer than the heading, pandas takes the first cells for names of the rows.
        faults.add("the rows have more cells than the heading. Fetch the file again.")
        return text
    text.index = pd.RangeIndex(2, len(text) + 2, name="row")
    absent = [column for column in HDX_RAINFALL_COLUMNS if column not in text.columns]
    new = [column for column in text.columns if column not in HDX_RAINFALL_COLUMNS]
    if absent or new:
        faults.add(
            f"{len(absent)} of {len(HDX_RAINFALL_COLUMNS)} columns are gone ({listed(absent) or 'none'}), and "
            f"{len(new)} are new ({listed(new) or 'none'}). Look up what they mean before the table is used again."
        )
    elif len(text) and text.iloc[0].dropna().str.startswith("#").all():
        text = text.iloc[1:]
    if not absent and text.empty:
        faults.add("0 rows follow the heading. Fetch the file again.")
    return text


def _dates(cells: pd.Series, faults: Faults) -> pd.Series:
    dates = pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce")
    bad = [f"row {row} ({cells[row]})" for row in cells.index[dates.isna() & cells.notna()]]
    faults.check("cells of `date` are no date", bad=bad, of=len(cells), do="They must read like 1981-01-11.")
    return dates


def _check(table: pd.DataFrame, faults: Faults) -> None:
    for column in [*_COUNTS, *_UNITS]:
        below = table.index[table[column] < 0]
        bad = [f"row {row} ({table.loc[row, column]:g})" for row in below]
        faults.check(f"cells of `{column}` are negative", bad=bad, of=len(table), do="Ask the producer what they mean.")
    broken = table.index[table[_COUNTS].ne(np.floor(table[_COUNTS])).any(axis=1) & table[_COUNTS].notna().all(axis=1)]
    faults.check(
        "rows count in fractions", bad=[f"row {row}" for row in broken], of=len(table), do="Fetch the file again."
    )
    twice = table.index[table.duplicated(["date", "adm_level", "adm_id", "PCODE", "n_pixels"], keep=False)]
    bad = [f"row {row} ({table.loc[row, 'adm_id']})" for row in twice]
    faults.check("rows tell of an area and dekad that another row tells of", bad=bad, of=len(table), do="Keep one.")
