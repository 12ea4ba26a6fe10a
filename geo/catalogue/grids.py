"""Describe the grids of a source, and how a grid becomes one value per unit."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from geo.catalogue.ids import Id
from geo.catalogue.yaml_text import Entry

ORDER_STATISTIC = r"q\d{1,2}|q100"


class Grids(Entry):
    """The file or files of one part, and what they do not say themselves."""

    path: Annotated[str, Field(pattern=r"^[\w.][\w./*-]*$")]
    """Below the folder of raw files; with `*` in its last part, every file that matches, in order of name. A Zarr is a
    folder of many files."""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    """Of a single file; what many files hold is recorded when they are fetched."""
    variable: str | None = None
    """Of a NetCDF or Zarr that holds several."""
    crs: Annotated[str, Field(pattern=r"^EPSG:\d+$")] | None = None
    """Where the files carry none; files that carry another are refused."""
    least: float | None = None
    """Cells below hold no value, with or without a NoData tag."""
    most: float | None = None
    flags: tuple[float, ...] = ()
    """Figures that are no values. Like `least` and `most`, as the file's own scale gives them."""
    scale: float = 1.0
    """Applied after the files' own, such as 1000 for rain in metres."""
    offset: float = 0.0
    start: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    """The first day of layers whose names carry no date."""
    step: Literal["day", "dekad", "month"] | None = None
    """How long a layer is, where its name does not tell."""
    months_by: Literal["sum", "mean"] = "sum"
    """How days and dekads become months: `sum` for rain in mm, `mean` for temperature."""

    @property
    def many(self) -> bool:
        """Whether the path names many files."""
        return "*" in self.path or self.path.endswith(".zarr")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        folder, _, _ = self.path.rpartition("/")
        if "*" in folder or ".." in self.path:
            raise ValueError("`*` may stand in the last part of `path` only, and `..` nowhere")
        if not self.many and self.sha256 is None:
            raise ValueError("a single file needs its `sha256`")
        if self.many and self.sha256 is not None:
            raise ValueError("`sha256` is of a single file; `path` names many")
        if self.start is not None:
            _check_day(self.start)
        return self


def _check_day(text: str) -> None:
    try:
        dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"`start` {text} is no day of the calendar") from error


class CellWeight(Entry):
    """A grid of counts, such as people, that weighs the cells of another."""

    source: Id
    part: Id | None = None
    layer: int | str = 1


class Raster(Entry):
    """How a grid becomes one value per unit."""

    source: Id
    part: Id | None = None
    """Which of the source's grids, where it has several."""
    layer: int | str
    """A band counted from 1 or by name, or the name of a measure in `geo.drought`."""
    statistic: Annotated[str, Field(pattern=rf"^(mean|sum|min|max|sd|share|median|{ORDER_STATISTIC})$")] = "mean"
    """Over the cells of a unit, by the area they share with it; `share` is of what holds `at_least` so much."""
    at_least: float | None = None
    weight: CellWeight | None = None
    """Weighs cells by what lives there instead of by area."""
    reference: tuple[int, int] | None = None
    """First and last year of what is normal, for measures that compare with it; all years when absent."""
    min_coverage: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Units with a smaller share of valid area get no value."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.statistic == "share") != (self.at_least is not None):
            raise ValueError("`at_least` must be given when `statistic` is share, and only then")
        if self.statistic in {"sum", "min", "max"} and self.weight is not None:
            raise ValueError(f"`weight` has no part in a {self.statistic}; leave it out")
        if self.reference is not None and self.reference[0] >= self.reference[1]:
            raise ValueError("`reference` must run from an earlier year to a later one")
        return self
