"""Measure how far a municipality may stand from a value that was published for the larger area around it.

A value handed down says nothing about where in its department a place stands. What it leaves open is learned where both
levels are known: from the spread of measured municipalities around the mean of their department.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

AREAS: dict[str, str] = {"municipio_2024": "muni44_code", "department": "adm1_code", "country": "iso3"}
"""The column of the units that names the area of each level."""

MIN_AREAS = 5
"""Areas with two or more measured units that an indicator needs to speak for itself; else all indicators do."""

UNIFORM_SD = 12**-0.5
"""The standard deviation of a place that may be anywhere on the scale: where no indicator is known at both levels."""


class _Squares(NamedTuple):
    """Squared deviations from the areas' means, their degrees of freedom, and the areas that gave them."""

    total: npt.NDArray[np.float64]
    freedom: npt.NDArray[np.float64]
    areas: npt.NDArray[np.int64]


def inherited_spread(
    normalised: pd.DataFrame,
    *,
    measured: pd.DataFrame,
    inherited: pd.DataFrame,
    level: pd.DataFrame,
    places: pd.DataFrame,
) -> pd.DataFrame:
    """Give every inherited value the standard deviation of units around their area's mean.

    Parameters
    ----------
    normalised
        Codes by indicators, 0-1; missing is null.
    measured, inherited, level
        As in `geo.scoring.matrix.Matrix`.
    places
        The columns of `AREAS`, by code. A level whose column is absent is taken as a department.

    Returns
    -------
    pd.DataFrame
        Standard deviations on the normalised scale; 0 where a value is not inherited. The indicator's own where at
        least `MIN_AREAS` areas tell, else the one pooled over all indicators, else `UNIFORM_SD`.
    """
    result = np.zeros(normalised.shape)
    own = np.where(measured.to_numpy(), normalised.to_numpy(float), np.nan)
    handed, levels = inherited.to_numpy(), level.to_numpy()
    for name, column in AREAS.items():
        cells = handed & (levels == name)
        if not cells.any():
            continue
        areas = places[column if column in places else "adm1_code"]
        result = np.where(cells, _spread(_squares(own, areas))[None, :], result)
    return pd.DataFrame(result, index=normalised.index, columns=normalised.columns)


def _squares(values: npt.NDArray[np.float64], areas: pd.Series) -> _Squares:
    numbers, names = pd.factorize(areas)
    inside = (numbers == np.arange(len(names))[:, None]).astype(float)
    known = (~np.isnan(values)).astype(float)
    cells = np.nan_to_num(values)
    counts = inside @ known
    means = inside @ cells / np.maximum(counts, 1.0)
    # A unit outside every area (number -1) has no deviation.
    deviations = np.where(known * (numbers >= 0)[:, None] > 0, cells - means[numbers], 0.0)
    told = counts >= 2
    return _Squares((deviations**2).sum(axis=0), (counts - 1).clip(0).sum(axis=0), told.sum(axis=0))


def _spread(squares: _Squares) -> npt.NDArray[np.float64]:
    freedom = squares.freedom.sum()
    pooled = np.sqrt(squares.total.sum() / freedom) if freedom else UNIFORM_SD
    own = np.sqrt(squares.total / np.maximum(squares.freedom, 1.0))
    return np.where(squares.areas >= MIN_AREAS, own, pooled)
