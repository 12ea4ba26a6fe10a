"""Write tables as CSV and Parquet, and read the CSV back as it was.

A spreadsheet takes a cell that begins with ``=`` and the like for a formula and runs it; a name from a raw table must
not have that power. An apostrophe in front turns it into text, and `read_csv` takes the apostrophe off again.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import Faults, TableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.export.columns import Column
    from geo.export.table import Table

# Full-width signs count too: some spreadsheets fold them into the plain ones.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def neutralise(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run, or that looks as if this had been done already."""
    return f"'{text}" if _FORMULA.match(text) else text


def restore(text: str) -> str:
    """Undo `neutralise`, for every text there is."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def csv_bytes(table: Table) -> bytes:
    """Write UTF-8 without a byte-order mark, comma-separated, one header row, LF line ends, missing cells empty.

    Numbers are the shortest text that reads back equal; negative ones are left as they are. The geometry stays out.
    """
    return frame_csv(table.plain, texts=[column.name for column in table.columns if column.type == "text"])


def frame_csv(frame: pd.DataFrame, *, texts: Sequence[str]) -> bytes:
    """Write a frame that no registry describes as `csv_bytes` does; `texts` are its columns of text."""
    frame, texts = frame.copy(), list(texts)
    frame[texts] = frame[texts].map(neutralise, na_action="ignore").astype("str")
    # Before Python 3.13 a lone CR is left without quotes, and a reader takes it for the end of the row.
    bare = any(frame[name].str.contains("\r", regex=False).any() for name in texts)
    text = frame.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_ALL if bare else csv.QUOTE_MINIMAL)
    return text.encode("utf-8")


def read_csv(content: bytes, *, columns: Sequence[Column]) -> pd.DataFrame:
    """Read what `csv_bytes` wrote: codes are text, missing is null, formula cells are themselves again.

    Parameters
    ----------
    content
        The file's bytes, with or without a byte-order mark.
    columns
        The declared columns; those that the file does not carry are passed over.

    Raises
    ------
    TableError
        With every column that is not declared, or when the bytes are not UTF-8.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError(f"The CSV is not UTF-8 ({error}). Save it as UTF-8 and read it again.") from error
    # Only the empty cell is missing: a place may be called "NA".
    frame = pd.read_csv(io.StringIO(text, newline=""), dtype=str, keep_default_na=False, na_values=[""])
    declared = {column.name: column for column in columns}
    faults = Faults("the CSV", TableError)
    faults.check(
        "columns are not declared",
        bad=[name for name in frame.columns if name not in declared],
        of=len(frame.columns),
        do="Read it with the columns of the study that wrote it.",
    )
    faults.raise_any()
    for name in frame.columns:
        kind = declared[name].type
        if kind == "text":
            frame[name] = frame[name].map(restore, na_action="ignore").astype("str")
        else:
            frame[name] = frame[name].astype(float).astype("Int64" if kind == "integer" else float)
    return frame


def parquet_bytes(table: Table) -> bytes:
    """Write Parquet without the geometry; `layers.geoparquet_bytes` carries it."""
    buffer = io.BytesIO()
    table.plain.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()
