"""Ask whether like lies beside like: Moran's I of one variable or two, over all units and around each.

References
----------
.. [1] Anselin, L. (1995). Local indicators of spatial association: LISA. Geographical Analysis 27(2), 93-115.
.. [2] Lee, S.-I. (2001). Developing a bivariate spatial association measure. Journal of Geographical Systems 3,
   369-385; Anselin, L., Syabri, I. and Smirnov, O. (2002): one variable against the neighbours' other one.
.. [3] Assunção, R. and Reis, E. A. (1999). A new proposal to adjust Moran's I for population density. Statistics in
   Medicine 18, 2147-2162.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, MethodError
from geo.patterns.lattice import Lattice, lay
from geo.patterns.permutation import PERMUTATIONS, RATE, adjusted, check_options, orders, tails, two_sided

if TYPE_CHECKING:
    from geo.patterns.neighbours import Neighbours

Floats = npt.NDArray[np.float64]

_AT_ONCE = 500
"""How many arrangements are held in memory together."""


@dataclass(frozen=True)
class Global:
    """One statistic of all units.

    Attributes
    ----------
    value, expected
        The statistic, and its mean over all arrangements of the values.
    z, p
        How many standard deviations of the drawn arrangements it lies from their mean, and the two-sided pseudo p.
    n, left_out
        How many units took part, and how many did not for want of a value or of a neighbour.
    """

    value: float
    expected: float
    z: float
    p: float
    n: int
    left_out: int


def moran(
    values: pd.Series,
    neighbours: Neighbours,
    *,
    around: pd.Series | None = None,
    permutations: int = PERMUTATIONS,
    seed: int,
) -> Global:
    """Measure Moran's I, or of two variables the bivariate one, with row-standardised weights.

    Parameters
    ----------
    values, neighbours, around
        See `geo.patterns.lattice.lay`; with `around`, the variable of the units against that of their neighbours.
    permutations, seed
        Arrangements to draw.

    Raises
    ------
    MethodError
        If nothing can be measured; see `geo.patterns.lattice.lay`.
    """
    check_options(permutations=permutations, rate=RATE, subject="Moran's I")
    lattice = lay(values, neighbours, around=around, subject="Moran's I")
    linked = lattice.degrees > 0
    # The value of a unit is handed out to its neighbours, each of which looks at the mean of what it is handed.
    shares = np.where(linked, 1.0 / np.maximum(lattice.degrees, 1), 0.0) / linked.sum()
    received = np.asarray(lattice.matrix @ (lattice.own * shares))
    value = float(received @ lattice.around)
    drawn = _arrangements(lattice, shares, paired=around is not None, permutations=permutations, seed=seed)
    above, below = (np.array([(drawn >= value - 1e-12).sum()]), np.array([(drawn <= value + 1e-12).sum()]))
    return Global(
        value=value,
        expected=0.0 if around is not None else -1.0 / (len(lattice.own) - 1),
        z=float((value - drawn.mean()) / drawn.std()) if drawn.std() > 0 else 0.0,
        p=float(two_sided(above, below, permutations=permutations)[0]),
        n=int(linked.sum()),
        left_out=len(lattice.left_out),
    )


def local_moran(
    values: pd.Series,
    neighbours: Neighbours,
    *,
    around: pd.Series | None = None,
    permutations: int = PERMUTATIONS,
    seed: int,
    rate: float = RATE,
) -> pd.DataFrame:
    """Find units that lie among their like, or among their opposite.

    Parameters
    ----------
    values, neighbours, around
        See `geo.patterns.lattice.lay`; with `around`, the variable of a unit against that of its neighbours.
    permutations, seed
        Draws for each number of neighbours; see `geo.patterns.permutation`.
    rate
        The false-discovery rate to hold.

    Returns
    -------
    pandas.DataFrame
        By code, in the order of the neighbours: `moran` (the local I), `p` (two-sided pseudo p), `q` (adjusted for the
        false-discovery rate) and `group`: `HH` high among high, `LL`, `HL` high among low, `LH`, `not_significant`, or
        why it is left out: `no_data`, `island`.

    Raises
    ------
    MethodError
        If nothing can be measured; see `geo.patterns.lattice.lay`.
    """
    check_options(permutations=permutations, rate=rate, subject="local Moran's I")
    lattice = lay(values, neighbours, around=around, subject="local Moran's I")
    above, below = tails(lattice, permutations=permutations, seed=seed)
    statistic = lattice.own * lattice.lags * (len(lattice.own) - 1) / len(lattice.own)
    p = lattice.spread(two_sided(above, below, permutations=permutations))
    q = adjusted(p)
    high, among_high = lattice.spread(lattice.own) > 0, lattice.spread(below - above) > 0
    groups = np.select([high & among_high, high, among_high], ["HH", "HL", "LH"], "LL")
    table = pd.DataFrame({"moran": lattice.spread(statistic), "p": p, "q": q}, index=lattice.codes)
    table["group"] = pd.Series(np.where(q <= rate, groups, "not_significant"), index=lattice.codes, dtype="str")
    table.loc[lattice.left_out.index, "group"] = lattice.left_out
    return table


def standardise_rates(events: pd.Series, people: pd.Series) -> pd.Series:
    """Turn counts into scores that are alike in spread, whatever the number of people, for use in place of rates.

    A rate of few people swings widely and would lie "among its opposite" by chance. Each is measured in its own
    standard deviation: the spread between units and the noise of its count together [3]_.

    Parameters
    ----------
    events, people
        By code; null where either is missing.

    Raises
    ------
    MethodError
        If the codes differ, a count is negative, or a denominator is zero or less.
    """
    faults = Faults("rates in spatial statistics", MethodError)
    if not events.index.is_unique or set(events.index) != set(people.index):
        faults.add("counts and denominators are not about the same places. Give both one row per place.")
        faults.raise_any()
    k = events.to_numpy(float, na_value=np.nan)
    n = people.reindex(events.index).to_numpy(float, na_value=np.nan)
    for what, bad in (("counts are negative", k < 0), ("denominators are zero or less", n <= 0)):
        faults.check(what, bad=events.index[bad].tolist(), of=len(k), do="Correct the table, or leave it missing.")
    if not (~np.isnan(k + n)).any():
        faults.add(f"0 of {len(k)} places have both a count and a denominator. Leave the rate out.")
    faults.raise_any()
    known = ~np.isnan(k + n)
    total, mean = n[known].sum(), k[known].sum() / n[known].sum()
    spread = (n[known] * (k[known] / n[known] - mean) ** 2).sum() / total
    # Less spread than noise alone would make is no spread; the source takes the negative number until it hurts.
    variance = max(spread - mean / (total / known.sum()), 0.0) + mean / n
    # No event anywhere: every rate is the mean.
    return pd.Series(
        np.divide(k / n - mean, np.sqrt(variance), out=np.zeros(len(k)), where=variance != 0), index=events.index
    )


def _arrangements(lattice: Lattice, shares: Floats, *, paired: bool, permutations: int, seed: int) -> Floats:
    """Give the statistic of arrangements drawn at random."""
    found = np.empty(permutations)
    received = np.asarray(lattice.matrix @ (lattice.own * shares))
    order = orders(len(lattice.around), permutations=permutations, seed=seed)
    for start in range(0, permutations, _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        # One arrangement a column: sparse products want their rows together.
        drawn = np.take(lattice.around, order[some].T)
        if paired:
            found[some] = received @ drawn
        else:
            lags = lattice.matrix @ drawn
            drawn *= shares[:, None]
            drawn *= lags
            found[some] = drawn.sum(axis=0)
    return found
