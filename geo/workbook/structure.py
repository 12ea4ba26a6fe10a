"""Check the tree, weights and directions that a workbook declares, and every cell of figures, telling all faults."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.workbook.sheets import MISSING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.errors import Faults
    from geo.workbook.read import Column, Entry
    from geo.workbook.sheets import Cell

LONGEST = 50
"""Ids may have 60 characters; some room is left for what is put behind them."""


@dataclass(frozen=True)
class Item:
    """An indicator or a node, checked."""

    id: str
    code: str
    name: str
    parent: str | None
    """The id of the node above; none for the root."""
    weight: float
    direction: int


def id_of(code: str) -> str:
    """Make an id of a code: small letters without accents, digits and underscores, a letter first.

    Nothing else of a cell ever comes near a file's name.
    """
    plain = unicodedata.normalize("NFKD", code).encode("ascii", "ignore").decode("ascii").lower()
    joined = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if not joined:
        return ""
    return (joined if joined[0].isalpha() else f"i_{joined}")[:LONGEST].rstrip("_")


def number(cell: Cell) -> float | None:
    """Take a cell for a finite number; none where it is anything else, a text that looks like one included."""
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not math.isfinite(cell):
        return None
    return float(cell)


def is_missing(cell: Cell) -> bool:
    """Say whether a cell stands for a missing value."""
    return isinstance(cell, str) and cell in MISSING


def check_structure(entries: Sequence[Entry], faults: Faults) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Check what is said of every indicator and node.

    Returns
    -------
    tuple of tuple of Item
        Nodes and indicators, in the order of the workbook; only sound when no fault was noted.
    """
    _check_codes(entries, faults)
    _check_parents(entries, faults)
    _check_cycles(entries, faults)
    _check_levels(entries, faults)
    _check_numbers(entries, faults)
    codes = {entry.code for entry in entries}
    items = [
        Item(
            id=id_of(entry.code),
            code=entry.code,
            name=entry.name or entry.code,
            parent=id_of(entry.parent) if entry.parent in codes else None,
            weight=1.0 if is_missing(entry.weight) and not entry.parent else number(entry.weight) or 0.0,
            direction=int(number(entry.direction) or 1),
        )
        for entry in entries
    ]
    nodes = tuple(item for item, entry in zip(items, entries, strict=True) if not entry.is_indicator)
    indicators = tuple(item for item, entry in zip(items, entries, strict=True) if entry.is_indicator)
    return nodes, indicators


def check_figures(columns: Sequence[Column], faults: Faults) -> None:
    """Note every cell that is neither a number nor missing."""
    for column in columns:
        bad = [
            f"{at} ({cell!r})" if isinstance(cell, str) else f"{at} ({cell})"
            for at, cell in zip(column.at, column.cells, strict=True)
            if number(cell) is None and not is_missing(cell)
        ]
        faults.check(
            f"cells of `{column.code}` are no number",
            bad=bad,
            of=len(column.cells),
            do="Write a number, in a cell that is not formatted as text; leave a missing value empty.",
        )


def _told(entries: Sequence[Entry]) -> list[str]:
    return [f"{entry.at} ({entry.code or 'no code'})" for entry in entries]


def _check_codes(entries: Sequence[Entry], faults: Faults) -> None:
    codes = [entry.code for entry in entries]
    faults.check(
        "rows of the structure have no code, or one without a letter or digit",
        bad=_told([entry for entry in entries if not id_of(entry.code)]),
        of=len(entries),
        do="Give each a short code such as GDPpc.",
    )
    faults.check(
        "codes stand twice",
        bad=_told([entry for entry in entries if entry.code and codes.count(entry.code) > 1]),
        of=len(entries),
        do="Give each indicator and group a code of its own.",
    )
    by_id: dict[str, set[str]] = {}
    for code in codes:
        by_id.setdefault(id_of(code), set()).add(code)
    faults.check(
        "codes differ in nothing but capitals, accents and signs",
        bad=[" and ".join(sorted(same)) for id_, same in by_id.items() if id_ and len(same) > 1],
        of=len(entries),
        do="Choose codes that differ in letters or digits; file names are made of them.",
    )


