"""Check by trial that the change named is enough, and that a little less is not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from geo.errors import MethodError
from geo.scoring import Result, Uncertainty, score_units
from geo.scoring.aggregate import node_values
from geo.scoring.entry import to_enter_top

from .worlds import TWO_BLOCKS_LEAVES, random_study, two_blocks, units, values

PLACES, LONG = random_study()
QUICK = Uncertainty(replicates=5)
HELD = Uncertainty(
    replicates=5, normalisations=("minmax",), aggregations=("arithmetic",), concentration=None, measurement=False
)
K = 5


def scored(**more: Any) -> Result:
    settings: dict[str, Any] = {"units": PLACES, "index": two_blocks(), "indicators": TWO_BLOCKS_LEAVES, "seed": 1,
                                "uncertainty": QUICK}  # fmt: skip
    return score_units(more.pop("long", LONG), **(settings | more))


def outside(result: Result, *, above: int = K) -> list[str]:
    table = result.scores
    return table.loc[table["rank"].between(above + 1, above + 10), "code"].tolist()


@pytest.mark.parametrize("aggregation", ["arithmetic", "geometric", "harmonic", "mazziotta_pareto"])
def test_what_is_named_is_enough_and_a_little_less_is_not(aggregation: str) -> None:
    result = scored(aggregation=aggregation)
    told = to_enter_top(result, outside(result), k=K)
    enough = told[told["verdict"] == "enough"]
    assert len(enough) > 3
    for row in enough.itertuples():
        column = result.tree.leaves.index(row.indicator)
        for value, passes in ((row.needed, True), (row.needed - 1e-9, False)):
            leaves = result.normalised.loc[row.code].to_numpy(float, copy=True)
            leaves[column] = max(value, 0)
            score = 100 * node_values(leaves[:, None], tree=result.tree)[-1, 0]
            # Rounding alone decides at the threshold itself.
            assert score >= row.threshold - 1e-10 if passes else score <= row.threshold + 1e-10 or row.needed == 0


def test_what_is_not_enough_is_not_enough_at_its_worst() -> None:
    result = scored()
    told = to_enter_top(result, outside(result, above=20), k=K)
    never = told[told["verdict"] == "not_by_this_alone"]
    assert len(never) > 3
    assert never[["needed", "value_needed"]].isna().all(axis=None)
    for row in never.itertuples():
        leaves = result.normalised.loc[row.code].to_numpy(float, copy=True)
        leaves[result.tree.leaves.index(row.indicator)] = 1.0
        assert 100 * node_values(leaves[:, None], tree=result.tree)[-1, 0] <= row.threshold


def test_by_hand_in_both_units() -> None:
    # One pillar each: 0.25 x + 0.75 y; the second of three stands at 50, and the third at 0.25 * 0.2 + 0.75 * 0.5 =
    # 42.5.
    places = units(3)
    long = values(places["code"].tolist(), {"returnees": [100, 50, 20], "poor": [0, 50, 50]})
    # returnees: 1, 0.375, 0; poor 0, 1, 1.
    result = scored(long=long, units=places, index=two_blocks(coverage_gate=0.0), uncertainty=HELD)
    assert result.scores["rank"].tolist() == [3, 1, 2]
    told = to_enter_top(result, ["HN0101", "HN0103"], k=1).set_index(["code", "indicator"])
    # To pass 0.84375, HN0103 needs 0.25 x > 0.09375: 0.375, which is 50 returnees.
    row = told.loc["HN0103", "returnees"]
    assert row["needed"] == pytest.approx(0.375)
    assert row["value_needed"] == pytest.approx(50)
    assert (row["value_now"], row["now"], row["score"], row["threshold"]) == (20, 0, 75, 84.375)
    # HN0101 has all of its returnees, and needs 0.75 y > 0.59375 in poverty.
    assert told.loc[("HN0101", "poor"), "needed"] == pytest.approx(0.59375 / 0.75)
    assert told.loc[("HN0101", "poor"), "value_needed"] == pytest.approx(50 * 0.59375 / 0.75)
    assert told.loc[("HN0101", "returnees"), "verdict"] == "not_by_this_alone"
    # Violence is known of nobody, so there is no scale to say it in.
    assert told.loc["HN0103", "homicides"][["now", "value_now", "value_needed"]].isna().all()


@pytest.mark.parametrize("normalisation", ["minmax", "percentile", "zscore", "rank", "goalposts"])
@pytest.mark.parametrize("direction", [1, -1])
def test_the_value_in_its_own_unit_is_the_one_on_the_scale(normalisation: str, direction: int) -> None:
    more = {"direction": direction, "goalposts": (-6.0, 6.0), "treatment": "winsorise"}
    leaves = tuple(leaf.model_copy(update=more) for leaf in TWO_BLOCKS_LEAVES)
    result = scored(indicators=leaves, normalisation=normalisation)
    told = to_enter_top(result, outside(result), k=K)
    enough = told[(told["verdict"] == "enough") & told["now"].notna()]
    assert len(enough)
    changed = LONG.set_index(["code", "indicator"])["value"]
    for row in enough.itertuples():
        assert (row.value_needed - row.value_now) * direction > 0
        column = changed.xs(row.indicator, level="indicator").sort_index()
        fitted = result.normalised[row.indicator]
        # Where the highest values tie, a percentile ends below 1, and so must what is asked for.
        assert normalisation != "percentile" or row.needed <= fitted.max() + 1e-9
        # Between the known values on either side of it, its place on the scale is between theirs.
        calmer = fitted[column * direction <= row.value_needed * direction - 1e-9]
        needier = fitted[column * direction >= row.value_needed * direction + 1e-9]
        assert calmer.max() <= row.needed + 1e-9
        assert not len(needier) or needier.min() >= row.needed - 1e-9


def test_a_bent_scale_is_bent_back() -> None:
    rng = np.random.default_rng(7)
    places = units(40)
    columns = {"returnees": rng.lognormal(0, 2, 40), "poor": rng.random(40)}
    leaves = tuple(leaf.model_copy(update={"treatment": "log"}) for leaf in TWO_BLOCKS_LEAVES)
    result = scored(long=values(places["code"].tolist(), columns), units=places, indicators=leaves,
                    index=two_blocks(coverage_gate=0.0), uncertainty=HELD)  # fmt: skip
    assert set(result.treated.shapes["treatment"]) == {"log", "none"}
    told = to_enter_top(result, outside(result), k=K)
    row = told[(told["verdict"] == "enough") & (told["indicator"] == "returnees") & told["now"].notna()].iloc[0]
    bent = result.treated.bends["returnees", "all"].apply(np.array([row["value_needed"]]))[0]
    column = result.treated.values["returnees"]
    assert (bent - column.min()) / (column.max() - column.min()) == pytest.approx(row["needed"], abs=1e-9)


def test_verdicts_that_need_no_search() -> None:
    result = scored(index=two_blocks(coverage_gate=0.8))
    table = result.scores.set_index("code")
    inside, low = table.index[table["rank"] == 1][0], table.index[table["gate"] == "below_gate"][0]
    told = to_enter_top(result, [inside, low], k=K)
    assert told.groupby("code")["verdict"].unique().map(list).to_dict() == {inside: ["already_in"], low: ["not_ranked"]}
    assert set(to_enter_top(result, [inside], k=100)["verdict"]) == {"open"}
    assert told["needed"].isna().all()
    assert to_enter_top(result, [], k=K).empty


def test_what_cannot_be_asked_is_refused() -> None:
    result = scored()
    with pytest.raises(MethodError, match="1 of 1 codes are not among the scored units: XX"):
        to_enter_top(result, ["XX"], k=K)
    with pytest.raises(MethodError, match="a top of 0 places holds nobody"):
        to_enter_top(result, outside(result), k=0)
    with pytest.raises(MethodError, match="places decide each other"):
        to_enter_top(scored(aggregation="copeland"), outside(result), k=K)


def test_ties_at_the_threshold_must_be_passed() -> None:
    places = units(3)
    long = values(places["code"].tolist(), {"poor": [1, 1, 0]})
    result = scored(long=long, units=places, index=two_blocks(coverage_gate=0.0), uncertainty=HELD)
    told = to_enter_top(result, ["HN0103"], k=1).set_index("indicator")
    # Nobody stands above 100 points.
    assert told.loc["poor", "verdict"] == "not_by_this_alone"
