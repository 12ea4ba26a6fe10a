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
from geo.scoring.aggregate import MEANS, contributions, log_contributions, node_values, roll_up
from geo.scoring.weigh import build_tree, leaf_weights

from .worlds import TWO_BLOCKS_LEAVES, index, indicator, node, two_blocks

KINDS = tuple(kind for kind in get_args(Aggregation) if kind != "copeland")
TREES = {kind: build_tree(two_blocks(kind), TWO_BLOCKS_LEAVES) for kind in KINDS}
# Nodes of every kind, so that all ways of sharing out meet in one tree.
MIXED = build_tree(
    index(
        node("root", aggregation="geometric"),
        node("origin", "root", weight=1),
        node("drivers", "root", weight=3),
        node("violence", "drivers", aggregation="harmonic"),
        node("poverty", "drivers", aggregation="mazziotta_pareto"),
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
@settings(deadline=None)
@given(value=st.floats(0, 1))
def test_equal_children_give_their_own_value(tree: object, value: float) -> None:
    assert node_values(np.full((4, 1), value), tree=tree)[-1, 0] == pytest.approx(value, abs=1e-12)  # type: ignore[arg-type]


def test_harmonic_by_hand() -> None:
    # On 1..100: violence is 2 / (1/20 + 1/80) = 32, poverty 96, drivers 48, origin 100; root 1 / (1/400 + 3/192).
    leaves = (world(returnees=[100], homicides=[20], injured=[80], poor=[96]) - 1) / 99
    tree = TREES["harmonic"]
    on_hundred = 1 + 99 * node_values(leaves, tree=tree)[:, 0]
    assert on_hundred[at(tree, "violence")] == pytest.approx(32)
    assert on_hundred[at(tree, "drivers")] == pytest.approx(48)
    assert on_hundred[at(tree, "root")] == pytest.approx(1 / (0.25 / 100 + 0.75 / 48))


@settings(deadline=None)
@given(leaves=worlds)
def test_mazziotta_pareto_is_the_mean_and_its_penalty(leaves: np.ndarray) -> None:
    tree = build_tree(index(node("root", aggregation="mazziotta_pareto")), [indicator(i, "root") for i in LEAVES])
    scaled = 70 + 60 * leaves
    known = ~np.isnan(leaves)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.nansum(scaled, axis=0) / count
    variance = np.nansum((scaled - mean) ** 2, axis=0) / count
    there = known.any(axis=0)
    penalised = 70 + 60 * node_values(leaves, tree=tree)[-1]
    np.testing.assert_allclose(penalised[there], (mean + variance / np.where(there, mean, 1))[there], rtol=1e-12)


@settings(deadline=None)
@given(leaves=worlds)
def test_the_means_stand_in_order(leaves: np.ndarray) -> None:
    order = ("harmonic", "geometric", "arithmetic", "mazziotta_pareto")
    lower = np.zeros(leaves.shape[1])
    for kind in order:
        score = node_values(leaves, tree=TREES[kind])[-1]
        known = ~np.isnan(score)
        assert (lower[known] <= score[known] + 1e-12).all(), kind
        np.testing.assert_array_equal(known, ~np.isnan(leaves).all(axis=0))
        lower = np.where(known, score, 0)


def test_a_block_of_replicates_is_its_replicates_one_by_one() -> None:
    rng = np.random.default_rng(3)
    leaves, present = rng.random((5, 4, 6)), rng.random((4, 6)) < 0.7
    leaves = np.where(present, leaves, 0.0)
    for tree in (*TREES.values(), MIXED):
        together, there = roll_up(leaves, present, tree=tree)
        for place, single in enumerate(leaves):
            alone, same = roll_up(single, present, tree=tree)
            np.testing.assert_array_equal(together[place], alone)
            np.testing.assert_array_equal(there, same)


@pytest.mark.parametrize("kind", KINDS)
def test_single_precision_stays_single_and_near(kind: str) -> None:
    leaves, present = np.random.default_rng(4).random((4, 50)), np.ones((4, 50), bool)
    double, _ = roll_up(leaves, present, tree=TREES[kind])
    single, _ = roll_up(leaves.astype(np.float32), present, tree=TREES[kind])
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, double, atol=1e-5)


@pytest.mark.parametrize("tree", [*TREES.values(), MIXED])
@settings(deadline=None)
@given(leaves=full_worlds, row=st.integers(0, 3), rise=st.floats(0, 1))
def test_raising_a_bad_indicator_never_lowers_the_score(
    tree: object, leaves: np.ndarray, row: int, rise: float
) -> None:
    raised = leaves.copy()
    raised[row] += (1 - raised[row]) * rise
    before, after = (node_values(x, tree=tree)[-1] for x in (leaves, raised))  # type: ignore[arg-type]
    assert (after >= before - 1e-12).all()


@pytest.mark.parametrize("tree", [*TREES.values(), MIXED])
@settings(max_examples=200, deadline=None)
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


@settings(deadline=None)
@given(leaves=full_worlds)
def test_geometric_contributions_are_shares_of_the_logarithm(leaves: np.ndarray) -> None:
    tree = TREES["geometric"]
    nodes = node_values(leaves, tree=tree)
    logs = leaf_weights(tree).to_numpy()[:, None] * np.log(1 + 99 * leaves)
    whole = np.log(1 + 99 * nodes[-1])
    np.testing.assert_allclose(logs.sum(axis=0), whole, atol=1e-9)
    parts = contributions(leaves, nodes, tree=tree)
    np.testing.assert_allclose(parts * whole, logs * nodes[-1], atol=1e-9)


@settings(deadline=None)
@given(leaves=worlds)
def test_log_contributions_sum_to_the_logarithm_of_the_score(leaves: np.ndarray) -> None:
    tree = TREES["geometric"]
    score = node_values(leaves, tree=tree)[-1]
    parts = log_contributions(leaves, tree=tree)
    np.testing.assert_allclose(parts.sum(axis=0), np.log(1 + 99 * score), atol=1e-9)
    assert (parts[:, ~np.isnan(score)][np.isnan(leaves[:, ~np.isnan(score)])] == 0).all()


def test_a_tree_that_is_not_geometric_has_no_logarithm() -> None:
    with pytest.raises(MethodError, match=r"4 of 5 nodes are not geometric: .*origin \(arithmetic\)"):
        log_contributions(np.full((4, 1), 0.5), tree=MIXED)


def test_a_child_without_weight_leaves_no_trace() -> None:
    tree = build_tree(two_blocks(), TWO_BLOCKS_LEAVES, weights={"origin": 0})
    leaves = world(returnees=[0.8, 0.8], homicides=[0.2, np.nan], injured=[0.4, np.nan], poor=[1.0, np.nan])
    nodes = node_values(leaves, tree=tree)
    np.testing.assert_allclose(nodes[-1], [0.65, np.nan])
    assert nodes[at(tree, "origin"), 0] == pytest.approx(0.8)


@settings(deadline=None)
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


def test_a_penalty_taken_off_would_let_a_worse_place_pass() -> None:
    # Why the penalty is added: of 130 and 70, weighed 1 to 9, more of the first would lower the index.
    def minus(first: float) -> float:
        values, weights = np.array([first, 70.0]), np.array([0.1, 0.9])
        mean = weights @ values
        return float(mean - weights @ (values - mean) ** 2 / mean)

    assert minus(130) < minus(110)
    tree = build_tree(
        index(node("root", aggregation="mazziotta_pareto")),
        [indicator("x", "root", weight=1), indicator("y", "root", weight=9)],
    )
    rising = node_values(np.array([np.linspace(0, 1, 50), np.zeros(50)]), tree=tree)[-1]
    assert (np.diff(rising) > 0).all()