def _check_parents(entries: Sequence[Entry], faults: Faults) -> None:
    nodes = {entry.code for entry in entries if not entry.is_indicator}
    roots = [entry for entry in entries if not entry.parent and not entry.is_indicator]
    faults.check(
        "indicators have no parent",
        bad=_told([entry for entry in entries if entry.is_indicator and not entry.parent]),
        of=len(entries),
        do="Write the code of its group.",
    )
    faults.check(
        "rows name a parent that is not among the groups",
        bad=[f"{e.at} ({e.code} -> {e.parent})" for e in entries if e.parent and e.parent not in nodes],
        of=len(entries),
        do="Add the group to the structure, or correct the code; small letters and capitals differ.",
    )
    if len(roots) != 1:
        faults.add(
            f"{len(roots)} of {len(nodes)} groups have no parent{': ' if roots else ''}{', '.join(_told(roots))}. "
            "Exactly one, the index itself, may."
        )
    above = {entry.parent for entry in entries if not entry.is_indicator}
    faults.check(
        "groups hold both indicators and groups",
        bad=sorted({entry.parent for entry in entries if entry.is_indicator} & above - {""}),
        of=len(nodes),
        do="Put the indicators into a group of their own.",
    )


def _check_cycles(entries: Sequence[Entry], faults: Faults) -> None:
    parents = {entry.code: entry.parent for entry in entries if entry.code}

    def turns(code: str) -> bool:
        seen, above = {code}, parents.get(code, "")
        while above and above not in seen:
            seen.add(above)
            above = parents.get(above, "")
        return above == code

    faults.check(
        "rows stand in a cycle",
        bad=_told([entry for entry in entries if entry.code and turns(entry.code)]),
        of=len(entries),
        do="Follow `Parent` upwards: it must end at the index.",
    )


def _check_levels(entries: Sequence[Entry], faults: Faults) -> None:
    levels = {entry.code: number(entry.level) for entry in entries}
    faults.check(
        "rows have a level that is no whole number from 1 up",
        bad=[f"{e.at} ({e.level})" for e in entries if not _is_level(levels[e.code])],
        of=len(entries),
        do="Write 1 for indicators, 2 for their groups, and so on.",
    )
    faults.check(
        "rows are not below the level of their parent",
        bad=[
            f"{entry.at} ({entry.code}: {levels[entry.code]:g} under {levels[entry.parent]:g})"
            for entry in entries
            if _is_level(levels[entry.code])
            and _is_level(levels.get(entry.parent))
            and (levels[entry.parent] or 0) <= (levels[entry.code] or 0)
        ],
        of=len(entries),
        do="Correct `Level` or `Parent`; levels grow from the indicators (1) up to the index.",
    )


def _is_level(level: float | None) -> bool:
    return level is not None and level >= 1 and level == int(level)


def _check_numbers(entries: Sequence[Entry], faults: Faults) -> None:
    weights = [(entry, number(entry.weight)) for entry in entries if entry.parent or not is_missing(entry.weight)]
    faults.check(
        "rows have a weight that is no number",
        bad=[f"{entry.at} ({entry.weight!r})" for entry, weight in weights if weight is None],
        of=len(entries),
        do="Write a number; 1 for all is equal weights.",
    )
    faults.check(
        "rows have a weight below 0",
        bad=[f"{entry.at} ({weight:g})" for entry, weight in weights if weight is not None and weight < 0],
        of=len(entries),
        do="Weights are 0 or more; turn an indicator round by its direction.",
    )
    groups: dict[str, list[float]] = {}
    for entry, weight in weights:
        if entry.parent and weight is not None:
            groups.setdefault(entry.parent, []).append(weight)
    faults.check(
        "groups have nothing but weights of 0 below them",
        bad=[code for code, below in groups.items() if not any(below)],
        of=len(groups),
        do="Give at least one of their members a weight.",
    )
    faults.check(
        "indicators have a direction that is neither 1 nor -1",
        bad=[
            f"{entry.at} ({entry.direction!r})"
            for entry in entries
            if entry.is_indicator and number(entry.direction) not in {1.0, -1.0}
        ],
        of=sum(entry.is_indicator for entry in entries),
        do="Write 1 where more calls for more attention, -1 where less does.",
    )
    faults.check(
        "groups are turned round by a direction",
        bad=_told(
            [
                e for e in entries
                if not e.is_indicator and not is_missing(e.direction) and number(e.direction) != 1.0
            ]
        ),
        of=sum(not entry.is_indicator for entry in entries),
        do="Write 1; turn their indicators round instead.",
    )  # fmt: skip
