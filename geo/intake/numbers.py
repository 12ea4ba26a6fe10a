"""Read numbers as people and their programs write them, and refuse those that may be read in two ways."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.intake.split import Cell

Mark = Literal[".", ","]

MISSING = frozenset({
    "", "-", "--", "---", "–", "—", ".", "..", "...", "…", "*", "**", "s/d", "s.d.", "sd", "s/i", "n.d.", "nd", "n/d",
    "n.d",
    "n/a", "na", "n.a.", "#n/a", "nan", "null", "none", "nulo", "sin dato", "sin datos", "sin información",
    "sin informacion", "no disponible", "no aplica", "no data", "missing", "x",
})  # fmt: skip
"""What stands for a missing figure, in small letters; a dash too: whether it was a zero, only the producer knows."""
SENTINELS = frozenset({-9.0, -99.0, -999.0, -9999.0, -99999.0, -88.0, -888.0})
"""Numbers that stand for a missing figure where no other figure is negative."""

_NUMBER = re.compile(r"^[+-]?(\d[\d.,' \u00a0\u202f]*|[.,]\d+)([eE][+-]?\d+)?$")
_GROUPED = {
    ",": re.compile(r"^\d{1,3}(,\d{3})+$"),
    ".": re.compile(r"^\d{1,3}(\.\d{3})+$"),
}
_BLANKS = re.compile(r"(?<=\d)[ '\u00a0\u202f](?=\d{3}(\D|$))")


@dataclass(frozen=True)
class Figures:
    """A column of figures."""

    numbers: pd.Series
    """Numbers, null where the cell stands for a missing one."""
    percent: bool
    """Whether the cells themselves carry a sign of per cent."""
    unsigned: tuple[int, ...]
    """Rows of the numbers without that sign, where others carry it."""
    strange: tuple[tuple[int, str], ...]
    """Row and text of the cells that are no number and stand for nothing that is known."""
    marks: tuple[str, ...]
    """Which texts and numbers stood for a missing figure, besides the empty cell."""


def decimal_mark(cells: Iterable[Cell]) -> Mark | None:
    """Find which mark parts the whole from the fraction in the texts of a column.

    Returns
    -------
    The mark; None where the cells can be read in two ways, such as ``1.234`` and ``12.345`` alone. Where no cell of
    text carries any mark, it is the point.
    """
    texts = [_BLANKS.sub("", cell.rstrip("% ").lstrip("+-")) for cell in cells if isinstance(cell, str)]
    texts = [text for text in texts if _NUMBER.match(text)]
    marked = [text for text in texts if "." in text or "," in text]
    certain = {mark for text in marked if (mark := _certain(text)) is not None}
    if len(certain) == 1:
        return certain.pop()
    if certain:
        return None
    if not marked:
        return "."
    # Only groups of three: ``1,234`` counts thousands here, if plain numbers below a thousand stand beside it.
    plain = [text for text in texts if text.isdigit()]
    commas = all("," in text for text in marked)
    return "." if commas and plain and all(len(text) <= 3 for text in plain) else None


def _certain(text: str) -> Mark | None:
    """Tell the decimal mark of one text where it can be read in one way only."""
    points, commas = text.count("."), text.count(",")
    if points and commas:
        return "." if text.rfind(".") > text.rfind(",") else ","
    mark, other = (".", ",") if points else (",", ".")
    if max(points, commas) > 1:
        return other  # type: ignore[return-value]
    if not _GROUPED[mark].match(text) or text.startswith("0"):
        return mark  # type: ignore[return-value]
    return None


def parse(cells: pd.Series, *, decimal: Mark, missing: Iterable[str] = ()) -> Figures:
    """Turn a column of cells into numbers.

    Parameters
    ----------
    cells
        Cells as they were found, by row.
    decimal
        The mark of the fraction in cells of text.
    missing
        Texts that stand for a missing figure, besides `MISSING`.

    Returns
    -------
    The figures. Numbers of `SENTINELS` are missing where no other figure is negative.
    """
    known = MISSING | {str(text).strip().casefold() for text in missing}
    values, strange, marks, signed = [], [], set(), []
    for row, cell in cells.items():
        text = cell if isinstance(cell, str) else ""
        number = _number(cell, decimal)
        if (isinstance(cell, str) and cell.casefold() in known) or (number is not None and _shown(number) in known):
            marks |= {text if number is None or text else _shown(number)} - {""}
            number = np.nan
        elif number is None:
            strange.append((int(str(row)), text))
        signed.append(text.endswith("%"))
        values.append(np.nan if number is None else number)
    series = pd.Series(values, index=cells.index, dtype=float)
    if series.isin(SENTINELS).any() and not ((series < 0) & ~series.isin(SENTINELS)).any():
        marks |= {_shown(number) for number in series[series.isin(SENTINELS)].unique()}
        series = series.mask(series.isin(SENTINELS))
    plain = series.index[series.notna() & ~np.array(signed, dtype=bool)] if any(signed) else ()
    return Figures(series, any(signed), tuple(int(row) for row in plain), tuple(strange), tuple(sorted(marks)))


def _shown(number: float) -> str:
    return f"{number:g}"


def _number(cell: Cell, decimal: Mark) -> float | None:
    if not isinstance(cell, str):
        return float(cell) if np.isfinite(cell) else None
    text = _BLANKS.sub("", cell.rstrip("% "))
    if not _NUMBER.match(text):
        return None
    other = "," if decimal == "." else "."
    if other in text and not re.match(rf"^[+-]?\d{{1,3}}(\{other}\d{{3}})+(\{decimal}\d*)?$", text):
        return None
    try:
        number = float(text.replace(other, "").replace(decimal, "."))
    except ValueError:
        return None
    # 1e999 is written as a number, and is none that can be held.
    return number if np.isfinite(number) else None
