"""Recognise the places of a study in cells: by their names however spelt, and by their codes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from geo.intake.split import Cell

CODE = re.compile(r"^([A-Za-z]{2})[- ]?0*(\d{1,5})$")
_WHOLE = re.compile(r"^\d+\.0$")
_NUMBERED = re.compile(r"^\d{1,2}\s*[-.–—):]*\s*(?=[^\W\d_])")
_TITLED = re.compile(
    # The capital of Honduras is the Distrito Central: a district is a title only where it is one of a place.
    r"^((departamento|depto\.?|dpto\.?|municipio|mun\.)( de| del)?|distrito de)\s+(?=\w)",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"^(gran |sub)?total(es)?\b|^suma\b|^nacional\b|^total$|^promedio\b|^todo el pa[ií]s|^pa[ií]s$|^rep[uú]blica\b|"
    r"\btotal$|^national\b|^country\b|^all\b",
    re.IGNORECASE,
)
_NOWHERE = re.compile(
    r"\b(no especificad[oa]|sin especificar|ignorad[oa]|desconocid[oa]|no definid[oa]|no indica(do)?|no responde|"
    r"extranjer[oa]|otro pa[ií]s|unspecified|unknown|abroad)\b|^otros?$|^ns/nr$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Gazetteer:
    """The places that a cell may mean."""

    municipalities: frozenset[str]
    """Names of municipalities, folded and without blanks; also as they look without their accented letters."""
    of_44: frozenset[str]
    departments: frozenset[str]
    countries: Mapping[str, str]
    """Country by its folded name, prefix or ISO code."""
    codes: frozenset[str]
    digits: frozenset[str]
    """The four digits of every municipality, whatever its country."""
    fold: Callable[[str], str]

    def key(self, text: Cell) -> str:
        """Reduce a name to what is compared."""
        return self.fold(self.name(text)).replace(" ", "")

    def is_municipality(self, cell: Cell) -> bool:
        """Say whether a cell is the name of a municipality, or of one of El Salvador's 44."""
        return isinstance(cell, str) and bool(cell) and not self.municipalities.isdisjoint(self._keys(cell))

    def is_of_44(self, cell: Cell) -> bool:
        """Say whether a cell is the name of one of El Salvador's 44 municipios."""
        return isinstance(cell, str) and bool(cell) and self.key(cell) in self.of_44

    def is_department(self, cell: Cell) -> bool:
        """Say whether a cell is the name of a department."""
        return isinstance(cell, str) and bool(cell) and not self.departments.isdisjoint(self._keys(cell))

    def is_country(self, cell: Cell) -> bool:
        """Say whether a cell is the name, prefix or ISO code of a country."""
        return isinstance(cell, str) and self.key(cell) in self.countries

    def name(self, cell: Cell) -> str:
        """Give the name in a cell: as it is if a place is called so, else without its number and title."""
        text = shown(cell)
        key = self.fold(text).replace(" ", "")
        return text if key in self.municipalities or key in self.departments else bare(text)

    def _keys(self, cell: str) -> set[str]:
        name = self.name(cell)
        return {self.fold(name).replace(" ", ""), without_accented(name, self.fold)} - {""}


def gazetteer(places: pd.DataFrame, *, countries: Mapping[str, str], fold: Callable[[str], str]) -> Gazetteer:
    """Gather what a cell may be recognised by.

    Parameters
    ----------
    places
        `code`, `name`, `level`, `iso3` of every place.
    countries
        Country (ISO code) by each of its names.
    fold
        What reduces a name to what tells it apart.
    """
    names = {level: set(rows["name"]) for level, rows in places.groupby("level")}
    codes = places.set_index("code")["level"]

    def keys(*levels: str) -> frozenset[str]:
        of = [name for level in levels for name in names.get(level, ())]
        folded = {fold(name).replace(" ", "") for name in of}
        return frozenset(folded | {without_accented(name, fold) for name in of if not name.isascii()})

    return Gazetteer(
        municipalities=keys("municipality", "municipio_2024"),
        of_44=keys("municipio_2024") - keys("municipality"),
        departments=keys("department"),
        countries={fold(name).replace(" ", ""): iso3 for name, iso3 in countries.items()},
        codes=frozenset(codes.index),
        digits=frozenset(code[2:] for code in codes.index[codes == "municipality"]),
        fold=fold,
    )


def bare(cell: Cell) -> str:
    """Strip a name of its number and its title: ``01. Guatemala`` and ``Depto. de Guatemala`` are Guatemala."""
    text = shown(cell)
    return _TITLED.sub("", _NUMBERED.sub("", text)) or text


def is_numbered(cell: Cell) -> bool:
    """Say whether a name carries a number or a title before it, as headings of departments do."""
    return isinstance(cell, str) and (bool(_NUMBERED.match(cell)) or bool(_TITLED.match(cell)))


def without_accented(name: str, fold: Callable[[str], str]) -> str:
    """Spell a name as a system did that lost the accented letters: ``Cabañas`` becomes ``cabaas``."""
    return fold("".join(c for c in unicodedata.normalize("NFC", name) if c.isascii())).replace(" ", "")


def is_total(cell: Cell) -> bool:
    """Say whether a cell names a sum of places, or a whole country."""
    return isinstance(cell, str) and bool(_TOTAL.search(cell))


def is_nowhere(cell: Cell) -> bool:
    """Say whether a cell names no place: not stated, abroad."""
    return isinstance(cell, str) and bool(_NOWHERE.search(cell))


def shown(cell: Cell) -> str:
    """Give a cell as text; a whole number without its decimals, also where a program wrote it as ``1301.0``."""
    if isinstance(cell, str):
        return cell[:-2] if _WHOLE.match(cell) else cell
    return str(int(cell)) if float(cell).is_integer() else repr(cell)
