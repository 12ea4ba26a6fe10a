"""Rein in outliers before they set the scale, and log every point that is touched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, MethodError
from geo.scoring.bend import TREATMENTS, outlying, shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalogue import Indicator
    from geo.kinds import Treatment
    from geo.scoring.bend import Bend

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

SHAPES = ("skew_before", "kurtosis_before", "skew", "kurtosis")


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
        `skew_before`, `kurtosis_before`, `skew`, `kurtosis`, `points`, `treatment` (what it came to: none |
        winsorise | log | boxcox) and `settled`: whether the limits now hold.
    se
        The errors of measurement as they stand after treatment: a bent scale bends them too, a cut leaves them.
    bends
        By indicator and group (or ``all``), the function that takes a value in the indicator's own unit to its treated
        one; a pair that is absent was left as it is.
    """

    values: pd.DataFrame
    log: pd.DataFrame
    shapes: pd.DataFrame
    se: pd.DataFrame
    bends: Mapping[tuple[str, str], Bend]


def treat(
    values: pd.DataFrame,
    *,
    indicators: Mapping[str, Indicator],
    countries: pd.Series,
    method: Treatment | None = None,
    se: pd.DataFrame | None = None,
) -> Treated:
    """Treat each indicator as its entry says, on the same scale that it will be normalised on.

    Parameters
    ----------
    values
        Codes by indicators, in the indicators' units; missing is null and stays so. Not changed.
    indicators
        The entry of every column.
    countries
        `iso3` by code; an indicator that is not comparable across countries is treated within each.
    method
        One name for all, instead of each entry's own.
    se
        Errors of measurement, in the shape of `values`; missing is null.

    Raises
    ------
    MethodError
        If a value is infinite, or a treatment is not known.
    """
    _refuse(values, indicators=indicators, method=method)
    cells, log, shapes, bends = values.to_numpy(float, copy=True), [], [], {}
    errors = np.full(cells.shape, np.nan) if se is None else se.to_numpy(float, copy=True)
    groups = country_masks(countries.reindex(values.index))
    for place, id_ in enumerate(values.columns):
        name = method or indicators[id_].treatment
        if name == "none":
            continue
        for group, mask in scale_groups(indicators[id_], groups).items():
            rows = np.flatnonzero(mask & ~np.isnan(cells[:, place]))
            if not len(rows):
                continue
            before = cells[rows, place]
            bend = bends[id_, group] = TREATMENTS[name](before)
            after = bend.apply(before)
            cells[rows, place] = after
            if bend.name in {"log", "boxcox"}:
                errors[rows, place] = _carried(bend, before, errors[rows, place])
            log += [
                (code, id_, was, now, "high" if now < was else "low")
                for code, was, now in zip(values.index[rows], before, after, strict=True)
                if was != now
            ]
            moved = int((before != after).sum())
            shapes.append((id_, group, len(before), *shape(before), *shape(after), moved, bend.name))
    table = pd.DataFrame(
        shapes,
        columns=["indicator", "countries", "n", *SHAPES, "points", "treatment"],
    )
    table["settled"] = [not outlying(s, k) for s, k in zip(table["skew"], table["kurtosis"], strict=True)]
    return Treated(
        values=pd.DataFrame(cells, index=values.index, columns=values.columns),
        log=pd.DataFrame(log, columns=["code", "indicator", "before", "after", "tail"]),
        shapes=table,
        se=pd.DataFrame(errors, index=values.index, columns=values.columns),
        bends=bends,
    )


def note_treatment_faults(name: str, *, faults: Faults) -> None:
    """Note a treatment that is not known."""
    if name not in {"none", *TREATMENTS}:
        faults.add(f"treatment `{name}` is not known. Choose one of none, {', '.join(TREATMENTS)}.")


def _refuse(values: pd.DataFrame, *, indicators: Mapping[str, Indicator], method: Treatment | None) -> None:
    faults = Faults("treatment", MethodError)
    for name in sorted({method or indicators[id_].treatment for id_ in values.columns}):
        note_treatment_faults(name, faults=faults)
    note_infinite(values, faults=faults)
    faults.raise_any()


def note_infinite(values: pd.DataFrame, *, faults: Faults) -> None:
    """Note every cell that is infinite, by code and indicator."""
    rows, columns = np.nonzero(np.isinf(values.to_numpy(float)))
    faults.check(
        "values are infinite",
        bad=[f"{code} {id_}" for code, id_ in zip(values.index[rows], values.columns[columns], strict=True)],
        of=values.size,
        do="Correct them in the table, or leave them empty.",
    )


def _carried(bend: Bend, values: FloatArray, error: FloatArray) -> FloatArray:
    """Carry errors over a bent scale: half the way from one below to one above."""
    return np.abs(bend.apply(values + error) - bend.apply(values - error)) / 2


def country_masks(countries: pd.Series) -> dict[str, BoolArray]:
    """Say which units belong to each country, in the order of the units."""
    names = countries.to_numpy(dtype=object)
    return {str(iso3): names == iso3 for iso3 in sorted(countries.unique())}


def scale_groups(indicator: Indicator, countries: Mapping[str, BoolArray]) -> Mapping[str, BoolArray]:
    """List the groups of units that share one scale: everyone, or each country, where figures do not compare."""
    if indicator.scope == "pooled":
        return {"all": np.any(list(countries.values()), axis=0)}
    return countries
