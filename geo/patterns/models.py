"""Part units by other models than k-means: a Gaussian mixture, Ward's tree with and without contiguity, HDBSCAN.

None of them can leave a missing pillar out, so they work on principal coordinates: places in space whose distances are
those over the pillars that two units share. No pillar is filled in.

References
----------
.. [1] Dixon, J. K. (1979). Pattern recognition with partly missing data. IEEE Transactions on Systems, Man, and
   Cybernetics 9(10), 617-621: distances over the shared pillars, scaled up.
.. [2] Gower, J. C. (1966). Some distance properties of latent root and vector methods used in multivariate analysis.
   Biometrika 53, 325-338: principal coordinates.
.. [3] Murtagh, F. (1985). A survey of algorithms for contiguity-constrained clustering and related problems. The
   Computer Journal 28, 82-88.
.. [4] Campello, R., Moulavi, D. and Sander, J. (2013). Density-based clustering based on hierarchical density
   estimates. PAKDD, 160-172: HDBSCAN.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.linalg import eigh
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DENSE = 0.05
"""The share of all units that HDBSCAN takes for the least size of a type, if that is five or more."""


@dataclass(frozen=True)
class Parting:
    """Types as one model finds them: labels from 0, -1 where it leaves a unit out, and its BIC where it has one."""

    labels: Ints
    bic: float = np.nan


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep the linear algebra to one thread: thousands of small products would have threads wait for each other.

    It also takes the number of cores out of the order in which sums are made. What goes in was checked before, and is
    not checked again by each model.
    """
    import sklearn.cluster  # noqa: PLC0415 - heavy; only libraries that are loaded can be limited
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415

    with threadpool_limits(limits=1), sklearn.config_context(assume_finite=True, skip_parameter_validation=True):
        yield


def partial_distances(cells: Floats) -> Floats:
    """Measure units against each other over the pillars both have; those that share none stand at the mean distance."""
    from sklearn.metrics.pairwise import nan_euclidean_distances  # noqa: PLC0415 - heavy, and asked for only here

    distances = np.asarray(nan_euclidean_distances(cells))
    distances = np.where(np.isnan(distances), np.nanmean(distances), distances)
    np.fill_diagonal(distances, 0.0)
    return distances


def principal_coordinates(distances: Floats, *, most: int) -> Floats:
    """Find places in at most so many dimensions whose distances come nearest to those given."""
    squared = distances**2
    centred = -(squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean()) / 2
    last = len(distances) - 1
    roots, vectors = eigh(centred, subset_by_index=[max(last - most + 1, 0), last])
    kept = roots > 1e-9 * max(roots.max(), 1e-12)
    places = (vectors[:, kept] * np.sqrt(roots[kept]))[:, ::-1]
    # The sign of an axis is free: turn each so that its farthest unit lies on the positive side.
    far = places[np.abs(places).argmax(axis=0), np.arange(places.shape[1])]
    return np.asarray(places * np.where(far < 0, -1.0, 1.0))


def mixture(places: Floats, k: int, *, seed: int) -> Parting:
    """Fit a Gaussian mixture whose components share one shape, which may be oblique; k-means knows round ones only."""
    from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415 - heavy, and asked for only here
    from sklearn.mixture import GaussianMixture  # noqa: PLC0415

    model = GaussianMixture(k, covariance_type="tied", reg_covar=1e-3, max_iter=300, random_state=seed)
    with warnings.catch_warnings():
        # Whether it had quite settled after so many rounds changes its types little, and only its types are asked for.
        warnings.simplefilter("ignore", ConvergenceWarning)
        labels = model.fit_predict(places)
    return Parting(_dense(labels), float(model.bic(places)))


def ward(places: Floats, choices: Iterable[int], *, links: sp.csr_array | None = None) -> dict[int, Parting]:
    """Grow Ward's tree, in which, given links, only types that touch are joined, and cut it at each number of types."""
    from sklearn.cluster import AgglomerativeClustering  # noqa: PLC0415 - heavy, and asked for only here

    connectivity = None if links is None else sp.csr_matrix(_whole(places, links))
    # A tree that stops early could be cut at one number alone.
    asked: dict[str, Any] = {"connectivity": connectivity, "compute_full_tree": True, "memory": _Grown()}
    return {
        k: Parting(_dense(AgglomerativeClustering(k, linkage="ward", **asked).fit_predict(places))) for k in choices
    }


class _Grown:
    """What scikit-learn asks for a tree that was grown before: all cuts are of the same one."""

    def __init__(self) -> None:
        self._tree: Any = None

    def cache(self, grow: Callable[..., Any]) -> Callable[..., Any]:
        """Give what grows the tree the first time it is asked, and has it from then on."""

        def grown(*given: Any, **options: Any) -> Any:
            if self._tree is None:
                self._tree = grow(*given, **options)
            return self._tree

        return grown


def dense_kernels(distances: Floats) -> Parting:
    """Find types that lie dense, however many there are, and leave out the units between them."""
    from sklearn.cluster import HDBSCAN  # noqa: PLC0415 - heavy, and asked for only here

    least = min(max(5, round(DENSE * len(distances))), len(distances))
    model = HDBSCAN(min_cluster_size=least, min_samples=min(5, least), metric="precomputed", copy=True)
    return Parting(np.asarray(model.fit_predict(distances), dtype=np.int64))


def _whole(places: Floats, links: sp.csr_array) -> sp.csr_array:
    """Join what is not linked, islands and the like, to the largest part, by the two units most alike."""
    count, parts = connected_components(links, directed=False)
    main = np.bincount(parts).argmax()
    inside = np.flatnonzero(parts == main)
    whole = links.tolil()
    for part in np.setdiff1d(np.arange(count), [main]):
        own = np.flatnonzero(parts == part)
        away = ((places[own, None, :] - places[None, inside, :]) ** 2).sum(axis=2)
        one, other = np.unravel_index(away.argmin(), away.shape)
        whole[own[one], inside[other]] = whole[inside[other], own[one]] = 1.0
    return sp.csr_array(whole)


def _dense(labels: npt.ArrayLike) -> Ints:
    """Give the types numbers from 0 without gaps."""
    return np.unique(np.asarray(labels), return_inverse=True)[1].astype(np.int64)
