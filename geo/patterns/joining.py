"""Join scattered places into few zones by growing along the best paths and trimming, where a proof would take too long.

What comes out meets every condition, but nobody says that it is the best: the bound beside it does. Nothing is drawn by
chance, and no clock is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import dijkstra

from geo.patterns.contiguity import hold_together, zones_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.patterns.programme import Condition
    from geo.patterns.selection_rules import Together

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.intp]

ROUNDS = 100
"""How often a better selection is looked for in the surroundings of the last one."""

TRIED = 40
"""How many paths are tried in a round, the most promising first."""


class Ground:
    """What stays the same while a selection is grown and trimmed."""

    def __init__(
        self, gain: Floats, conditions: Sequence[Condition], *, links: sp.csr_array, together: Together
    ) -> None:
        self.gain = gain
        self.together = together
        self.weights = np.array([condition.weights for condition in conditions]).reshape(-1, len(gain))
        self.low = np.array([condition.low for condition in conditions]) - 1e-9
        self.high = np.array([condition.high for condition in conditions]) + 1e-9
        # A place that alone breaks a condition is never stepped on.
        self.open = (self.weights <= self.high[:, None]).all(axis=0)
        kept = sp.diags_array(self.open.astype(float))
        self.links = sp.csr_array(kept @ links @ kept)
        self.links.eliminate_zeros()
        self.near = [
            self.links.indices[a:b].tolist() for a, b in zip(self.links.indptr[:-1], self.links.indptr[1:], strict=True)
        ]

    def meets(self, chosen: Bools) -> bool:
        """Say whether a selection meets every condition and lies together."""
        totals = self.weights @ chosen
        return bool(((totals >= self.low) & (totals <= self.high)).all()) and hold_together(
            chosen, self.links, together=self.together
        )

    def paths(self, chosen: Bools, level: float) -> tuple[Floats, Ints]:
        """Find the cheapest way to every place; stepping on one costs what it lies below a level."""
        costs = self.links.copy()
        costs.data = np.maximum(level - self.gain[costs.indices], 1e-3 * max(level, 1.0))
        away, before, _ = dijkstra(costs, indices=np.flatnonzero(chosen), min_only=True, return_predecessors=True)
        return away, before


def join_up(chosen: Bools, ground: Ground) -> Bools | None:
    """Find a selection that lies together, near one that does not.

    Its zones are joined up twice, as small as zones may be and into zones of equal size, or its smallest are given up.
    What comes of it is made better by paths that are worth more than what they replace.

    Parameters
    ----------
    chosen
        Which candidates.
    ground
        What is asked.

    Returns
    -------
    array of bool, or None
        Which candidates; nothing when growing and trimming led nowhere.
    """
    together = ground.together
    equal = max(together.places, int(chosen.sum()) // together.zones)
    open_ = chosen & ground.open
    starts = [_connected(open_, ground, places=places) for places in sorted({together.places, equal})]
    starts.append(_largest(open_, ground))
    found = [trimmed for start in starts if (trimmed := _trimmed(start, ground)) is not None]
    if not found:
        return None
    return _improved(max(found, key=lambda one: ground.gain[one].sum()), ground)


def _largest(chosen: Bools, ground: Ground) -> Bools:
    """Keep the zones that are large enough, the most worthy first, as many as there may be."""
    zones = zones_of(chosen, ground.links)
    sizes = np.bincount(zones)[1:]
    worth = np.bincount(zones, weights=ground.gain)[1:]
    large = np.flatnonzero(sizes >= ground.together.places)
    kept = large[np.argsort(-worth[large], kind="stable")][: ground.together.zones]
    return np.isin(zones, kept + 1)


def _improved(chosen: Bools, ground: Ground) -> Bools:
    for _ in range(ROUNDS):
        better = _better(chosen, ground)
        if better is None:
            break
        chosen = better
    return chosen


def _connected(chosen: Bools, ground: Ground, *, places: int) -> Bools:
    """Join zones by the cheapest path between any two, until there are few enough; small ones first, if they remain."""
    chosen = chosen.copy()
    for _ in range(int(chosen.sum())):
        zones = zones_of(chosen, ground.links)
        sizes = np.bincount(zones)[1:]
        small = sizes < places
        if len(sizes) <= ground.together.zones and not small.any():
            break
        # The smallest zone is joined to what is nearest to it; one that reaches nothing is given up.
        zone = int(sizes.argmin()) + 1
        away, before = ground.paths(zones == zone, float(ground.gain.max()))
        others = np.flatnonzero(chosen & (zones != zone) & np.isfinite(away))
        if not others.size:
            chosen &= zones != zone
            continue
        chosen[_path(int(others[away[others].argmin()]), before, chosen & (zones == zone))] = True
    return chosen


def _path(place: int, before: Ints, chosen: Bools) -> list[int]:
    path = []
    while place >= 0 and not chosen[place]:
        path.append(place)
        place = int(before[place])
    return path


def _trimmed(chosen: Bools, ground: Ground) -> Bools | None:
    """Take the least places away, then add the best beside them, until every condition is met; null where none can."""
    chosen = chosen.copy()
    for step in (_shrink, _grow):
        while not step(chosen, ground):
            pass
    return chosen if ground.meets(chosen) else None


def _shrink(chosen: Bools, ground: Ground) -> bool:
    """Take away the least place that too much is asked for; say whether there is nothing to take away."""
    totals = ground.weights @ chosen
    over = totals > ground.high
    if not over.any():
        return True
    zones = zones_of(chosen, ground.links)
    large = np.bincount(zones) > ground.together.places
    spare = (totals[:, None] - ground.weights >= ground.low[:, None]) | (ground.weights == 0)
    loose = chosen & large[zones] & spare.all(axis=0) & (ground.weights[over] > 0).any(axis=0)
    worth = np.where(loose, ground.gain, np.inf)
    for place in np.argsort(worth, kind="stable")[: int(loose.sum())]:
        if _may_leave(int(place), chosen, ground):
            chosen[place] = False
            return False
    return True


def _grow(chosen: Bools, ground: Ground) -> bool:
    """Add the best place beside the chosen ones that too little is asked for; say whether there is none to add."""
    totals = ground.weights @ chosen
    under = totals < ground.low
    if not under.any():
        return True
    fits = (totals[:, None] + ground.weights <= ground.high[:, None]) | (ground.weights == 0)
    beside = (ground.links @ chosen > 0) & ~chosen & ground.open & fits.all(axis=0)
    wanted = beside & (ground.weights[under] > 0).any(axis=0)
    if not wanted.any():
        return True
    # A place that serves more of the conditions still unmet goes first.
    served = (ground.weights[under] > 0).sum(axis=0)
    order = np.lexsort([-ground.gain, -served, ~wanted])
    chosen[order[0]] = True
    return False


def _may_leave(place: int, chosen: Bools, ground: Ground) -> bool:
    """Say whether the neighbours of a place reach each other without it."""
    around = [other for other in ground.near[place] if chosen[other]]
    if len(around) < 2:
        return True
    seen, waiting, missing = {place, around[0]}, [around[0]], set(around[1:])
    while waiting and missing:
        for other in ground.near[waiting.pop()]:
            if chosen[other] and other not in seen:
                seen.add(other)
                missing.discard(other)
                waiting.append(other)
    return not missing


def _better(chosen: Bools, ground: Ground) -> Bools | None:
    """Look for a path whose places are worth more than the least ones they replace."""
    reached = ground.gain[chosen].sum()
    own = np.sort(ground.gain[chosen])
    lost = np.append(0.0, np.cumsum(own))
    for level in (own[len(own) // 10], own.mean(), own[-1]):
        away, before = ground.paths(chosen, float(level))
        outside = np.flatnonzero(~chosen & np.isfinite(away))
        paths = [_path(int(place), before, chosen) for place in outside]
        promise = np.array([ground.gain[path].sum() - lost[min(len(path), len(own))] for path in paths])
        for best in np.argsort(-promise, kind="stable")[:TRIED]:
            if promise[best] <= 0:
                break
            longer = chosen.copy()
            longer[paths[best]] = True
            found = _trimmed(longer, ground)
            if found is not None and ground.gain[found].sum() > reached + 1e-9:
                return found
    return None
