"""Find hot and cold spots: places whose surroundings, themselves included, are high or low (Getis and Ord's Gi*).

A unit's own value is part of Gi* and, under conditional permutation, of every draw; what is tested is hence whether the
neighbours are high or low for what lies anywhere, and a unit is called hot only if, with itself, it is above the mean.

References
----------
.. [1] Ord, J. K. and Getis, A. (1995). Local spatial autocorrelation statistics: distributional issues and an
   application. Geographical Analysis 27(4), 286-306.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.patterns.lattice import Lattice, lay
from geo.patterns.permutation import PERMUTATIONS, RATE, adjusted, check_options, tails, two_sided

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.patterns.neighbours import Neighbours


def hot_spots(
    values: pd.Series, neighbours: Neighbours, *, permutations: int = PERMUTATIONS, seed: int, rate: float = RATE
) -> pd.DataFrame:
    """Find hot and cold spots at a false-discovery rate.

    Parameters
    ----------
    values, neighbours
        See `geo.patterns.lattice.lay`.
    permutations, seed
        Draws for each number of neighbours; see `geo.patterns.permutation`.
    rate
        The false-discovery rate to hold.

    Returns
    -------
    pandas.DataFrame
        By code, in the order of the neighbours: `z` (Gi* as a standard score [1]_), `p` (two-sided pseudo p), `q`
        (adjusted for the false-discovery rate) and `group`: `hot`, `cold`, `not_significant`, `no_data`, `island`.

    Raises
    ------
    MethodError
        If nothing can be measured; see `geo.patterns.lattice.lay`.
    """
    check_options(permutations=permutations, rate=rate, subject="hot spots")
    lattice = lay(values, neighbours, subject="hot spots")
    above, below = tails(lattice, permutations=permutations, seed=seed)
    z = lattice.spread(_getis_ord(lattice))
    p = lattice.spread(two_sided(above, below, permutations=permutations))
    q = adjusted(p)
    among_high = lattice.spread(below - above)
    sure = q <= rate
    groups = np.select([sure & (among_high > 0) & (z > 0), sure & (among_high < 0) & (z < 0)], ["hot", "cold"], "")
    table = pd.DataFrame({"z": z, "p": p, "q": q}, index=lattice.codes)
    table["group"] = pd.Series(np.where(groups == "", "not_significant", groups), index=lattice.codes, dtype="str")
    table.loc[lattice.left_out.index, "group"] = lattice.left_out
    return table


def _getis_ord(lattice: Lattice) -> NDArray[np.float64]:
    """Measure the sum over each unit and its neighbours, in standard deviations from what it would be anywhere."""
    n, count = len(lattice.own), lattice.degrees + 1
    total = np.asarray(lattice.matrix @ lattice.own) + lattice.own
    # Values have mean 0 and variance 1, so of the formula only the finite number of units remains.
    deviation = np.sqrt(np.maximum(count * (n - count), 0) / (n - 1))
    return np.asarray(np.divide(total, deviation, out=np.zeros(n), where=deviation > 0))
