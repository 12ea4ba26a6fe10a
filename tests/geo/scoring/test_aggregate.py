"""Check node values and contributions against worlds worked out by hand, and the laws of means."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geo.errors import MethodError
from geo.kinds import Aggregation
from geo.scoring.aggregate import MEANS, contributions, node_values
from geo.scoring.weigh import build_tree, leaf_weights

from .worlds import TWO_BLOCKS_LEAVES, index, indicator, node, two_blocks

KINDS = get_args(Aggregation)
TREES = {kind: build_tree(two_blocks(kind), TWO_BLOCKS_LEAVES) for kind in KINDS}
# Two nodes of each kind, so that both ways of sharing out meet in one tree.
MIXED = build_tree(
    index(
        node("root", aggregation="geometric"),
        node("origin", "root", weight=1),
        node("drivers", "root", weight=3),
        node("violence", "drivers", aggregation="geometric"),
        node("poverty", "drivers"),
    ),
    TWO_BLOCKS_LEAVES,
)
LEAVES = TREES["arithmetic"].leaves

cells = st.one_of(st.floats(0, 1), st.just(np.nan), st.just(0.0))
worlds = arrays(float, st.tuples(st.just(4), st.integers(1, 6)), elements=cells)
full_worlds = arrays(float, st.tuples(st.just(4), st.integers(1, 6)), elements=st.floats(0, 1))


def world(**rows: list[float]) -> np.ndarray:
    return np.array([rows[id_] for id_ in LEAVES], dtype=float)


def at(tree: object, id_: str) -> int:
    return tree.nodes.index(id_)  # type: ignore[attr-defined]


def test_every_name_has_its_mean() -> None:
    assert set(MEANS) == set(KINDS)


def test_arithmetic_by_hand() -> None:
    leaves = world(returnees=[0.8, np.nan], homicides=[0.2, 0.6], injured=[0.4, np.nan], poor=[1.0, 0.0])
    nodes = node_values(leaves, tree=TREES["arithmetic"])
    tree = TREES["arithmetic"]
    np.testing.assert_allclose(nodes[at(tree, "violence")], [0.3, 0.6])
    np.testing.assert_allclose(nodes[at(tree, "drivers")], [0.65, 0.3])
    np.testing.assert_allclose(nodes[at(tree, "root")], [0.25 * 0.8 + 0.75 * 0.65, 0.3])
    assert np.isnan(nodes[at(tree, "origin"), 1])


def test_geometric_by_hand() -> None:
    # On 1..100: violence is sqrt(4 * 25) = 10, poverty 40, drivers 20, origin 1.25; root 1.25^(1/4) * 20^(3/4).
    leaves = (world(returnees=[1.25], homicides=[4], injured=[25], poor=[40]) - 1) / 99
    tree = TREES["geometric"]
    on_hundred = 1 + 99 * node_values(leaves, tree=tree)[:, 0]
    assert on_hundred[at(tree, "violence")] == pytest.approx(10)
    assert on_hundred[at(tree, "drivers")] == pytest.approx(20)
    assert on_hundred[at(tree, "root")] == pytest.approx(1.25**0.25 * 20**0.75)


def test_a_zero_does_not_wipe_out_the_rest() -> None:
    nodes = node_values(world(returnees=[0], homicides=[1], injured=[1], poor=[1]), tree=TREES["geometric"])
    assert 0 < nodes[-1, 0] < 0.75


@pytest.mark.parametrize("tree", [*TREES.values(), MIXED])
@given(value=st.floats(0, 1))
def test_equal_children_give_their_own_value(tree: object, value: float) -> None:
    assert node_values(np.full((4, 1), value), tree=tree)[-1, 0] == pytest.approx(value, abs=1e-12)  # type: ignore[arg-type]


@given(leaves=worlds)
def test_geometric_is_at_most_arithmetic(leaves: np.ndarray) -> None:
    low, high = (node_values(leaves, tree=TREES[kind])[-1] for kind in ("geometric", "arithmetic"))
    known = ~np.isnan(high)
    assert (low[known] <= high[known] + 1e-12).all()
    np.testing.assert_array_equal(np.isnan(low), np.isnan(high))


@pytest.mark.parametrize("tree", [*TREES.values(), MIXED])
@given(leaves=full_worlds, row=st.integers(0, 3), rise=st.floats(0, 1))
def test_raising_a_bad_indicator_never_lowers_the_score(
    tree: object, leaves: np.ndarray, row: int, rise: float
) -> None:
    raised = leaves.copy()
    raised[row] += (1 - raised[row]) * rise
    before, after = (node_values(x, tree=tree)[-1] for x in (leaves, raised))  # type: ignore[arg-type]
    assert (after >= before - 1e-12).all()


@pytest.mark.parametrize("tree", [*TREES.values(), MIXED])
@settings(max_examples=200)
@given(leaves=worlds)
def test_contributions_sum_to_the_score(tree: object, leaves: np.ndarray) -> None:
    nodes = node_values(leaves, tree=tree)  # type: ignore[arg-type]
    parts = contributions(leaves, nodes, tree=tree)  # type: ignore[arg-type]
    np.testing.assert_allclose(parts.sum(axis=0), nodes[-1], atol=1e-9)
    known = ~np.isnan(nodes[-1])
    assert (parts[:, known] >= 0).all()
    assert (parts[:, known][np.isnan(leaves[:, known])] == 0).all()


def test_arithmetic_contributions_are_weight_times_value_among_what_is_there() -> None:
    leaves = world(returnees=[0.8], homicides=[0.2], injured=[np.nan], poor=[1.0])
    tree = TREES["arithmetic"]
    parts = dict(zip(LEAVES, contributions(leaves, node_values(leaves, tree=tree), tree=tree)[:, 0], strict=True))
    # homicides stands for all of violence, whose weight is 3/8.
    assert parts == pytest.approx({"returnees": 0.2, "homicides": 0.075, "injured": 0, "poor": 0.375})


@given(leaves=full_worlds)
def test_geometric_contributions_are_shares_of_the_logarithm(leaves: np.ndarray) -> None:
    tree = TREES["geometric"]
    nodes = node_values(leaves, tree=tree)
    logs = leaf_weights(tree).to_numpy()[:, None] * np.log(1 + 99 * leaves)
    whole = np.log(1 + 99 * nodes[-1])
    np.testing.assert_allclose(logs.sum(axis=0), whole, atol=1e-9)
    parts = contributions(leaves, nodes, tree=tree)
    np.testing.assert_allclose(parts * whole, logs * nodes[-1], atol=1e-9)


def test_a_child_without_weight_leaves_no_trace() -> None:
    tree = build_tree(two_blocks(), TWO_BLOCKS_LEAVES, weights={"origin": 0})
    leaves = world(returnees=[0.8, 0.8], homicides=[0.2, np.nan], injured=[0.4, np.nan], poor=[1.0, np.nan])
    nodes = node_values(leaves, tree=tree)
    np.testing.assert_allclose(nodes[-1], [0.65, np.nan])
    assert nodes[at(tree, "origin"), 0] == pytest.approx(0.8)


@given(leaves=worlds, seed=st.integers(0, 100))
def test_the_order_of_units_changes_nothing(leaves: np.ndarray, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(leaves.shape[1])
    for tree in TREES.values():
        np.testing.assert_array_equal(
            node_values(leaves[:, order], tree=tree), node_values(leaves, tree=tree)[:, order]
        )


@pytest.mark.parametrize("bad", [-0.1, 1.1, np.inf, -np.inf])
def test_values_off_the_scale_are_refused(bad: float) -> None:
    leaves = np.full((4, 2), 0.5)
    leaves[LEAVES.index("poor"), 1] = bad
    with pytest.raises(MethodError, match="1 of 4 indicators have values outside 0-1, which no mean can take: poor"):
        node_values(leaves, tree=TREES["geometric"])


def test_one_row_per_indicator() -> None:
    with pytest.raises(MethodError, match="3 rows of values for 4 indicators"):
        node_values(np.full((3, 2), 0.5), tree=TREES["arithmetic"])


def test_a_pillar_without_indicators_is_null() -> None:
    tree = build_tree(two_blocks(), [indicator("poor", "poverty")])
    nodes = node_values(np.array([[0.4]]), tree=tree)
    assert np.isnan(nodes[at(tree, "violence"), 0])
    assert nodes[-1, 0] == pytest.approx(0.4)
