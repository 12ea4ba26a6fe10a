"""Check that weights find their node by id, and that a tree that cannot be computed is refused whole."""

from __future__ import annotations

import numpy as np
import pytest

from geo.errors import MethodError
from geo.scoring.weigh import build_tree, leaf_weights

from .worlds import TWO_BLOCKS_LEAVES, index, indicator, node, two_blocks

NOMINAL = {"returnees": 1 / 4, "homicides": 3 / 16, "injured": 3 / 16, "poor": 3 / 8}


def test_nominal_weights_by_hand() -> None:
    weights = leaf_weights(build_tree(two_blocks(), TWO_BLOCKS_LEAVES))
    assert weights.to_dict() == pytest.approx(NOMINAL)


def test_order_of_nodes_and_indicators_changes_nothing() -> None:
    tree = two_blocks()
    turned = tree.model_copy(update={"nodes": tree.nodes[::-1]})
    first, second = build_tree(tree, TWO_BLOCKS_LEAVES), build_tree(turned, TWO_BLOCKS_LEAVES[::-1])
    assert first.leaves == second.leaves
    for one, other in zip(first.branches, second.branches, strict=True):
        assert (one.id, one.children) == (other.id, other.children)
        np.testing.assert_array_equal(one.weights, other.weights)


def test_a_pillar_without_indicators_keeps_its_weight() -> None:
    weights = leaf_weights(build_tree(two_blocks(), [leaf for leaf in TWO_BLOCKS_LEAVES if leaf.id != "poor"]))
    assert weights.to_dict() == pytest.approx({k: v for k, v in NOMINAL.items() if k != "poor"})


def test_weights_are_given_by_id() -> None:
    tree = build_tree(two_blocks(), TWO_BLOCKS_LEAVES, weights={"injured": 0, "origin": 3})
    expected = {"returnees": 0.5, "homicides": 0.25, "injured": 0, "poor": 0.25}
    assert leaf_weights(tree).to_dict() == pytest.approx(expected)


def test_a_deep_tree() -> None:
    chain = index(node("a"), *(node(id_, parent) for parent, id_ in zip("abcdef", "bcdefg", strict=True)))
    tree = build_tree(chain, [indicator("x", "g", weight=2), indicator("y", "g", weight=6)])
    assert tree.nodes == tuple("gfedcba")
    assert leaf_weights(tree).to_dict() == pytest.approx({"x": 0.25, "y": 0.75})


def test_faults_of_weights_are_told_together() -> None:
    with pytest.raises(MethodError) as caught:
        build_tree(two_blocks(), TWO_BLOCKS_LEAVES, weights={"nowhere": 1, "poor": -1, "origin": float("inf")})
    assert "1 of 3 weights are given for ids that are neither node nor indicator: nowhere" in str(caught.value)
    assert "2 of 9 weights are negative or not finite: origin (inf), poor (-1)" in str(caught.value)


def test_weights_that_sum_to_zero_are_refused() -> None:
    with pytest.raises(MethodError, match="1 of 5 nodes have children whose weights sum to zero: violence"):
        build_tree(two_blocks(), TWO_BLOCKS_LEAVES, weights={"homicides": 0, "injured": 0})


@pytest.mark.parametrize(
    ("nodes", "leaves", "message"),
    [
        ((node("a"),), (), "the tree has no indicator"),
        ((node("a"), node("b")), (indicator("x", "a"),), "2 nodes have no parent"),
        ((node("a"), node("b", "c")), (indicator("x", "a"),), "name a parent that is not in the tree: b"),
        ((node("a"), node("b", "c"), node("c", "b")), (indicator("x", "a"),), "stand in a cycle: b, c"),
        ((node("a"), node("a")), (indicator("x", "a"),), "nodes stand twice"),
        ((node("a"),), (indicator("x", "z"),), "name a pillar that is not a leaf of the tree: x -> z"),
        ((node("a"), node("b", "a")), (indicator("x", "a"),), "name a pillar that is not a leaf of the tree: x -> a"),
    ],
)
def test_a_tree_that_cannot_be_computed(nodes: tuple, leaves: tuple, message: str) -> None:
    with pytest.raises(MethodError, match=message):
        build_tree(index(*nodes), leaves)
