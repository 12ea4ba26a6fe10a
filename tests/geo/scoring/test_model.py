"""Check a whole study: by hand, in any order, with gaps, and with every fault in one report."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

from geo.contracts import check_scores
from geo.errors import MethodError
from geo.scoring import Result, Uncertainty, score_units

from .worlds import TWO_BLOCKS_LEAVES, random_study, two_blocks, units, values

HELD = Uncertainty(replicates=50, normalisations=("minmax", "percentile"), measurement=False)


def scored(places: pd.DataFrame, long: pd.DataFrame, **more: object) -> Result:
    settings: dict = {
        "units": places,
        "index": two_blocks(),
        "indicators": TWO_BLOCKS_LEAVES,
        "seed": 1,
        "top": (3,),
        "uncertainty": Uncertainty(replicates=50),
    }
    result = score_units(long, **{**settings, **more})
    check_scores(result.scores)
    return result


def toy() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Five units: one sound at each end, one in between, one with little data, one without any."""
    places = units(5)
    columns = {
        "returnees": [0, 10, 4, np.nan, np.nan],
        "homicides": [0, 50, 10, np.nan, np.nan],
        "injured": [0, 8, 2, 4, np.nan],
        "poor": [0.1, 0.5, np.nan, np.nan, np.nan],
    }
    return places, values(places["code"].tolist(), columns)


def test_the_toy_study_by_hand() -> None:
    people = pd.Series({"HN0101": 100, "HN0103": 300})
    result = scored(*toy(), uncertainty=HELD, people=people)
    table = result.scores.set_index("code")
    # HN0103: origin 0.4; violence (0.2 + 0.25) / 2 = 0.225 stands for drivers; 1/4 x 0.4 + 3/4 x 0.225.
    np.testing.assert_allclose(table["score"], [0, 100, 26.875, 50, np.nan])
    np.testing.assert_allclose(table["node_drivers"], [0, 100, 22.5, 50, np.nan])
    np.testing.assert_allclose(table["node_origin"], [0, 100, 40, np.nan, np.nan])
    # With all weights: 1/4 x 0.4 + 3/8 x 0.225 and a missing 3/8 at either end; HN0104 knows 3/16 only.
    np.testing.assert_allclose(table["score_low"], [0, 100, 18.4375, 9.375, 0])
    np.testing.assert_allclose(table["score_high"], [0, 100, 55.9375, 90.625, 100])
    np.testing.assert_allclose(table["coverage"], [1, 1, 0.625, 0.1875, 0])
    assert table["gate"].tolist() == ["ranked", "ranked", "ranked", "below_gate", "no_data"]
    assert table["rank"].tolist() == [3, 1, 2, pd.NA, pd.NA]
    assert table["rank_p50"].tolist()[:3] == [3, 1, 2]
    assert table.loc["HN0104", ["rank_p5", "rank_p95", "p_top_3"]].isna().all()
    assert table["flags"].tolist()[3:] == [
        "no_data_origin;low_coverage;dominated:injured",
        "no_data_origin;no_data_drivers;low_coverage",
    ]
    np.testing.assert_array_equal(table["people"], [100, np.nan, 300, np.nan, np.nan])
    parts = table.filter(like="contribution_").loc["HN0103"]
    np.testing.assert_allclose(parts.sum(), 26.875)
    assert parts["contribution_returnees"] == pytest.approx(10)
    assert parts["contribution_poor"] == 0


@pytest.mark.parametrize("aggregation", ["arithmetic", "geometric"])
def test_contributions_sum_to_every_score(aggregation: str) -> None:
    result = scored(*random_study(), index=two_blocks(aggregation))
    parts = result.scores.filter(like="contribution_").sum(axis=1)
    assert (parts - result.scores["score"]).abs().max() < 1e-9


def test_order_of_rows_indicators_and_nodes_changes_nothing() -> None:
    places, long = random_study()
    tree = two_blocks()
    turned = scored(
        places.sample(frac=1, random_state=1),
        long.sample(frac=1, random_state=2),
        index=tree.model_copy(update={"nodes": tree.nodes[::-1]}),
        indicators=TWO_BLOCKS_LEAVES[::-1],
    )
    pd.testing.assert_frame_equal(turned.scores, scored(places, long).scores, check_exact=True)


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, second = (scored(*random_study(), workers=workers).scores.to_csv() for workers in (1, 2))
    assert first == second


def test_a_missing_value_is_not_a_zero() -> None:
    places, long = toy()
    zero = long.copy()
    gap = zero["value"].isna() & zero["indicator"].eq("poor") & zero["code"].eq("HN0103")
    zero.loc[gap, ["value", "status"]] = [0.1, "observed"]
    missing, known = scored(places, long, uncertainty=HELD), scored(places, zero, uncertainty=HELD)
    at = missing.scores["code"].eq("HN0103")
    assert missing.scores.loc[at, "score"].item() > known.scores.loc[at, "score"].item()


def test_inherited_values_count_half_and_widen_the_rank() -> None:
    places, long = random_study()
    handed = scored(places, long)
    own = scored(places, long.assign(status="observed", level="municipality").where(long["value"].notna(), long))
    assert (own.scores["coverage"] - handed.scores["coverage"]).tolist() == pytest.approx([0.125] * len(places))
    assert handed.scores["flags"].str.contains("inherited_origin").all()
    widths = [(r.scores["rank_p95"] - r.scores["rank_p5"]).mean() for r in (handed, own)]
    assert widths[0] > widths[1]


