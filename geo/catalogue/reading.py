"""Describe how a raw file is read: its layout, the key of its rows, and the figures it gives.

A row is a row of the file as a spreadsheet counts it, from 1. A column is named by its heading; where the heading
stands in several rows, their texts are joined with ``" / "``.
"""

from __future__ import annotations

import codecs
import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from geo.catalogue.yaml_text import Entry


def _compiled(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"`{pattern}` is not a regular expression ({error})") from error
    return pattern


def _known_encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError as error:
        raise ValueError(f"`{name}` is not an encoding that Python knows") from error


def _sentinels(value: Any) -> Any:
    # YAML reads -99 as a number, a cell holds text; the empty cell is missing without being said.
    return tuple(str(item) for item in value if item != "") if isinstance(value, list | tuple) else value


def _column_alone(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


Pattern = Annotated[str, AfterValidator(_compiled)]
"""A regular expression; it may match anywhere in the text, so anchor it with ``^`` and ``$``."""

Combine = Literal["sum", "mean"]
"""How several figures of one place become one; a part that is missing makes the whole missing."""


class Raw(Entry):
    """The file that an entry was written for, below the folder of raw files."""

    path: Annotated[str, Field(pattern=r"^[\w.][\w./-]*$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class RowTest(Entry):
    """A condition on one cell of a row; either `matches` or `blank`."""

    column: str
    matches: Pattern | None = None
    blank: bool | None = None
    """True asks for an empty cell or a sentinel, False for a filled one."""

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        if (self.matches is None) == (self.blank is None):
            raise ValueError("give either `matches` or `blank`")
        return self


class Section(Entry):
    """Rows that name the department of the rows below; the name becomes a column, the rows leave the table."""

    column: str
    pattern: Pattern
    """Its one group is the name."""
    gives: str
    """The heading of the new column."""

    @model_validator(mode="after")
    def _one_group(self) -> Self:
        if re.compile(self.pattern).groups != 1:
            raise ValueError("`pattern` must have one group, which is the name")
        return self


class Read(Entry):
    """The layout of a raw file."""

    format: Literal["csv", "xlsx"]
    encoding: Annotated[str, AfterValidator(_known_encoding)] = "utf-8"
    separator: Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=1)] = ","
    sheet: str | None = None
    """The sheet of a workbook; the first one when it is not named."""
    transpose: bool = False
    """Turn the grid before anything else: the file has one column per place, and `header` counts its columns."""
    header: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=1)] = (1,)
    """The rows of the heading, in order; blanks in all but the last are filled from the left."""
    missing: Annotated[tuple[str, ...], BeforeValidator(_sentinels)] = ()
    """Texts that stand for a missing value, as does the empty cell."""
    mend: Literal["utf8_read_as_latin1"] | None = None
    """Damage the text bore when the file was written: ``gestiÃ³n``."""
    fill: tuple[str, ...] = ()
    """Columns in which a blank repeats the row above, as merged cells leave it."""
    section: Section | None = None
    keep: tuple[RowTest, ...] = ()
    """A row must pass all of these."""
    drop: tuple[RowTest, ...] = ()
    """A row must pass none of these."""

    @model_validator(mode="after")
    def _fits_the_format(self) -> Self:
        if self.format == "csv" and self.sheet is not None:
            raise ValueError("a csv has no `sheet`")
        if list(self.header) != sorted(set(self.header)):
            raise ValueError("`header` must count downwards, each row once")
        return self


class CodeKey(Entry):
    """Rows that carry a code."""

    column: str
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    """Put before the digits; without it the cell is the whole code."""
    digits: Annotated[int, Field(ge=1, le=5)] = 4
    """How many digits the file means: the unpadded 101 is 0101, and 0101 of the 44 municipios is SV01001."""


class NameKey(Entry):
    """Rows that carry a name, matched to a code within the department."""

    column: str
    parent: str | None = None
    """The column of the department. Without it a name that stands in two departments is refused."""
    clipped: Annotated[int, Field(ge=4)] | None = None
    """How many characters the producer's system kept of a name."""


class Keys(Entry):
    """What tells which place a row is about; either `code` or `name`."""

    code: CodeKey | None = None
    name: NameKey | None = None

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        if (self.code is None) == (self.name is None):
            raise ValueError("give either `code` or `name`")
        return self


class Figure(Entry):
    """Where a figure stands; a plain text is the name of its column."""

    column: str | None = None
    columns: Pattern | None = None
    """Several columns by the pattern of their headings, made one by `combine`."""
    combine: Combine | None = None
    scale: Annotated[float, Field(gt=0)] = 1.0
    """The factor to the unit of the series: 0.01 where a share is printed as a percentage."""
    above: float | None = None
    """Take only cells that exceed this; the rest are missing: a standard error of ``3.5e-18`` is none."""
    at_least: float | None = None
    """Turn each cell into 1 where it reaches this and into 0 where it does not: phase 3 or worse."""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.column is None) == (self.columns is None):
            raise ValueError("give either `column` or `columns`")
        if (self.columns is None) != (self.combine is None):
            raise ValueError("`columns` need `combine`, and one `column` has none")
        return self


FigureAt = Annotated[Figure, BeforeValidator(_column_alone)]


class Take(Entry):
    """The figures of a series: a `value`, or a `numerator` that an indicator divides."""

    value: FigureAt | None = None
    numerator: FigureAt | None = None
    denominator: FigureAt | None = None
    se: FigureAt | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.value is None) == (self.numerator is None):
            raise ValueError("give either `value` or `numerator`")
        if self.value is None and self.se is not None:
            raise ValueError("`se` is the standard error of a `value`")
        return self

    def figures(self) -> dict[str, Figure]:
        """List the figures that are taken, by the column of the tidy table they fill."""
        found = {name: getattr(self, name) for name in ("value", "numerator", "denominator", "se")}
        return {name: figure for name, figure in found.items() if figure is not None}
