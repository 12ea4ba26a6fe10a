"""Check that bounds enclose the score whatever is missing, and that coverage counts evidence by its weight."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geo.scoring.aggregate import MEANS, node_values
from geo.scoring.bounds import coverage, gate, score_bounds
from geo.scoring.weigh import build_tree

from .worlds import TWO_BLOCKS_LEAVES, two_blocks

FULL = {kind: build_tree(two_blocks(kind), TWO_BLOCKS_LEAVES) for kind in MEANS}
# Poverty has no indicator here, and keeps its three eighths.
EMPTY_PILLAR = {
    kind: build_tree(two_blocks(kind), [leaf for leaf in TWO_BLOCKS_LEAVES if leaf.id != "poor"]) for kind in FULL
}
cells = st.one_of(st.floats(0, 1), st.just(np.nan), st.just(0.0))


def test_bounds_by_hand() -> None:
    # Leaves in the order of the tree: poor, homicides, injured, returnees.
    assert FULL["arithmetic"].leaves == ("poor", "homicides", "injured", "returnees")
    leaves = np.array([[1.0], [0.2], [np.nan], [np.nan]])
    low, high = score_bounds(leaves, tree=FULL["arithmetic"])
    assert low[0] == pytest.approx(3 / 8 + 0.2 * 3 / 16)
    assert high[0] == pytest.approx(low[0] + 3 / 16 + 1 / 4)


def test_an_empty_pillar_widens_everyones_bounds() -> None:
    tree = EMPTY_PILLAR["arithmetic"]
    low, high = score_bounds(np.full((3, 1), 0.5), tree=tree)
    assert high[0] - low[0] == pytest.approx(3 / 8)


@pytest.mark.parametrize("tree", [*FULL.values(), *EMPTY_PILLAR.values()])
@settings(max_examples=300)
@given(data=st.data())
def test_bounds_enclose_the_score_and_every_way_to_fill_the_gaps(tree: object, data: st.DataObject) -> None:
    rows = len(tree.leaves)  # type: ignore[attr-defined]
    leaves = data.draw(arrays(float, (rows, 3), elements=cells))
    filling = data.draw(arrays(float, (rows, 3), elements=st.floats(0, 1)))
    low, high = score_bounds(leaves, tree=tree)  # type: ignore[arg-type]
    for candidate in (leaves, np.where(np.isnan(leaves), filling, leaves)):
        score = node_values(candidate, tree=tree)[-1]  # type: ignore[arg-type]
        known = ~np.isnan(score)
        assert (low[known] <= score[known] + 1e-12).all()
        assert (score[known] <= high[known] + 1e-12).all()


def test_with_nothing_missing_the_bounds_meet() -> None:
    leaves = np.random.default_rng(1).random((4, 5))
    low, high = score_bounds(leaves, tree=FULL["geometric"])
    np.testing.assert_array_equal(low, high)


def test_with_everything_missing_they_span_the_scale() -> None:
    low, high = score_bounds(np.full((4, 1), np.nan), tree=FULL["geometric"])
    assert (low[0], high[0]) == (0, pytest.approx(1))


def test_coverage_counts_inherited_half_and_guesses_not_at_all() -> None:
    measured = np.array([[True], [False], [False], [False]])
    inherited = np.array([[False], [False], [False], [True]])
    share, own = coverage(measured, inherited, tree=FULL["arithmetic"])
    assert share[0] == pytest.approx(3 / 8 + 1 / 8)
    assert own[0] == pytest.approx(3 / 8)


def test_an_empty_pillar_is_never_covered() -> None:
    share, _ = coverage(np.ones((3, 1), bool), np.zeros((3, 1), bool), tree=EMPTY_PILLAR["arithmetic"])
    assert share[0] == pytest.approx(5 / 8)


def test_the_gate() -> None:
    scores, share = np.array([0.5, 0.5, 0.5, np.nan]), np.array([0.39, 0.4 - 1e-15, 0.41, 0.0])
    assert gate(scores, share, least=0.4).tolist() == ["below_gate", "ranked", "ranked", "no_data"]
