"""Find the people that events are counted among: of the right year, summed to the right level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, TableError, fault
from geo.indicators.places import ORDER, place_of, scored

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.catalogue import Catalogue
    from geo.kinds import Level

FloatArray = npt.NDArray[np.float64]


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
    years, column = np.unique(known["year"].to_numpy(dtype=float), return_inverse=True)
    row = wanted.index.get_indexer(pd.Index(known["code"]))
    figures = np.full((len(wanted), len(years)), np.nan)
    figures[row[row >= 0], column[row >= 0]] = known["n"].to_numpy(dtype=float)[row >= 0]
    return pd.Series(_read_off(years, figures, wanted.to_numpy(dtype=float)), index=wanted.index)


def _read_off(years: FloatArray, figures: FloatArray, wanted: FloatArray) -> FloatArray:
    """Read a figure for each place off its row, which has a column for each year, some of them missing."""
    if not len(years):
        return np.full(len(wanted), np.nan)
    known, place = ~np.isnan(figures), np.arange(len(wanted))
    first, last = known.argmax(axis=1), len(years) - 1 - known[:, ::-1].argmax(axis=1)
    year = np.clip(wanted, years[first], years[last])
    after = (known & (years >= year[:, None])).argmax(axis=1)
    found = np.where(known.any(axis=1) & ~np.isnan(year), figures[place, after], np.nan)
    # Between two years that are known, the logarithm runs straight.
    between = ~np.isnan(found) & (years[after] > year)
    place, after, year = place[between], after[between], year[between]
    earlier = known[place] & (years < year[:, None])
    before = len(years) - 1 - earlier[:, ::-1].argmax(axis=1)
    low, high = np.log(figures[place, before]), np.log(figures[place, after])
    growth = (high - low) / (years[after] - years[before])
    found[between] = np.exp(growth * (year - years[before]) + low)
    return found
