"""Draw what a unit's neighbours would sum to if values lay anywhere, and look every unit up in the same draws.

Under conditional permutation [1]_ a unit keeps its value and its neighbours get values of other units at random. Units
with equally many neighbours draw from nearly the same urn, so the draws are made once per number of neighbours, each
with one value to spare. A unit's own value, where it was drawn, is exchanged for the spare one: what is left is a draw
from all units but itself, exactly. Sorted, the draws answer for all units by a binary search.

References
----------
.. [1] Anselin, L. (1995). Local indicators of spatial association: LISA. Geographical Analysis 27(2), 93-115.
.. [2] Phipson, B. and Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical Applications in
   Genetics and Molecular Biology 9(1), 39: the observed arrangement counts as one of the draws.
.. [3] Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical
   Society B 57(1), 289-300.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from geo.patterns.lattice import Lattice

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PERMUTATIONS = 9_999
RATE = 0.05
"""The share of false ones among all that are called significant, which is held on average."""

_AT_ONCE = 500
"""How many orders are drawn together."""

_GRAIN = 2.0**32
"""Standard scores are counted in whole grains of this part. Sums are then exact, and two that should be equal differ by
no more grains than they have terms."""


def check_options(*, permutations: int, rate: float, subject: str) -> None:
    """Refuse a number of permutations that can show nothing, and a rate that is no share.

    Raises
    ------
    MethodError
        With both faults.
    """
    faults = Faults(subject, MethodError)
    if permutations < 1:
        faults.add(f"{permutations} permutations show nothing. Ask for at least 99; 9,999 is usual.")
    if not 0 < rate < 1:
        faults.add(f"a false-discovery rate of {rate} is not a share. Give a number between 0 and 1; 0.05 is usual.")
    faults.raise_any()


def tails(lattice: Lattice, *, permutations: int, seed: int) -> tuple[Ints, Ints]:
    """Count the draws at or above each known unit's sum over its neighbours, and at or below it.

    Parameters
    ----------
    lattice
        Whose `around` is drawn.
    permutations
        How many draws for each number of neighbours.
    seed
        For the draws; those for one number of neighbours do not hang on which others there are.

    Returns
    -------
    tuple of arrays
        Counts by known unit; all permutations for one without neighbours.
    """
    grains = np.rint(lattice.around * _GRAIN).astype(np.int64)
    sums = np.asarray(lattice.matrix.astype(np.int64) @ grains)
    above, below = np.full(len(grains), permutations), np.full(len(grains), permutations)
    for degree in np.unique(lattice.degrees[lattice.degrees > 0]):
        own = np.flatnonzero(lattice.degrees == degree)
        drawn = _draw(len(grains), int(degree) + 1, permutations=permutations, seed=[seed, int(degree)])
        above[own], below[own] = _look_up(grains, own=own, low=sums[own] - degree, high=sums[own] + degree, drawn=drawn)
    return above, below


@lru_cache(maxsize=2)
def orders(size: int, *, permutations: int, seed: int) -> npt.NDArray[np.unsignedinteger]:
    """Draw orders of so many units, permutations by units; statistics of the same units look at the same ones.

    To draw them takes longer than to look at them. Two are kept: origin is known in fewer units than the score is.
    """
    random = np.random.default_rng(seed)
    drawn = np.empty((permutations, size), dtype=np.min_scalar_type(size))
    for start in range(0, permutations, _AT_ONCE):
        some = drawn[start : start + _AT_ONCE]
        # Shuffled as whole words, which takes half as long, and kept as small as they are.
        words = np.tile(np.arange(size), (len(some), 1))
        some[:] = random.permuted(words, axis=1, out=words)
    drawn.setflags(write=False)
    return drawn


def two_sided(above: Ints, below: Ints, *, permutations: int) -> Floats:
    """Turn counts of both tails into pseudo p-values that hold for either direction."""
    return np.minimum(1.0, 2 * (np.minimum(above, below) + 1) / (permutations + 1))


def adjusted(p: Floats) -> Floats:
    """Adjust p-values for the false-discovery rate (Benjamini and Hochberg); null stays null and counts for nothing."""
    q = np.full(len(p), np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known])]
    # Four lines, which scipy has too: to load its statistics takes longer than all the tests that are adjusted here.
    held = p[order] * (len(order) / np.arange(1, len(order) + 1))
    q[order] = np.clip(np.minimum.accumulate(held[::-1])[::-1], 0, 1)
    return q


def _draw(size: int, count: int, *, permutations: int, seed: list[int]) -> Ints:
    """Draw rows of different numbers below `size`."""
    random = np.random.default_rng(seed)
    if count * count > size:
        # Among so many a number would come twice in most rows.
        return np.asarray(random.permuted(np.tile(np.arange(size), (permutations, 1)), axis=1)[:, :count])
    drawn = random.integers(size, size=(permutations, count))
    again = np.arange(permutations)
    while len(again):
        again = again[_repeated(drawn[again], size)]
        drawn[again] = random.integers(size, size=(len(again), count))
    return drawn


def _repeated(rows: Ints, size: int) -> npt.NDArray[np.bool_]:
    """Say which rows hold a number twice: each column is held against those that stand one, two, ... places on."""
    columns = np.ascontiguousarray(rows.T, dtype=np.min_scalar_type(size))
    found = np.zeros(len(rows), dtype=bool)
    for apart in range(1, len(columns)):
        found |= (columns[apart:] == columns[:-apart]).any(axis=0)
    return found


def _look_up(grains: Ints, *, own: Ints, low: Ints, high: Ints, drawn: Ints) -> tuple[Ints, Ints]:
    """Count draws at or above `low`, and at or below `high`, for units that all have the same number of neighbours."""
    drawn_grains = grains[drawn]
    totals = drawn_grains[:, :-1].sum(axis=1)
    order = np.sort(totals)
    above = len(order) - np.searchsorted(order, low, side="left")
    below = np.searchsorted(order, high, side="right")
    # A unit in its own draw: take its value out, put the spare one in, and count again.
    place = np.full(len(grains), -1)
    place[own] = np.arange(len(own))
    row, column = np.nonzero(place[drawn[:, :-1]] >= 0)
    unit = place[drawn[row, column]]
    before = totals[row]
    after = before - grains[own[unit]] + drawn_grains[row, -1]
    np.add.at(above, unit, (after >= low[unit]).astype(np.int64) - (before >= low[unit]))
    np.add.at(below, unit, (after <= high[unit]).astype(np.int64) - (before <= high[unit]))
    return above, below
