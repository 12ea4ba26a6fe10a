"""Rein in outliers before they set the scale, and log every point that is touched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.catalogue import Indicator
    from geo.kinds import Treatment

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

MAX_SKEW = 2.0
MAX_KURTOSIS = 3.5
"""Excess kurtosis; with `MAX_SKEW` the limits of the OECD/JRC handbook, both corrected for small samples."""

MAX_POINTS = 5
"""How many points of one tail may be pulled in."""


@dataclass(frozen=True)
class Treated:
    """Treated values and what was done to them.

    Attributes
    ----------
    values
        The matrix, untouched where no treatment was asked for or needed.
    log
        One row per treated point: `code`, `indicator`, `before`, `after`, `tail` (high | low).
    shapes
        One row per indicator and scale that was looked at: `indicator`, `countries` (the group, or ``all``), `n`,
        `skew_before`, `kurtosis_before`, `skew`, `kurtosis`, `points`, and `settled`: whether the limits now hold.
    """

    values: pd.DataFrame
    log: pd.DataFrame
    shapes: pd.DataFrame


def treat(values: pd.DataFrame, *, indicators: Mapping[str, Indicator], countries: pd.Series) -> Treated:
    """Treat each indicator as its entry says, on the same scale that it will be normalised on.

    Parameters
    ----------
    values
        Codes by indicators, in the indicators' units; missing is null and stays so. Not changed.
    indicators
        The entry of every column.
    countries
        `iso3` by code; an indicator that is not comparable across countries is treated within each.
    """
    cells, log, shapes = values.to_numpy(float, copy=True), [], []
    groups = country_masks(countries.reindex(values.index))
    for place, id_ in enumerate(values.columns):
        method = TREATMENTS.get(indicators[id_].treatment)
        if method is None:
            continue
        for group, mask in scale_groups(indicators[id_], groups).items():
            rows = np.flatnonzero(mask & ~np.isnan(cells[:, place]))
            if not len(rows):
                continue
            before = cells[rows, place]
            after = method(before)
            cells[rows, place] = after
            log += [
                (code, id_, was, now, "high" if now < was else "low")
                for code, was, now in zip(values.index[rows], before, after, strict=True)
                if was != now
            ]
            moved = int((before != after).sum())
            shapes.append((id_, group, len(before), *shape(before), *shape(after), moved))
    table = pd.DataFrame(
        shapes,
        columns=["indicator", "countries", "n", "skew_before", "kurtosis_before", "skew", "kurtosis", "points"],
    )
    table["settled"] = [not outlying(s, k) for s, k in zip(table["skew"], table["kurtosis"], strict=True)]
    return Treated(
        values=pd.DataFrame(cells, index=values.index, columns=values.columns),
        log=pd.DataFrame(log, columns=["code", "indicator", "before", "after", "tail"]),
        shapes=table,
    )


def country_masks(countries: pd.Series) -> dict[str, BoolArray]:
    """Say which units belong to each country, in the order of the units."""
    return {str(iso3): countries.eq(iso3).to_numpy() for iso3 in sorted(countries.unique())}


def scale_groups(indicator: Indicator, countries: Mapping[str, BoolArray]) -> Mapping[str, BoolArray]:
    """List the groups of units that share one scale: everyone, or each country, where figures do not compare."""
    if indicator.scope == "pooled":
        return {"all": np.any(list(countries.values()), axis=0)}
    return countries


def winsorise(known: FloatArray) -> FloatArray:
    """Pull the furthest points in, one more at a time, until skew or kurtosis is within its limit.

    The k furthest points of the heavy tail take the value of the next one inwards; at most `MAX_POINTS` of a tail are
    touched, so a column may stay skewed, which `Treated.shapes` tells. Equal values are treated equally.

    Parameters
    ----------
    known
        Values without missing ones.

    Notes
    -----
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, step 4; the loop is the one of JRC's COIN tool.
    """
    values = known.copy()
    taken = {1: 0, -1: 0}
    skew, kurtosis = shape(values)
    while outlying(skew, kurtosis):
        tail = 1 if skew > 0 else -1
        if taken[tail] == MAX_POINTS:
            break
        taken[tail] += 1
        order = np.sort(known * tail)
        limit = order[-1 - taken[tail]] * tail
        values = np.minimum(values, limit) if tail > 0 else np.maximum(values, limit)
        skew, kurtosis = shape(values)
    return values


def shape(known: FloatArray) -> tuple[float, float]:
    """Give skew and excess kurtosis, corrected for small samples; null below four values."""
    column = pd.DataFrame(known)
    return float(column.skew().iloc[0]), float(column.kurt().iloc[0])


def outlying(skew: float, kurtosis: float) -> bool:
    """Tell whether both limits are broken; a shape that is not defined breaks none."""
    return bool(abs(skew) > MAX_SKEW and kurtosis > MAX_KURTOSIS)


TREATMENTS: dict[Treatment, Callable[[FloatArray], FloatArray]] = {"winsorise": winsorise}
"""Name -> function; ``none`` is not here, nothing is done."""
