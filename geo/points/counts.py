"""Count located events by place and year, with zero only where a place without an event surely had none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import Faults, MethodError, TableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.kinds import Level

FATES = (
    "municipality",
    "department",
    "not_precise_enough",
    "lake",
    "other_country",
    "outside",
    "no_coordinates",
)
"""For what an event counts, or why for nothing: its municipality (and department); its department only; its class
places it nowhere; then as in `geo.points.place.HOW`."""

_COLUMN: Mapping[Level, str] = {
    "municipality": "code",
    "municipio_2024": "muni44_code",
    "department": "adm1_code",
}


def count_events(
    located: pd.DataFrame,
    units: pd.DataFrame,
    *,
    level: Level = "municipality",
    complete: bool = False,
    amounts: pd.Series | None = None,
) -> pd.Series:
    """Count events by place.

    Parameters
    ----------
    located
        What `locate` gives.
    units
        Per `geo.contracts.UNITS`, of the countries that the source covers; lakes are left out.
    level
        `municipality` and `municipio_2024` count events whose municipality is known, `department` those too of which
        the department alone is.
    complete
        Whether the source is a census of events: a place without one had none. Else it is missing.
    amounts
        What to add up instead of 1 an event, such as deaths, indexed like `located`.

    Returns
    -------
    pandas.Series
        By place code, in order; a place without an event is zero if `complete`, else missing.

    Raises
    ------
    MethodError
        When no figure is published at the level.
    TableError
        With every event that counts but has no amount, or a negative one.
    """
    by_year = count_years(
        located, units, years=pd.Series(0, index=located.index), level=level, complete=complete, amounts=amounts,
        span=[0],
    )  # fmt: skip
    return by_year[0].rename("count")


def count_years(
    located: pd.DataFrame,
    units: pd.DataFrame,
    *,
    years: pd.Series,
    span: Sequence[int],
    level: Level = "municipality",
    complete: bool = False,
    amounts: pd.Series | None = None,
) -> pd.DataFrame:
    """Count events by place and year.

    Parameters
    ----------
    years
        The year of each event, indexed like `located`; events of other years than `span`, or of none, are not counted.
    span
        The years that are counted; every one gets a column.
    located, units, level, complete, amounts
        As in `count_events`.

    Returns
    -------
    pandas.DataFrame
        Place code by year.

    Raises
    ------
    MethodError, TableError
        As `count_events`.
    """
    if level not in _COLUMN:
        raise MethodError(f"Events are not counted by {level}. Choose one of {', '.join(_COLUMN)}.")
    land = units[units["kind"] != "lake"]
    if level == "department":
        at = located["adm1_code"]
    else:
        at = located["code"].map(land.set_index("code")[_COLUMN[level]] if level != "municipality" else _same(land))
    counted = at.notna() & years.isin(list(span)) & at.isin(land[_COLUMN[level]])
    each = pd.Series(1.0, index=located.index) if amounts is None else _checked(amounts.reindex(located.index), counted)
    rows = pd.DataFrame({"place": at, "year": years, "n": each})[counted]
    table = rows.pivot_table(index="place", columns="year", values="n", aggfunc="sum")
    places = pd.Index(sorted(land[_COLUMN[level]].dropna().unique()), name="code")
    wide = table.reindex(index=places, columns=list(span)).astype(float).rename_axis(columns="year")
    return wide.fillna(0.0) if complete else wide


def fates(located: pd.DataFrame) -> pd.DataFrame:
    """Tell what became of the events of each class.

    Returns
    -------
    pandas.DataFrame
        A row per class in order (one of all, ``any``, where there are none), a column per fate of `FATES`, whole
        numbers; they add up to the number of events.
    """
    classes = located["class"].astype(object).fillna("any").rename("class")
    table = pd.crosstab(classes, located["fate"]).reindex(columns=list(FATES), fill_value=0)
    return table.rename_axis(columns=None)


def _same(land: pd.DataFrame) -> pd.Series:
    return pd.Series(land["code"].to_numpy(), index=land["code"].to_numpy())


def _checked(amounts: pd.Series, counted: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(amounts, errors="coerce").astype(float)
    finite = numbers.where(np.isfinite(numbers))
    faults = Faults("the amounts to add up", TableError)
    for what, wrong in (
        ("events that count have no amount", counted & finite.isna()),
        ("events have a negative amount", counted & (finite < 0)),
    ):
        bad = [f"row {row} ({amounts[row]})" for row in amounts.index[wrong]]
        faults.check(what, bad=bad, of=int(counted.sum()), do="Correct the file, or count the events themselves.")
    faults.raise_any()
    return finite
