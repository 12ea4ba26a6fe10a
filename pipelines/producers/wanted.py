"""Name what a producer gives and how it is asked, as plain data that no network is needed for.

A producer's module turns an entry into the files that are wanted. Where an address must be asked for first, it speaks
as a generator: it yields each `Ask`, is sent the `Answer`, and returns the addresses. Whoever runs it does the talking,
the waiting and the retrying; a test can play the server with a list.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from geo.kinds import LicenceStatus
    from pipelines.producers.contents import Contents

FileKind = Literal["tif", "netcdf", "gzip", "zip", "csv", "json"]
SUFFIX: dict[FileKind, str] = {
    "tif": ".tif", "netcdf": ".nc", "gzip": ".gz", "zip": ".zip", "csv": ".csv", "json": ".geojson",
}  # fmt: skip


@dataclass(frozen=True)
class Expected:
    """What must stand in a file, beyond its kind."""

    columns: tuple[str, ...] = ()
    units: Mapping[str, int] = field(default_factory=dict)
    """How many units a country must have, by its code."""
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """One file: where it belongs below the raw folder, what it must be, where it is."""

    path: str
    kinds: tuple[FileKind, ...]
    """What may come; the first is what `path` is called after."""
    url: str | None = None
    """None where the producer must be asked first."""
    sha256: str | None = None
    columns: tuple[str, ...] = ()
    """The columns that the heading of a table must have."""
    request: Mapping[str, Any] = field(default_factory=dict)
    """What was asked of a service that cuts the file to order; goes into the passport."""
    contents: Callable[[Path], Contents] | None = None
    """How to look into a whole file for columns and units; None where nobody needs to."""
    expected: Expected = Expected()

    @property
    def name(self) -> str:
        """What messages call the file."""
        return self.path.rsplit("/", 1)[-1]

    def path_of(self, kind: FileKind) -> str:
        """Give the path for what came, where it is not the first kind."""
        return self.path if kind == self.kinds[0] else self.path.removesuffix(SUFFIX[self.kinds[0]]) + SUFFIX[kind]

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path at which the file may be at hand."""
        return tuple(self.path_of(kind) for kind in self.kinds)


@dataclass(frozen=True)
class Ask:
    """A question to a producer's service, which answers in JSON."""

    url: str
    body: Mapping[str, Any] | None = None
    """Sent as JSON by POST; a plain GET without one."""
    after_s: float = 0.0
    """How long to wait first."""
    saying: str = ""
    """What a person may be told while waiting."""
    may_fail: bool = False
    """Whether an answer with an error's status is still an answer."""


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the JSON, and the address it came from."""

    status: int
    data: Any
    url: str


@dataclass(frozen=True)
class Place:
    """Where a file is, and what the service says of it; what it does not say, the producer's own words stand for."""

    url: str
    licence: str = ""
    licence_status: LicenceStatus | None = None
    citation: str = ""
    agreed: bool = False
    """Whether the entry states this very licence, so that it may be another one than the last time."""
    units: Mapping[str, int] = field(default_factory=dict)
    """How many units the service says that the file holds."""

    @property
    def facts(self) -> dict[str, Any]:
        """What goes into the passport in place of the producer's own words."""
        said = {"licence": self.licence, "licence_status": self.licence_status, "citation": self.citation}
        return {name: value for name, value in said.items() if value}


Talk = Generator[Ask, Answer, dict[str, Place]]
"""Yields questions, returns the place of each file by its path; a file without one is not on the server."""


@dataclass(frozen=True)
class Sheet:
    """A table that was put together from the pages of a service."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    url: str
    """Where the first page was asked for."""


Gathering = Generator[Ask, Answer, Sheet]
"""Yields questions, returns the table that their answers make."""


class RefusedError(Exception):
    """A producer's service said no, or something that cannot be understood; the message says which."""


class AlteredError(RefusedError):
    """A producer changed its licence, its columns or its units; the message says which, from what, to what."""


@dataclass(frozen=True)
class Key:
    """A key that a producer asks for: the variable of the environment that holds it, the header that carries it."""

    variable: str
    header: str
    where: str
    """How a person gets one."""
    entry_field: str = ""
    """The key of an entry that may hold it instead."""


@dataclass(frozen=True)
class Login:
    """A sign-in that gives a token for a day: the variables of the environment, and where to sign in (OAuth 2.0)."""

    variable: str
    """Holds a token that a person has already; the other two are not looked at then."""
    user: str
    password: str
    path: str
    client: str
    where: str
    header: str = "Authorization"

    @property
    def variables(self) -> str:
        """Name what can be set."""
        return f"{self.user} and {self.password}, or {self.variable}"


@dataclass(frozen=True)
class Producer:
    """Who publishes, under which licence, and how an entry becomes files."""

    title: str
    page: str
    licence: str
    licence_status: LicenceStatus
    citation: str
    base: str
    wanted: Callable[..., tuple[Wanted, ...]]
    """Takes the entry, `base` and `today`."""
    locate: Callable[..., Talk] | None = None
    """Takes the entry, the files and `base`."""
    gather: Callable[..., Gathering] | None = None
    """Takes the entry, one file and `base`; for a service that has no files, only pages of rows."""
    one_by_one: bool = False
    """Whether each file is a job of its own, asked for right before it is fetched."""
    by_date: bool = False
    """Whether the files follow each other in time, so that the newest may be late but none between may be missing."""
    key: Key | Login | None = None


def months(first: str, last: str | None, *, today: dt.date) -> list[tuple[int, int]]:
    """List the months from one to another, both included; without a last one, until the last month that has ended."""
    start = int(first[:4]) * 12 + int(first[5:]) - 1
    end = today.year * 12 + today.month - 2 if last is None else int(last[:4]) * 12 + int(last[5:]) - 1
    return [(number // 12, number % 12 + 1) for number in range(start, end + 1)]


def years(first: int, last: int | None, *, today: dt.date) -> range:
    """List the years from one to another, both included; without a last one, until the last year that has ended."""
    return range(first, (today.year - 1 if last is None else last) + 1)


def at(base: str, *parts: str) -> str:
    """Join an address and what lies below it."""
    return "/".join([base.rstrip("/"), *parts])


def pinned(files: Sequence[Wanted], digests: Mapping[str, str]) -> tuple[Wanted, ...]:
    """Give each file the hash that its entry pins, by its name."""
    return tuple(replace(file, sha256=digests.get(file.name)) for file in files)
