"""Choose the number of types: the most of which every one comes back when the units are drawn anew.

References
----------
.. [1] Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational Statistics and Data Analysis 52,
   258-271: the Jaccard coefficient of each type over bootstrap resamples; a type below 0.6 is not to be trusted, one
   from 0.75 is there.
.. [2] Rousseeuw, P. J. (1987). Silhouettes. Journal of Computational and Applied Mathematics 20, 53-65; Calinski, T.
   and Harabasz, J. (1974). A dendrite method for cluster analysis. Communications in Statistics 3, 1-27; Davies, D. L.
   and Bouldin, D. W. (1979). A cluster separation measure. IEEE Transactions on Pattern Analysis and Machine
   Intelligence 1(2), 224-227: shown beside, they do not choose.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.patterns.agreement import adjusted_rand, jaccards
from geo.patterns.k_means import RESAMPLE_STARTS, fit_many

if TYPE_CHECKING:
    from collections.abc import Mapping

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

WEAKEST = 0.6
"""The Jaccard coefficient that every type must reach on the mean of the resamples."""
MEAN = 0.75
"""The one that all types together must reach."""


@dataclass(frozen=True)
class Stability:
    """How well types come back, over the resamples: each one's mean Jaccard coefficient, and the mean adjusted Rand."""

    jaccards: Floats
    rand: float

    @property
    def trusted(self) -> bool:
        """Whether every type comes back, and all of them well on the mean."""
        return bool(self.jaccards.min() >= WEAKEST and self.jaccards.mean() >= MEAN)


def resample(cells: Floats, labels: Ints, *, resamples: int, seed: int) -> Stability:
    """Part bootstrap resamples by k-means and see how much of each type comes back.

    Parameters
    ----------
    cells
        Units by pillars, standardised; missing is null.
    labels
        The types of all units, from 0.
    resamples, seed
        Draws of as many units, with replacement. Each is judged on the units it holds, however often.
    """
    k, size = int(labels.max()) + 1, len(cells)
    drawn = np.random.default_rng([seed, k, 1]).multinomial(size, np.full(size, 1 / size), size=resamples)
    found = fit_many(cells, k, weights=drawn.astype(float), starts=RESAMPLE_STARTS, seed=seed)
    kinds = np.arange(k)
    present = (found[:, None, :] == kinds[:, None]) & (drawn > 0)[:, None, :]
    tables = (present.astype(float) @ (labels[:, None] == kinds).astype(float)).astype(np.int64)
    return Stability(np.nanmean(jaccards(tables), axis=0), float(adjusted_rand(tables).mean()))


def choose(stabilities: Mapping[int, Stability]) -> int:
    """Take the most types of which every one is to be trusted; if there is no such number, the one that fares best."""
    trusted = [k for k, found in stabilities.items() if found.trusted]
    if trusted:
        return max(trusted)
    return max(stabilities, key=lambda k: (round(float(stabilities[k].jaccards.mean()), 9), -k))


def indices(distances: Floats, places: Floats, labels: Ints) -> dict[str, float]:
    """Measure how well types are parted [2]_: silhouette over the shared pillars, the others on principal coordinates.

    A unit labelled -1 takes no part; null where fewer than two types, or no two units of one, are left.
    """
    from sklearn import metrics  # noqa: PLC0415 - heavy, and asked for only here

    kept = labels >= 0
    counts = np.unique(labels[kept])
    if not 2 <= len(counts) < kept.sum():
        return dict.fromkeys(("silhouette", "calinski_harabasz", "davies_bouldin"), np.nan)
    own = labels[kept]
    among = distances if kept.all() else distances[np.ix_(kept, kept)]
    return {
        "silhouette": float(metrics.silhouette_score(among, own, metric="precomputed")),
        "calinski_harabasz": float(metrics.calinski_harabasz_score(places[kept], own)),
        "davies_bouldin": float(metrics.davies_bouldin_score(places[kept], own)),
    }
