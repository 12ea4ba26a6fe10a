"""Check that replicates are honest about every choice, and the same whatever the blocks and workers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.errors import MethodError
from geo.scoring.sensitivity import Scaled, Sensitivity, Uncertainty, _noise, rank_intervals
from geo.scoring.weigh import build_tree

from .worlds import TWO_BLOCKS_LEAVES, index, indicator, node, two_blocks

TREE = build_tree(two_blocks(), TWO_BLOCKS_LEAVES)
UNITS = 30
CODES = [f"HN{place:04d}" for place in range(UNITS)]
HELD = Uncertainty(
    replicates=200, normalisations=("minmax",), aggregations=("arithmetic",), concentration=None, measurement=False
)


def scaled(spread: float = 0.1) -> dict:
    rng = np.random.default_rng(3)
    values = rng.random((4, UNITS))
    values[0, ::3] = np.nan
    errors = np.where(np.isnan(values), 0.0, spread)
    none = np.zeros_like(values)
    return {
        name: Scaled(values**power, errors, none) for power, name in enumerate(("minmax", "zscore", "percentile"), 1)
    }


def run(known: dict | None = None, **more: object) -> Sensitivity:
    settings: dict = {"codes": CODES, "tree": TREE, "uncertainty": Uncertainty(replicates=200), "seed": 7, "top": (5,)}
    return rank_intervals(known or scaled(), **{**settings, **more})


def same(one: Sensitivity, other: Sensitivity) -> None:
    for name in ("intervals", "draws", "convergence"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)


@pytest.mark.parametrize("options", [{"block": 1}, {"block": 7, "workers": 3}, {"block": 1000, "workers": 1}])
def test_blocks_and_workers_change_nothing(options: dict) -> None:
    same(run(**options), run(block=16, workers=2))


def test_the_seed_decides() -> None:
    same(run(), run())
    assert not run(seed=8).intervals.equals(run().intervals)


def test_half_of_the_replicates_are_the_run_with_half_as_many() -> None:
    whole, half = run(), run(uncertainty=Uncertainty(replicates=100))
    pd.testing.assert_frame_equal(whole.draws.iloc[:100], half.draws)
    moves = (whole.intervals["rank_p95"] - half.intervals["rank_p95"]).abs()
    told = whole.convergence.set_index("quantile").loc["rank_p95"]
    assert (told["half"], told["replicates"]) == (100, 200)
    assert told["mean_move"] == pytest.approx(moves.mean())
    assert told["greatest_move"] == pytest.approx(moves.max())


def test_every_replicate_records_its_choices() -> None:
    draws = run().draws
    assert set(draws["normalisation"]) == {"minmax", "zscore", "percentile"}
    assert set(draws["aggregation"]) == {"arithmetic", "geometric"}
    assert {"weight_origin", "weight_drivers", "weight_homicides", "weight_poor"} <= set(draws)
    np.testing.assert_allclose(draws["weight_origin"] + draws["weight_drivers"], 1, rtol=1e-6)


def test_weights_are_drawn_around_the_nominal_ones() -> None:
    uncertainty = replace(HELD, replicates=4000, concentration=12.0)
    draws = run(uncertainty=uncertainty).draws
    # Two equal children: a beta distribution with 12 and 12, whose standard deviation is 0.1.
    assert draws["weight_homicides"].mean() == pytest.approx(0.5, abs=0.01)
    assert draws["weight_homicides"].std() == pytest.approx(0.1, abs=0.01)
    assert draws["weight_origin"].mean() == pytest.approx(0.25, abs=0.01)


def test_errors_of_measurement_are_standard_normal_and_their_own() -> None:
    errors = _noise(np.arange(50), shape=(4, 500), seed=1)
    assert errors.mean() == pytest.approx(0, abs=0.01)
    assert errors.std() == pytest.approx(1, abs=0.01)
    assert np.quantile(errors, 0.975) == pytest.approx(1.96, abs=0.03)
    assert abs(np.corrcoef(errors[0].ravel(), errors[1].ravel())[0, 1]) < 0.1
    assert abs(np.corrcoef(errors[:, 0].ravel(), errors[:, 1].ravel())[0, 1]) < 0.05


def test_a_value_known_less_well_has_a_wider_rank() -> None:
    known = scaled(spread=0.02)
    for one in known.values():
        one.error[:, 10] = np.where(np.isnan(one.leaves[:, 10]), 0, 0.3)
    table = run(known, uncertainty=replace(HELD, measurement=True)).intervals
    width = table["rank_p95"] - table["rank_p5"]
    assert width.iloc[10] == width.max()
    assert width.iloc[10] > 2 * width.median()


def test_what_is_handed_down_to_a_pillar_does_not_average_its_ignorance_away() -> None:
    # One score in the middle of many that are spread evenly: its rank moves as its score does.
    count = 401
    values = np.tile(np.linspace(0, 1, count), (4, 1))
    wide = np.zeros_like(values)
    of_one_pillar = [TREE.leaves.index(id_) for id_ in ("homicides", "injured")]
    wide[of_one_pillar, count // 2] = 0.1
    only = replace(HELD, measurement=True, replicates=2000)

    def width(error: np.ndarray, spread: np.ndarray) -> float:
        known = {"minmax": Scaled(values, error, spread)}
        codes = [f"HN{place:04d}" for place in range(count)]
        low, high = run(known, codes=codes, uncertainty=only).intervals.loc["HN0200", ["rank_p5", "rank_p95"]]
        return high - low

    none = np.zeros_like(wide)
    # Two equal errors: together they are the mean of both, apart they are smaller by the root of two.
    assert width(none, wide) / width(wide, none) == pytest.approx(2**0.5, rel=0.1)


def test_chances_to_be_among_the_first_sum_to_their_number() -> None:
    table = run(top=(1, 5, 100)).intervals
    assert table["p_top_5"].sum() == pytest.approx(5)
    assert table["p_top_1"].sum() == pytest.approx(1)
    assert (table["p_top_100"] == 1).all()
    assert (table["rank_p5"] <= table["rank_p50"]).all()
    assert (table["rank_p50"] <= table["rank_p95"]).all()


def test_a_unit_that_leads_everywhere_leads_always() -> None:
    known = scaled(spread=0.0)
    for one in known.values():
        one.leaves[:, 4] = 1.0
    table = run(known, uncertainty=Uncertainty(replicates=100, measurement=False)).intervals
    assert table.iloc[4].tolist() == [1, 1, 1, 1]


def test_a_unit_whose_only_value_weighs_next_to_nothing_still_has_a_rank() -> None:
    tree = build_tree(two_blocks(), TWO_BLOCKS_LEAVES, weights={"homicides": 1e-9})
    known = scaled()
    for one in known.values():
        one.leaves[:, 0] = np.nan
        one.leaves[tree.leaves.index("homicides"), 0] = 0.5
    table = run(known, tree=tree).intervals
    assert table.notna().all().all()


def test_progress_is_told_to_the_end() -> None:
    seen: list[tuple[int, int]] = []
    run(progress=lambda done, of: seen.append((done, of)), block=16)
    assert seen[-1] == (200, 200)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"replicates": 1}, "1 replicates give no interval"),
        ({"normalisations": ("minmax", "magic")}, "1 of 2 normalisations are not known: magic"),
        ({"aggregations": ("arithmetic", "arithmetic")}, "1 of 2 aggregations are given twice: arithmetic"),
        ({"normalisations": ()}, "no normalisations are given"),
        ({"concentration": 0.5}, "a concentration of 0.5 is not 1 or more"),
        ({"concentration": float("inf")}, "a concentration of inf"),
    ],
)
def test_options_that_no_replicate_can_use(options: dict, message: str) -> None:
    with pytest.raises(MethodError, match=message):
        run(uncertainty=Uncertainty(**options))


def test_options_that_change_nothing_are_faults_told_together() -> None:
    single = build_tree(index(node("root")), [indicator("poor", "root")])
    values = np.linspace(0, 1, UNITS)[None]
    none = np.zeros_like(values)
    known = {name: Scaled(values, none, none) for name in ("minmax", "zscore", "percentile")}
    with pytest.raises(MethodError) as caught:
        run(known, tree=single)
    for part in (
        "5 of 5 options change nothing anywhere",
        "normalisation zscore (gives the scores of minmax)",
        "aggregation geometric (gives the scores of arithmetic)",
        "weights (no node has two children to weigh)",
        "Leave them out of `Uncertainty`",
    ):
        assert part in str(caught.value)


@pytest.mark.parametrize("held", ["normalisations", "aggregations", "concentration", "measurement"])
def test_each_option_alone_moves_ranks(held: str) -> None:
    alone = replace(HELD, **{held: getattr(Uncertainty(), held)})
    table = run(uncertainty=alone).intervals
    assert (table["rank_p95"] > table["rank_p5"]).any()
