"""Measure every indicator for every scored unit: exactly one row each, with a value or the reason for none."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from geo.contracts import VALUES, check_values
from geo.errors import ArraigoError, Faults, TableError
from geo.indicators.methods import METHODS, Job
from geo.indicators.places import place_of, scored

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.catalogue import Catalogue, Indicator
    from geo.kinds import Level

COLUMNS = list(VALUES.columns)
NUMBERS = ("value", "raw_value", "se", "n", "coverage")
TYPES = dict.fromkeys(COLUMNS, "str") | dict.fromkeys(NUMBERS, "float64") | {"year": "Int64"}


class Ground(NamedTuple):
    """Where the figures of a series may lie: the units of its countries, the place of each, and all places."""

    units: pd.DataFrame
    at: pd.Series
    places: pd.Index


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
        mine = frame[frame["iso3"].isin(countries)]
        at = place_of(mine, level)
        return Ground(mine, at, pd.Index(at.dropna().unique()))

    parts: list[pd.DataFrame] = []
    for indicator in catalogue.indicators:
        for id_ in indicator.series:
            try:
                parts.append(_handed_down(indicator, id_, series, catalogue, ground))
            except ArraigoError as error:
                faults.add(str(error))
    faults.raise_any()
    every = pd.MultiIndex.from_product(
        [[indicator.id for indicator in catalogue.indicators], frame.index], names=["indicator", "code"]
    )
    stacked = pd.concat(parts) if parts else pd.DataFrame(columns=COLUMNS)
    values = stacked.set_index(["indicator", "code"]).reindex(every).reset_index()[COLUMNS].astype(TYPES)
    values["status"] = values["status"].fillna("not_monitored")
    return check_values(values)


def _handed_down(
    indicator: Indicator,
    id_: str,
    series: Mapping[str, pd.DataFrame],
    catalogue: Catalogue,
    ground: Callable[[tuple[str, ...], Level], Ground],
) -> pd.DataFrame:
    """Measure one series at the level it was published for and give each unit the figure of its place."""
    if id_ not in series:
        raise TableError(
            f"the table of `{id_}`, which `{indicator.id}` needs, is not given. Put it into tables/{id_}.csv."
        )
    entry = catalogue.series[id_]
    mine, at, places = ground(tuple(entry.countries), entry.level)
    table = _by_place(series[id_], places=places, name=id_, level=entry.level)
    job = Job(indicator, id_, entry, table, mine, series, catalogue)
    figures = METHODS[indicator.method](job)
    figures["year"] = job.years.astype("Int64").where(figures["value"].notna())
    figures["level"] = pd.Series(entry.level, index=figures.index, dtype="str").where(figures["value"].notna())
    down = figures.reindex(at.to_numpy()).set_axis(mine.index)
    down["status"] = down["status"].fillna("not_monitored")
    if entry.level != "municipality":
        # They say how well the area is known; how far the place may lie from it, the Monte Carlo learns elsewhere.
        down["se"], down["reliability"] = np.nan, pd.Series(pd.NA, index=down.index, dtype="str")
    return down.assign(code=mine["code"], indicator=indicator.id, source=id_)


def _by_place(table: pd.DataFrame, *, places: pd.Index, name: str, level: str) -> pd.DataFrame:
    """Give a table a row for every place of its level, marking those that the source lists."""
    faults = Faults(name, TableError)
    faults.check(
        f"rows carry codes that are no {level} of the countries the series is declared for",
        bad=table.loc[places.get_indexer(pd.Index(table["code"])) < 0, "code"].tolist(),
        of=len(table),
        do="Correct the code, or `level` and `countries` of the series.",
    )
    faults.check(
        f"rows are of another level than the {level} that the series declares",
        bad=(table["code"] + " " + table["level"])[table["level"] != level].tolist(),
        of=len(table),
        do="Make a series for each level.",
    )
    faults.raise_any()
    placed = table.set_index("code").reindex(places)
    return placed.assign(listed=placed["level"].notna())
