"""Check reach and its two errors on places that can be counted on the fingers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import MethodError
from geo.evidence import reach_curve, reach_of_choice

# Four places of 100, 100, 200 and 600 people; 10 + 30 + 20 + 40 = 100 leave, 10 % of all 1,000.
PLACES = pd.DataFrame(
    {"rate": [0.1, 0.3, 0.1, 0.4 / 6], "exposure": [100.0, 100.0, 200.0, 600.0], "amount": [10.0, 30.0, 20.0, 40.0]},
    index=["a", "b", "c", "d"],
)
SCORE = pd.Series({"a": 90.0, "b": 80.0, "c": 10.0, "d": 50.0})


def test_reach_follows_the_ranking_and_stands_between_the_worst_and_the_best() -> None:
    curve = reach_curve(PLACES, SCORE, seed=1)
    # a, b, d, c
    np.testing.assert_allclose(curve["reached"], [0.10, 0.40, 0.80, 1.0])
    np.testing.assert_allclose(curve["best"], [0.40, 0.70, 0.90, 1.0])
    np.testing.assert_allclose(curve["random"], [0.25, 0.50, 0.75, 1.0])
    np.testing.assert_allclose(curve["exclusion_error"], [0.90, 0.60, 0.20, 0.0])
    assert curve["k"].tolist() == [1, 2, 3, 4]


def test_included_by_error_are_people_where_no_more_leave_than_on_the_whole() -> None:
    # a and c leave at exactly the country's rate, d below it: only b is above.
    curve = reach_curve(PLACES, SCORE, seed=1)
    np.testing.assert_allclose(curve["inclusion_error"], [1.0, 100 / 200, 700 / 800, 900 / 1000])


def test_by_people_the_best_choice_takes_the_highest_rates_first() -> None:
    curve = reach_curve(PLACES, SCORE, seed=1, cost=PLACES["exposure"])
    np.testing.assert_allclose(curve["spent"], [0.1, 0.2, 0.8, 1.0])
    # b (30 of 100 people), then a and c (10 of 100 each), then d: at 0.1 of the people 30 %, at 0.2 40 %.
    np.testing.assert_allclose(curve["best"], [0.30, 0.40, 0.60 + 0.4 * 4 / 6, 1.0])
    np.testing.assert_allclose(curve["random"], curve["spent"])


def test_a_budget_buys_the_last_place_in_part() -> None:
    cost = pd.Series({"a": 1.0, "b": 2.0, "c": 1.0, "d": 4.0})
    curve = reach_curve(PLACES, SCORE, seed=1, cost=cost)
    np.testing.assert_allclose(curve["spent"], [1 / 8, 3 / 8, 7 / 8, 1.0])
    # The most for 1 of 8: c, which gives 20 for 1 (b gives 15, d and a 10). For 3 of 8: c and b.
    np.testing.assert_allclose(curve["best"][:2], [0.2, 0.5])


def test_chance_encloses_its_mean_and_the_seed_decides_it() -> None:
    places = pd.DataFrame({"rate": np.arange(1.0, 41.0), "exposure": 1.0, "amount": np.arange(1.0, 41.0)})
    places.index = [f"p{n:02d}" for n in range(40)]
    score = pd.Series(np.arange(40.0), index=places.index)
    curve = reach_curve(places, score, seed=3)
    inner = curve.iloc[:-1]
    assert ((inner["random_p5"] < inner["random"]) & (inner["random"] < inner["random_p95"])).all()
    pd.testing.assert_frame_equal(curve, reach_curve(places, score, seed=3))
    assert not curve.equals(reach_curve(places, score, seed=4))


def test_a_place_without_a_score_comes_last_and_equal_scores_go_by_code() -> None:
    curve = reach_curve(PLACES, pd.Series({"d": 1.0, "b": 1.0, "a": np.nan}), seed=1)
    # b and d tie, then a and c, which have none.
    np.testing.assert_allclose(curve["reached"], [0.30, 0.70, 0.80, 1.0])


def test_the_order_of_rows_changes_nothing() -> None:
    turned = reach_curve(PLACES[::-1], SCORE[::-1], seed=1)
    pd.testing.assert_frame_equal(turned, reach_curve(PLACES, SCORE, seed=1))


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 90), st.floats(0, 100)), min_size=2, max_size=12).filter(
        lambda rows: sum(row[0] for row in rows) > 0
    )
)
def test_no_ranking_beats_the_best_and_all_lines_end_together(rows: list[tuple[int, int, float]]) -> None:
    amount, people, score = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    index = [f"p{n:02d}" for n in range(len(rows))]
    places = pd.DataFrame({"rate": amount / people, "exposure": people, "amount": amount}, index=index)
    for cost in (None, places["exposure"]):
        curve = reach_curve(places, pd.Series(score, index=index), seed=0, cost=cost, draws=20)
        assert (curve["reached"] <= curve["best"] + 1e-9).all()
        assert (curve["random_p95"] <= curve["best"] + 1e-9).all()
        assert (curve["reached"].diff().dropna() >= -1e-12).all()
        np.testing.assert_allclose(curve[["spent", "reached", "best"]].iloc[-1], 1.0)


def test_a_choice_of_units_is_bounded_where_migrants_are_counted_for_larger_places() -> None:
    amount = pd.Series({"north": 60.0, "south": 30.0, "east": 10.0})
    place = pd.Series({"n1": "north", "n2": "north", "s1": "south", "e1": "east", "x": None})
    assert reach_of_choice(amount, place=place, chosen=["n1", "s1"]) == pytest.approx((0.30, 0.90))
    assert reach_of_choice(amount, place=place, chosen=["n1", "n2"]) == pytest.approx((0.60, 0.60))
    assert reach_of_choice(amount, place=place, chosen=[]) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("places", "score", "cost", "words"),
    [
        (PLACES.assign(amount=[1.0, np.nan, -1.0, 1.0]), SCORE, None, "2 of 4 places have a figure that is missing"),
        (PLACES.assign(amount=0.0), SCORE, None, "nobody leaves any of 4 places"),
        (PLACES, SCORE, PLACES["exposure"].mask(PLACES["exposure"] == 600), "1 of 4 places have a cost"),
        (PLACES, SCORE, PLACES["exposure"] * 0, "4 of 4 places have a cost"),
        (PLACES, SCORE.replace(90.0, np.inf), None, "1 of 4 places have an infinite score"),
        (PLACES.rename({"b": "a"}), SCORE, None, "1 of 4 places stand twice"),
        (PLACES, SCORE.rename({"b": "a"}), None, "1 of 4 scores stand twice"),
    ],
)
def test_what_cannot_be_counted_is_refused(
    places: pd.DataFrame, score: pd.Series, cost: pd.Series | None, words: str
) -> None:
    with pytest.raises(MethodError, match=words):
        reach_curve(places, score, seed=1, cost=cost)
