"""Describe the index as a tree: one root, every node one parent, every indicator one pillar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from geo.catalogue.ids import Id, Short
from geo.catalogue.text import Text
from geo.catalogue.yaml_text import Entry
from geo.kinds import Aggregation, Normalisation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.errors import Faults


class Node(Entry):
    """A node above the indicators: the root, a block, a pillar."""

    id: Id
    parent: Id | None = None
    title: Text
    rationale: Text
    weight: Annotated[float, Field(ge=0)] = 1.0
    aggregation: Aggregation = "arithmetic"
    short: Short | None = None


class Index(Entry):
    """The tree and the defaults of the score."""

    coverage_gate: Annotated[float, Field(ge=0, le=1)] = 0.4
    normalisation: Normalisation = "percentile"
    nodes: tuple[Node, ...] = Field(min_length=1)

    @property
    def root(self) -> Node:
        """The node without a parent."""
        return next(node for node in self.nodes if node.parent is None)

    def node(self, id_: str) -> Node:
        """Find a node by its id."""
        return next(node for node in self.nodes if node.id == id_)

    def children(self, id_: str) -> tuple[Node, ...]:
        """List the nodes right below one, in the order of the file."""
        return tuple(node for node in self.nodes if node.parent == id_)

    def walk(self, id_: str | None = None) -> Iterator[Node]:
        """Go through the tree from the root down, parents before children."""
        node = self.node(id_) if id_ else self.root
        yield node
        for child in self.children(node.id):
            yield from self.walk(child.id)


def check_tree(index: Index, faults: Faults) -> None:
    """Note every fault of the tree's shape: no or several roots, duplicates, orphans, cycles."""
    ids = [node.id for node in index.nodes]
    parents = {node.id: node.parent for node in index.nodes}
    roots = [id_ for id_, parent in parents.items() if parent is None]
    faults.check(
        "nodes stand twice in the tree",
        bad=sorted({id_ for id_ in ids if ids.count(id_) > 1}),
        of=len(ids),
        do="Give each node an id of its own.",
    )
    if len(roots) != 1:
        faults.add(f"index.yml: {len(roots)} nodes have no parent, of {len(ids)}. Exactly one, the root, may.")
    faults.check(
        "nodes name a parent that is not in the tree",
        bad=[id_ for id_, parent in parents.items() if parent is not None and parent not in parents],
        of=len(ids),
        do="Correct `parent` in index.yml.",
    )
    faults.check(
        "nodes stand in a cycle",
        bad=[id_ for id_ in parents if _in_cycle(id_, parents)],
        of=len(ids),
        do="Follow `parent` upwards in index.yml: it must end at the root.",
    )


def _in_cycle(start: str, parents: dict[str, str | None]) -> bool:
    seen = {start}
    above = parents.get(start)
    while above is not None and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return above == start
