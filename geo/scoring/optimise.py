"""Find the weights under which each indicator accounts for as much of the score as it is meant to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, MethodError
from geo.scoring.effective import curve, ratio
from geo.scoring.weights_from_data import telling

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FloatArray = npt.NDArray[np.float64]

STEPS = 200
"""Steps after which the first search stops, wherever it is."""

ENOUGH = 1e-4
"""The greatest gap between an importance and its target at which the search is done."""

LEAST = 1e-3
"""No weight falls below this: an indicator is not dropped by a search for balance."""


@dataclass(frozen=True)
class Optimised:
    """Weights, and how near they come.

    Attributes
    ----------
    weights
        By id, summing to 1.
    importance
        By id: the correlation ratio of each indicator with the weighted mean, as a share of all.
    target
        By id, as asked for, summing to 1.
    gap
        The greatest difference between the two. Indicators that run against each other can leave one that no weights
        close, and the caller is told rather than fooled.
    steps
        Steps taken.
    """

    weights: pd.Series
    importance: pd.Series
    target: pd.Series
    gap: float
    steps: int


def optimised(normalised: pd.DataFrame, *, target: Mapping[str, float] | pd.Series | None = None) -> Optimised:
    """Find the weights of an arithmetic mean under which importance meets its target.

    From the targets themselves, each step moves every weight towards what its importance lacks, and is halved whenever
    the gaps grew; a search along the slopes goes on from there. Missing values take no part in a unit's mean.

    Parameters
    ----------
    normalised
        Codes by indicators, 0-1; missing is null. One that tells places apart by nothing weighs nothing.
    target
        By id, 0 or more; only ratios matter. Equal when left out.

    Raises
    ------
    MethodError
        If no column tells places apart, values are infinite, or targets are not usable.

    References
    ----------
    .. [1] Becker, W., Saisana, M., Paruolo, P. and Vandecasteele, I. (2017). Weights and importance in composite
       indicators. Ecological Indicators 80, 12-22.
    """
    known = telling(normalised)
    wanted = _targets(known, target)
    cells = known.to_numpy(float)
    curves = [curve(column) for column in cells.T]
    present = ~np.isnan(cells)
    filled = np.where(present, cells, 0.0)

    def importance(weights: FloatArray) -> FloatArray:
        held = present @ weights
        score = np.where(held > 0, (filled @ weights) / np.where(held > 0, held, 1.0), np.nan)
        told = np.nan_to_num([ratio(over, score) for over in curves])
        return told / told.sum() if told.sum() > 0 else np.full(len(told), 1 / len(told))

    weights, reached, taken = _search(wanted, importance)
    columns = sorted(normalised.columns)

    def by_id(told: FloatArray, name: str) -> pd.Series:
        series = pd.Series(told, index=pd.Index(known.columns, name="indicator"), name=name)
        return series.reindex(columns, fill_value=0.0)

    return Optimised(
        by_id(weights, "weight"),
        by_id(reached, "importance"),
        by_id(wanted, "target"),
        float(np.abs(reached - wanted).max()),
        taken,
    )


def _targets(known: pd.DataFrame, target: Mapping[str, float] | pd.Series | None) -> FloatArray:
    if target is None:
        return np.full(known.shape[1], 1 / known.shape[1], dtype=float)
    given = pd.Series(target, dtype=float).reindex(known.columns)
    faults = Faults("targets", MethodError)
    faults.check(
        "indicators have no target, or one that is negative or infinite",
        bad=given.index[~((given >= 0) & (given < np.inf))].tolist(),
        of=len(given),
        do="Give each indicator a target of zero or more.",
    )
    if given.sum() == 0:
        faults.add(f"the targets of {len(given)} indicators sum to zero. Give at least one of them a target.")
    faults.raise_any()
    return (given / given.sum()).to_numpy(float)


def _search(wanted: FloatArray, importance: Callable[[FloatArray], FloatArray]) -> tuple[FloatArray, FloatArray, int]:
    """Follow the gaps downhill from the targets; what is not wanted at all keeps no weight."""
    asked = wanted > 0

    def weights(logs: FloatArray) -> FloatArray:
        held = np.zeros(len(wanted))
        held[asked] = np.exp(logs)
        return np.asarray(held / held.sum())

    def gap(logs: FloatArray) -> float:
        return float(np.sum((importance(weights(logs)) - wanted) ** 2))

    logs, least, step, taken = np.log(wanted[asked]), gap(np.log(wanted[asked])), 0.5, 0
    # First by steps that know the way, then by slopes, for what single steps cannot mend.
    while step > 1e-2 and taken < STEPS and least > ENOUGH**2:
        taken += 1
        lack = np.log(np.maximum(wanted, 1e-9) / np.maximum(importance(weights(logs)), 1e-9))[asked]
        trial = np.log(np.maximum(weights(logs + step * np.clip(lack, -1.0, 1.0))[asked], LEAST))
        if gap(trial) < least:
            logs, least = trial, gap(trial)
        else:
            step /= 2
    if least > ENOUGH**2 and asked.sum() > 1:
        from scipy.optimize import minimize  # noqa: PLC0415 - heavy, and asked for only here

        found = minimize(gap, logs, method="L-BFGS-B", bounds=[(np.log(LEAST), 0.0)] * len(logs))
        taken += int(found.nit)
        logs = found.x if found.fun < least else logs
    return weights(logs), importance(weights(logs)), taken
