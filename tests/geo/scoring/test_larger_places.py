"""Average scores by people, and rank the places in every replicate as their units are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import MethodError
from geo.scoring import Result, Uncertainty, score_levels, score_places, score_units
from geo.scoring.replicate import score_block

from .worlds import TWO_BLOCKS_LEAVES, index, indicator, node, random_study, two_blocks, units, values

FIXED = Uncertainty(
    replicates=100, normalisations=("minmax",), aggregations=("arithmetic",), measurement=False, idle="hold"
)


def one_column(
    numbers: list[float], people: list[float], *, per_department: int = 2, country: str = "HND"
) -> tuple[Result, pd.Series]:
    """Score units by one indicator, so that a unit's score is where it stands between the least and the most."""
    places = units(len(numbers), per_department=per_department)
    result = score_units(
        values(places["code"].tolist(), {"poor": numbers, "returnees": numbers}),
        units=places,
        index=index(node("root"), node("one", "root"), node("two", "root")),
        indicators=(indicator("poor", "one"), indicator("returnees", "two")),
        seed=1,
        top=(1,),
        uncertainty=FIXED,
        people=pd.Series(people, index=places["code"]),
    )
    return result, places.set_index("code")["adm1_code"]


def random(count: int = 40) -> tuple[Result, pd.DataFrame]:
    places, long = random_study(count)
    people = pd.Series(np.arange(1.0, count + 1), index=places["code"])
    result = score_units(
        long, units=places, index=two_blocks(), indicators=TWO_BLOCKS_LEAVES, seed=3, top=(3,), people=people,
        uncertainty=Uncertainty(replicates=60),
    )  # fmt: skip
    return result, places.set_index("code")


def test_a_place_is_the_mean_of_its_units_by_people() -> None:
    # Scores 0, 100 | 50, 50 | 25, 0.
    result, departments = one_column([0, 4, 2, 2, 1, 0], [300, 100, 7, 9, 10, 30])
    table = score_places(result, departments)
    assert table["score"].tolist() == pytest.approx([25, 50, 6.25])
    assert table["rank"].tolist() == [2, 1, 3]
    assert table["people"].tolist() == [400, 16, 40]
    assert table[["units", "units_ranked"]].to_numpy().tolist() == [[2, 2]] * 3
    assert table["people_known"].tolist() == [1, 1, 1]
    # Nothing varies but weights that cannot matter, so the interval is the rank.
    for word in ("p5", "p50", "p95"):
        assert table[f"rank_{word}"].tolist() == [2, 1, 3]


def test_units_without_a_rank_are_left_out_and_too_few_people_make_no_place() -> None:
    nan = float("nan")
    result, departments = one_column([0, 4, nan, 2, nan, 3, 1, 1], [10, 10, 60, 40, 50, 50, 5, 5])
    table = score_places(result, departments)
    assert table["people_known"].tolist() == [1, 0.4, 0.5, 1]
    assert table["units_ranked"].tolist() == [2, 1, 1, 2]
    assert table["score"].tolist() == pytest.approx([50, nan, 75, 25], nan_ok=True)
    assert table["rank"].fillna(0).tolist() == [2, 0, 1, 3]
    ranks = [c for c in table if c.startswith("rank")]
    assert table.loc["HN02", ranks].isna().all()
    assert score_places(result, departments, at_least=0.4)["rank"].notna().all()


def test_where_people_are_not_counted_a_place_is_not_scored() -> None:
    result, departments = one_column([0, 4, 2, 2], [float("nan"), 10, 5, 5])
    table = score_places(result, departments)
    assert table.loc["HN01", ["people", "people_known", "score"]].isna().all()
    assert table.loc["HN02", "rank"] == 1


