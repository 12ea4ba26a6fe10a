"""Read a column of codes in every way it can be meant: which country, which level, padded or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.intake.places import CODE, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geo.kinds import Level

LEAST_KNOWN = 0.9
"""The share of codes that must be of places for a reading to be thought of at all."""

DOUBTED = ("HN16", "GT0206", "GT0207")
"""Codes that files use for different places: the COD's order in Santa Bárbara is not that of the boundaries, and two
municipios of El Progreso stand swapped in the COD."""


@dataclass(frozen=True)
class Reading:
    """One way to read a column of codes."""

    iso3: str | None
    """The country that the digits were taken for; None where the codes carry their letters."""
    level: Level
    codes: pd.Series
    """Codes in full by row, whether or not there is such a place; null where the cell is no code."""
    known: float
    """The share of filled cells that are a place's code."""


def readings(
    cells: pd.Series, places: pd.DataFrame, *, prefixes: Mapping[str, str], levels: Sequence[Level]
) -> list[Reading]:
    """List the ways to read a column of codes, the one with most places first.

    Parameters
    ----------
    cells
        Cells by row.
    places
        `code`, `level` and `iso3` of every place there is.
    prefixes
        The letters of each country (ISO code) that is thought of.
    levels
        The levels that are thought of.
    """
    texts = cells.map(shown)
    filled = texts[texts != ""]
    level_of = dict(zip(places["code"], places["level"], strict=True))
    lettered = filled.str.match(CODE.pattern)
    if len(filled) and lettered.mean() >= LEAST_KNOWN:
        codes = texts.map(_in_full)
        found = [Reading(None, level, codes, _share(codes, filled, level_of, level)) for level in levels]
    else:
        found = [
            Reading(iso3, level, codes, _share(codes, filled, level_of, level))
            for iso3, prefix in prefixes.items()
            for level in levels
            for codes in [_with_prefix(texts, prefix, level)]
        ]
    return sorted([r for r in found if r.known >= LEAST_KNOWN], key=lambda reading: -reading.known)


def doubtful(codes: pd.Series) -> list[str]:
    """List the codes that other files use for another place: to be trusted only if a person says so, or names agree."""
    known = codes.dropna()
    # OCHA numbers the municipios of El Salvador by the alphabet of their departments, in the same form.
    return [code for code in known if code.startswith(DOUBTED) or (code.startswith("SV") and len(code) == 6)]


def _share(codes: pd.Series, filled: pd.Series, level_of: Mapping[str, str], level: Level) -> float:
    return float((codes[filled.index].map(level_of) == level).mean()) if len(filled) else 0.0


def _in_full(text: str) -> str | None:
    """Write a code with letters in full: ``GT101`` is GT0101, ``gt-0101`` too; SV01001 and GT01 are as they are."""
    found = CODE.match(text)
    if found is None:
        return None
    digits = text[len(text.rstrip("0123456789")) :]
    # A code of three digits lost its zero; of two it is a department, of five one of the 44.
    return found.group(1).upper() + (digits.zfill(4) if len(digits) == 3 else digits.zfill(2))


def _with_prefix(texts: pd.Series, prefix: str, level: Level) -> pd.Series:
    width = 2 if level == "department" else 4

    def full(text: str) -> str | None:
        if not text.isdigit() or len(text) > 5:
            return None
        if level == "municipio_2024":
            five = text.zfill(5) if len(text) == 5 else text.zfill(4)[:2] + text.zfill(4)[2:].zfill(3)
            return prefix + five
        return prefix + text.zfill(width)

    return texts.map(full)
