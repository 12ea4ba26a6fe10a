"""Check that whatever is wrong with what comes in, there is one clear report or a defined result, and no silent gap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from geo.catalogue import Index
from geo.contracts import check_scores
from geo.errors import MethodError
from geo.scoring import Uncertainty, score_units
from geo.scoring.quality import quality
from geo.scoring.weighting import WEIGHTINGS

from .worlds import TWO_BLOCKS_LEAVES, indicator, random_study, two_blocks, units, values

if TYPE_CHECKING:
    import pandas as pd

HELD = Uncertainty(
    replicates=5, normalisations=("minmax",), aggregations=("arithmetic",), concentration=None, measurement=False
)
AGGREGATIONS = ("arithmetic", "geometric", "harmonic", "mazziotta_pareto", "copeland")
WEIGHTS = ("given", *WEIGHTINGS)
PLACES, LONG = random_study(20)


def scored(long: pd.DataFrame = LONG, **more: Any) -> pd.DataFrame:
    settings: dict[str, Any] = {
        "units": PLACES, "index": two_blocks(), "indicators": TWO_BLOCKS_LEAVES, "seed": 1,
        "uncertainty": HELD, "top": (3,),
    }  # fmt: skip
    result = score_units(long, **(settings | more))
    quality(result)
    return check_scores(result.scores)


def sound(table: pd.DataFrame) -> None:
    """Every rank stands on a score and an interval, and every score on parts that sum to it."""
    ranked = table["rank"].notna()
    assert (
        table.loc[ranked, ["score", "score_low", "score_high", "rank_p5", "rank_p95", "p_top_3"]].notna().all(axis=None)
    )
    assert table.loc[~ranked, ["rank_p5", "rank_p95"]].isna().all(axis=None)
    assert (ranked == table["gate"].eq("ranked")).all()
    told = table[table["score"].notna()]
    np.testing.assert_allclose(told.filter(like="contribution_").sum(axis=1), told["score"], atol=1e-9)
    assert np.isfinite(told[["score", "score_low", "score_high", "coverage"]]).all(axis=None)


def with_column(id_: str, column: object) -> pd.DataFrame:
    changed = LONG.copy()
    at = changed["indicator"] == id_
    changed.loc[at, "value"] = column
    changed.loc[at, "status"] = np.where(changed.loc[at, "value"].isna(), "not_monitored", "observed")
    return changed


@pytest.mark.parametrize("aggregation", AGGREGATIONS)
@pytest.mark.parametrize("weighting", WEIGHTS)
@pytest.mark.parametrize(
    ("what", "column"), [("constant", 4.0), ("all missing", np.nan), ("one value", [3.0] + [np.nan] * 19)]
)
def test_columns_that_tell_nothing(aggregation: str, weighting: str, what: str, column: object) -> None:
    sound(scored(with_column("poor", column), aggregation=aggregation, weighting=weighting))


@pytest.mark.parametrize("aggregation", AGGREGATIONS)
@pytest.mark.parametrize("weighting", WEIGHTS)
def test_ties_everywhere(aggregation: str, weighting: str) -> None:
    table = scored(LONG.assign(value=2.0, status="observed"), aggregation=aggregation, weighting=weighting)
    sound(table)
    np.testing.assert_allclose(table["score"], 50)
    assert (table["rank"] == 1).all()


@pytest.mark.parametrize("aggregation", AGGREGATIONS)
@pytest.mark.parametrize("weighting", WEIGHTS)
def test_one_unit_and_no_value(aggregation: str, weighting: str) -> None:
    alone = PLACES.head(1)
    own = LONG[LONG["code"].isin(alone["code"])]
    table = scored(own, units=alone, aggregation=aggregation, weighting=weighting)
    sound(table)
    assert table["rank"].tolist() == [1]
    empty = scored(LONG[:0], aggregation=aggregation, weighting=weighting)
    sound(empty)
    assert empty["gate"].eq("no_data").all()
    assert empty["score_low"].eq(0).all()


@pytest.mark.parametrize("aggregation", AGGREGATIONS)
@pytest.mark.parametrize("treatment", ["none", "winsorise", "log", "boxcox", "auto"])
def test_negative_values_have_a_place_under_every_mean_and_treatment(aggregation: str, treatment: str) -> None:
    skewed = -np.exp(np.linspace(0, 12, 20))
    sound(scored(with_column("poor", skewed), aggregation=aggregation, treatment=treatment))


@pytest.mark.parametrize("missing", ["leave", "group_median", "model"])
def test_a_pillar_without_indicators_keeps_its_place_and_weight(missing: str) -> None:
    leaves = [leaf for leaf in TWO_BLOCKS_LEAVES if leaf.id != "poor"]
    table = scored(LONG[LONG["indicator"] != "poor"], indicators=leaves, missing=missing)
    sound(table)
    assert table["node_poverty"].isna().all()
    assert (table["coverage"] <= 1 - 3 / 8 + 1e-12).all()


def refused(*parts: str, **more: Any) -> None:
    with pytest.raises(MethodError) as caught:
        scored(**more)
    for part in parts:
        assert part in str(caught.value)


def test_what_cannot_be_scored_is_refused_in_one_report() -> None:
    bad = LONG.copy()
    bad.loc[0, "value"] = -np.inf
    bad.loc[1, "se"] = -0.1
    refused(
        "scoring: 6 faults",
        "values are infinite: HN0101 returnees",
        "standard errors are negative or infinite: HN0102 returnees",
        "1 of 3 weights are given for ids that are neither node nor indicator: nowhere",
        "1 of 9 weights are negative or not finite: poor (-1)",
        "weighting `guess` is not known",
        "normalisation `magic` is not known",
        long=bad,
        weights={"nowhere": 1, "poor": -1, "injured": 2},
        weighting="guess",
        normalisation="magic",
    )


def test_weights_that_sum_to_zero_are_refused() -> None:
    refused("1 of 5 nodes have children whose weights sum to zero: violence", weights={"homicides": 0, "injured": 0})


def test_an_indicator_in_two_pillars_is_refused() -> None:
    twice = (*TWO_BLOCKS_LEAVES, indicator("poor", "violence"))
    refused("1 of 5 indicators stand twice: poor. Give each indicator one entry and one pillar.", indicators=twice)


def test_an_indicator_without_a_pillar_is_refused() -> None:
    refused("name a pillar that is not a leaf of the tree: x -> nowhere", indicators=[indicator("x", "nowhere")])


def test_options_that_are_not_known_are_refused_together() -> None:
    refused(
        "options: 4 faults", "treatment `shave`", "missing `zero`", "scope `world`", "aggregation `sum`",
        treatment="shave", missing="zero", scope="world", aggregation="sum",
    )  # fmt: skip


def test_a_policy_that_lacks_its_table_is_refused() -> None:
    refused("4 of 4 indicators ask for `neighbours`", missing="neighbours")


def test_two_roots_and_no_units_are_refused() -> None:
    tree = two_blocks()
    nodes = tuple(node.model_copy(update={"parent": None}) if node.id == "origin" else node for node in tree.nodes)
    refused("2 nodes have no parent", index=Index(nodes=nodes))
    refused(
        "none of 0 units can be scored", units=units(0), long=values([], {leaf.id: [] for leaf in TWO_BLOCKS_LEAVES})
    )
