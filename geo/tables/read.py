"""Read a raw file as its source declares, into a frame of text whose index counts rows as a spreadsheet does."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import Faults, MissingFileError, TableError, listed
from geo.tables.grid import MISREAD, Grid, csv_grid, letters, squared, transposed, xlsx_grid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.catalogue import Source
    from geo.catalogue.reading import Figure, Read, RowTest


def read_raw(path: Path, source: Source) -> pd.DataFrame:
    """Read the raw file of a source.

    Parameters
    ----------
    path
        The file.
    source
        An entry with `raw` and `read`.

    Returns
    -------
    Text, a row per row of the file that passes `keep` and `drop`; null where a cell is empty or holds a sentinel. The
    index is the row of the file, from 1 and named `row`; of a file that is transposed, the letters of its `column`.
    A heading that is empty is called by its place, such as ``column A`` (``row 1`` of a transposed file).

    Raises
    ------
    MissingFileError
        When there is no such file.
    TableError
        With every fault: another file than declared, a wrong encoding, a sheet, heading or column that is missing,
        rows that do not have the cells of the heading.
    """
    if source.raw is None or source.read is None:
        raise TableError(f"{source.id}: the source has no raw file to read. Give `raw` and `read` in its entry.")
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise MissingFileError(f"{path}: the raw file of `{source.id}` is not there. Run `arraigo fetch`.") from error
    faults = Faults(source.raw.path, TableError)
    found = hashlib.sha256(content).hexdigest()
    if found != source.raw.sha256:
        faults.add(
            f"this is not the file that `{source.id}` was written for: its sha256 begins with {found[:12]}, "
            f"not {source.raw.sha256[:12]}. Fetch it again; if the producer changed it, look it through and correct "
            "`sha256`."
        )
    grid = _grid(content, source.read, faults)
    frame = _framed(grid, source.read, faults) if grid else None
    if frame is None or _lacks_columns(frame, source, faults):
        faults.raise_any()
        raise TableError(f"{source.raw.path}: the file is empty. Fetch it again.")
    frame = _cleaned(frame, source.read)
    _check_spelling(frame, faults)
    faults.raise_any()
    return frame


def passes(frame: pd.DataFrame, tests: Sequence[RowTest]) -> pd.DataFrame:
    """Say of every row which tests it passes: a column of booleans per test; an empty cell matches no pattern."""
    return pd.DataFrame(
        {place: _passes(frame[test.column], test) for place, test in enumerate(tests)}, index=frame.index
    )


def matching_columns(frame: pd.DataFrame, pattern: str) -> list[str]:
    """List the columns whose heading matches a pattern."""
    return [str(column) for column in frame if re.search(pattern, str(column))]


def _passes(cells: pd.Series, test: RowTest) -> pd.Series:
    if test.matches is None:
        return cells.isna() == test.blank
    pattern = re.compile(test.matches)
    return cells.map(lambda cell: pattern.search(cell) is not None, na_action="ignore").eq(True)


def _grid(content: bytes, read: Read, faults: Faults) -> Grid:
    if read.format == "csv":
        grid = csv_grid(content, encoding=read.encoding, separator=read.separator, faults=faults)
    else:
        grid = xlsx_grid(content, sheet=read.sheet, faults=faults)
    if read.mend == "utf8_read_as_latin1":
        grid = [[_mended(cell) for cell in row] for row in grid]
    return transposed(grid) if read.transpose else grid


def _mended(cell: str) -> str:
    """Undo a reading of UTF-8 as Latin-1; text that never suffered it does not survive the way back, and stays."""
    try:
        return cell.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return cell


def _framed(grid: Grid, read: Read, faults: Faults) -> pd.DataFrame | None:
    last = read.header[-1]
    if len(grid) < last:
        faults.add(f"the heading is declared in row {last}, but the file has {len(grid)}. Correct `header`.")
        return None
    width = max(len(grid[row - 1]) for row in read.header)
    body = squared(grid[last:], width=width, faults=faults, first=last + 1)
    numbers = range(last + 1, len(grid) + 1)
    index = pd.Index([letters(n) for n in numbers], name="column") if read.transpose else pd.Index(numbers, name="row")
    return pd.DataFrame(body, columns=_headings(grid, read, width), index=index, dtype="str")


def _headings(grid: Grid, read: Read, width: int) -> list[str]:
    levels = [(grid[row - 1] + [""] * width)[:width] for row in read.header]
    for level in levels[:-1]:
        # A merged cell keeps its text in its first column only.
        for place in range(1, width):
            level[place] = level[place] or level[place - 1]
    joined = [" / ".join(part for part in parts if part) for parts in zip(*levels, strict=True)]
    place_word = "row {}" if read.transpose else "column {}"
    return [
        heading or place_word.format(n if read.transpose else letters(n)) for n, heading in enumerate(joined, start=1)
    ]


def _lacks_columns(frame: pd.DataFrame, source: Source, faults: Faults) -> bool:
    patterns = [f.columns for f in _figures_of(source) if f.columns is not None]
    faults.check(
        "patterns match no heading",
        bad=[pattern for pattern in patterns if not matching_columns(frame, pattern)],
        of=len(patterns),
        do=f"Correct `columns` in the entry; there are {listed(frame.columns)}.",
    )
    asked = _columns_of(source)
    asked += [column for pattern in patterns for column in matching_columns(frame, pattern) if column not in asked]
    made = {source.read.section.gives} if source.read and source.read.section else set()
    missing = [column for column in asked if column not in frame.columns and column not in made]
    twice = [column for column in asked if list(frame.columns).count(column) > 1]
    faults.check(
        "columns are not in the file",
        bad=missing,
        of=len(asked),
        do=f"Correct the entry; there are {listed(frame.columns)}.",
    )
    faults.check(
        "columns stand twice in the heading",
        bad=list(dict.fromkeys(twice)),
        of=len(asked),
        do="Declare more rows in `header` to tell them apart.",
    )
    return bool(missing or twice)


def _columns_of(source: Source) -> list[str]:
    """List the columns that an entry names, each once, in a steady order."""
    read, keys = source.read, source.keys
    named: list[str | None] = []
    if read is not None:
        named += [*read.fill, *(test.column for test in (*read.keep, *read.drop))]
        named += [read.section.column] if read.section else []
    if keys is not None:
        named += [keys.code.column] if keys.code else []
        named += [keys.name.column, keys.name.parent] if keys.name else []
    for series in source.series.values():
        named += [test.column for test in series.where]
    named += [figure.column for figure in _figures_of(source)]
    return list(dict.fromkeys(column for column in named if column is not None))


def _figures_of(source: Source) -> list[Figure]:
    return [figure for series in source.series.values() if series.take for figure in series.take.figures().values()]


def _cleaned(frame: pd.DataFrame, read: Read) -> pd.DataFrame:
    frame = frame.mask(frame.isin(["", *read.missing]))
    if read.fill:
        frame = frame.assign(**{column: frame[column].ffill() for column in read.fill})
    if read.section is not None:
        title = frame[read.section.column].str.extract(read.section.pattern, expand=False)
        frame = frame.assign(**{read.section.gives: title.ffill()})[title.isna()]
    keep, drop = passes(frame, read.keep), passes(frame, read.drop)
    return frame[keep.all(axis=1) & ~drop.any(axis=1) & frame.notna().any(axis=1)]


def _check_spelling(frame: pd.DataFrame, faults: Faults) -> None:
    """Note text that was decoded by the wrong encoding without an error, as single-byte ones always allow."""
    bad = [f"the heading ({heading})" for heading in frame.columns if MISREAD.search(heading)]
    for place, cells in zip(frame.index, frame.itertuples(index=False), strict=True):
        bad += [
            f"{frame.index.name} {place} ({cell})" for cell in cells if isinstance(cell, str) and MISREAD.search(cell)
        ]
    faults.check(
        "cells hold text in a wrong encoding",
        bad=bad,
        of=frame.size,
        do="Declare the right `encoding` in the source's entry, or `mend` if the file itself is damaged.",
    )