def test_the_ranks_of_each_replicate_are_those_of_its_own_scores() -> None:
    result, places = random()
    table = score_places(result, places["adm1_code"])
    kept = result.sensitivity.replicates
    ranked = result.scores.loc[result.scores["rank"].notna()]
    at, people = places.loc[ranked["code"], "adm1_code"].to_numpy(), ranked["people"].to_numpy()
    rows = []
    for one in range(len(kept.draws)):
        scores = score_block(kept.ground, kept.draws.rows(np.array([one])))[0].astype(float)
        means = pd.Series(scores * people).groupby(at).sum() / pd.Series(people).groupby(at).sum()
        rows.append(means.rank(ascending=False, method="min"))
    by_hand = pd.DataFrame(rows)
    for word, q in (("p5", 0.05), ("p50", 0.5), ("p95", 0.95)):
        assert table[f"rank_{word}"].tolist() == pytest.approx(by_hand.quantile(q).tolist())
    assert (table["rank_p5"] < table["rank_p95"]).any()


def test_order_of_units_and_names_of_places_change_nothing() -> None:
    result, places = random()
    table = score_places(result, places["adm1_code"])
    pd.testing.assert_frame_equal(table, score_places(result, places["adm1_code"].iloc[::-1]))
    other = score_places(result, places["adm1_code"].map({"HN01": "Z", "HN02": "B", "HN03": "A", "HN04": "C"}))
    renamed = table.rename({"HN01": "Z", "HN02": "B", "HN03": "A", "HN04": "C"}).sort_index()
    pd.testing.assert_frame_equal(other, renamed)


def test_countries_rank_their_own() -> None:
    west, east = units(4, per_department=2), units(4, per_department=2, country="GTM", prefix="GT")
    both = pd.concat([west, east], ignore_index=True)
    numbers = [0.0, 1, 2, 3, 4, 5, 6, 7]
    result = score_units(
        values(both["code"].tolist(), {"poor": numbers, "returnees": numbers}),
        units=both,
        index=index(node("root"), node("one", "root"), node("two", "root")),
        indicators=(indicator("poor", "one"), indicator("returnees", "two")),
        seed=1, top=(1,), uncertainty=FIXED, people=pd.Series(1.0, index=both["code"]),
    )  # fmt: skip
    table = score_places(result, both.set_index("code")["adm1_code"])
    assert table["rank"].to_dict() == {"GT01": 2, "GT02": 1, "HN01": 4, "HN02": 3}
    assert table["rank_in_country"].to_dict() == {"GT01": 2, "GT02": 1, "HN01": 2, "HN02": 1}
    assert table["rank_in_country_p95"].to_dict() == {"GT01": 2, "GT02": 1, "HN01": 2, "HN02": 1}


def test_one_ranked_unit_and_none_are_defined() -> None:
    nan = float("nan")
    result, departments = one_column([3, nan, nan, nan], [9, 1, 5, 5])
    table = score_places(result, departments)
    assert table["rank"].fillna(0).tolist() == [1, 0]
    assert table.loc["HN01", ["rank_p5", "rank_p95"]].tolist() == [1, 1]
    none = score_places(result, departments.where(departments == "HN02"))
    assert none["rank"].isna().all()


def test_faults_are_told_together() -> None:
    result, departments = one_column([0, 4, 2, 2], [1, 1, 1, 1])
    result.scores["iso3"] = ["HND", "GTM", "HND", "HND"]
    with pytest.raises(MethodError) as told:
        score_places(result, departments, at_least=0)
    assert "a share of 0 is none" in str(told.value)
    assert "1 of 2 places have units in several countries: HN01" in str(told.value)


def test_several_levels_at_once_are_each_what_they_are_alone() -> None:
    result, places = random()
    departments, countries = places["adm1_code"], places["iso3"]
    nowhere = departments.where(departments == "", None)
    found = score_levels(result, [departments, nowhere, countries])
    for table, level in zip(found, (departments, nowhere, countries), strict=True):
        pd.testing.assert_frame_equal(table, score_places(result, level))
    assert len(found[1]) == 0
    assert score_levels(result, []) == []
