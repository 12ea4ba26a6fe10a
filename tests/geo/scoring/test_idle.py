"""Check that an option which changes nothing is a fault, or held and told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo.errors import MethodError
from geo.scoring.aggregate import node_values
from geo.scoring.choices import Scaled, Uncertainty, Variant
from geo.scoring.idle import holdings, removable, removable_from, settle_idle, without_row
from geo.scoring.weigh import build_tree

from .replicate_world import EVERYTHING, HELD, TREE, UNITS, scaled
from .worlds import TWO_BLOCKS_LEAVES, index, indicator, node, two_blocks

SINGLE = build_tree(index(node("root")), [indicator("poor", "root")])
WORDS = (
    "treatment none (gives the scores of declared)",
    "missing group_median (gives the scores of declared)",
    "normalisation zscore (gives the scores of minmax)",
    "normalisation percentile (gives the scores of minmax)",
    "aggregation geometric (gives the scores of arithmetic)",
    "left_out (every indicator is all that some unit has)",
    "weights (no node has two children to weigh)",
    "measurement (no value has a standard error, none is inherited)",
)


def still() -> dict[Variant, Scaled]:
    values = np.linspace(0, 1, UNITS)[None]
    return {name: Scaled(values, 0 * values, 0 * values) for name in scaled()}


def settle(known: dict[Variant, Scaled], uncertainty: Uncertainty, tree: object = TREE) -> tuple:
    return settle_idle(known, tree=tree, uncertainty=uncertainty, leaves_out=removable(known, tree=tree))


def test_options_that_change_nothing_are_faults_told_together() -> None:
    with pytest.raises(MethodError) as caught:
        settle(still(), EVERYTHING, SINGLE)
    # Five are named, all are counted.
    assert "8 of 8 options change nothing anywhere" in str(caught.value)
    for word in WORDS[:5]:
        assert word in str(caught.value)
    assert "or let it hold what is idle" in str(caught.value)


def test_options_that_change_nothing_are_held_where_that_is_asked_for() -> None:
    uncertainty, held = settle(still(), replace(EVERYTHING, idle="hold"), SINGLE)
    assert held == WORDS
    assert uncertainty.variants() == [Variant("declared", "declared", "minmax")]
    assert (uncertainty.leave_out, uncertainty.concentration, uncertainty.measurement) == (False, None, False)
    assert uncertainty.aggregations == ("arithmetic",)


def test_options_that_were_not_asked_for_are_held_and_told() -> None:
    asked = replace(HELD, treatments=None, leave_out=None)
    uncertainty, held = settle(still(), asked, SINGLE)
    assert held == (WORDS[0], WORDS[5])
    assert (uncertainty.treatments, uncertainty.leave_out) == (("declared",), False)
    with pytest.raises(MethodError, match="1 of 2 options change nothing anywhere: treatment none"):
        settle(still(), replace(asked, treatments=("declared", "none")), SINGLE)


def test_two_options_that_are_one_are_one_too_many() -> None:
    known = scaled()
    for variant in EVERYTHING.variants():
        if variant.normalisation == "percentile":
            known[variant] = known[variant._replace(normalisation="zscore")]
    with pytest.raises(MethodError, match=r"normalisation percentile \(gives the scores of zscore\)"):
        settle(known, EVERYTHING)


def test_options_that_change_something_stay() -> None:
    assert settle(scaled(), EVERYTHING) == (EVERYTHING, ())


def test_an_option_need_not_matter_under_every_other() -> None:
    known = scaled()
    for missing in EVERYTHING.missing:
        for name in ("minmax", "zscore"):
            known[Variant("none", missing, name)] = known[Variant("declared", missing, name)]
    assert settle(known, EVERYTHING) == (EVERYTHING, ())


def test_what_some_unit_has_nothing_beside_is_not_left_out() -> None:
    known = scaled()
    assert removable(known, tree=TREE).tolist() == [0, 1, 2, 3]
    known[Variant("declared", "declared", "minmax")].leaves[[0, 1, 3], 5] = np.nan
    assert removable(known, tree=TREE).tolist() == [0, 1, 3]


@pytest.mark.parametrize("seed", range(12))
def test_who_has_nothing_beside_is_found_as_scores_find_it(seed: int) -> None:
    # In every other tree only the first child of each node weighs anything.
    branches = [replace(branch, weights=np.eye(len(branch.children))[0]) for branch in TREE.branches]
    tree = replace(TREE, branches=tuple(branches)) if seed % 2 else TREE
    rng = np.random.default_rng(seed)
    leaves = np.where(rng.random((4, 12)) < 0.45, np.nan, rng.random((4, 12)))
    scored = ~np.isnan(node_values(leaves, tree=tree)[-1])
    known = {Variant(): Scaled(leaves[:, scored], np.zeros((4, scored.sum())), np.zeros((4, scored.sum())))}
    lone = [row for row in range(4) if np.isnan(node_values(without_row(leaves[:, scored], row), tree=tree)[-1]).any()]
    assert removable(known, tree=tree).tolist() == [row for row in range(4) if row not in lone]


def test_one_unit_has_nothing_to_be_compared_with() -> None:
    alone = {name: Scaled(*(part[:, :1] for part in vars(one).values())) for name, one in still().items()}
    assert settle(alone, EVERYTHING, SINGLE) == (EVERYTHING, ())


def test_units_that_have_the_same_indicators_are_one_set() -> None:
    known = scaled()
    held = holdings(known)
    assert held.shape[1] < UNITS
    pairs = {tuple(column) for one in known.values() for column in (~np.isnan(one.leaves)).T}
    assert {tuple(column) for column in held.T} == pairs
    for weights in ({}, {"injured": 0.0}, {"origin": 0.0}, {"drivers": 0.0}):
        tree = build_tree(two_blocks(), TWO_BLOCKS_LEAVES, weights=weights)
        assert removable_from(held, tree=tree).tolist() == removable(known, tree=tree).tolist()
