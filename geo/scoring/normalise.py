"""Put every indicator on one scale, 0 to 1, where 1 calls for most attention.

The only place where `direction` is applied. A scale is fitted on the known values of everyone, or of each country
where figures are not comparable across borders. It is monotone, and blind to the unit of measurement. Missing stays
missing. A column without any spread (a constant, a single unit) tells places apart by nothing, so it says 0.5 for all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, MethodError
from geo.scoring.treat import country_masks, note_infinite, scale_groups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geo.catalogue import Indicator
    from geo.kinds import Normalisation

    Scale = Callable[["FloatArray"], "FloatArray"]

FloatArray = npt.NDArray[np.float64]

BENDING = ("log", "boxcox", "auto")

Z_REACH = 3.0
"""z-scores are cut at three standard deviations, which become 0 and 1."""


def normalise(
    values: pd.DataFrame, *, method: Normalisation, indicators: Mapping[str, Indicator], countries: pd.Series
) -> pd.DataFrame:
    """Normalise every column.

    Parameters
    ----------
    values
        Codes by indicators, in the indicators' units, treated; missing is null.
    method
        One name of `SCALES`.
    indicators
        The entry of every column.
    countries
        `iso3` by code.

    Returns
    -------
    pd.DataFrame
        Of the same shape, 0-1, null where the input is.

    Raises
    ------
    MethodError
        If a value is infinite, or `goalposts` are asked for and an entry has none.
    """
    _refuse(values, method=method, indicators=indicators)
    return _on_scales(
        values, values, lambda scale, x, _: scale(x), method=method, indicators=indicators, countries=countries
    )


def normalise_errors(
    values: pd.DataFrame,
    se: pd.DataFrame,
    *,
    method: Normalisation,
    indicators: Mapping[str, Indicator],
    countries: pd.Series,
) -> pd.DataFrame:
    """Carry standard errors over to the normalised scale: half the way from one se below to one above.

    Exact for the linear scales away from their ends; for percentiles it is the share of places within the error.

    Returns
    -------
    pd.DataFrame
        Of the shape of `values`, 0-0.5; 0 where no standard error is given or no value is there.

    Raises
    ------
    MethodError
        As `normalise`.
    """
    _refuse(values, method=method, indicators=indicators)

    def half_way(scale: Scale, x: FloatArray, error: FloatArray) -> FloatArray:
        return np.abs(scale(x + error) - scale(x - error)) / 2

    return _on_scales(
        values, se.fillna(0.0), half_way, method=method, indicators=indicators, countries=countries, directed=False
    ).fillna(0.0)


def note_scale_faults(method: Normalisation, *, indicators: Iterable[Indicator], faults: Faults) -> None:
    """Note a method that is not known, and indicators without the goalposts it needs."""
    entries = list(indicators)
    if method not in SCALES:
        faults.add(f"normalisation `{method}` is not known. Choose one of {', '.join(SCALES)}.")
    if method == "goalposts":
        faults.check(
            "indicators have no goalposts",
            bad=[entry.id for entry in entries if entry.goalposts is None],
            of=len(entries),
            do="Give `goalposts` in indicators.yml, or choose another normalisation.",
        )
        faults.check(
            "indicators have goalposts, which are fixed, and a treatment that bends the scale by what the data are",
            bad=[f"{entry.id} ({entry.treatment})" for entry in entries if entry.treatment in BENDING],
            of=len(entries),
            do="Set `treatment` to none or winsorise, or choose another normalisation.",
        )


def _refuse(values: pd.DataFrame, *, method: Normalisation, indicators: Mapping[str, Indicator]) -> None:
    faults = Faults("normalisation", MethodError)
    note_scale_faults(method, indicators=[indicators[id_] for id_ in values.columns], faults=faults)
    note_infinite(values, faults=faults)
    faults.raise_any()


def _on_scales(
    values: pd.DataFrame,
    other: pd.DataFrame,
    apply: Callable[[Scale, FloatArray, FloatArray], FloatArray],
    *,
    method: Normalisation,
    indicators: Mapping[str, Indicator],
    countries: pd.Series,
    directed: bool = True,
) -> pd.DataFrame:
    """Fit the scale of every column and group, and apply something on it to the known values."""
    result = np.full(values.shape, np.nan)
    known, extra = values.to_numpy(float), other.to_numpy(float)
    groups = country_masks(countries.reindex(values.index))
    for place, id_ in enumerate(values.columns):
        entry = indicators[id_]
        for mask in scale_groups(entry, groups).values():
            rows = np.flatnonzero(mask & ~np.isnan(known[:, place]))
            if not len(rows):
                continue
            column = known[rows, place]
            out = apply(SCALES[method](column, entry), column, extra[rows, place])
            result[rows, place] = 1 - out if directed and entry.direction < 0 else out
    return pd.DataFrame(result, index=values.index, columns=values.columns)


def _flat(x: FloatArray) -> FloatArray:
    return np.full(x.shape, 0.5)


def minmax(known: FloatArray, _entry: Indicator) -> Scale:
    """Fit the straight line from the lowest known value, 0, to the highest, 1."""
    low, high = known.min(), known.max()
    return _line(low, high) if high > low else _flat


def zscore(known: FloatArray, _entry: Indicator) -> Scale:
    """Fit the straight line from three standard deviations below the mean, 0, to three above, 1."""
    mean, sd = known.mean(), known.std()
    # Equal values can leave a rounding error for a standard deviation, so the range decides.
    if known.max() == known.min() or sd == 0:
        return _flat
    return _line(mean - Z_REACH * sd, mean + Z_REACH * sd)


def percentile(known: FloatArray, _entry: Indicator) -> Scale:
    """Fit the share of the other known values that are lower, ties counted half; straight lines in between."""
    knots, counts = np.unique(known, return_counts=True)
    if len(knots) == 1:
        return _flat
    ranks = (np.cumsum(counts) - (counts + 1) / 2) / (len(known) - 1)
    return lambda x: np.interp(x, knots, ranks)


def rank(known: FloatArray, _entry: Indicator) -> Scale:
    """Fit equal steps between the known values that differ, from the lowest, 0, to the highest, 1.

    Ties share one step, however many they are, so the ends are always reached; without ties it is the percentile.
    """
    knots = np.unique(known)
    if len(knots) == 1:
        return _flat
    steps = np.linspace(0.0, 1.0, len(knots))
    return lambda x: np.interp(x, knots, steps)


def goalposts(_known: FloatArray, entry: Indicator) -> Scale:
    """Fit the straight line between the two fixed posts of the entry, which outlive a release."""
    if entry.goalposts is None:
        raise MethodError(f"indicator `{entry.id}` has no goalposts. Give them in indicators.yml.")
    return _line(*entry.goalposts)


def _line(low: float, high: float) -> Scale:
    return lambda x: np.clip((x - low) / (high - low), 0.0, 1.0)


SCALES: dict[Normalisation, Callable[[FloatArray, Indicator], Scale]] = {
    "minmax": minmax,
    "zscore": zscore,
    "percentile": percentile,
    "goalposts": goalposts,
    "rank": rank,
}
"""Name -> function that fits a scale on known values."""
