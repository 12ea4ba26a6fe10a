"""Name every fault that arraigo can report.

::

    ArraigoError
    ├── CatalogueError (ValueError)      a study's YAML is wrong
    ├── TableError (ValueError)          a table or its contents are wrong
    ├── NameMatchError (LookupError)     names could not be matched to codes
    ├── GeometryError (ValueError)       boundaries are invalid, overlap or lack a CRS
    ├── RasterError (ValueError)         a raster cannot serve the units
    ├── MethodError (ValueError)         an option or an input no method can work with
    ├── MissingFileError (FileNotFoundError)  a file that a stage reads is not there
    ├── DownloadError (ConnectionError)  a producer did not give what it was asked for
    ├── RunError (LookupError)           a kept run is unknown, damaged, or cannot be kept
    └── StoreError (OSError)             results could not be written; the previous ones stand

Every message has four parts: what is wrong, how many of how many, which (the first five), what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHOWN = 5
"""How many examples a message names before it says "and N more"."""


class ArraigoError(Exception):
    """Root of every fault that arraigo reports to a person."""


class CatalogueError(ArraigoError, ValueError):
    """A study's YAML is wrong."""


class TableError(ArraigoError, ValueError):
    """A table or its contents are wrong."""


class NameMatchError(ArraigoError, LookupError):
    """Names could not be matched to codes."""


class GeometryError(ArraigoError, ValueError):
    """Boundaries are invalid, overlap, or lack a coordinate reference system."""


class RasterError(ArraigoError, ValueError):
    """A raster cannot serve the units."""


class MethodError(ArraigoError, ValueError):
    """An option or an input that no method can work with."""


class MissingFileError(ArraigoError, FileNotFoundError):
    """A file that a stage reads is not there."""


class DownloadError(ArraigoError, ConnectionError):
    """A producer did not give what it was asked for; what was complete stays."""


class RunError(ArraigoError, LookupError):
    """A kept run is unknown, damaged, or cannot be kept."""


class StoreError(ArraigoError, OSError):
    """Results could not be written; the previous ones stand."""


def listed(items: Iterable[object]) -> str:
    """Name the first five items and count the rest: ``1699, 2215 and 3 more``."""
    names = [str(item) for item in items]
    shown = ", ".join(names[:SHOWN])
    return f"{shown} and {len(names) - SHOWN} more" if len(names) > SHOWN else shown


def fault(what: str, *, bad: Sequence[object], of: int, do: str) -> str:
    """Write one message in four parts.

    Parameters
    ----------
    what
        What is wrong, as a clause that follows a count: ``"rows of `poverty` carry codes not among the units"``.
    bad
        The offenders; the first five are named.
    of
        How many were looked at.
    do
        What the reader should do, as a sentence.
    """
    return f"{len(bad)} of {of} {what}: {listed(bad)}. {do}"


class Faults:
    """Gather every fault of a thing, then raise them together.

    Examples
    --------
    >>> faults = Faults("index.yml", CatalogueError)
    >>> faults.add("the tree has no root")
    >>> faults.raise_any()
    Traceback (most recent call last):
    geo.errors.CatalogueError: index.yml: 1 fault
      - the tree has no root
    """

    def __init__(self, subject: str, error: type[ArraigoError]) -> None:
        self.subject = subject
        self.error = error
        self.messages: list[str] = []

    def add(self, message: str) -> None:
        """Note one fault."""
        self.messages.append(message)

    def check(self, what: str, *, bad: Sequence[object], of: int, do: str) -> None:
        """Note a fault in four parts if there are offenders."""
        if len(bad):
            self.add(fault(what, bad=bad, of=of, do=do))

    def raise_any(self) -> None:
        """Raise all that was noted, as one error.

        Raises
        ------
        ArraigoError
            The class given at the start, with a line per fault.
        """
        if self.messages:
            count = f"{len(self.messages)} fault{'s' if len(self.messages) > 1 else ''}"
            raise self.error("\n  - ".join([f"{self.subject}: {count}", *self.messages]))
