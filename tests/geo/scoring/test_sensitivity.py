"""Check that replicates are honest about every choice, and the same whatever the blocks, workers and machines."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pandas as pd
import pytest

from geo.errors import MethodError
from geo.scoring.choices import CHOICES, Scaled, Uncertainty, Variant
from geo.scoring.rates import smoothed_rates
from geo.scoring.sensitivity import JOB, Sensitivity, rank_intervals
from geo.scoring.weigh import build_tree

from .replicate_world import CODES, COUNTRIES, EVERYTHING, HELD, TREE, UNITS, scaled
from .worlds import TWO_BLOCKS_LEAVES, two_blocks

MINMAX = Variant("declared", "declared", "minmax")


def run(known: dict | None = None, **more: object) -> Sensitivity:
    settings: dict = {"codes": CODES, "tree": TREE, "countries": COUNTRIES, "seed": 7, "top": (5,)}
    return rank_intervals(known or scaled(), **{"uncertainty": EVERYTHING, **settings, **more})


def same(one: Sensitivity, other: Sensitivity) -> None:
    for name in ("intervals", "draws", "convergence"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    np.testing.assert_array_equal(one.replicates.pooled, other.replicates.pooled)


@pytest.mark.parametrize("options", [{"block": 1}, {"block": 7, "workers": 3}, {"block": 1000, "workers": 1}])
def test_blocks_and_workers_change_nothing(options: dict) -> None:
    assert EVERYTHING.replicates > JOB
    same(run(**options), run(block=16, workers=2))


def test_any_executor_gives_the_same() -> None:
    with ThreadPoolExecutor(2) as threads:
        same(run(executor=threads), run())
    with ProcessPoolExecutor(2, mp_context=get_context("forkserver")) as processes:
        same(run(executor=processes), run())


def test_a_cluster_gives_the_same() -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as client,
    ):
        same(run(executor=client), run())


def test_the_seed_decides() -> None:
    same(run(), run())
    assert not run(seed=8).intervals.equals(run().intervals)


def test_half_of_the_replicates_are_the_run_with_half_as_many() -> None:
    whole, half = run(), run(uncertainty=replace(EVERYTHING, replicates=100))
    pd.testing.assert_frame_equal(whole.draws.iloc[:100], half.draws)
    np.testing.assert_array_equal(whole.replicates.pooled[:100], half.replicates.pooled)
    np.testing.assert_array_equal(whole.replicates.within[:100], half.replicates.within)


def test_every_replicate_records_its_choices() -> None:
    draws = run().draws
    assert set(draws["treatment"]) == {"declared", "none"}
    assert set(draws["missing"]) == {"declared", "group_median"}
    assert set(draws["normalisation"]) == {"minmax", "zscore", "percentile"}
    assert set(draws["aggregation"]) == {"arithmetic", "geometric"}
    # A unit that knows nothing but its homicides and what poverty says keeps both.
    assert set(draws["left_out"].dropna()) == set(TREE.leaves)
    assert draws["left_out"].isna().mean() == pytest.approx(0.2, abs=0.1)
    assert {"weight_origin", "weight_drivers", "weight_homicides", "weight_poor"} <= set(draws)
    np.testing.assert_allclose(draws["weight_origin"] + draws["weight_drivers"], 1, rtol=1e-6)


def test_weights_are_drawn_around_the_nominal_ones() -> None:
    draws = run(uncertainty=replace(HELD, replicates=4000, concentration=12.0)).draws
    # Two equal children: a beta distribution with 12 and 12, whose standard deviation is 0.1.
    assert draws["weight_homicides"].mean() == pytest.approx(0.5, abs=0.01)
    assert draws["weight_homicides"].std() == pytest.approx(0.1, abs=0.01)
    assert draws["weight_origin"].mean() == pytest.approx(0.25, abs=0.01)


def test_a_value_known_less_well_has_a_wider_rank() -> None:
    known = scaled(error=0.02)
    known[MINMAX].error[:, 10] = np.where(np.isnan(known[MINMAX].leaves[:, 10]), 0, 0.3)
    table = run(known, uncertainty=replace(HELD, measurement=True)).intervals
    width = table["rank_p95"] - table["rank_p5"]
    assert width.iloc[10] == width.max()
    assert width.iloc[10] > 2 * width.median()


def test_a_rate_of_few_people_has_a_wider_rank_than_the_same_rate_of_many() -> None:
    codes = pd.Index(CODES)
    people = pd.Series(np.where(np.arange(UNITS) % 2, 500.0, 50_000.0), index=codes)
    rates = smoothed_rates((people * np.linspace(0.001, 0.02, UNITS)).round(), people)
    leaves = np.tile((rates["rate"] - rates["rate"].min()) / np.ptp(rates["rate"]), (4, 1))
    error = np.tile(rates["se"] / np.ptp(rates["rate"]), (4, 1))
    known = {MINMAX: Scaled(leaves, error, np.zeros_like(leaves))}
    table = run(known, uncertainty=replace(HELD, measurement=True)).intervals
    width = (table["rank_p95"] - table["rank_p5"]).to_numpy()
    assert np.median(width[people == 500]) > 2 * np.median(width[people == 50_000])


def test_what_is_handed_down_to_a_pillar_does_not_average_its_ignorance_away() -> None:
    # One score in the middle of many that are spread evenly: its rank moves as its score does.
    count = 401
    values = np.tile(np.linspace(0, 1, count), (4, 1))
    wide = np.zeros_like(values)
    of_one_pillar = [TREE.leaves.index(id_) for id_ in ("homicides", "injured")]
    wide[of_one_pillar, count // 2] = 0.1
    only = replace(HELD, measurement=True, replicates=2000)

    def width(error: np.ndarray, spread: np.ndarray) -> float:
        known = {MINMAX: Scaled(values, error, spread)}
        codes = [f"HN{place:04d}" for place in range(count)]
        table = run(known, codes=codes, countries=None, uncertainty=only).intervals
        low, high = table.loc["HN0200", ["rank_p5", "rank_p95"]]
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


def test_a_rank_within_a_country_counts_that_country_alone() -> None:
    found = run()
    pooled, within = found.replicates.pooled, found.replicates.within
    for iso3 in ("GTM", "HND"):
        members = np.flatnonzero(np.array(COUNTRIES) == iso3)
        expected = pd.DataFrame(pooled[:, members]).rank(axis=1, method="min").to_numpy()
        np.testing.assert_array_equal(within[:, members], expected)
    table = found.intervals
    assert (table["rank_in_country_p95"] <= table["rank_p95"]).all()
    assert table["rank_in_country_p95"].max() <= COUNTRIES.count("GTM")


def test_without_countries_there_is_one() -> None:
    table = run(countries=None).intervals
    for end in ("p5", "p50", "p95"):
        assert table[f"rank_{end}"].equals(table[f"rank_in_country_{end}"])


def test_a_unit_that_leads_everywhere_leads_always() -> None:
    known = scaled(error=0.0)
    for one in known.values():
        one.leaves[:, 4] = 1.0
    table = run(known, uncertainty=replace(EVERYTHING, measurement=False)).intervals
    assert (table.iloc[4] == 1).all()


def test_a_unit_whose_only_value_weighs_next_to_nothing_still_has_a_rank() -> None:
    tree = build_tree(two_blocks(), TWO_BLOCKS_LEAVES, weights={"homicides": 1e-9})
    known = scaled()
    for one in known.values():
        one.leaves[:, 0] = np.nan
        one.leaves[tree.leaves.index("homicides"), 0] = 0.5
    found = run(known, tree=tree)
    assert found.intervals.notna().all().all()
    # All that it has is never left out.
    assert "homicides" not in set(found.draws["left_out"])


def test_one_unit_is_first_in_every_replicate() -> None:
    known = {name: Scaled(*(part[:, 1:2] for part in vars(one).values())) for name, one in scaled().items()}
    table = run(known, codes=CODES[:1], countries=["HND"], top=(1,)).intervals
    assert (table == 1).all(axis=None)


def test_ties_everywhere_share_the_first_rank() -> None:
    known = {name: Scaled(np.full((4, UNITS), 0.5), *[np.zeros((4, UNITS))] * 2) for name in scaled()}
    with pytest.raises(MethodError, match="options change nothing anywhere"):
        run(known)
    found = run(known, uncertainty=replace(EVERYTHING, idle="hold"))
    assert (found.intervals == 1).all(axis=None)
    assert len(found.held) == 6


def test_progress_is_told_to_the_end() -> None:
    seen: list[tuple[int, int]] = []
    run(progress=lambda done, of: seen.append((done, of)))
    assert seen[-1] == (200, 200)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_run_that_would_not_fit_is_refused() -> None:
    with pytest.raises(MethodError, match=r"200000 rankings of 30 units take 23 MB, over the limit of 1 MB.*at most 8"):
        run(uncertainty=replace(EVERYTHING, replicates=200_000), memory_mb=1)


def test_every_fault_is_in_one_report() -> None:
    known = scaled()
    known[MINMAX].error[0, 1] = -0.1
    known[MINMAX].leaves[1, 2] = np.inf
    known[MINMAX].leaves[:, 3] = np.nan
    with pytest.raises(MethodError) as caught:
        run(known, uncertainty=replace(EVERYTHING, replicates=1, concentration=0.0), top=(0, 5))
    for part in (
        "uncertainty: 6 faults",
        "1 replicates give no interval",
        "a concentration of 0.0 is not 1 or more",
        "1 of 2 sizes of the top are below 1: 0",
        "1 of 30 units have errors that are negative, infinite or missing under declared declared minmax: HN0001",
        "1 of 30 units have values outside 0-1 under declared declared minmax: HN0002",
        "1 of 30 units have no value at all under declared declared minmax: HN0003",
    ):
        assert part in str(caught.value)


ALONE = {
    "treatment": {"treatments": ("declared", "none")},
    "missing": {"missing": ("declared", "group_median")},
    "normalisation": {"normalisations": ("minmax", "zscore", "percentile")},
    "aggregation": {"aggregations": ("arithmetic", "geometric")},
    "left_out": {"leave_out": True},
    "weights": {"concentration": 12.0},
    "measurement": {"measurement": True},
}


@pytest.mark.parametrize("choice", CHOICES)
def test_each_choice_alone_moves_ranks(choice: str) -> None:
    table = run(uncertainty=replace(HELD, **ALONE[choice])).intervals
    assert (table["rank_p95"] > table["rank_p5"]).any()


def test_with_nothing_varied_nothing_moves() -> None:
    table = run(uncertainty=HELD).intervals
    assert (table["rank_p95"] == table["rank_p5"]).all()


def test_defaults_vary_what_changes_a_score() -> None:
    found = run(uncertainty=Uncertainty(replicates=100))
    assert found.held == ()
    assert set(found.draws["treatment"]) == {"declared", "none"}
    assert found.draws["left_out"].notna().any()
