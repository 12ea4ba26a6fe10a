"""Check that choices are kept apart from data, that a log can be replayed, and that two results can be compared."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo.errors import MethodError
from geo.scoring import CompositeIndex, Uncertainty, compare, replay
from geo.scoring.replay import log_of
from geo.scoring.variants import scope_variants

from .worlds import TWO_BLOCKS_LEAVES, indicator, random_study, two_blocks, units, values

QUICK = Uncertainty(replicates=20)
PLACES, LONG = random_study()


def composite(**more: Any) -> CompositeIndex:
    settings: dict[str, Any] = {"seed": 1, "top": (3,), "uncertainty": QUICK}
    return CompositeIndex(two_blocks(), TWO_BLOCKS_LEAVES, **(settings | more))


CHOICES: list[dict[str, Any]] = [
    {},
    {"treatment": "auto", "missing": "group_median"},
    {"scope": "within_country", "normalisation": "rank"},
    {"missing": "model", "weighting": "critic"},
    {"weighting": "optimised", "aggregation": "harmonic"},
    {"weighting": "benefit_of_doubt"},
    {"weighting": "pca", "aggregation": "mazziotta_pareto"},
    {"weighting": "entropy", "aggregation": "geometric", "weights": {"injured": 3}},
    {"weighting": "equal", "aggregation": "copeland"},
]


def test_nothing_is_checked_or_learned_before_fit() -> None:
    wrong = CompositeIndex(two_blocks(), TWO_BLOCKS_LEAVES, seed=1, normalisation="magic", weighting="guess")  # type: ignore[arg-type]
    assert not [name for name in vars(wrong) if name.endswith("_")]
    with pytest.raises(MethodError) as caught:
        wrong.fit(LONG, units=PLACES)
    assert "normalisation `magic` is not known" in str(caught.value)
    assert "weighting `guess` is not known" in str(caught.value)
    with pytest.raises(MethodError, match="aggregation `sum` is not known"):
        composite(aggregation="sum").fit(LONG, units=PLACES)


def test_fit_returns_itself_and_learned_values_end_in_an_underscore() -> None:
    one = composite()
    assert one.fit(LONG, units=PLACES) is one
    pd.testing.assert_frame_equal(one.scores_, one.result_.scores)
    assert one.weights_.sum() == pytest.approx(1)
    assert one.tree_.nodes[-1] == "root"
    assert list(one.result_.steps) == ["raw", "imputed", "treated", "normalised", "scores"]
    assert set(one.get_params()) == {
        "index", "indicators", "seed", "treatment", "missing", "scope", "normalisation", "weighting", "aggregation",
        "weights", "uncertainty", "top",
    }  # fmt: skip


def test_params_can_be_changed_one_by_one() -> None:
    other = composite().fit(LONG, units=PLACES).with_params(aggregation="geometric")
    assert not hasattr(other, "result_")
    assert (other.aggregation, other.seed) == ("geometric", 1)
    with pytest.raises(MethodError, match="1 of 2 choices are not known: colour"):
        other.with_params(colour=1, seed=2)


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_every_choice_gives_scores_in_range_whose_parts_sum_to_them(choice: dict[str, Any]) -> None:
    result = composite(**choice).fit(LONG, units=PLACES).result_
    table = result.scores
    assert table["score"].between(0, 100).all()
    assert ((table["score_low"] <= table["score"] + 1e-9) & (table["score"] <= table["score_high"] + 1e-9)).all()
    assert (table.filter(like="contribution_").sum(axis=1) - table["score"]).abs().max() < 1e-9
    assert table[["rank", "rank_p5", "rank_p95"]].notna().all(axis=None)


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_the_order_of_rows_and_columns_changes_nothing(choice: dict[str, Any]) -> None:
    first = composite(**choice).fit(LONG, units=PLACES)
    tree = two_blocks()
    turned = CompositeIndex(
        tree.model_copy(update={"nodes": tree.nodes[::-1]}),
        TWO_BLOCKS_LEAVES[::-1],
        **{name: value for name, value in first.get_params().items() if name not in {"index", "indicators"}},
    ).fit(LONG.sample(frac=1, random_state=2), units=PLACES.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(turned.scores_, first.scores_, check_exact=True)


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_a_log_can_be_replayed_to_the_last_bit(choice: dict[str, Any]) -> None:
    first = composite(**choice).fit(LONG, units=PLACES)
    again = replay(json.loads(json.dumps(first.log_)), LONG, units=PLACES)
    pd.testing.assert_frame_equal(again.scores, first.scores_, check_exact=True)
    assert json.dumps(log_of(again)) == json.dumps(first.log_)
    assert [step["step"] for step in first.log_] == ["impute", "treat", "normalise", "weigh", "aggregate", "rank"]


def test_a_log_without_its_steps_is_refused() -> None:
    with pytest.raises(MethodError, match="5 of 6 steps are not in the log: treat, normalise"):
        replay([{"step": "impute"}], LONG, units=PLACES)


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_reweighting_by_nothing_changes_nothing(choice: dict[str, Any]) -> None:
    result = composite(**choice).fit(LONG, units=PLACES).result_
    quick = result.reweighted({})
    pd.testing.assert_frame_equal(quick, result.scores.set_index("code")[quick.columns])


def test_imputed_cells_say_so_and_are_no_evidence() -> None:
    plain, filled = (composite(missing=policy).fit(LONG, units=PLACES).result_ for policy in ("leave", "model"))
    gaps = plain.matrix.value.isna()
    assert filled.imputed.mask.equals(gaps)
    assert gaps.to_numpy().any()
    assert filled.normalised.notna().all(axis=None)
    pd.testing.assert_series_equal(filled.scores["coverage"], plain.scores["coverage"])
    assert not filled.matrix.value.equals(filled.imputed.values)
    # What is guessed may be wrong, and the interval knows it.
    assert filled.treated.se.where(filled.imputed.mask).notna().sum().sum() == gaps.sum().sum()


def test_what_was_handed_down_teaches_no_guess() -> None:
    gap = LONG["indicator"].eq("returnees") & LONG["code"].eq(PLACES["code"].iloc[0])
    holes = LONG.assign(value=LONG["value"].mask(gap), status=LONG["status"].mask(gap, "not_monitored"))
    checks = composite(missing="group_median").fit(holes, units=PLACES).result_.imputed.checks.set_index("indicator")
    assert checks["filled"].to_dict()["returnees"] == 0
    assert checks["known"].to_dict()["returnees"] == 0
    assert checks["filled"].to_dict()["injured"] > 0


def test_copeland_can_only_be_the_roots() -> None:
    tree = two_blocks()
    nodes = tuple(
        node.model_copy(update={"aggregation": "copeland"}) if node.id == "drivers" else node for node in tree.nodes
    )
    with pytest.raises(MethodError, match=r"1 of 5 nodes below the root are aggregated by `copeland`.*: drivers"):
        CompositeIndex(tree.model_copy(update={"nodes": nodes}), TWO_BLOCKS_LEAVES, seed=1).fit(LONG, units=PLACES)


def test_a_result_is_like_itself() -> None:
    result = composite().fit(LONG, units=PLACES).result_
    same = compare(result, result, top=(3, 5))
    assert same.choices.empty
    assert (same.moves["shift"] == 0).all()
    assert same.likeness.iloc[0].to_dict() == pytest.approx(
        {"ranked_both": 40, "pearson": 1, "spearman": 1, "kendall": 1, "mean_shift": 0, "greatest_shift": 0}
    )
    assert same.tops["jaccard"].tolist() == [1, 1]


def test_what_differs_is_named_and_moves_are_counted() -> None:
    a = composite().fit(LONG, units=PLACES).result_
    b = composite(aggregation="geometric", weights={"origin": 9}).fit(LONG, units=PLACES).result_
    told = compare(a, b, top=(3,))
    named = {(row.step, row.parameter): (row.a, row.b) for row in told.choices.itertuples()}
    assert named["aggregate", "nodes.root.aggregation"] == ("arithmetic", "geometric")
    assert named["weigh", "weights.origin"] == (None, 9)
    assert len(named) == 6
    ranks = [r.scores.set_index("code")["rank"].astype(float) for r in (a, b)]
    pd.testing.assert_series_equal(told.moves["shift"], ranks[0] - ranks[1], check_names=False)
    assert told.likeness["greatest_shift"].item() == (ranks[0] - ranks[1]).abs().max()
    tops = [set(r.index[r <= 3]) for r in ranks]
    assert told.tops["jaccard"].item() == len(tops[0] & tops[1]) / len(tops[0] | tops[1])
    assert told.tops["entered"].item() == ";".join(sorted(tops[1] - tops[0]))
    assert {"rank_p5_a", "rank_p95_b"} <= set(told.moves)


def test_comparing_units_of_one_result_only_and_a_top_of_zero() -> None:
    a = composite().fit(LONG, units=PLACES).result_
    few = PLACES.head(5)
    b = composite().fit(LONG[LONG["code"].isin(few["code"])], units=few).result_
    told = compare(a, b)
    assert len(told.moves) == 40
    assert told.moves["shift"].notna().sum() == 5
    with pytest.raises(MethodError, match="1 of 1 sizes of the top are below 1: 0"):
        compare(a, b, top=(0,))


def test_pooled_and_within_country_stand_side_by_side() -> None:
    places = pd.concat([units(6), units(6, country="GTM", prefix="GT")], ignore_index=True)
    column = [*range(6), *range(100, 106)]
    long = values(places["code"].tolist(), {"a": column})
    leaves = [indicator("a", "origin", comparable=False)]
    held = Uncertainty(replicates=5, normalisations=("minmax",), aggregations=("arithmetic",), concentration=None,
                       measurement=False)  # fmt: skip
    result = CompositeIndex(two_blocks(coverage_gate=0.0), leaves, seed=1, uncertainty=held).fit(long, units=places)
    table = scope_variants(result.result_, long, units=places).set_index("code")
    # Within its country HN0106 is first with GT0106; pooled it comes after all six of Guatemala.
    assert table.loc["HN0106", ["rank", "rank_within_country", "rank_pooled"]].tolist() == [1, 1, 7]
    assert table.loc["HN0106", "shift_pooled"] == -6
    assert table.loc["GT0101", "shift_pooled"] == 11 - 6
    assert (table["shift_within_country"] == 0).all()
    assert table[["rank_p5_pooled", "rank_p95_within_country"]].notna().all(axis=None)
    np.testing.assert_allclose(table["score"], table["score_within_country"])