def test_an_indicator_with_a_direction_is_turned_once() -> None:
    places, long = random_study()
    good = tuple(leaf.model_copy(update={"direction": -1}) if leaf.id == "poor" else leaf for leaf in TWO_BLOCKS_LEAVES)
    mirrored = long.assign(value=long["value"].where(long["indicator"].ne("poor"), -long["value"]))
    np.testing.assert_allclose(
        scored(places, mirrored, indicators=good).scores["score"], scored(places, long).scores["score"], atol=1e-9
    )


def test_reweighting_is_scoring_with_those_weights() -> None:
    places, long = random_study()
    weights = {"origin": 2.0, "injured": 0.0}
    quick = scored(places, long).reweighted(weights)
    full = scored(places, long, weights=weights).scores.set_index("code")
    pd.testing.assert_frame_equal(quick, full[quick.columns], check_exact=True)


def test_reweighting_refuses_what_scoring_refuses() -> None:
    result = scored(*random_study())
    with pytest.raises(MethodError, match="neither node nor indicator: nowhere"):
        result.reweighted({"nowhere": 1})


def test_one_unit_and_no_ranked_unit_are_defined() -> None:
    places, long = toy()
    alone = scored(places.head(1), long[long["code"] == "HN0101"])
    assert alone.sensitivity is None
    assert alone.scores[["score", "rank", "rank_p5", "rank_p95", "p_top_3"]].values.tolist() == [[50, 1, 1, 1, 1]]
    none = scored(places, long[:0])
    assert none.scores["gate"].eq("no_data").all()
    assert none.scores["rank"].isna().all()
    assert none.scores["score"].isna().all()


def test_a_gate_of_zero_still_ranks_nobody_without_data() -> None:
    result = scored(*toy(), index=two_blocks(coverage_gate=0.0), uncertainty=HELD)
    assert result.scores["gate"].tolist() == ["ranked"] * 4 + ["no_data"]


def test_lakes_are_not_scored() -> None:
    places, long = random_study()
    lake = places.tail(1).assign(code="HN9901", kind="lake")
    result = scored(pd.concat([places, lake]), long)
    assert "HN9901" not in set(result.scores["code"])


def test_goalposts_can_be_the_scale() -> None:
    posts = tuple(leaf.model_copy(update={"goalposts": (-5.0, 5.0)}) for leaf in TWO_BLOCKS_LEAVES)
    places, long = random_study()
    result = scored(places, long, indicators=posts, normalisation="goalposts")
    raw = long[long["indicator"] == "poor"].set_index("code")["value"]
    np.testing.assert_allclose(result.normalised["poor"], ((raw + 5) / 10).clip(0, 1))


def test_every_fault_is_in_one_report() -> None:
    places, long = random_study()
    bad = long.copy()
    bad.loc[0, "value"] = np.inf
    with pytest.raises(MethodError) as caught:
        scored(
            places,
            bad,
            weights={"nowhere": 1, "violence": 0, "poverty": 0},
            normalisation="goalposts",
            uncertainty=Uncertainty(replicates=0),
            top=(0,),
        )
    for part in (
        "scoring: 5 faults",
        "neither node nor indicator: nowhere",
        "values are infinite: HN0101 returnees",
        "0 replicates give no interval",
        "4 of 4 indicators have no goalposts",
        "1 of 1 sizes of the top are below 1: 0",
    ):
        assert part in str(caught.value)


def test_the_result_remembers_how_it_came_about() -> None:
    places, long = random_study()
    result = scored(places, long)
    assert result.weights.sum() == pytest.approx(1)
    assert result.normalised.shape == result.matrix.value.shape == (40, 4)
    assert (result.normalisation, result.seed, result.uncertainty.replicates) == ("minmax", 1, 50)
    assert result.sensitivity is not None
    assert len(result.sensitivity.draws) == 50


def test_the_rank_in_the_country_stands_beside_the_pooled_one_with_its_interval() -> None:
    places, long = random_study()
    places["iso3"] = np.where(np.arange(len(places)) % 3 == 0, "GTM", "HND")
    table = scored(places, long).scores
    for _, rows in table.groupby("iso3"):
        assert rows["rank_in_country"].tolist() == rows["score"].rank(ascending=False, method="min").tolist()
        assert (rows["rank_in_country_p95"] <= len(rows)).all()
    order = list(table)
    for name in ("rank", "rank_in_country"):
        at = order.index(name)
        assert order[at + 1 : at + 4] == [f"{name}_p5", f"{name}_p50", f"{name}_p95"]
    alone = scored(places.head(1), long[long["code"] == "HN0101"]).scores
    assert alone.filter(like="rank_in_country").to_numpy().tolist() == [[1, 1, 1, 1]]


def test_a_result_tells_what_moves_its_ranks() -> None:
    result = scored(*random_study())
    shares = result.choice_shares().summary
    assert {"normalisation", "weights", "measurement", "left_out"} <= set(shares["choice"])
    assert result.leave_one_out(top=(3,))["indicator"].tolist() == list(result.tree.leaves)
    places, long = toy()
    alone = scored(places.head(1), long[long["code"] == "HN0101"])
    with pytest.raises(MethodError, match="fewer than two units are ranked"):
        alone.choice_shares()
    assert alone.leave_one_out(top=(3,))["mean_shift"].isna().all()


def test_a_treatment_that_nobody_declared_is_held_and_told() -> None:
    result = scored(*random_study())
    assert result.sensitivity is not None
    assert result.sensitivity.held == ("treatment none (gives the scores of declared)",)


def test_the_work_may_be_done_elsewhere() -> None:
    with ThreadPoolExecutor(2) as pool:
        elsewhere = scored(*random_study(), executor=pool)
    pd.testing.assert_frame_equal(elsewhere.scores, scored(*random_study()).scores, check_exact=True)
