"""Check that no small count leaves, nor anything that it could be worked out from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catalogue import load_catalogue
from geo.errors import MethodError
from geo.export import protected, units_table, withhold
from tests.geo.export.conftest import COURT, INDEX, INDICATORS, SOURCE, STUDY

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.catalogue import Catalogue
    from geo.kinds import Tier

GROUPS = ["a"] * 4 + ["b"] * 3


def hidden(counts: list[float], groups: list[str]) -> tuple[list[int], set[str]]:
    index = [f"u{number}" for number in range(len(counts))]
    cells, totals = withhold(pd.Series(counts, index=index), groups=pd.Series(groups, index=index))
    return cells.astype(int).tolist(), set(totals)


@pytest.mark.parametrize(
    ("counts", "cells", "totals"),
    [
        # Nothing small: nothing is withheld. Zero is about nobody, missing about nothing.
        ([0, 5, 9, np.nan], [0, 0, 0, 0], set()),
        # Alone, 3 would be the total less what is shown: the next larger one goes with it.
        ([0, 3, 9, 7], [0, 1, 0, 1], set()),
        # Two of one: their sum, 2, would say that each is one.
        ([1, 1, 8, 9], [1, 1, 1, 0], set()),
        # 4 and 4 sum to 8: each could still be anything from 1 to 4 (and more).
        ([4, 4, 8, 9], [1, 1, 0, 0], set()),
        # Nothing else to withhold: the total has to go.
        ([0, 3, 0, np.nan], [0, 1, 0, 0], {"a"}),
        ([1, 1, 1, 0], [1, 1, 1, 0], {"a"}),
        # The smallest sum that is safe for two: 5.
        ([1, 4, 30, 40], [1, 1, 0, 0], set()),
        ([1, 3, 30, 40], [1, 1, 1, 0], set()),
    ],
)
def test_small_counts_go_with_as_many_more_as_it_takes(counts: list[float], cells: list[int], totals: set[str]) -> None:
    assert hidden(counts, ["a"] * 4) == (cells, totals)


def test_groups_are_looked_at_one_by_one() -> None:
    cells, totals = hidden([3, 9, 7, 20, 2, 0, 0], GROUPS)
    assert cells == [1, 0, 1, 0, 1, 0, 0]
    assert totals == {"b"}


@pytest.mark.parametrize("wrong", [-1.0, 2.5])
def test_what_is_no_count_is_told(wrong: float) -> None:
    with pytest.raises(MethodError, match=r"1 of 2 counts are negative or not whole, such as"):
        hidden([3.0, wrong], ["a", "a"])


@given(st.lists(st.tuples(st.integers(0, 12) | st.none(), st.sampled_from("ab")), min_size=1, max_size=12))
def test_no_small_count_can_be_worked_out_from_a_total(drawn: list[tuple[int | None, str]]) -> None:
    index = [f"u{number:02}" for number in range(len(drawn))]
    counts = pd.Series([np.nan if count is None else float(count) for count, _ in drawn], index=index)
    groups = pd.Series([group for _, group in drawn], index=index)
    cells, totals = withhold(counts, groups=groups)
    assert cells[(counts >= 1) & (counts < 5)].all()
    assert not cells[counts.eq(0) | counts.isna()].any()
    for group, known in counts.groupby(groups):
        gone = known[cells[known.index]]
        if not len(gone) or group in totals:
            continue
        # Who knows the total, the shown and the rule knows that each withheld one is 1 or more, and their sum.
        largest = gone.sum() - (len(gone) - 1)
        assert len(gone) > 1
        assert largest >= 4


COUNTED = SOURCE.replace(
    "killed: {title: {es: Muertes, en: Deaths}, countries: [HND, SLV], level: municipality, year: 2020}",
    "killed: {title: {es: Muertes, en: Deaths}, countries: [HND, SLV], level: municipality, year: 2020, "
    "counts: victims}",
)


@pytest.fixture
def counting() -> Catalogue:
    """Homicides as a count of victims; `deaths_share` is made of the same series."""
    assert COUNTED != SOURCE
    entries = INDICATORS.split("- id: ")
    entries = [text.replace("kind: share", "kind: count") if text.startswith("homicides") else text for text in entries]
    same = next(text for text in entries if text.startswith("homicides")).replace("kind: count", "kind: share")
    entries.append(same.replace("homicides", "deaths_share", 1).replace("pillar: violence", "pillar: gender_violence"))
    # Nothing is closed as a whole here: what goes with a closed indicator is looked at below.
    sources = {"sources/court.yml": COURT, "sources/office.yml": COUNTED.replace(", tier: internal", "")}
    return load_catalogue({"study.yml": STUDY, "index.yml": INDEX, "indicators.yml": "- id: ".join(entries), **sources})


@pytest.fixture
def counted(values: pd.DataFrame) -> pd.DataFrame:
    """Honduras: 2, missing, 9 victims. El Salvador: 20, 30 and, in another department, 40."""
    values.loc[values["indicator"] == "homicides", "value"] = [2.0, np.nan, 9.0, 20.0, 30.0, 40.0]
    share = values[values["indicator"] == "homicides"].assign(indicator="deaths_share")
    return pd.concat([values, share], ignore_index=True)


@pytest.fixture
def apart(counted: pd.DataFrame, scores: gpd.GeoDataFrame, counting: Catalogue) -> tuple[pd.DataFrame, pd.DataFrame]:
    scores["contribution_deaths_share"] = 1.0
    return protected(counted, scores, catalogue=counting, groups=scores.set_index("code")["adm1_code"])


def test_a_small_count_is_withheld_with_its_complement_and_its_rate(
    apart: tuple[pd.DataFrame, pd.DataFrame], counted: pd.DataFrame
) -> None:
    values, _ = apart
    gone = values[values["status"] == "suppressed"]
    assert sorted(zip(gone["code"], gone["indicator"], strict=True)) == [
        ("HN0101", "deaths_share"), ("HN0101", "homicides"), ("HN0103", "deaths_share"), ("HN0103", "homicides"),
    ]  # fmt: skip
    assert gone[["value", "raw_value", "se", "n", "coverage"]].isna().all(axis=None)
    left = values["status"] != "suppressed"
    pd.testing.assert_frame_equal(values[left], counted[left], check_dtype=False)


def test_a_score_less_its_other_parts_does_not_tell_it(
    apart: tuple[pd.DataFrame, pd.DataFrame], scores: gpd.GeoDataFrame
) -> None:
    _, told = apart
    one = told.set_index("code").loc["HN0101"]
    assert pd.isna(one["contribution_homicides"])
    assert pd.isna(one["contribution_deaths_share"])
    # Each of the two pillars is fed by one withheld indicator; the node above by both.
    assert pd.isna(one["node_violence"])
    assert pd.isna(one["node_gender_violence"])
    assert one["node_drivers"] == 10.0
    assert one["score"] == scores.set_index("code")["score"]["HN0101"]
    assert told.set_index("code").loc["SV0101", "contribution_homicides"] == 40.0


def test_a_lone_indicator_takes_the_nearest_one_along(
    counted: pd.DataFrame, scores: gpd.GeoDataFrame, counting: Catalogue
) -> None:
    values = counted[counted["indicator"] != "deaths_share"]
    told, parts = protected(values, scores, catalogue=counting, groups=scores.set_index("code")["adm1_code"])
    gone = told[told["status"] == "suppressed"]
    assert sorted(zip(gone["code"], gone["indicator"], strict=True)) == [
        ("HN0101", "access_to_justice"), ("HN0101", "homicides"),
        ("HN0103", "access_to_justice"), ("HN0103", "homicides"),
    ]  # fmt: skip
    # Both feed the one pillar, whose score is of the two together.
    assert parts.set_index("code").loc["HN0101", "node_violence"] == 10.0


def test_what_counts_nobody_is_left_alone(values: pd.DataFrame, scores: gpd.GeoDataFrame, catalogue: Catalogue) -> None:
    groups = scores.set_index("code")["adm1_code"]
    told, parts = protected(values, scores, catalogue=catalogue, groups=groups, tier="internal")
    assert told is values
    assert parts is scores


@pytest.mark.parametrize("tier", ["public", "partner"])
def test_a_lone_closed_indicator_takes_the_nearest_open_one_along(
    values: pd.DataFrame, scores: gpd.GeoDataFrame, catalogue: Catalogue, tier: Tier
) -> None:
    """`emigrants_by_cause` is internal: the score less the two others would be its part."""
    groups = scores.set_index("code")["adm1_code"]
    told, parts = protected(values, scores, catalogue=catalogue, groups=groups, tier=tier)
    gone = told[told["status"] == "suppressed"]
    # Nothing is known of homicides in HN0102, where another goes.
    assert sorted(zip(gone["code"], gone["indicator"], strict=True)) == [
        ("HN0101", "homicides"), ("HN0102", "access_to_justice"), ("HN0103", "homicides"),
        ("SV0101", "homicides"), ("SV0102", "homicides"), ("SV0201", "homicides"),
    ]  # fmt: skip
    one = parts.set_index("code").loc["SV0101"]
    assert pd.isna(one["contribution_homicides"])
    assert pd.isna(one["node_origin"])
    assert pd.isna(one["node_violence"])
    assert one["score"] == scores.set_index("code")["score"]["SV0101"]


def test_a_closed_indicator_without_weight_takes_nothing_along(
    values: pd.DataFrame, scores: gpd.GeoDataFrame, catalogue: Catalogue
) -> None:
    light = tuple(
        one.model_copy(update={"weight": 0.0}) if one.id == "emigrants_by_cause" else one
        for one in catalogue.indicators
    )
    told, _ = protected(
        values, scores, catalogue=replace(catalogue, indicators=light), groups=scores.set_index("code")["adm1_code"]
    )
    assert "suppressed" not in set(told["status"])


def test_the_table_that_leaves_says_withheld(apart: tuple[pd.DataFrame, pd.DataFrame], counting: Catalogue) -> None:
    values, scores = apart
    frame = units_table(scores, values, catalogue=counting).frame.set_index("code")
    assert frame.loc["HN0101", "status_homicides"] == "suppressed"
    assert pd.isna(frame.loc["HN0101", "value_homicides"])
