"""Try every subset of a few places, and lay places out on a grid, for what a solver says to be held against."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.patterns import link_units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.patterns import Neighbours, Rules


def series(*figures: float | None) -> pd.Series:
    """Give places A, B, C and so on their figures."""
    return pd.Series(figures, index=[chr(65 + place) for place in range(len(figures))], dtype=float)


def grid(rows: int, columns: int) -> Neighbours:
    """Lay places `r0c0` out in a grid; sides make neighbours, corners do not."""
    codes = [f"r{row}c{column}" for row in range(rows) for column in range(columns)]
    links = [
        (f"r{row}c{column}", f"r{row + down}c{column + right}")
        for row in range(rows)
        for column in range(columns)
        for down, right in ((0, 1), (1, 0))
        if row + down < rows and column + right < columns
    ]
    both = [*links, *((other, one) for one, other in links)]
    return link_units(codes, pd.DataFrame(both, columns=["code", "neighbour"]))


def subsets(
    codes: pd.Index, *, rules: Rules, cost: pd.Series | None = None, neighbours: Neighbours | None = None
) -> Iterator[frozenset[str]]:
    """Give every selection that meets the rules, read from their words and not from the solver's rows."""
    for size in range(len(codes) + 1):
        for chosen in map(frozenset, combinations(codes, size)):
            if _meets(chosen, rules=rules, cost=cost, neighbours=neighbours):
                yield chosen


def _meets(chosen: frozenset[str], *, rules: Rules, cost: pd.Series | None, neighbours: Neighbours | None) -> bool:
    exact = rules.budget is None
    if rules.number is not None and (len(chosen) != rules.number if exact else len(chosen) > rules.number):
        return False
    if rules.budget is not None and cost is not None and cost[list(chosen)].sum() > rules.budget + 1e-9:
        return False
    if not set(rules.locked) <= chosen or chosen & set(rules.excluded):
        return False
    for quota in rules.quotas:
        count = len(chosen & quota.codes)
        if count < quota.least or (quota.most is not None and count > quota.most):
            return False
    if rules.together is not None and neighbours is not None:
        sizes = [len(zone) for zone in _zones(chosen, neighbours)]
        return len(sizes) <= rules.together.zones and all(size >= rules.together.places for size in sizes)
    return True


def _zones(chosen: frozenset[str], neighbours: Neighbours) -> list[set[str]]:
    """Walk from place to place."""
    pairs = neighbours.pairs
    left, zones = set(chosen), []
    while left:
        zone, waiting = set(), [min(left)]
        while waiting:
            place = waiting.pop()
            zone.add(place)
            near = set(pairs.loc[pairs["code"] == place, "neighbour"]) & left
            waiting += sorted(near - zone)
        zones.append(zone)
        left -= zone
    return zones


def best(gain: pd.Series, found: list[frozenset[str]]) -> float:
    """Say what the best of some selections reaches."""
    return max(float(gain[list(chosen)].sum()) if chosen else 0.0 for chosen in found)


def drawn(seed: int, codes: pd.Index, *, high: int = 20) -> pd.Series:
    """Draw whole figures, so that equal sums are equal."""
    return pd.Series(np.random.default_rng(seed).integers(0, high, len(codes)).astype(float), index=codes)
