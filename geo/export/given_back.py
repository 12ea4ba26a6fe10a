"""Choose what must go with withheld figures so that neither the score nor a node's gives one of them back.

Contributions sum to the score of their node, and nodes to that of the one above. A reader who sees a node and all that
feeds it but one indicator has that one. What is seen of a tree is a set of sums, one inside the other; a figure is
given back where the sums around it leave it alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.catalogue import closed_to, seen_by
from geo.kinds import TIERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from geo.catalogue import Catalogue
    from geo.kinds import Tier

Gone = tuple[frozenset[str], frozenset[str]]
"""The indicators and the nodes that are withheld in a place."""


def withheld_with(secret: Set[str], there: Set[str], *, catalogue: Catalogue, tier: Tier) -> Gone:
    """List what readers of a tier do not see in a place.

    Whoever may see more can see what everyone sees too: what goes with an indicator that is closed to partners goes for
    everyone below.

    Parameters
    ----------
    secret
        Indicators withheld in this place from the readers, beside those that are closed as a whole.
    there
        Indicators that have a value in this place.

    Returns
    -------
    Indicators, the closed ones that weigh among them, and nodes below the root.
    """
    ids: set[str] = set()
    nodes: frozenset[str] = frozenset()
    for readers in reversed(TIERS[TIERS.index(tier) : -1]):
        ids |= {one.id for one in closed_to(catalogue, readers) if one.weight > 0} & there
        # What everyone sees goes first: an indicator that was opened to partners is there for them.
        ids.update(_complement(ids, {one.id for one in seen_by(catalogue, "public")} & there, catalogue))
        nodes = _nodes(ids, nodes, catalogue)
    if secret:
        ids |= secret & there
        ids.update(_complement(ids, there, catalogue))
        nodes = _nodes(ids, nodes, catalogue)
    return frozenset(ids), nodes


def _complement(ids: set[str], there: Set[str], catalogue: Catalogue) -> Iterator[str]:
    """Give one more indicator that has a value, the nearest in the tree, where only one weighs in the score."""
    weights = {indicator.id: indicator.weight for indicator in catalogue.indicators}
    if sum(weights[id_] > 0 for id_ in ids) != 1:
        return
    pillar = {indicator.id: indicator.pillar for indicator in catalogue.indicators}
    mine = [_path(pillar[id_], catalogue) for id_ in sorted(ids)]
    others = [id_ for id_ in pillar if id_ in there and id_ not in ids and weights[id_] > 0]

    def apart(id_: str) -> int:
        path = _path(pillar[id_], catalogue)
        return -max(len(set(path) & set(one)) for one in mine)

    yield from sorted(others, key=apart)[:1]


def _nodes(ids: Set[str], gone: frozenset[str], catalogue: Catalogue) -> frozenset[str]:
    """List the nodes to withhold, those that are gone already among them, until the score leaves no figure alone."""
    while True:
        hidden, left = _left_alone(ids, gone, catalogue)
        shown = [node for node in _fed(ids, catalogue) if node not in hidden]
        if len(left) != 1 or not shown:
            return frozenset(hidden)
        # A node that is seen takes its figures out of the sum above: the one nearest to the lone figure goes too.
        pillar = {indicator.id: indicator.pillar for indicator in catalogue.indicators}
        near = set(_path(pillar[next(iter(left))], catalogue))
        gone |= {max(shown, key=lambda node: len(near & set(_path(node, catalogue))))}


def _left_alone(ids: Set[str], gone: frozenset[str], catalogue: Catalogue) -> tuple[set[str], set[str]]:
    """Go up: a node whose score would leave one withheld figure alone is hidden; say what the root is left."""
    weighed = {one.id: one.pillar for one in catalogue.indicators if one.id in ids and one.weight > 0}
    left: dict[str, set[str]] = {}
    hidden = set(gone)
    for node in reversed(list(catalogue.index.walk())):
        beneath = {id_ for id_, pillar in weighed.items() if pillar == node.id}
        beneath.update(*(left[child.id] for child in catalogue.index.children(node.id)))
        if node.parent is not None and (len(beneath) == 1 or node.id in gone):
            hidden.add(node.id)
        left[node.id] = beneath if node.parent is None or node.id in hidden else set()
    return hidden, left[catalogue.index.root.id]


def _fed(ids: Set[str], catalogue: Catalogue) -> list[str]:
    """List the nodes below the root that a withheld indicator feeds, in order."""
    pillars = {indicator.pillar for indicator in catalogue.indicators if indicator.id in ids and indicator.weight > 0}
    return sorted({node for pillar in pillars for node in _path(pillar, catalogue)[:-1]})


def _path(node: str, catalogue: Catalogue) -> list[str]:
    """List a node and all above it."""
    parents = {one.id: one.parent for one in catalogue.index.nodes}
    path = [node]
    while (above := parents[path[-1]]) is not None:
        path.append(above)
    return path
