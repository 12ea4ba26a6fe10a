"""Cut places of high priority into connected zones that are large enough to run a programme in, borders or not.

Neighbours that resemble each other most are joined into a tree. The tree is cut where that makes zones most alike
within, as long as both sides keep enough people and places; then places on the edge of a zone move to the one beside it
while that makes zones more alike still. Why not Ward, Max-P or AZP: `docs/decisions/zones.md`.

References
----------
.. [1] Assunção, R. M., Neves, M. C., Câmara, G. and Da Costa Freitas, C. (2006). Efficient regionalization techniques
   for socio-economic geographical units using minimum spanning trees. International Journal of Geographical Information
   Science 20(7), 797-811: the tree and its cuts.
.. [2] Openshaw, S. (1977). A geographical solution to scale and aggregation problems in region-building, partitioning
   and spatial modelling. Transactions of the Institute of British Geographers 2(4), 459-472: the moves at the edges.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from scipy.sparse.csgraph import breadth_first_order, connected_components, minimum_spanning_tree

from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from geo.patterns.neighbours import Neighbours

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

PASSES = 50
"""How often the edges of all zones are gone through, at most."""


@dataclass(frozen=True)
class Zones:
    """Zones, and the places in them.

    Attributes
    ----------
    members
        One row per place, in order of `code`: `zone` (1 the one with the highest mean score), null for a place that
        could not be part of one.
    zones
        One row per zone: `zone`, `members`, `people`, `score` (the mean of its places).
    explained
        The share of the differences between places, over the pillars, that lies between zones, 0-1.
    used
        The pillars that counted: those that every place has.
    """

    members: pd.DataFrame
    zones: pd.DataFrame
    explained: float
    used: tuple[str, ...]


@dataclass(frozen=True)
class _Ground:
    """What is asked of zones, and the places in order of their codes."""

    cells: Floats
    people: Floats
    links: sp.csr_array
    least: float
    places: int

    def enough(self, sums: Floats) -> npt.NDArray[np.bool_]:
        """Say whether groups have enough places and people; both stand in the first two columns."""
        return (sums[..., 0] >= self.places) & (sums[..., 1] >= self.least)

    def sums(self, zone: Ints) -> Floats:
        """Lay out what is summed over a zone: places, people, pillars."""
        return np.column_stack([np.ones(len(zone)), self.people[zone], self.cells[zone]])


def find_zones(
    pillars: pd.DataFrame,
    *,
    scores: pd.Series,
    people: pd.Series,
    neighbours: Neighbours,
    least_people: float,
    most: int,
    least_places: int = 2,
) -> Zones:
    """Cut places into zones.

    Parameters
    ----------
    pillars
        Codes by pillars, 0-100, of the places of high priority alone. A pillar that one of them lacks takes no part.
    scores, people
        By code; places with no figure of people count for none, and are still part of their zone.
    neighbours
        Who borders whom, across national borders too.
    least_people, least_places
        What each zone must have. Places that lie apart with less are in no zone.
    most
        How many zones there may be. Of more groups that lie apart, those with the most people are kept.

    Raises
    ------
    MethodError
        If there are no places, figures are missing or infinite, neighbours of a place are not known, no pillar is
        known for all places, or no group of neighbours is large enough.
    """
    pillars = pillars.sort_index().sort_index(axis=1)
    _refuse(pillars, scores=scores, people=people, neighbours=neighbours, least=least_people, most=most)
    known = pillars.dropna(axis=1)
    spread = known.std(ddof=0)
    cells = ((known - known.mean()) / spread.where(spread > 0, 1.0)).to_numpy(float)
    place = neighbours.codes.get_indexer(known.index)
    ground = _Ground(
        cells=cells,
        people=people.reindex(known.index).fillna(0).to_numpy(float),
        links=_apart(neighbours.matrix[place][:, place], cells),
        least=least_people,
        places=least_places,
    )
    zones = _cut(_groups(ground, most=most, codes=known.index), ground, most=most)
    labels = _settled(_labels(zones, len(known)), ground)
    return _told(labels, ground, codes=known.index, scores=scores, used=tuple(map(str, known.columns)))


def _refuse(
    pillars: pd.DataFrame, *, scores: pd.Series, people: pd.Series, neighbours: Neighbours, least: float, most: int
) -> None:
    faults = Faults("zones", MethodError)
    codes = pillars.index
    if pillars.empty:
        faults.add("there are no places to make zones of. Let more places count as high priority.")
    elif pillars.isna().any().all():
        faults.add(f"none of {pillars.shape[1]} pillars is known for all {len(codes)} places. Make zones of the score.")
    infinite = np.isinf(pillars.to_numpy(float)).any(axis=1)
    faults.check("places have an infinite pillar", bad=codes[infinite].tolist(), of=len(codes), do="Score them again.")
    faults.check(
        "places have no score",
        bad=codes[scores.reindex(codes).isna()].tolist(),
        of=len(codes),
        do="Only places with a score can be of high priority.",
    )
    faults.check(
        "places have a negative number of people",
        bad=codes[(people.reindex(codes) < 0).to_numpy()].tolist(),
        of=len(codes),
        do="Correct the table of people.",
    )
    faults.check(
        "places are not among the units whose neighbours are known",
        bad=codes.difference(neighbours.codes).tolist(),
        of=len(codes),
        do="Find the neighbours of the same units.",
    )
    if most < 1 or not np.isfinite(least) or least < 0:
        faults.add(f"at most {most} zones of at least {least:,g} people cannot be made. Ask for one or more, from 0.")
    faults.raise_any()


def _apart(links: sp.csr_array, cells: Floats) -> sp.csr_array:
    """Give each link the distance between its places; never quite zero, which a sparse matrix takes for no link."""
    pairs = sp.coo_array(links)
    tail, head = pairs.coords
    away = np.linalg.norm(cells[tail] - cells[head], axis=1) + 1e-9
    return sp.csr_array((away, (tail, head)), shape=links.shape)


def _groups(ground: _Ground, *, most: int, codes: pd.Index) -> list[Ints]:
    """Find the groups of neighbours that are large enough, those with the most people first."""
    count, labels = connected_components(ground.links, directed=False)
    groups = [np.flatnonzero(labels == label) for label in range(count)]
    large = [group for group in groups if ground.enough(ground.sums(group).sum(axis=0))]
    if not large:
        biggest = max(groups, key=lambda group: ground.people[group].sum())
        raise MethodError(
            f"Zones: 0 of {count} groups of neighbours have {ground.least:,g} people in {ground.places} places. The "
            f"largest, around {codes[biggest[0]]}, has {ground.people[biggest].sum():,.0f} in {len(biggest)}. Ask for "
            "fewer people, or let more places count as high priority."
        )
    return sorted(large, key=lambda group: (-ground.people[group].sum(), group[0]))[:most]


def _cut(zones: list[Ints], ground: _Ground, *, most: int) -> list[Ints]:
    """Cut the zone that gains most by it, until there are enough zones or no cut is left."""
    zones = list(zones)
    cuts = [_best_cut(zone, ground) for zone in zones]
    while len(zones) < most:
        best = max(range(len(zones)), key=lambda place: (cuts[place][0], -place))
        gained, one, other = cuts[best]
        if gained <= 0:
            break
        zones[best], cuts[best] = one, _best_cut(one, ground)
        zones.append(other)
        cuts.append(_best_cut(other, ground))
    return zones


def _best_cut(zone: Ints, ground: _Ground) -> tuple[float, Ints, Ints]:
    """Cut the zone's tree where the sum of squares falls most; a gain of 0 says that it cannot be cut."""
    tree = minimum_spanning_tree(ground.links[zone][:, zone])
    order, before = breadth_first_order(tree, 0, directed=False)
    below = ground.sums(zone)
    for place in order[:0:-1]:
        below[before[place]] += below[place]
    total = below[0]
    rest = total - below
    may = ground.enough(below) & ground.enough(rest) & (rest[:, 0] > 0)
    if not may.any():
        return 0.0, zone, zone
    inner, outer = below[may], rest[may]
    gaps = inner[:, 2:] / inner[:, :1] - outer[:, 2:] / outer[:, :1]
    gained = inner[:, 0] * outer[:, 0] / total[0] * (gaps**2).sum(axis=1)
    top = np.flatnonzero(may)[gained.argmax()]
    under = np.zeros(len(zone), dtype=bool)
    for place in order:
        under[place] = place == top or (place != 0 and under[before[place]])
    return float(gained.max()), zone[~under], zone[under]


