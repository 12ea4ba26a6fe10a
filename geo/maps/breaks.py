"""Choose class limits for a choropleth, so that what is coloured alike is alike.

A limit is the upper end of its class and belongs to it; the last one is the largest value. Missing values are left
aside: they are a class of their own on the map, never the lowest one.
"""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import numpy as np

from geo.errors import MethodError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from numpy.typing import ArrayLike, NDArray

Scheme = Literal["quantiles", "natural", "equal", "pretty"]

CHANCE = (0.05, 0.2, 0.5, 0.8, 1.0)
"""Limits for a probability: fixed, because 5 % and 80 % mean the same in every run."""


def quantiles(values: ArrayLike, *, classes: int = 5) -> tuple[float, ...]:
    """Give limits that put about as many values into each class.

    Parameters
    ----------
    values
        Numbers; NaN is left aside.
    classes
        How many classes at most. Ties can make it fewer: equal values are never parted, and no class is empty.

    Returns
    -------
    Rising upper limits, none when there is no value. Each limit is a value that occurs.

    Raises
    ------
    MethodError
        When fewer than one class is asked for or a value is infinite.
    """
    data = _known(values, classes)
    if not data.size:
        return ()
    limits = np.quantile(data, np.arange(1, classes + 1) / classes, method="inverted_cdf")
    return tuple(np.unique(limits).tolist())


def natural(values: ArrayLike, *, classes: int = 5) -> tuple[float, ...]:
    """Give the limits that leave the least squared spread inside the classes.

    The exact one-dimensional partition of Fisher (1958), "On grouping for maximum homogeneity", JASA 53, by dynamic
    programming over the distinct values: the classes known to cartographers as Fisher-Jenks. It is written here
    because mapclassify's form, without numba, takes over a second per indicator; a test holds the two equal.

    Parameters
    ----------
    values
        Numbers; NaN is left aside.
    classes
        How many classes at most; fewer when there are fewer distinct values.

    Returns
    -------
    Rising upper limits, none when there is no value. Each limit is a value that occurs.

    Raises
    ------
    MethodError
        When fewer than one class is asked for or a value is infinite.
    """
    data = _known(values, classes)
    distinct, counts = np.unique(data, return_counts=True)
    size = distinct.size
    if size <= classes:
        return tuple(distinct.tolist())
    cost = _spread(distinct, counts.astype(float))
    # best[j]: least spread of the distinct values up to j in the classes so far; start[c][j]: where the last begins.
    best = cost[0]
    start = [np.zeros(size, dtype=int)]
    for _ in range(1, classes):
        before = np.concatenate([[np.inf], best[:-1]])
        total = before[:, None] + cost
        start.append(total.argmin(axis=0))
        best = total.min(axis=0)
    ends = [size - 1]
    for first in reversed(start[1:]):
        ends.append(int(first[ends[-1]]) - 1)
    return tuple(distinct[ends[::-1]].tolist())


def equal(values: ArrayLike, *, classes: int = 5) -> tuple[float, ...]:
    """Give limits at equal distances between the least and the largest value.

    Parameters
    ----------
    values
        Numbers; NaN is left aside.
    classes
        How many classes; one when all values are the same. A class may be empty.

    Returns
    -------
    Rising upper limits, none when there is no value.

    Raises
    ------
    MethodError
        When fewer than one class is asked for or a value is infinite.
    """
    data = _known(values, classes)
    if not data.size:
        return ()
    limits = np.linspace(data.min(), data.max(), classes + 1)[1:]
    return tuple(np.unique(limits).tolist())


def pretty(values: ArrayLike, *, classes: int = 5) -> tuple[float, ...]:
    """Give limits that are easy to say: multiples of one, two or five times a power of ten.

    Parameters
    ----------
    values
        Numbers; NaN is left aside.
    classes
        How many classes at most; of the steps that need no more, the smallest is taken.

    Returns
    -------
    Rising upper limits, none when there is no value. The last is the first multiple that no value exceeds.

    Raises
    ------
    MethodError
        When fewer than one class is asked for or a value is infinite.
    """
    data = _known(values, classes)
    if not data.size:
        return ()
    least, largest = float(data.min()), float(data.max())
    # A limit belongs to the class below it, so what is least on a multiple still opens a class of its own.
    span = (largest - least) / classes or abs(largest) or 1.0
    power = math.floor(math.log10(span))
    steps = ((digit, power + more) for more in (0, 1, 2) for digit in (1, 2, 5))
    for digit, exponent in steps:
        step = Decimal(digit).scaleb(exponent)
        first = _multiple(least, step)
        count = _multiple(largest, step) - first + 1
        if count <= classes:
            return tuple(float(step * (first + place)) for place in range(count))
    return (largest,)


def _multiple(value: float, step: Decimal) -> int:
    """Count the steps up to the first multiple that the value does not exceed; in decimals, so that 0.3 is 3 x 0.1."""
    return math.ceil(Decimal(repr(value)) / step)


METHODS: dict[Scheme, Callable[..., tuple[float, ...]]] = {
    "quantiles": quantiles,
    "natural": natural,
    "equal": equal,
    "pretty": pretty,
}
"""The schemes a reader can choose among, in the order of the menu."""


def schemes(values: ArrayLike, *, decimals: int, names: Collection[Scheme] = tuple(METHODS)) -> dict[str, list[float]]:
    """Give the limits by each scheme, rounded to what is shown so that a legend never says two things of a value.

    Parameters
    ----------
    values
        Numbers as they are shown; NaN is left aside.
    decimals
        How many a reader sees.
    names
        The schemes wanted.

    Raises
    ------
    MethodError
        When a value is infinite.
    """
    return {
        # Two limits that read the same become one.
        name: sorted({round(limit, decimals) + 0.0 for limit in METHODS[name](values)})
        for name in METHODS
        if name in names
    }


def _spread(distinct: NDArray, counts: NDArray) -> NDArray:
    """Squared spread of every run of distinct values, first by last; infinite where the run is empty."""
    # Centred and scaled first: sums of squares of large numbers would lose the small differences.
    centred = (distinct - distinct.mean()) / (np.ptp(distinct) or 1)
    weight, total, square = (
        np.concatenate([[0.0], np.cumsum(counts * power)]) for power in (np.ones_like(centred), centred, centred**2)
    )
    first, last = np.ogrid[: distinct.size, 1 : distinct.size + 1]
    inside = last > first
    n = np.where(inside, weight[last] - weight[first], 1.0)
    spread = (square[last] - square[first]) - (total[last] - total[first]) ** 2 / n
    return np.where(inside, np.maximum(spread, 0.0), np.inf)


def _known(values: ArrayLike, classes: int) -> NDArray:
    data = np.asarray(values, dtype=float)
    if classes < 1:
        raise MethodError(f"a map needs at least one class, {classes} were asked for. Ask for 3 to 7.")
    if np.isinf(data).any():
        raise MethodError(
            f"{int(np.isinf(data).sum())} of {data.size} values are infinite. Make them missing or mend them."
        )
    known: NDArray = data[~np.isnan(data)]
    return known
