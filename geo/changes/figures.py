"""Count the figures in which two runs differ, and say which cause the values of an indicator go with."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set

    from geo.catalogue import Indicator
    from geo.changes.mixture import Cause
    from geo.changes.run import Run

MEASURING = {"kind", "method", "series", "rate", "raster"}
"""What of an indicator's entry decides how its values come about."""


@dataclass(frozen=True)
class FigureChange:
    """How many rows of a table, or values of an indicator, are others, new, or gone."""

    id: str
    changed: int
    new: int
    gone: int

    def __bool__(self) -> bool:
        """Say whether anything differs."""
        return bool(self.changed or self.new or self.gone)


def table_changes(id_: str, before: bytes | None, now: bytes | None) -> FigureChange:
    """Compare two versions of a study's table, row by row of `code`, `year` and `level`.

    Parameters
    ----------
    id_
        Its name.
    before, now
        UTF-8 CSV with a heading; ``None`` where there is no such table.
    """
    old, new = (_rows(content) for content in (before, now))
    shared = old.keys() & new.keys()
    changed = sum(old[key] != new[key] for key in shared)
    return FigureChange(id_, changed, len(new.keys() - shared), len(old.keys() - shared))


def _rows(content: bytes | None) -> dict[tuple[str, ...], dict[str, str]]:
    if content is None:
        return {}
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig", errors="replace"), newline=""))
    # The name of a place is for people to read, no figure.
    told = ({key: text or "" for key, text in row.items() if key not in {"name", None}} for row in rows)
    return {tuple(str(row.get(key, "")) for key in ("code", "year", "level")): row for row in told}


def value_changes(a: Run, b: Run) -> list[FigureChange]:
    """Count, by indicator, the values of units that both runs know which are others, new or gone."""
    shared = a.codes & b.codes
    columns = ["code", "indicator", "value"]
    old, new = (run.measured.loc[run.measured["code"].isin(shared), columns] for run in (a, b))
    table = old.merge(new, on=["indicator", "code"], how="outer", suffixes=("_a", "_b"))
    had, has = table["value_a"].notna(), table["value_b"].notna()
    told = table.assign(changed=had & has & (table["value_a"] != table["value_b"]), new=~had & has, gone=had & ~has)
    sums = told.groupby("indicator")[["changed", "new", "gone"]].sum()
    rows = (FigureChange(str(id_), *map(int, counts)) for id_, *counts in sums.itertuples())
    return [row for row in rows if row]


def follows(a: Run, b: Run, *, series: Set[str]) -> dict[str, Cause]:
    """Say which cause the values of each indicator go with, where both runs have it.

    Values go with the data where a table that they are made of, or what its source says of it, is another; else with
    the method where the entry measures otherwise; else with the boundaries where the units are others; else with the
    method, since then only the code is left.

    Parameters
    ----------
    a, b
        The run before, and the one now.
    series
        The tables that are others, or of which their source says something else.
    """
    moved = (
        not a.units.drop(columns="geometry", errors="ignore")
        .reset_index(drop=True)
        .equals(b.units.drop(columns="geometry", errors="ignore").reset_index(drop=True))
    )
    return {
        id_: _cause(entry, b.entries[id_], series=series, moved=moved)
        for id_, entry in a.entries.items()
        if id_ in b.entries
    }


def _cause(before: Indicator, now: Indicator, *, series: Set[str], moved: bool) -> Cause:
    drawn = {id_ for entry in (before, now) for id_ in (*entry.series, *(entry.rate.denominator if entry.rate else ()))}
    if drawn & series:
        return "data"
    if before.model_dump(include=MEASURING) != now.model_dump(include=MEASURING):
        return "method"
    return "boundary" if moved else "method"