def _labels(zones: list[Ints], count: int) -> Ints:
    labels = np.full(count, -1, dtype=np.intp)
    for number, zone in enumerate(zones):
        labels[zone] = number
    return labels


def _settled(labels: Ints, ground: _Ground) -> Ints:
    """Move places at the edges, in order of the codes, to the zone beside them that they resemble more."""
    labels = labels.copy()
    for _ in range(PASSES):
        moved = False
        for place in np.flatnonzero(labels >= 0):
            around = labels[ground.links.indices[ground.links.indptr[place] : ground.links.indptr[place + 1]]]
            others = np.setdiff1d(around, [-1, labels[place]])
            if others.size and (to := _better_zone(int(place), labels, others, ground)) is not None:
                labels[place] = to
                moved = True
        if not moved:
            break
    return labels


def _better_zone(place: int, labels: Ints, others: Ints, ground: _Ground) -> int | None:
    own = np.flatnonzero((labels == labels[place]) & (np.arange(len(labels)) != place))
    if not own.size or not ground.enough(ground.sums(own).sum(axis=0)):
        return None
    if connected_components(ground.links[own][:, own], directed=False)[0] > 1:
        return None
    cell = ground.cells[place]
    freed = len(own) / (len(own) + 1) * ((cell - ground.cells[own].mean(axis=0)) ** 2).sum()
    added = []
    for other in others:
        inside = labels == other
        size = inside.sum()
        added.append(size / (size + 1) * ((cell - ground.cells[inside].mean(axis=0)) ** 2).sum())
    return int(others[int(np.argmin(added))]) if min(added) < freed - 1e-9 else None


def _told(labels: Ints, ground: _Ground, *, codes: pd.Index, scores: pd.Series, used: tuple[str, ...]) -> Zones:
    """Sum the zones up, and give them numbers by their mean score, the highest first."""
    table = pd.DataFrame({"label": labels, "people": ground.people, "score": scores.reindex(codes).to_numpy(float)})
    inside = table[table["label"] >= 0]
    zones = inside.groupby("label").agg(members=("score", "size"), people=("people", "sum"), score=("score", "mean"))
    zones = zones.sort_values("score", ascending=False, kind="stable")
    number = pd.Series(range(1, len(zones) + 1), index=zones.index, dtype="Int64")
    members = pd.DataFrame({"code": codes, "zone": number.reindex(labels).array})
    cells = ground.cells[labels >= 0]
    means = pd.DataFrame(cells).groupby(labels[labels >= 0]).transform("mean").to_numpy()
    total = ((cells - cells.mean(axis=0)) ** 2).sum()
    return Zones(
        members=members,
        zones=zones.assign(zone=number).reset_index(drop=True)[["zone", "members", "people", "score"]],
        # With one zone nothing lies between zones, and rounding may say a little less than nothing.
        explained=float(max(0.0, 1 - ((cells - means) ** 2).sum() / total)) if total > 0 else 0.0,
        used=used,
    )
