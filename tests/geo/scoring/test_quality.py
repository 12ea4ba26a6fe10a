"""Check that what an index should not hide is found, and that nothing else is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.scoring import Uncertainty, score_units
from geo.scoring.aggregate import node_values
from geo.scoring.quality import alpha, coherence, explained_variance, filled_gaps, pairs, quality
from geo.scoring.weigh import build_tree, leaf_weights

from .worlds import TWO_BLOCKS_LEAVES, random_study, two_blocks

TREE = build_tree(two_blocks(), TWO_BLOCKS_LEAVES)
IDS = list(TREE.leaves)
PLACES, LONG = random_study()


def of(correlation: float, *, columns: tuple[str, str] = ("homicides", "injured"), count: int = 50) -> pd.DataFrame:
    """Four columns without correlation but for two, whose correlation is exact."""
    left, _, _ = np.linalg.svd(np.random.default_rng(1).normal(size=(count, 4)), full_matrices=False)
    left = np.linalg.qr(left - left.mean(axis=0))[0]
    frame = pd.DataFrame(left, columns=IDS)
    frame[columns[1]] = correlation * frame[columns[0]] + np.sqrt(1 - correlation**2) * frame[columns[1]]
    return frame


def flagged(frame: pd.DataFrame) -> list[tuple[str, str, str]]:
    table = pairs(frame, tree=TREE)
    return [(row.id, row.other, row.flag) for row in table[table["flag"] != ""].itertuples()]


def test_pairs_that_say_the_same_are_flagged_wherever_they_stand() -> None:
    assert flagged(of(0.91)) == [("homicides", "injured", "collinear")]
    assert flagged(of(0.89)) == []
    assert flagged(of(0.91, columns=("poor", "returnees"))) == [("poor", "returnees", "collinear")]
    assert flagged(of(-0.91, columns=("poor", "returnees"))) == [("poor", "returnees", "collinear")]


def test_pairs_that_contradict_are_flagged_within_a_pillar() -> None:
    assert flagged(of(-0.41)) == [("homicides", "injured", "counter_directed")]
    assert flagged(of(-0.39)) == []
    assert flagged(of(-0.41, columns=("poor", "returnees"))) == []


def test_pairs_with_too_few_places_say_nothing() -> None:
    frame = of(0.99)
    frame.loc[9:, "homicides"] = np.nan
    table = pairs(frame, tree=TREE)
    assert "homicides" not in {*table["id"], *table["other"]}
    assert len(table) == 3
    frame = of(0.99)
    frame.loc[10:, "homicides"] = np.nan
    assert pairs(frame, tree=TREE)["n"].tolist().count(10) == 3


def test_alpha_by_hand() -> None:
    # k = 2: 2 (1 - (1 + 1) / (1 + 1 + 2 r)) = 2 r / (1 + r) for equal variances.
    for r in (0.0, 0.5, 0.9, -0.5):
        assert alpha(of(r)[["homicides", "injured"]]) == pytest.approx(2 * r / (1 + r), abs=1e-12)
    assert np.isnan(alpha(of(0.5)[["homicides"]]))


def test_shares_of_components_by_hand() -> None:
    told = explained_variance(of(0.5)[["homicides", "injured"]])
    assert told["eigenvalue"].tolist() == pytest.approx([1.5, 0.5])
    assert told["share"].tolist() == pytest.approx([0.75, 0.25])
    assert told.index.tolist() == [1, 2]


def test_coherence_flags_what_is_not_one_thing() -> None:
    loose, tight = of(0.3)[["homicides", "injured"]], of(0.8)[["homicides", "injured"]]
    table = coherence({"loose": loose, "tight": tight, "single": loose[["injured"]], "flat": loose * 0})
    rows = table[table["check"] == "alpha"].set_index("node")
    assert rows["flag"].to_dict() == {"loose": "low_coherence", "tight": ""}
    three = of(0.8)[["homicides", "injured", "poor"]]
    without = coherence({"p": three}).query("check == 'alpha_without'").set_index("id")
    assert without["flag"].to_dict() == {"homicides": "", "injured": "", "poor": "better_without"}


def test_gaps_are_filled_by_what_the_score_puts_there() -> None:
    frame = pd.DataFrame(np.random.default_rng(3).random((20, 4)), columns=IDS)
    frame = frame.mask(np.random.default_rng(4).random((20, 4)) < 0.4)
    filled = filled_gaps(frame, tree=TREE)
    pd.testing.assert_frame_equal(filled.where(frame.notna()), frame)
    score = node_values(frame.to_numpy().T, tree=TREE)[-1]
    np.testing.assert_allclose(filled.to_numpy() @ leaf_weights(TREE).to_numpy(), score, atol=1e-12)
    np.testing.assert_array_equal(filled.isna().any(axis=1), np.isnan(score))


def result(**more: object) -> object:
    options = {"index": two_blocks(), "indicators": TWO_BLOCKS_LEAVES, "uncertainty": Uncertainty(replicates=10)}
    return score_units(LONG, units=PLACES, seed=1, **{**options, **more})  # type: ignore[arg-type]


def test_a_whole_result_is_checked() -> None:
    table = quality(result())  # type: ignore[arg-type]
    shares = {name: rows.set_index("id")["value"] for name, rows in table.groupby("check")}
    assert shares["nominal_weight"].sum() == pytest.approx(1)
    assert shares["variance_share"].sum() == pytest.approx(1)
    assert shares["shapley_effect"].sum() == pytest.approx(1)
    assert set(shares) == {
        "nominal_weight", "variance_share", "shapley_effect", "correlation_ratio", "correlation", "alpha",
        "eigenvalue_share",
    }  # fmt: skip
    assert len(table[table["check"] == "correlation"]) == 6
    assert table["value"].notna().all()
    assert set(table[table["check"] == "alpha"]["node"]) == {"violence", "drivers", "root"}


def test_an_indicator_that_runs_against_the_rest_is_flagged() -> None:
    turned = LONG.assign(value=LONG["value"].where(LONG["indicator"] != "injured", -LONG["value"]))
    table = quality(score_units(turned, units=PLACES, seed=1, index=two_blocks(), indicators=TWO_BLOCKS_LEAVES,
                                weights={"injured": 0.3}, uncertainty=Uncertainty(replicates=10)))  # fmt: skip
    rows = table[table["flag"] == "against_the_rest"]
    assert rows["id"].tolist() == ["injured"]


def test_the_same_result_gives_the_same_table() -> None:
    pd.testing.assert_frame_equal(quality(result()), quality(result()), check_exact=True)  # type: ignore[arg-type]


def test_one_unit_is_defined() -> None:
    one = PLACES.head(1)
    alone = score_units(LONG[LONG["code"].isin(one["code"])], units=one, seed=1, index=two_blocks(),
                        indicators=TWO_BLOCKS_LEAVES)  # fmt: skip
    table = quality(alone)
    assert table.loc[table["check"] == "nominal_weight", "value"].sum() == pytest.approx(1)
    assert table.loc[table["check"] == "variance_share", "value"].isna().all()
    assert table["flag"].eq("").all()
