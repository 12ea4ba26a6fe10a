"""Read a service page by page until nothing more comes, and see that the pages fit together.

A service may give fewer rows than it was asked for, so that a short page is not the last one: only an empty page is. It
may also change between two pages; rows that come twice, or fewer than it counts, tell so.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.errors import listed
from pipelines.producers.wanted import AlteredError, Answer, Ask, Gathering, RefusedError, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PAGES = 1000
"""No service of these has as many; one that has no end is left."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Pages:
    """How a service gives its rows."""

    url: Callable[[int, int], str]
    """The address of a page, from its number (from 0 on) and the count of rows that have come."""
    rows: Callable[[Answer], list[Row]]
    """The rows of an answer; raises `RefusedError` where it cannot be understood."""
    columns: tuple[str, ...]
    """Columns that must be there."""
    key: tuple[str, ...] = ()
    """Columns that know a row; the whole row without any."""
    total: Callable[[Answer], int | None] = lambda _: None
    """How many rows the service counts, where it says so."""
    saying: str = ""


def read_pages(pages: Pages) -> Gathering:
    """Ask for page after page, and make one table of them, its rows in an order of their own.

    Raises
    ------
    AlteredError
        When columns that must be there are not.
    RefusedError
        When rows come twice, are fewer than counted, are none, or have no end.
    """
    rows: list[Row] = []
    total: int | None = None
    first = pages.url(0, 0)
    for number in range(PAGES):
        answer = yield Ask(pages.url(number, len(rows)), saying=f"{pages.saying}: {len(rows)} rows")
        came = pages.rows(answer)
        total = pages.total(answer) if total is None else total
        _check_columns(came, pages.columns)
        rows += came
        if not came or (total is not None and len(rows) >= total):
            break
    else:
        raise RefusedError(f"the service has no end after {PAGES} pages and {len(rows)} rows")
    return _sheet(rows, pages, total=total, url=first)


def _check_columns(rows: Sequence[Mapping[str, Any]], columns: tuple[str, ...]) -> None:
    lost = [name for name in columns if any(name not in row for row in rows)]
    if lost:
        raise AlteredError(f"{len(lost)} of {len(columns)} columns are gone: {listed(lost)}")


def _sheet(rows: list[Row], pages: Pages, *, total: int | None, url: str) -> Sheet:
    if not rows:
        raise RefusedError("the service has no rows for this question")
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    known = Counter(tuple(str(row.get(name)) for name in pages.key or columns) for row in rows)
    twice = [" ".join(key) for key, count in known.items() if count > 1]
    if twice:
        raise RefusedError(
            f"{len(twice)} of {len(known)} rows came twice, so the service changed between two pages: {listed(twice)}"
        )
    if total is not None and len(rows) != total:
        raise RefusedError(f"{len(rows)} rows came and the service counts {total}, so some are missing or too many")
    return Sheet(columns, tuple(sorted(rows, key=lambda row: [str(row.get(name)) for name in columns])), url)


def rows_below(answer: Answer, name: str) -> list[Row]:
    """Take the rows that stand below a name in an answer.

    Raises
    ------
    RefusedError
        When there are none to be understood.
    """
    found = answer.data.get(name) if isinstance(answer.data, dict) else None
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise RefusedError(f"the service answered without a list of rows called `{name}`")
    return found
