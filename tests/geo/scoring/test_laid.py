"""Check that replicates that wait for weights are ranked as those that are worked out from the start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo.scoring import laid
from geo.scoring.draws import Draws, draw
from geo.scoring.ground import Ground, lay_ground
from geo.scoring.laid import lay_replicates, rank_laid
from geo.scoring.replicate import rank_replicates
from geo.scoring.weigh import Tree, build_tree

from .replicate_world import COUNTRIES, EVERYTHING, TREE, scaled
from .worlds import TWO_BLOCKS_LEAVES, two_blocks

if TYPE_CHECKING:
    from geo.scoring.choices import Scaled, Uncertainty, Variant

ALL = np.arange(len(TREE.leaves))
NONE = np.arange(0)
WEIGHTS = [{}, {"origin": 4.0, "violence": 0.5}, {"injured": 0.0}, {"origin": 0.0, "poor": 3.0}]


def handed_down() -> dict[Variant, Scaled]:
    """Values of which some have no error, and some were handed down to half of the units."""
    known = scaled()
    for one in known.values():
        one.spread[1, ::2] = np.where(np.isnan(one.leaves[1, ::2]), 0, 0.2)
        one.error[2] = 0.0
    return known


def ground(known: dict[Variant, Scaled], uncertainty: Uncertainty = EVERYTHING) -> Ground:
    return lay_ground(known, tree=TREE, uncertainty=uncertainty, countries=COUNTRIES, seed=5)


def drawn(tree: Tree, *, removable: np.ndarray = ALL, uncertainty: Uncertainty = EVERYTHING) -> Draws:
    return draw(tree, uncertainty=uncertainty, removable=removable, seed=5)


@pytest.mark.parametrize("known", [scaled(), handed_down(), scaled(error=0.0)], ids=["errors", "handed down", "firm"])
@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("cells", [30, 30_000])
def test_other_weights_are_ranked_as_from_the_start(
    known: dict[Variant, Scaled], weights: dict[str, float], cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laid, "CELLS", cells)
    stage = ground(known)
    # Laid under the study's own weights and with nothing left out.
    ready = lay_replicates(stage, drawn(TREE, removable=NONE))
    assert ready is not None
    other = drawn(build_tree(two_blocks(), TWO_BLOCKS_LEAVES, weights=weights))
    for mine, theirs in zip(rank_laid(ready, other), rank_replicates(stage, other), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_scales_are_joined_and_gaps_are_not() -> None:
    ready = lay_replicates(ground(scaled()), drawn(TREE))
    assert ready is not None
    # Two aggregations; gaps that are left, and gaps that are filled.
    assert len(ready.blocks) == 4
    assert sorted(np.concatenate([block.rows for block in ready.blocks])) == list(range(EVERYTHING.replicates))


def test_what_was_laid_is_used_again_unchanged() -> None:
    ready, draws = lay_replicates(ground(handed_down()), drawn(TREE)), drawn(TREE)
    assert ready is not None
    first, _ = rank_laid(ready, draws)
    rank_laid(ready, drawn(build_tree(two_blocks(), TWO_BLOCKS_LEAVES, weights={"origin": 9.0})))
    np.testing.assert_array_equal(first, rank_laid(ready, draws)[0])


def test_what_would_not_fit_is_not_laid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laid, "LARGEST", EVERYTHING.replicates * len(TREE.leaves) * len(COUNTRIES) - 1)
    assert lay_replicates(ground(scaled()), drawn(TREE)) is None


def test_a_mean_whose_values_pull_is_not_laid() -> None:
    pulling = replace(EVERYTHING, aggregations=("arithmetic", "mazziotta_pareto"))
    assert lay_replicates(ground(scaled(), pulling), drawn(TREE, uncertainty=pulling)) is None
