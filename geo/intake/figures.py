"""Find which columns hold figures, of which year they are, and whether shares are printed as percentages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from geo.errors import TableError, listed
from geo.intake.numbers import MISSING, decimal_mark, parse
from geo.intake.places import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geo.intake.layout import Layout
    from geo.intake.numbers import Figures, Mark

Scale = Literal["share", "percent"]

LEAST_NUMBERS = 0.6
"""The share of filled cells that must be numbers for a column to be one of figures."""

_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20[0-4]\d)(?!\d)")
_YEAR_HEADING = re.compile(r"(^|[_ ])(a[nñ]o|year|anio|gesti[oó]n)($|[_ ])", re.IGNORECASE)
_COORDINATES = re.compile(r"^(.*_)?(lat|lon|lng|latitude?|longitude?)$|^coord\w*$|^[xy]$", re.IGNORECASE)
_CODE = re.compile(
    r"^(c[oó]d|clave|depto|dept|munic|geocod|ubigeo|objectid|fid$|id$|id_)|(_id|_code|_cod)$", re.IGNORECASE
)
_PERCENT = re.compile(r"%|\bpct|pct\b|_pct|porcentaje|porcentual|percent|por ciento", re.IGNORECASE)
_FIELD = re.compile(r"^[\w.]+: ")


def figure_columns(layout: Layout) -> list[str]:
    """List the columns that hold figures, in their order; neither keys, years, coordinates nor a running number."""
    return [str(column) for column in layout.frame if column not in layout.keys and _is_figure(layout.frame[column])]


def year_column(layout: Layout) -> str | None:
    """Find the column that says the year of each row."""
    return next((str(c) for c in layout.frame if c not in layout.keys and _is_year(layout.frame[c])), None)


def _is_year(cells: pd.Series) -> bool:
    texts = [shown(cell) for cell in cells if cell != ""]
    return bool(texts) and bool(_YEAR_HEADING.match(str(cells.name))) and all(_YEAR.fullmatch(text) for text in texts)


def _is_figure(cells: pd.Series) -> bool:
    heading = _FIELD.sub("", str(cells.name))
    if _COORDINATES.match(heading) or _is_year(cells) or _is_number_of_a_place(cells, heading):
        return False
    filled = [cell for cell in cells if not isinstance(cell, str) or cell.casefold() not in MISSING]
    figures = parse(cells, decimal=decimal_mark(cells) or ".")
    if not filled or len(filled) - len(figures.strange) < LEAST_NUMBERS * len(filled):
        return False
    steps = figures.numbers.diff().dropna()
    unnamed = heading.startswith("column ") or heading.casefold() in {
        "n",
        "no",
        "no.",
        "nº",
        "#",
        "index",
        "fid",
        "orden",
    }
    return not (unnamed and len(steps) and (steps == 1).all())


def _is_number_of_a_place(cells: pd.Series, heading: str) -> bool:
    """Say whether a column counts nothing but calls things by number: whole numbers under the heading of a code."""
    last = heading.rsplit(" / ", maxsplit=1)[-1]
    return bool(_CODE.search(last)) and all(shown(cell).isdigit() for cell in cells if cell != "")


def choose_column(asked: str, columns: Sequence[str], *, what: str) -> str:
    """Find a column by its heading, by one of the rows of its heading, or by a part that no other has.

    Raises
    ------
    TableError
        When none or several fit.
    """
    folded = asked.casefold().strip()
    for fits in (
        [c for c in columns if c.casefold() == folded],
        [c for c in columns if folded in [part.casefold() for part in re.split(r" / |: ", c)]],
        [c for c in columns if folded in c.casefold()],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise TableError(f"{what} `{asked}` fits {len(fits)} columns: {listed(fits)}. Write more of its heading.")
    raise TableError(f"{what} `{asked}` is no column. There are {listed(columns)}. Correct it.")


def numbers_of(cells: pd.Series, *, decimal: Mark | None, missing: Sequence[str] = ()) -> Figures:
    """Turn a column into numbers.

    Raises
    ------
    TableError
        When its numbers can be read in two ways and `decimal` does not say which, or cells are no number.
    """
    mark = decimal or decimal_mark(cells)
    if mark is None:
        some = [cell for cell in cells if isinstance(cell, str) and ("." in cell or "," in cell)]
        raise TableError(
            f"{len(some)} of {len(cells)} cells of `{cells.name}` can be read in two ways: {listed(some)}. "
            "Say which mark parts the fraction: --decimal . or --decimal ,"
        )
    figures = parse(cells, decimal=mark, missing=missing)
    if figures.strange:
        bad = [f"row {row} ({text})" for row, text in figures.strange]
        raise TableError(
            f"{len(bad)} of {len(cells)} cells of `{cells.name}` are no number: {listed(bad)}. Correct them, or say "
            "what stands for a missing figure: --missing-mark TEXT."
        )
    return figures


def scale_of(figures: Figures, *, heading: str, scale: Scale | None) -> tuple[float, str]:
    """Find the factor that makes a column shares of 0 to 1, and say why.

    Raises
    ------
    TableError
        When the figures can be no shares, or may be either.
    """
    values = figures.numbers.dropna()
    top = float(values.max()) if len(values) else 0.0
    percent = bool(_PERCENT.search(heading)) or figures.percent
    if len(values) and (values.min() < 0 or top > 100):
        raise TableError(
            f"`{heading}` runs from {values.min():g} to {top:g}: those are no shares. Choose another --kind or "
            "--column."
        )
    plain = values[values.index.isin(figures.unsigned) & (values > 0) & (values <= 1)]
    if scale is None and len(plain):
        some = [f"row {row} ({number:g})" for row, number in plain.items()]
        raise TableError(
            f"{len(some)} of {len(values)} cells of `{heading}` carry no sign of per cent and reach 1 at most, where "
            f"others carry it: {listed(some)}. They are percentages if you say --scale percent; if they are shares, "
            "as a spreadsheet keeps them, write all cells in one way."
        )
    if scale == "percent" or (scale is None and figures.percent):
        return 0.01, "percentages, divided by 100"
    if scale == "share":
        if top > 1:
            raise TableError(f"`{heading}` reaches {top:g}: a share ends at 1. Give --scale percent.")
        return 1.0, "shares of 0 to 1"
    if top > 2:
        return 0.01, "percentages, divided by 100: they exceed 1"
    if top <= 1 and not percent:
        return 1.0, "shares of 0 to 1"
    raise TableError(
        f"`{heading}` reaches {top:g}, and {'its heading says per cent' if percent else 'a share ends at 1'}: the "
        "figures may be shares or small percentages. Say which: --scale share or --scale percent."
    )


def years_in(text: str) -> list[int]:
    """List the different years that a text names, in their order."""
    return list(dict.fromkeys(int(year) for year in _YEAR.findall(text)))


def year_of(layout: Layout, *, column: str, file: str, sheet: str) -> tuple[int, str] | None:
    """Find the one year of the figures: in a column, the heading, the title, the sheet's or the file's name.

    Returns
    -------
    The year and where it stood; None where the first that names any names several, or none does.
    """
    own = year_column(layout)
    told = [
        (" ".join(shown(cell) for cell in layout.frame[own].unique()) if own else "", f"the column `{own}`"),
        (column, "the heading"),
        (" ".join(layout.titles), "the title above the table"),
        (sheet, "the sheet's name"),
        (file.replace("_", " "), "the file's name"),
    ]
    for text, where in told:
        years = years_in(text.replace("_", " "))
        if years:
            return (years[0], where) if len(years) == 1 else None
    return None
