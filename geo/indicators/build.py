"""Measure every indicator for every scored unit: exactly one row each, with a value or the reason for none."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from geo.contracts import VALUES, check_values
from geo.errors import ArraigoError, Faults, TableError
from geo.indicators.methods import METHODS, Job, Rows
from geo.indicators.places import place_of, scored

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from geo.catalogue import Catalogue, Indicator
    from geo.kinds import Level

COLUMNS = list(VALUES.columns)
NUMBERS = ("value", "raw_value", "se", "n", "coverage")
TYPES = dict.fromkeys(COLUMNS, "str") | dict.fromkeys(NUMBERS, "float64") | {"year": "Int64"}
KINDS = {name: float if name in (*NUMBERS, "year") else object for name in COLUMNS if name not in {"code", "indicator"}}
"""How a column but the keys is held while it is filled."""


class Ground(NamedTuple):
    """Where the figures of a series may lie.

    Attributes
    ----------
    units
        The scored units of its countries, by code.
    at
        The row of each of them among all scored units.
    places
        The codes of the places of its level.
    within
        The place of each unit, by its position in `places`; -1 where it lies in none.
    first
        The first unit in each place, by its position in `units`.
    """

    units: pd.DataFrame
    at: NDArray[np.intp]
    places: pd.Index
    within: NDArray[np.intp]
    first: NDArray[np.intp]


def measure(series: Mapping[str, pd.DataFrame], *, catalogue: Catalogue, units: pd.DataFrame) -> pd.DataFrame:
    """Make the values table of a study.

    Parameters
    ----------
    series
        Tidy tables per `geo.contracts.SERIES`, by the id under which the catalogue declares them.
    catalogue
        Indicators, in whose order the rows come, and what is declared about the series.
    units
        Per `geo.contracts.UNITS`; lakes are left out. The geometry is not looked at.

    Returns
    -------
    pandas.DataFrame
        Per `geo.contracts.VALUES`. A figure published for a larger place is handed down to the units in it, with its
        `level` kept and the status `inherited`; see `geo.indicators.methods` for the other statuses. `source` is null
        where no series covers the country.

    Raises
    ------
    TableError
        With every fault of every indicator: a table that is not given, codes that are no place of the declared level,
        counts without denominator, figures that cannot be.
    """
    frame = scored(units)
    faults = Faults("measure", TableError)

    @cache
    def ground(countries: tuple[str, ...], level: Level) -> Ground:
        there = frame["iso3"].isin(countries).to_numpy()
        mine = frame[there]
        within, places = pd.factorize(place_of(mine, level))
        first = np.unique(within[within >= 0], return_index=True)[1]
        return Ground(mine, np.flatnonzero(there), pd.Index(places), within, np.flatnonzero(within >= 0)[first])

    cells = _no_cells(len(catalogue.indicators), len(frame))
    for number, indicator in enumerate(catalogue.indicators):
        for id_ in indicator.series:
            try:
                _hand_down(indicator, id_, series, catalogue, ground, into={k: v[number] for k, v in cells.items()})
            except ArraigoError as error:
                faults.add(str(error))
    faults.raise_any()
    ids = np.array([indicator.id for indicator in catalogue.indicators], dtype=object)
    values = pd.DataFrame(
        {
            "code": np.tile(frame.index.to_numpy(dtype=object), len(ids)),
            "indicator": np.repeat(ids, len(frame)),
            **{name: block.ravel() for name, block in cells.items()},
        }
    )
    return check_values(values[COLUMNS].astype(TYPES))


def _no_cells(indicators: int, units: int) -> dict[str, NDArray[Any]]:
    """Lay out every column but the keys, indicators by units, as it stands where no series covers the country."""
    cells: dict[str, NDArray[Any]] = {
        name: np.full((indicators, units), np.nan if kind is float else None, dtype=kind)
        for name, kind in KINDS.items()
    }
    cells["status"][:] = "not_monitored"
    return cells


def _hand_down(
    indicator: Indicator,
    id_: str,
    series: Mapping[str, pd.DataFrame],
    catalogue: Catalogue,
    ground: Callable[[tuple[str, ...], Level], Ground],
    *,
    into: Mapping[str, NDArray[Any]],
) -> None:
    """Measure one series at the level it was published for and give each unit the figure of its place."""
    if id_ not in series:
        raise TableError(
            f"the table of `{id_}`, which `{indicator.id}` needs, is not given. Put it into tables/{id_}.csv."
        )
    entry = catalogue.series[id_]
    units, at, places, within, first = ground(tuple(entry.countries), entry.level)
    rows = _by_place(series[id_], places=places, name=id_, level=entry.level)
    job = Job(indicator, id_, entry, places, rows, units, first, series, catalogue)
    figures = METHODS[indicator.method](job)
    known = ~np.isnan(figures.value)
    told: dict[str, NDArray[Any]] = figures._asdict()
    told["year"] = np.where(known, job.years, np.nan)
    told["level"] = job.unsaid()
    told["level"][known] = entry.level
    if entry.level != "municipality":
        # They say how well the area is known; how far the place may lie from it, the Monte Carlo learns elsewhere.
        del told["se"], told["reliability"]
    placed = within >= 0
    for name, column in told.items():
        into[name][at[placed]] = column[within[placed]]
    into["source"][at] = id_


def _by_place(table: pd.DataFrame, *, places: pd.Index, name: str, level: str) -> Rows:
    """Lay a table out by the places of its level, marking those that the source lists."""
    at = places.get_indexer(pd.Index(table["code"]))
    other = (table["level"] != level).to_numpy()
    faults = Faults(name, TableError)
    faults.check(
        f"rows carry codes that are no {level} of the countries the series is declared for",
        bad=table.loc[at < 0, "code"].tolist(),
        of=len(table),
        do="Correct the code, or `level` and `countries` of the series.",
    )
    faults.check(
        f"rows are of another level than the {level} that the series declares",
        bad=(table["code"] + " " + table["level"])[other].tolist() if other.any() else [],
        of=len(table),
        do="Make a series for each level.",
    )
    faults.raise_any()
    listed = np.zeros(len(places), dtype=bool)
    listed[at] = True
    columns = {column: np.full(len(places), np.nan) for column in Rows._fields if column != "listed"}
    for column, cells in columns.items():
        cells[at] = table[column].to_numpy(dtype=float)
    return Rows(**columns, listed=listed)
