"""Say what every entry of `downloads.yml` says, and which forms its values have."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from geo.catalogue.ids import Id, Iso3
from geo.catalogue.layer import Sha256
from geo.catalogue.yaml_text import Entry

Year = Annotated[int, Field(ge=1900, le=2100)]
BASE = r"^https?://[^\s/?#@]+(/[^\s?#]*)?$"
BaseUrl = Annotated[str, Field(pattern=BASE)]
"""Where a producer, or a copy of its server, begins; without user, key or query."""


def _distinct(chosen: tuple) -> tuple:
    if len(set(chosen)) < len(chosen):
        raise ValueError("names something twice")
    return chosen


Distinct = AfterValidator(_distinct)
Countries = Annotated[tuple[Iso3, ...], Field(min_length=1), Distinct]


class DownloadEntry(Entry):
    """What every entry says; its files lie below the folder of raw files, in a folder called as its id."""

    id: Id
    base: BaseUrl | None = None
    """Used instead of the producer's own address, for a copy of its server."""
    sha256: dict[str, Sha256] = Field(default_factory=dict)
    """The hashes of files, by name, that are to be the very same ones; producers publish none."""


def check_period(first: object, last: object, *, earliest: object) -> None:
    """Refuse a period that begins before the series does, or ends before it begins."""
    if str(first) < str(earliest):
        raise ValueError(f"the series begins in {earliest}; `from` ({first}) lies before")
    if last is not None and str(last) < str(first):
        raise ValueError(f"`until` ({last}) lies before `from` ({first})")
