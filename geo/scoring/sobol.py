"""Share the variance of an outcome out among the inputs that it comes from, by first-order and total Sobol indices.

The first-order index of an input is the part of the variance that goes when that input alone is known; the total index
is the part that stays when all but that input are known. Both come from two independent samples of all inputs, A and B,
and for each input from a third sample that is A with that one input taken from B.

References
----------
.. [1] Saltelli, A., Annoni, P., Azzini, I., Campolongo, F., Ratto, M. and Tarantola, S. (2010). Variance based
   sensitivity analysis of model output. Computer Physics Communications 181, 259-270: table 2, estimators (b) and (f).
.. [2] Jansen, M. J. W. (1999). Analysis of variance designs for model output. Computer Physics Communications 117,
   35-43: the total index as a mean of squared differences.
.. [3] Gamboa, F., Janon, A., Klein, T. and Lagnoux, A. (2014). Sensitivity analysis for multidimensional and functional
   outputs. Electronic Journal of Statistics 8, 575-603: one index for many outcomes, each counting by its variance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.errors import Faults, MethodError
from geo.scoring.draws import STREAMS, stream

if TYPE_CHECKING:
    from collections.abc import Sequence

FloatArray = npt.NDArray[np.float64]

INTERVAL = (0.05, 0.95)
"""Bootstrap quantiles: the same nine tenths as every other interval of a run."""

FLAT = 1e-12
"""A variance, relative to the squared size of the outcome, that is rounding and nothing else."""

CHUNK = 128
"""Outcomes worked on at once."""


@dataclass(frozen=True)
class Indices:
    """Sobol indices with their bootstrap intervals.

    Attributes
    ----------
    first, total
        Inputs by outcomes; null for an outcome that never varies, which has nothing to share out.
    first_low, first_high, total_low, total_high
        The bootstrap interval of each.
    sum_first, sum_low, sum_high
        The first-order indices of all inputs together, by outcome: at most 1, but for the error of the sample.
    """

    first: FloatArray
    first_low: FloatArray
    first_high: FloatArray
    total: FloatArray
    total_low: FloatArray
    total_high: FloatArray
    sum_first: FloatArray
    sum_low: FloatArray
    sum_high: FloatArray


class Shares(NamedTuple):
    """Indices of each outcome, and of all together, each outcome counting by its variance [3]_."""

    each: Indices
    together: Indices


def sobol_indices(
    a: npt.ArrayLike, b: npt.ArrayLike, mixed: Sequence[npt.ArrayLike], *, seed: int, resamples: int = 200
) -> Shares:
    """Estimate the indices of every input.

    Parameters
    ----------
    a, b
        Outcomes of the two samples: rows, or rows by outcomes.
    mixed
        For each input, the outcomes of A's rows with that input taken from the same row of B.
    seed
        Where the resamples grow from.
    resamples
        How many times the rows are drawn anew for the intervals.

    Raises
    ------
    MethodError
        If the samples differ in shape, have fewer than two rows, or hold a value that is not finite.
    """
    samples = [np.asarray(part) for part in (a, b, *mixed)]
    samples = [part[:, None] if part.ndim == 1 else part for part in samples]
    _refuse(samples)
    rows, outcomes = samples[0].shape
    counts = stream(seed, STREAMS["resamples"]).multinomial(rows, np.full(rows, 1 / rows), size=resamples)
    # The first set of weights counts each row once; the others are the bootstrap.
    weights = np.vstack([np.ones((1, rows)), counts]) / rows
    parts = [
        _parts([part[:, start : start + CHUNK].astype(float) for part in samples], weights)
        for start in range(0, outcomes, CHUNK)
    ]
    variance, first, total = (np.concatenate(part, axis=-1) for part in zip(*parts, strict=True))
    together = (part.sum(axis=-1, keepdims=True) for part in (variance, first, total))
    return Shares(_indices(variance, first, total), _indices(*together))


def _refuse(samples: Sequence[npt.NDArray]) -> None:
    faults = Faults("Sobol indices", MethodError)
    if len(samples) < 3:
        faults.add("no input varies, so there is nothing to share out. Let at least one vary.")
    if any(part.shape != samples[0].shape for part in samples):
        faults.add("the samples differ in shape. Give each input the same rows and outcomes as A and B.")
    if len(samples[0]) < 2:
        faults.add(f"{len(samples[0])} rows have no variance. Give at least two; some hundred are usual.")
    names = ["A", "B", *(f"input {place}" for place in range(1, len(samples) - 1))]
    bad = [name for name, part in zip(names, samples, strict=True) if not np.isfinite(part).all()]
    faults.check("samples hold values that are not finite", bad=bad, of=len(samples), do="Score them again.")
    faults.raise_any()


def _parts(samples: Sequence[FloatArray], weights: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give the variance (weights by outcomes) and what of it is first order and total (weights by inputs by outcomes).

    All is centred first, which steadies the estimators.
    """
    centre = (samples[0] + samples[1]).mean(axis=0) / 2
    a, b = samples[0] - centre, samples[1] - centre
    squares = (a**2 + b**2) / 2
    squares[:, squares.mean(axis=0) <= FLAT * (np.abs(centre) + 1) ** 2] = 0.0
    moved = [part - centre - a for part in samples[2:]]
    variance = weights @ squares - (weights @ ((a + b) / 2)) ** 2
    first = np.stack([weights @ (b * part) for part in moved], axis=1)
    total = np.stack([weights @ (part**2 / 2) for part in moved], axis=1)
    return variance, first, total


def _indices(variance: FloatArray, first: FloatArray, total: FloatArray) -> Indices:
    whole = np.where(variance > 0, variance, np.nan)[:, None, :]
    first, total = first / whole, total / whole
    together = first.sum(axis=1)
    ends = (np.quantile(part[1:], INTERVAL, axis=0) for part in (first, total, together))
    (first_low, first_high), (total_low, total_high), (sum_low, sum_high) = ends
    return Indices(first[0], first_low, first_high, total[0], total_low, total_high, together[0], sum_low, sum_high)
