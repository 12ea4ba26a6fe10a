"""Check that a block of replicates is scored as each of them would be, one by one and without a shortcut."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo.scoring import replicate
from geo.scoring.aggregate import roll_up
from geo.scoring.choices import Scaled, Variant
from geo.scoring.draws import NOTHING, Draws, draw, noise_bits, normal_quantiles
from geo.scoring.ground import lay_ground
from geo.scoring.rank import ranks
from geo.scoring.replicate import alike_blocks, rank_replicates, score_block, without
from geo.scoring.weigh import Tree, build_tree

from .replicate_world import COUNTRIES, EVERYTHING, TREE, scaled
from .worlds import index, indicator, node

ALL = np.arange(len(TREE.leaves))


def handed_down() -> dict[Variant, Scaled]:
    known = scaled()
    for one in known.values():
        one.spread[1, ::2] = np.where(np.isnan(one.leaves[1, ::2]), 0, 0.2)
        one.error[2] = 0.0
    return known


def one_by_one(known: dict[Variant, Scaled], draws: Draws, *, tree: Tree, seed: int) -> np.ndarray:
    """Score each replicate by itself, in double precision, as the method is written down."""
    scores = []
    moving = [row for row in range(len(tree.leaves)) if any(one.error[row].any() for one in known.values())]
    pillars = [b for b in tree.branches if b.of_leaves]
    handed = [b for b in pillars if any(one.spread[tree.rows(b)].any() for one in known.values())]
    units = next(iter(known.values())).leaves.shape[1]
    for at in range(len(draws)):
        picks = {word: picked[at] for word, picked in draws.picks.items()}
        variant = Variant(
            EVERYTHING.treatments[picks["treatment"]],
            EVERYTHING.missing[picks["missing"]],
            EVERYTHING.normalisations[picks["normalisation"]],
        )
        one = known[variant]
        bits = noise_bits(draws.measurement[[at]], shape=(len(moving) + len(handed), units), seed=seed)[0]
        errors = normal_quantiles()[bits].astype(float)
        values = one.leaves.copy()
        values[moving] += errors[: len(moving)] * one.error[moving]
        for place, branch in enumerate(handed):
            values[tree.rows(branch)] += errors[len(moving) + place] * one.spread[tree.rows(branch)]
        values = np.clip(values, 0, 1)
        if draws.left_out[at] != NOTHING:
            values[draws.left_out[at]] = np.nan
        present = ~np.isnan(values)
        nodes, _ = roll_up(
            np.nan_to_num(values),
            present,
            tree=tree.aggregated(EVERYTHING.aggregations[picks["aggregation"]]),
            weights=[part[at].astype(float) for part in draws.weights],
        )
        scores.append(nodes[-1])
    return np.array(scores)


def blockwise(known: dict[Variant, Scaled], draws: Draws, *, tree: Tree, seed: int) -> np.ndarray:
    ground = lay_ground(known, tree=tree, uncertainty=EVERYTHING, countries=COUNTRIES, seed=seed)
    scores = np.empty((len(draws), ground.units))
    for rows in alike_blocks(draws, size=8):
        scores[rows] = score_block(ground, draws.rows(rows))
    return scores


@pytest.mark.parametrize("known", [scaled(), handed_down()], ids=["errors", "handed down"])
def test_a_block_is_its_replicates_one_by_one(known: dict[Variant, Scaled]) -> None:
    draws = draw(TREE, uncertainty=EVERYTHING, removable=ALL, seed=5)
    expected = one_by_one(known, draws, tree=TREE, seed=5)
    np.testing.assert_allclose(blockwise(known, draws, tree=TREE, seed=5), expected, atol=3e-6)


def test_a_pillar_without_indicators_and_one_that_is_left_out_weigh_nothing() -> None:
    tree = build_tree(
        index(
            node("root"),
            node("alone", "root"),
            node("deep", "root", weight=2),
            node("deeper", "deep"),
            node("empty", "root"),
        ),
        [indicator("single", "alone"), indicator("one", "deeper"), indicator("other", "deeper", weight=3)],
    )
    known = {
        name: Scaled(*(np.ascontiguousarray(part[[1, 3, 0]]) for part in vars(one).values()))
        for name, one in scaled().items()
    }
    draws = draw(tree, uncertainty=EVERYTHING, removable=np.arange(3), seed=5)
    assert set(draws.left_out) == {NOTHING, 0, 1, 2}
    expected = one_by_one(known, draws, tree=tree, seed=5)
    np.testing.assert_allclose(blockwise(known, draws, tree=tree, seed=5), expected, atol=3e-6)


def test_an_aggregation_that_is_no_mean_is_rolled_up(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = draw(TREE, uncertainty=EVERYTHING, removable=ALL, seed=5)
    expected = blockwise(scaled(), draws, tree=TREE, seed=5)
    # Without its shortcut, a mean goes the way of all others.
    monkeypatch.setattr(replicate, "MEANS", {})
    np.testing.assert_allclose(blockwise(scaled(), draws, tree=TREE, seed=5), expected, atol=3e-6)


def test_weights_of_what_is_left_out_go_to_its_siblings_and_upwards() -> None:
    weights = [np.tile(branch.weights.astype(np.float32), (3, 1)) for branch in TREE.branches]
    homicides, poor = TREE.leaves.index("homicides"), TREE.leaves.index("poor")
    found = dict(zip(TREE.nodes, without(TREE, weights, np.array([NOTHING, homicides, poor])), strict=True))
    np.testing.assert_allclose(found["violence"], [[0.5, 0.5], [0, 1], [0.5, 0.5]])
    # Poverty has one indicator: without it, the drivers are violence alone.
    np.testing.assert_allclose(found["poverty"], [[1], [1], [0]])
    np.testing.assert_allclose(found["drivers"], [[0.5, 0.5], [0.5, 0.5], [0, 1]])
    np.testing.assert_allclose(found["root"], [[0.75, 0.25]] * 3)


def test_ranks_are_those_of_the_scores() -> None:
    draws = draw(TREE, uncertainty=replace(EVERYTHING, replicates=50), removable=ALL, seed=5)
    ground = lay_ground(scaled(), tree=TREE, uncertainty=EVERYTHING, countries=COUNTRIES, seed=5)
    pooled, within = rank_replicates(ground, draws)
    scores = blockwise(scaled(), draws, tree=TREE, seed=5).astype(np.float32)
    np.testing.assert_array_equal(pooled, ranks(scores))
    members = np.flatnonzero(np.array(COUNTRIES) == "HND")
    np.testing.assert_array_equal(within[:, members], ranks(scores[:, members]))


def test_values_without_error_are_not_moved() -> None:
    known = {name: Scaled(one.leaves, 0 * one.error, one.spread) for name, one in scaled().items()}
    ground = lay_ground(known, tree=TREE, uncertainty=EVERYTHING, countries=None, seed=5)
    assert ground.noise_rows == 0
    assert len(ground.groups) == 1
