"""Make the inputs of a run that never was: some causes as they stood before, the others as they stand now.

What only one run knows comes with what it hangs on: an indicator of one run with that run's data, its entry and its
pillar included; a unit of one run with that run's boundaries, its values included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence, Set

    from geo.catalogue import Index, Indicator
    from geo.catalogue.index import Node
    from geo.changes.run import Run

Cause = Literal["data", "boundary", "method", "weights"]
CAUSES: tuple[Cause, ...] = get_args(Cause)


@dataclass(frozen=True)
class Mixture:
    """What `geo.scoring.points.score_points` takes beside the values."""

    units: pd.DataFrame
    index: Index
    indicators: tuple[Indicator, ...]
    seed: int
    neighbours: Mapping[str, Iterable[str]] | None


def mix(a: Run, b: Run, *, now: Set[Cause]) -> Mixture:
    """Take the causes in `now` from `b`, the others from `a`.

    Parameters
    ----------
    a, b
        The run before, and the one now.
    now
        The causes that are as in `b`.
    """
    data, boundary, method, weights = (b if cause in now else a for cause in CAUSES)
    indicators = [method.entries.get(id_, entry) for id_, entry in data.entries.items()]
    nodes = _nodes(method, data, indicators)
    return Mixture(
        units=boundary.units,
        index=method.index.model_copy(update={"nodes": _weighed(nodes, weights.index.nodes)}),
        indicators=_weighed(indicators, weights.indicators),
        seed=method.seed,
        neighbours=boundary.neighbours,
    )


def _nodes(method: Run, data: Run, indicators: Sequence[Indicator]) -> list[Node]:
    """List the nodes of the method: without those that came with indicators which are not there, with those that do."""
    index, known = method.index, {node.id: node for node in data.index.nodes}
    gone = carrying(method.index, method.indicators) - carrying(method.index, indicators) - known.keys()
    nodes = {node.id: node for node in index.nodes if node.id not in gone}
    for indicator in indicators:
        above: str | None = indicator.pillar
        while above is not None and above not in nodes and above in known:
            node = known[above]
            # A root of the other run cannot be a second root here.
            nodes[above] = node if node.parent else node.model_copy(update={"parent": index.root.id})
            above = node.parent
    return list(nodes.values())


def carrying(index: Index, indicators: Iterable[Indicator]) -> set[str]:
    """Name the nodes of an index that have any of the indicators below them."""
    parents = {node.id: node.parent for node in index.nodes}
    found: set[str] = set()
    for indicator in indicators:
        above = indicator.pillar if indicator.pillar in parents else None
        while above is not None and above not in found:
            found.add(above)
            above = parents[above]
    return found


def _weighed(entries: Sequence, told: Iterable[Node | Indicator]) -> tuple:
    weight = {entry.id: entry.weight for entry in told}
    return tuple(entry.model_copy(update={"weight": weight.get(entry.id, entry.weight)}) for entry in entries)


def mixed_values(a: Run, b: Run, *, now: Set[Cause], follow: Mapping[str, Cause]) -> pd.DataFrame:
    """Take the values of each indicator from the run that its cause is taken from.

    Parameters
    ----------
    a, b, now
        As for `mix`.
    follow
        By id of an indicator, the cause that its values go with; data, where it is not named.
    """
    data, boundary = (b if cause in now else a for cause in ("data", "boundary"))
    shared, ids = a.codes & b.codes, data.entries.keys()
    both = a.entries.keys() & b.entries.keys()
    from_b = {id_ for id_ in ids if (follow.get(id_, "data") if id_ in both else "data") in now}
    parts = []
    for run, taken in ((a, ids - from_b), (b, from_b)):
        there = run.measured["code"].isin(shared) & run.measured["indicator"].isin(taken)
        if run is boundary:
            # Units that only this run knows bring their values along.
            there |= run.measured["code"].isin(run.codes - shared) & run.measured["indicator"].isin(ids)
        parts.append(run.measured[there])
    return pd.concat(parts, ignore_index=True)
