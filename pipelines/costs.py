"""Read what each place would cost from a table that a planner keeps."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import Faults, MissingFileError, TableError

if TYPE_CHECKING:
    from pathlib import Path


def read_costs(path: Path, *, codes: pd.Index) -> pd.Series:
    """Read a CSV with the columns `code` and `cost`, separated by commas, or by semicolons with decimal commas.

    Parameters
    ----------
    path
        The file.
    codes
        Every place there is.

    Returns
    -------
    pd.Series
        The cost by code; null where the cell is empty.

    Raises
    ------
    MissingFileError
        When it is not there.
    TableError
        With every fault, and the rows it stands in.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError(f"{path} is not UTF-8. Save it as a CSV in UTF-8 and read it again.") from error
    except OSError as error:
        raise MissingFileError(f"{path} cannot be read ({error.strerror}). Give a CSV with code and cost.") from error
    semicolons = ";" in text.partition("\n")[0]
    try:
        table = pd.read_csv(
            io.StringIO(text), sep=";" if semicolons else ",", dtype=str, keep_default_na=False, skipinitialspace=True
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise TableError(f"{path} is no table ({str(error).strip()}). Give a CSV with code and cost.") from error
    faults = Faults(str(path), TableError)
    table.columns = [str(name).strip().lower() for name in table.columns]
    lacking = [name for name in ("code", "cost") if name not in table.columns]
    faults.check("columns are lacking", bad=lacking, of=2, do="Head the columns with code and cost.")
    faults.raise_any()
    table["code"] = table["code"].str.strip().str.upper()
    told = table["cost"].str.strip()
    costs = pd.to_numeric(told.str.replace(",", ".", regex=False) if semicolons else told, errors="coerce")
    _note_rows(table, bad=costs.isna() & (told != ""), what="rows have a cost that is no number", faults=faults)
    _note_rows(table, bad=table["code"].duplicated(), what="rows name a place again", faults=faults)
    _note_rows(table, bad=~table["code"].isin(codes), what="rows name no place of the study", faults=faults)
    faults.raise_any()
    return pd.Series(costs.to_numpy(float), index=pd.Index(table["code"], name="code"), name="cost")


def _note_rows(table: pd.DataFrame, *, bad: pd.Series, what: str, faults: Faults) -> None:
    # Row numbers count as a spreadsheet does: the header is row 1.
    rows = [f"row {row + 2} ({table['code'].iloc[row]})" for row in bad.to_numpy().nonzero()[0]]
    faults.check(what, bad=rows, of=len(table), do="Correct them.")
