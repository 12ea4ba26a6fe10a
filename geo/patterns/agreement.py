"""Compare partings of the same units: how far they agree, which type is which, what most of them say.

References
----------
.. [1] Hubert, L. and Arabie, P. (1985). Comparing partitions. Journal of Classification 2, 193-218: the adjusted Rand
   index.
.. [2] Kuhn, H. W. (1955). The Hungarian method for the assignment problem. Naval Research Logistics 2, 83-97.
.. [3] Fred, A. and Jain, A. (2005). Combining multiple clusterings using evidence accumulation. IEEE Transactions on
   Pattern Analysis and Machine Intelligence 27(6), 835-850: co-association.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NONE = -1
"""The label of a unit that a parting leaves out."""


def overlaps(labels: Ints, reference: Ints) -> Ints:
    """Count the units of each type (rows) in each reference type (columns); those left out by either count nowhere."""
    both = (labels != NONE) & (reference != NONE)
    table = np.zeros((labels.max(initial=-1) + 1, reference.max(initial=-1) + 1), dtype=np.int64)
    np.add.at(table, (labels[both], reference[both]), 1)
    return table


def aligned(labels: Ints, reference: Ints) -> Ints:
    """Renumber types so that as many units as can be keep the number they have in the reference [2]_.

    A type beyond those of the reference takes the lowest number that is free.
    """
    table = overlaps(labels, reference)
    rows, columns = linear_sum_assignment(table, maximize=True)
    shared = table[rows, columns] > 0
    names = np.full(len(table), NONE)
    names[rows[shared]] = columns[shared]
    free = iter(np.setdiff1d(np.arange(len(table) + table.shape[1]), names))
    names[names == NONE] = [next(free) for _ in range((names == NONE).sum())]
    # The label of those left out, -1, finds the name at the end.
    return np.append(names, NONE)[labels]


def jaccards(tables: Ints) -> Floats:
    """Give for each type of a reference how much of it the type most like it shares, 0-1.

    Parameters
    ----------
    tables
        Many tables of `overlaps`: partings by types by reference types.

    Returns
    -------
    array
        Partings by reference types; null where a reference type has no unit in the parting.
    """
    joined = tables.sum(axis=2, keepdims=True) + tables.sum(axis=1, keepdims=True) - tables
    best = np.divide(tables, joined, out=np.zeros(tables.shape), where=joined > 0).max(axis=1)
    return np.where(tables.sum(axis=1) > 0, best, np.nan)


def adjusted_rand(tables: Ints) -> Floats:
    """Measure how far two partings agree on which units lie together, against chance [1]_, for many tables at once."""
    within = _pairs(tables).sum(axis=(1, 2))
    rows, columns = (_pairs(tables.sum(axis=axis)).sum(axis=1) for axis in (2, 1))
    chance = rows * columns / np.maximum(_pairs(tables.sum(axis=(1, 2))), 1.0)
    room = (rows + columns) / 2 - chance
    # Two partings of which neither parts anything agree.
    return np.asarray(np.divide(within - chance, room, out=np.ones(len(tables)), where=room != 0))


def consensus(partings: Sequence[Ints], k: int) -> Ints:
    """Part units into `k` types by how many of the partings put them together [3]_.

    Parameters
    ----------
    partings
        Labels of the same units, none left out.
    k
        How many types; average linkage joins the units that lie together most often.
    """
    from sklearn.cluster import AgglomerativeClustering  # noqa: PLC0415 - heavy, and asked for only here

    apart = np.mean([labels[:, None] != labels[None, :] for labels in partings], axis=0)
    joined = AgglomerativeClustering(n_clusters=k, metric="precomputed", linkage="average").fit_predict(apart)
    return np.asarray(joined, dtype=np.int64)


def _pairs(counts: Ints) -> Floats:
    return np.asarray(counts * (counts - 1.0) / 2)
