"""Turn the index and its weights into a tree of arrays; everything is found by its id, never by its position."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.catalogue.index import check_tree
from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.catalogue import Index, Indicator
    from geo.kinds import Aggregation

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Branch:
    """A node and what stands right below it.

    Attributes
    ----------
    id
        The node's.
    children
        Ids of what is right below, sorted: indicators of a pillar, nodes of any other; none for a pillar without data.
    weights
        The children's shares, which sum to 1.
    aggregation
        How the children become the node's value.
    of_leaves
        Whether the children are indicators.
    """

    id: str
    children: tuple[str, ...]
    weights: FloatArray
    aggregation: Aggregation
    of_leaves: bool


@dataclass(frozen=True)
class Tree:
    """The index, ready to be computed.

    Attributes
    ----------
    leaves
        Ids of the indicators, by pillar and then by id: the order of the rows in every array of indicators.
    branches
        Nodes from the bottom up, the root last: the order of the rows in every array of nodes.
    """

    leaves: tuple[str, ...]
    branches: tuple[Branch, ...]

    @property
    def nodes(self) -> tuple[str, ...]:
        """The ids of the branches."""
        return tuple(branch.id for branch in self.branches)

    @property
    def shares(self) -> dict[str, float]:
        """The share of every node and indicator within its parent."""
        pairs = (zip(branch.children, branch.weights, strict=True) for branch in self.branches)
        return {id_: float(share) for pair in pairs for id_, share in pair}

    def rows(self, branch: Branch) -> slice | list[int]:
        """Say which rows a branch's children have, among the indicators or among the nodes."""
        if branch.of_leaves:
            first = self.leaves.index(branch.children[0])
            return slice(first, first + len(branch.children))
        return [self.nodes.index(child) for child in branch.children]

    def aggregated(self, aggregation: Aggregation) -> Tree:
        """Give the same tree with one aggregation in every node."""
        return replace(self, branches=tuple(replace(branch, aggregation=aggregation) for branch in self.branches))

    def of_means(self) -> Tree:
        """Give a tree that means can compute: with an arithmetic root where Copeland's stands."""
        return self.rooted("arithmetic") if self.branches[-1].aggregation == "copeland" else self

    def rooted(self, aggregation: Aggregation) -> Tree:
        """Give the same tree with another aggregation at the root alone."""
        return replace(self, branches=(*self.branches[:-1], replace(self.branches[-1], aggregation=aggregation)))


def build_tree(index: Index, indicators: Sequence[Indicator], *, weights: Mapping[str, float] | None = None) -> Tree:
    """Build the tree of an index.

    Parameters
    ----------
    index
        The nodes and their weights.
    indicators
        The leaves and their weights; each names its pillar.
    weights
        Weights to use instead, by id of a node or an indicator. Only ratios between siblings matter.

    Raises
    ------
    MethodError
        With every fault that `note_tree_faults` finds.
    """
    faults = Faults("weights", MethodError)
    note_tree_faults(index, indicators, weights=weights, faults=faults)
    faults.raise_any()
    given = _nominal(index, indicators) | dict(weights or {})
    below, aggregation = _below(index, indicators), {node.id: node.aggregation for node in index.nodes}
    branches = []
    for id_ in _bottom_up(index.root.id, below):
        raw = np.array([given[child] for child in below[id_]])
        shares = raw / raw.sum() if len(raw) else raw
        of_leaves = bool(below[id_]) and below[id_][0] not in below
        branches.append(Branch(id_, tuple(below[id_]), shares, aggregation[id_], of_leaves))
    return Tree(tuple(child for branch in branches if branch.of_leaves for child in branch.children), tuple(branches))


def leaf_weights(tree: Tree) -> pd.Series:
    """Give each indicator's nominal share of the whole score, by id.

    The sum falls short of 1 by what pillars without any indicator hold: they keep their weight and show as no data.
    """
    share = {tree.branches[-1].id: 1.0}
    for branch in reversed(tree.branches):
        share |= zip(branch.children, share[branch.id] * branch.weights, strict=True)
    return pd.Series({id_: share[id_] for id_ in tree.leaves}, dtype=float, name="weight")


def note_tree_faults(
    index: Index, indicators: Sequence[Indicator], *, weights: Mapping[str, float] | None, faults: Faults
) -> None:
    """Note a tree that cannot be computed: its shape, its pillars, its weights."""
    before = len(faults.messages)
    check_tree(index, faults)
    if not indicators:
        faults.add("the tree has no indicator. Declare at least one in indicators.yml.")
    faults.check(
        "nodes below the root are aggregated by `copeland`, which sets whole places against each other",
        bad=[node.id for node in index.nodes if node.aggregation == "copeland" and node.parent is not None],
        of=len(index.nodes),
        do="Give it to the root alone, or choose a mean.",
    )
    below = {node.id: index.children(node.id) for node in index.nodes}
    faults.check(
        "indicators name a pillar that is not a leaf of the tree",
        bad=[f"{i.id} -> {i.pillar}" for i in indicators if below.get(i.pillar, "absent")],
        of=len(indicators),
        do="Correct `pillar`, or add the node to the index.",
    )
    nominal, given = _nominal(index, indicators), dict(weights or {})
    faults.check(
        "weights are given for ids that are neither node nor indicator",
        bad=sorted(set(given) - set(nominal)),
        of=len(given),
        do="Correct the id; weights are matched by id, never by position.",
    )
    every = nominal | {id_: weight for id_, weight in given.items() if id_ in nominal}
    faults.check(
        "weights are negative or not finite",
        bad=[f"{id_} ({weight})" for id_, weight in sorted(every.items()) if not 0 <= weight < np.inf],
        of=len(every),
        do="A weight is zero or more.",
    )
    if len(faults.messages) > before:
        return
    families = {id_: ids for id_, ids in _below(index, indicators).items() if ids}
    faults.check(
        "nodes have children whose weights sum to zero",
        bad=[id_ for id_, ids in families.items() if sum(every[child] for child in ids) <= 0],
        of=len(families),
        do="Give at least one child a weight; to leave a whole block out, set the block's own weight to zero.",
    )


def _nominal(index: Index, indicators: Sequence[Indicator]) -> dict[str, float]:
    nodes = {node.id: float(node.weight) for node in index.nodes}
    return nodes | {indicator.id: float(indicator.weight) for indicator in indicators}


def _below(index: Index, indicators: Sequence[Indicator]) -> dict[str, list[str]]:
    below: dict[str, list[str]] = {node.id: [] for node in index.nodes}
    for node in index.nodes:
        if node.parent is not None:
            below[node.parent].append(node.id)
    for indicator in indicators:
        below[indicator.pillar].append(indicator.id)
    return {id_: sorted(ids) for id_, ids in below.items()}


def _bottom_up(id_: str, below: Mapping[str, list[str]]) -> list[str]:
    return [node for child in below[id_] if child in below for node in _bottom_up(child, below)] + [id_]
