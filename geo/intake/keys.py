"""Find which columns of a grid tell the place of a row: a code, a name, its department, its country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.intake.places import CODE, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.intake.places import Gazetteer
    from geo.intake.split import Cell, Rows

LEAST_NAMES = 0.3
"""The share of cells that must be names of places as they stand; the rest may be cut, damaged or abbreviated."""
LEAST_CODES = 0.8

_CODE_HEADING = re.compile(
    r"c[oó]d|code|clave|\bid\b|^id|id$|ine\b|ubigeo|pcode|munic|depto|dept|geoid|adm\d|^dep|muni", re.IGNORECASE
)


@dataclass(frozen=True)
class KeyColumns:
    """Where a grid says which place a row is about; columns count from 0."""

    name: int | None
    code: tuple[int, ...]
    """Every column that holds codes."""
    department: int | None
    country: int | None
    of_departments: bool
    """Whether the rows are departments."""

    @property
    def all(self) -> frozenset[int]:
        """Every column that is no figure."""
        return frozenset({*self.code, *(c for c in (self.name, self.department, self.country) if c is not None)})


def find_keys(rows: Rows, *, known: Gazetteer) -> KeyColumns:
    """Find the columns that tell the place.

    Parameters
    ----------
    rows
        The grid, with whatever stands above and below the table.
    known
        The places there are.

    Returns
    -------
    The columns, or None for those that the grid has not. The name is the column with most different names of places;
    a column of few different departments beside it is the department's.
    """
    columns = _columns(rows)
    towns = {n: _hits(cells, known.is_municipality) for n, cells in enumerate(columns)}
    homes = {n: _hits(cells, known.is_department) for n, cells in enumerate(columns)}
    name, of_departments = _name_column(columns, towns, homes)
    nations = {n: set(map(known.key, _hits(cells, known.is_country))) for n, cells in enumerate(columns)}
    department = _department_column(columns, homes, nations, name) if not of_departments else None
    return KeyColumns(
        name=name,
        code=tuple(n for n, cells in enumerate(columns) if n != name and _is_code(cells, known, of_departments)),
        department=department,
        country=_country_column(columns, known, {name, department}),
        of_departments=of_departments,
    )


def _columns(rows: Rows) -> list[list[Cell]]:
    width = max((len(row) for row in rows), default=0)
    return [[row[n] if n < len(row) else "" for row in rows] for n in range(width)]


def _hits(cells: Sequence[Cell], test: Callable[[Cell], bool]) -> list[str]:
    return [str(cell) for cell in cells if isinstance(cell, str) and cell and test(cell)]


def _filled(cells: Sequence[Cell]) -> int:
    return sum(cell != "" for cell in cells)


def _name_column(
    columns: list[list[Cell]], towns: dict[int, list[str]], homes: dict[int, list[str]]
) -> tuple[int | None, bool]:
    """Choose the column of names, and say whether they are departments."""
    fit = {n for n, found in towns.items() if len(set(found)) >= 2 and len(found) >= LEAST_NAMES * _filled(columns[n])}
    capitals = {n for n, found in homes.items() if len(set(found)) >= 2 and len(found) >= 0.5 * _filled(columns[n])}
    best = max(sorted(fit), key=lambda n: (len(set(towns[n])), n not in capitals), default=None)
    chief = max(sorted(capitals), key=lambda n: len(set(homes[n])), default=None)
    if chief is not None and (best is None or best in capitals):
        # Departments bear names of municipalities, but of those that are nothing else there are some among them.
        return chief, best is None or len(set(homes[chief])) > len(set(towns[chief]))
    return best, False


def _department_column(
    columns: list[list[Cell]], homes: dict[int, list[str]], nations: dict[int, set[str]], name: int | None
) -> int | None:
    fit = [
        n
        for n, found in homes.items()
        if n != name and found and len(found) >= 0.6 * max(_filled(columns[n]) - 6, 1) and len(nations[n]) < 2
    ]
    # The steadiest: a column of municipalities has departments among it, a column of departments nothing else. One that
    # says Guatemala in every row is of the country, if there is another.
    return max(
        fit,
        key=lambda n: (not nations[n] or len(set(homes[n])) > 1, len(homes[n]) / _filled(columns[n]), -n),
        default=None,
    )


def _country_column(columns: list[list[Cell]], known: Gazetteer, taken: set[int | None]) -> int | None:
    for n, cells in enumerate(columns):
        found = _hits(cells, known.is_country)
        # Guatemala is a country, a department and a municipality; one of its own names alone tells nothing.
        if n not in taken and len(found) >= 0.8 * max(_filled(cells) - 3, 1) and len(found) >= 2:
            return n
    return None


def _is_code(cells: list[Cell], known: Gazetteer, of_departments: bool) -> bool:
    """Say whether a column holds codes: with letters, or digits that are all of places and hardly any twice."""
    texts = [shown(cell) for cell in cells if cell != ""]
    lettered = [text for text in texts if CODE.match(text)]
    if len(lettered) >= 2 and len(lettered) >= LEAST_CODES * max(len(texts) - 6, 1):
        return True
    first = next((n for n, text in enumerate(texts) if text.isdigit()), None)
    if first is None:
        return False
    heading, body = texts[:first], texts[first:]
    digits = [text for text in body if text.isdigit()]
    headed = any(_CODE_HEADING.search(text) for text in heading)
    if len(digits) < LEAST_CODES * len(body) or len(digits) < 2:
        return False
    if of_departments and headed and all(1 <= int(text) <= 22 for text in digits):
        return True
    places = [text for text in digits if len(text) <= 4 and text.zfill(4) in known.digits]
    return (
        len(places) >= 0.95 * len(digits)
        and (headed or len(digits) >= 20)
        and (headed or len(set(digits)) >= 0.9 * len(digits))
    )
