"""Split a text into rows of cells by the separator that gives the steadiest table."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from geo.errors import TableError

Cell = str | float
"""A cell as it was found: a number where the file knows numbers, else stripped text; empty text where it is empty."""
Rows = list[list[Cell]]

SEPARATORS = (",", ";", "\t", "|")
_ANNOUNCED = re.compile(r"^sep=(.)\r?\n")

# One geometry in a cell is longer than the csv module expects of a field.
csv.field_size_limit(2**24)


def split(text: str, *, name: str, separator: str | None = None) -> tuple[Rows, str]:
    """Split a text into rows of stripped cells.

    Parameters
    ----------
    text
        The whole file.
    name
        What messages call it.
    separator
        Taken at its word where it is given; else the one by which most rows have the same number of cells, at least
        two, and of those the one that makes most cells.

    Returns
    -------
    tuple of Rows and str
        The rows, empty ones included so that they count as in the file, and the separator.

    Raises
    ------
    TableError
        When the file is empty, no separator makes columns, or a quote is not closed.
    """
    announced = _ANNOUNCED.match(text)
    if announced:
        text, separator = text[announced.end() :], separator or announced.group(1)
    if not text.strip():
        raise TableError(f"{name} is empty. Ask for the file again.")
    if separator is None:
        head = text[:200_000]
        steadiness = {mark: _steadiness(head, mark) for mark in SEPARATORS}
        separator = max(SEPARATORS, key=lambda mark: steadiness[mark])
        if steadiness[separator] == (0.0, 0):
            raise TableError(f"{name} has a single column. Give --separator, or a file with places and figures.")
    rows: Rows = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            rows.append([cell.strip() for cell in cells])
    except csv.Error as error:
        raise TableError(
            f"{name}: row {len(rows) + 1} cannot be split ({error}): the file is cut short or a quote is not closed."
        ) from error
    return rows, separator


def _steadiness(text: str, separator: str) -> tuple[float, int]:
    """Say which share of the rows has the commonest number of cells, and how many cells that is."""
    try:
        widths = [
            len(_filled(row)) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)
        ]
    except csv.Error:
        return 0.0, 0
    many = Counter(width for width in widths if width > 1)
    if not many:
        return 0.0, 0
    width, count = max(many.items(), key=lambda item: (item[1], item[0]))
    # Rounded, so that one stray row more or less does not outweigh the number of columns.
    return round(count / len(widths), 1), width


def _filled(row: list[str]) -> list[str]:
    """Drop the empty cells at the end; a title that fills one cell says nothing about the table."""
    last = max((place for place, cell in enumerate(row) if cell.strip()), default=-1)
    return row if last > 0 else row[:1]
