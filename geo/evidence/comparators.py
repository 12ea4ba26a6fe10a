"""Correlate scores with figures that are not among their inputs, overall and by country.

Two measures agree or disagree; neither is the truth. A correlation between places says nothing about persons, and
nothing about causes.

References
----------
.. [1] Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap, chapter 13 (percentile intervals).
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from collections.abc import Callable

FloatArray = npt.NDArray[np.float64]

LEAST = 8
"""With fewer places no correlation is told."""
ALL = "ALL"
"""What stands for a country in the rows over all places."""
COLUMNS = ["iso3", "against", "n", "spearman", "spearman_p5", "spearman_p95", "pearson", "pearson_p5", "pearson_p95"]


def correlations(
    figure: pd.Series,
    scores: pd.DataFrame,
    *,
    countries: pd.Series,
    seed: int,
    overall: bool = False,
    draws: int = 500,
) -> pd.DataFrame:
    """Correlate one figure with every score, with a bootstrap interval over places.

    Parameters
    ----------
    figure
        By place; missing is null, and such a place takes no part.
    scores
        Places by scores; missing is null.
    countries
        Country by place.
    seed
        For drawing the places again.
    overall
        Whether to tell all places together too; only where the figure is comparable across countries.
    draws
        How many times the places are drawn again.

    Returns
    -------
    pandas.DataFrame
        A row per country and score: `iso3`, `against`, `n` (the places it rests on), `spearman` and `pearson`, each
        with `_p5` and `_p95`. Null where there are fewer than `LEAST` places or one of the two does not vary. The
        interval of the rank correlation is over the ranks of all places, which are not ranked anew in each draw.

    Raises
    ------
    MethodError
        When places stand twice or a number is infinite.
    """
    _refuse(figure, scores)
    known = figure.dropna().sort_index()
    nation = countries.reindex(known.index)
    parts = {str(iso3): known[nation == iso3] for iso3 in sorted(nation.dropna().unique())}
    if overall and len(parts) > 1:
        parts[ALL] = known
    drawn = partial(_drawn, draws=draws, seed=seed)
    rows = [
        {"iso3": iso3, "against": name, **_row(part, scores[name].reindex(part.index), drawn=drawn)}
        for iso3, part in parts.items()
        for name in scores.columns
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


@lru_cache(maxsize=8)
def _drawn(places: int, *, draws: int, seed: int) -> FloatArray:
    """Say how often each place is drawn: first once each, then again with replacement."""
    again = np.random.default_rng(seed).multinomial(places, np.full(places, 1 / places), size=draws)
    return np.vstack([np.ones(places), again]).astype(np.float64)


def _row(figure: pd.Series, score: pd.Series, *, drawn: Callable[[int], FloatArray]) -> dict[str, float]:
    both = score.notna().to_numpy()
    x, y = figure.to_numpy(float)[both], score.to_numpy(float)[both]
    row: dict[str, float] = {"n": len(x)}
    if len(x) < LEAST:
        return row
    for name, pair in (("spearman", (_ranked(x), _ranked(y))), ("pearson", (x, y))):
        found = _weighted(*pair, weights=drawn(len(x)))
        row[name] = found[0]
        if np.isfinite(found[0]):
            row[f"{name}_p5"], row[f"{name}_p95"] = np.nanquantile(found[1:], (0.05, 0.95))
    return row


def _ranked(numbers: FloatArray) -> FloatArray:
    return np.asarray(pd.Series(numbers).rank(), dtype=np.float64)


def _weighted(x: FloatArray, y: FloatArray, *, weights: FloatArray) -> FloatArray:
    """Correlate under many sets of weights at once; null under those that leave one of the two without spread."""
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return np.full(len(weights), np.nan)
    x, y = (x - x.mean()) / x.std(), (y - y.mean()) / y.std()
    n = weights.sum(axis=1)
    mx, my, xx, yy, xy = (weights @ np.column_stack([x, y, x * x, y * y, x * y])).T / n
    spread = np.sqrt(np.maximum(xx - mx**2, 0) * np.maximum(yy - my**2, 0))
    found = (xy - mx * my) / np.where(spread > 1e-12, spread, np.nan)
    return cast("FloatArray", np.clip(found, -1.0, 1.0))


def _refuse(figure: pd.Series, scores: pd.DataFrame) -> None:
    faults = Faults("correlations", MethodError)
    for what, index in (("figures", figure.index), ("scores", scores.index)):
        twice = index[index.duplicated()].tolist()
        faults.check(f"places stand twice in the {what}", bad=twice, of=len(index), do="Keep one row each.")
    infinite = np.isinf(figure.to_numpy(float))
    faults.check("figures are infinite", bad=figure.index[infinite].tolist(), of=len(figure), do="Correct them.")
    wide = np.isinf(scores.to_numpy(float)).any(axis=1)
    faults.check("scores are infinite", bad=scores.index[wide].tolist(), of=len(scores), do="Score them again.")
    faults.raise_any()
