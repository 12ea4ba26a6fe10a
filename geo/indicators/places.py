"""Tell which place of a level each unit belongs to, so that figures can be handed down and summed up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.kinds import Level

ORDER: tuple[Level, ...] = ("municipality", "municipio_2024", "department", "country")
"""The levels from the finest to the coarsest; each nests in the next."""

_COLUMN: Mapping[Level, str] = {
    "municipality": "code",
    "municipio_2024": "muni44_code",
    "department": "adm1_code",
}


def scored(units: pd.DataFrame) -> pd.DataFrame:
    """Keep the units that are scored: all but the lakes; without their geometry, indexed by code."""
    kept = units.loc[units["kind"] != "lake"].drop(columns="geometry", errors="ignore")
    return kept.set_index("code", drop=False).rename_axis(None)


def place_of(units: pd.DataFrame, level: Level) -> pd.Series:
    """Name the place of a level that each unit lies in.

    Parameters
    ----------
    units
        Scored units, indexed by code.
    level
        A country is called by its prefix and zeros, such as ``HN00``.

    Returns
    -------
    pandas.Series
        Place code by unit code; null where the level does not exist, as the 44 municipios outside El Salvador.
    """
    if level == "country":
        return units["code"].str[:2] + "00"
    return units[_COLUMN[level]]
