"""Find the people that events are counted among: of the right year, summed to the right level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import Faults, TableError, fault
from geo.indicators.places import ORDER, place_of, scored

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo.catalogue import Catalogue
    from geo.kinds import Level


def people(series: Mapping[str, pd.DataFrame], catalogue: Catalogue, units: pd.DataFrame) -> pd.Series:
    """Count the people of each scored unit by the series that the study names.

    Parameters
    ----------
    series
        Tidy tables by id.
    catalogue
        Its study's `people` are series of municipalities; of two for one unit the later year holds.
    units
        Per `geo.contracts.UNITS`.

    Returns
    -------
    pandas.Series
        Persons by unit code; missing where no series counts them.

    Raises
    ------
    TableError
        When a series is not given or is not of municipalities.
    """
    frame = scored(units)
    names = catalogue.study.people
    faults = Faults("people", TableError)
    faults.check(
        "series of people are not given",
        bad=[name for name in names if name not in series],
        of=len(names),
        do="Put tables/<id>.csv into the study's folder.",
    )
    faults.check(
        "series of people are not of municipalities",
        bad=[name for name in names if catalogue.series[name].level != "municipality"],
        of=len(names),
        do="Name a series of municipalities in study.yml.",
    )
    faults.raise_any()
    late = pd.Series(2100, index=frame.index)
    return _interpolated([series[name] for name in names], wanted=late).rename("people")


def denominators(
    names: Sequence[str],
    *,
    series: Mapping[str, pd.DataFrame],
    catalogue: Catalogue,
    units: pd.DataFrame,
    level: Level,
    years: pd.Series,
) -> pd.Series:
    """Give each place its denominator, in the year of its count.

    Two years of one place are joined by constant growth: linear in the logarithm. Before the first and after the last
    the nearest year is used as it is, since growth beyond what was counted is a guess.

    Parameters
    ----------
    names
        Series of people or households that cover the units.
    series, catalogue
        Tables by id, and what is declared about them.
    units
        Scored units, indexed by code, of the countries in question.
    level
        The level of the counts. Denominators of a finer level are summed up, and a part that is missing makes the sum
        missing.
    years
        The year of each place's count, by place code.

    Returns
    -------
    pandas.Series
        Denominator by place code, indexed like `years`; missing where there is none.

    Raises
    ------
    TableError
        When the series are of several levels, of one coarser than the counts, or not positive.
    """
    faults = Faults(f"denominators {', '.join(names)}", TableError)
    levels = sorted({catalogue.series[name].level for name in names}, key=ORDER.index)
    if len(levels) != 1:
        faults.add(f"the series are of {len(levels)} levels: {', '.join(levels)}. Name series of one level.")
    elif ORDER.index(levels[0]) > ORDER.index(level):
        faults.add(f"the series count people by {levels[0]}, the events are known by {level}. Name a finer series.")
    faults.raise_any()

    nested = pd.DataFrame({"part": place_of(units, levels[0]), "whole": place_of(units, level)})
    whole = nested.dropna().drop_duplicates("part").set_index("part")["whole"]
    tables = [series[name] for name in names]
    for name, table in zip(names, tables, strict=True):
        figures = table["value"].fillna(table["numerator"])
        faults.check(
            f"rows of `{name}` count nobody",
            bad=table.loc[figures <= 0, "code"].tolist(),
            of=len(table),
            do="A denominator is above zero, or missing.",
        )
    faults.raise_any()
    parts = _interpolated(tables, wanted=whole.map(years))
    return parts.groupby(whole).sum(min_count=1, skipna=False).reindex(years.index)


def _interpolated(tables: Sequence[pd.DataFrame], *, wanted: pd.Series) -> pd.Series:
    """Read each place's figure off its known years, at the year wanted of it."""
    known = pd.concat(
        pd.DataFrame({"code": table["code"], "year": table["year"], "n": table["value"].fillna(table["numerator"])})
        for table in tables
    )
    twice = known.duplicated(["code", "year"])
    if twice.any():
        raise TableError(
            fault(
                "figures of people are of a place and year that another series has",
                bad=(known["code"] + " " + known["year"].astype(str))[twice].tolist(),
                of=len(known),
                do="Name one series for each year.",
            )
        )
    wide = known.pivot_table(index="code", columns="year", values="n").reindex(wanted.index)
    years = wide.columns.to_numpy(dtype=float)
    rows = wide.to_numpy(dtype=float)
    found = [_at(years, row, year) for row, year in zip(rows, wanted.to_numpy(dtype=float), strict=True)]
    return pd.Series(found, index=wanted.index, dtype=float)


def _at(years: NDArray[np.float64], figures: NDArray[np.float64], year: float) -> float:
    known = ~np.isnan(figures)
    if not known.any() or np.isnan(year):
        return np.nan
    years, figures = years[known], figures[known]
    year = float(np.clip(year, years[0], years[-1]))
    after = int(np.searchsorted(years, year))
    if years[after] == year:
        return float(figures[after])
    return float(np.exp(np.interp(year, years, np.log(figures))))
