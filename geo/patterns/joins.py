"""Count how often neighbours are of one type, against types dealt out at random.

References
----------
.. [1] Cliff, A. D. and Ord, J. K. (1981). Spatial Processes: Models and Applications. Pion: join counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.errors import Faults, MethodError
from geo.patterns.moran import Global
from geo.patterns.permutation import PERMUTATIONS, RATE, check_options, orders, two_sided

if TYPE_CHECKING:
    import pandas as pd

    from geo.patterns.neighbours import Neighbours


Ints = npt.NDArray[np.integer]

_AT_ONCE = 500
"""How many deals are held in memory together."""


def join_counts(
    types: pd.Series, neighbours: Neighbours, *, permutations: int = PERMUTATIONS, seed: int
) -> dict[int, Global]:
    """Count, for every type, the links between two units of it.

    Parameters
    ----------
    types
        Whole numbers by code; a unit without one is left out, with its links.
    neighbours
        Of the same units.
    permutations, seed
        Deals of the same types over the same units.

    Returns
    -------
    dict of Global
        By type, in order; `n` and `left_out` are of all units.

    Raises
    ------
    MethodError
        If types and neighbours are about different units, or no two units with a type are neighbours.
    """
    check_options(permutations=permutations, rate=RATE, subject="join counts")
    faults = Faults("join counts", MethodError)
    if not types.index.is_unique or set(types.index) != set(neighbours.codes):
        faults.add("types and neighbours are not about the same units. Find the neighbours of the same units again.")
        faults.raise_any()
    aligned = types.reindex(neighbours.codes)
    known = aligned.notna().to_numpy()
    names, labels = np.unique(aligned[known].to_numpy(int), return_inverse=True)
    # Small whole numbers: all of the time goes into comparing them.
    labels = labels.astype(np.min_scalar_type(len(names)))
    links = neighbours.matrix[known][:, known].tocoo()
    left, right = links.row[links.row < links.col], links.col[links.row < links.col]
    if not len(left):
        faults.add(f"no two of {known.sum()} units with a type are neighbours. There is nothing to count.")
        faults.raise_any()
    observed = _within(labels[:, None], left, right, kinds=len(names))[0]
    order = orders(len(labels), permutations=permutations, seed=seed)
    drawn = np.concatenate(
        [
            _within(np.take(labels, order[start : start + _AT_ONCE].T), left, right, kinds=len(names))
            for start in range(0, permutations, _AT_ONCE)
        ]
    )
    p = two_sided((drawn >= observed).sum(axis=0), (drawn <= observed).sum(axis=0), permutations=permutations)
    counts, n = np.bincount(labels), len(labels)
    expected = len(left) * counts * (counts - 1) / (n * (n - 1))
    deviation = drawn.std(axis=0)
    z = np.divide(observed - drawn.mean(axis=0), deviation, out=np.zeros(len(names)), where=deviation > 0)
    return {
        int(name): Global(float(observed[i]), float(expected[i]), float(z[i]), float(p[i]), n, int((~known).sum()))
        for i, name in enumerate(names)
    }


def _within(labels: Ints, left: Ints, right: Ints, *, kinds: int) -> Ints:
    """Count the links within each kind, deals by kinds; labels are units by deals, so that a link takes whole rows."""
    first = np.take(labels, left, axis=0)
    same = first == np.take(labels, right, axis=0)
    return np.stack([(same & (first == kind)).sum(axis=0, dtype=np.int32) for kind in range(kinds)], axis=1)
