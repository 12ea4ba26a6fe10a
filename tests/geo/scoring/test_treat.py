"""Check that outliers are pulled in as far as needed and no further, and that each is logged."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.scoring import bend
from geo.scoring.bend import MAX_POINTS, shape
from geo.scoring.treat import treat

from .worlds import indicator

BODY = np.arange(40, dtype=float)


def winsorise(known: np.ndarray) -> np.ndarray:
    return bend.winsorise(known).apply(known)


def test_one_outlier_takes_the_next_value() -> None:
    after = winsorise(np.append(BODY, 1000.0))
    np.testing.assert_array_equal(after, np.append(BODY, 39.0))


def test_the_low_tail_is_treated_alike() -> None:
    np.testing.assert_array_equal(winsorise(-np.append(BODY, 1000.0)), -np.append(BODY, 39.0))


def test_a_tame_column_is_left_alone() -> None:
    np.testing.assert_array_equal(winsorise(BODY), BODY)


@pytest.mark.parametrize("few", [[], [1.0], [1.0, 9.0], [1.0, 2.0, 900.0], [3.0] * 10])
def test_columns_without_a_shape_are_left_alone(few: list[float]) -> None:
    np.testing.assert_array_equal(winsorise(np.array(few)), few)


def test_at_most_five_points_of_a_tail_are_touched() -> None:
    values = np.append(np.zeros(300), np.geomspace(10, 1e6, 12))
    after = winsorise(values)
    assert (after != values).sum() == MAX_POINTS
    skew, kurtosis = shape(after)
    assert skew > 2
    assert kurtosis > 3.5


def test_equal_outliers_are_treated_equally() -> None:
    after = winsorise(np.append(BODY, [1000.0, 1000.0, 1000.0]))
    assert len(set(after[-3:])) == 1
    assert after[-1] == 39


@given(st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=60))
def test_order_is_never_turned_round(column: list[float]) -> None:
    values = np.array(column)
    order = np.argsort(values, kind="stable")
    assert (np.diff(winsorise(values)[order]) >= 0).all()


def frame(columns: dict[str, np.ndarray]) -> tuple[pd.DataFrame, pd.Series]:
    codes = [f"HN{place:04d}" for place in range(len(next(iter(columns.values()))))]
    half = len(codes) // 2
    return pd.DataFrame(columns, index=codes), pd.Series(["GTM"] * half + ["HND"] * (len(codes) - half), index=codes)


def test_every_point_is_logged_and_the_input_stays() -> None:
    values, countries = frame({"a": np.append(BODY, [1000.0, np.nan]), "b": np.append(BODY, [1000.0, np.nan])})
    entries = {"a": indicator("a", "p", treatment="winsorise"), "b": indicator("b", "p")}
    before = values.copy()
    treated = treat(values, indicators=entries, countries=countries)
    pd.testing.assert_frame_equal(values, before)
    assert treated.log.to_dict("records") == [
        {"code": "HN0040", "indicator": "a", "before": 1000.0, "after": 39.0, "tail": "high"}
    ]
    assert treated.values["b"].max() == 1000
    assert np.isnan(treated.values["a"].iloc[-1])
    assert treated.shapes[["indicator", "countries", "n", "points", "settled"]].values.tolist() == [
        ["a", "all", 41, 1, True]
    ]


def test_within_country_each_country_is_its_own_scale() -> None:
    calm, wild = np.arange(20.0), np.append(np.arange(19.0), 500.0)
    values, countries = frame({"a": np.concatenate([calm * 1000, wild])})
    entries = {"a": indicator("a", "p", treatment="winsorise", comparable=False)}
    treated = treat(values, indicators=entries, countries=countries)
    assert treated.log["code"].tolist() == ["HN0039"]
    assert treated.log["after"].tolist() == [18.0]


def test_what_stays_skewed_is_said() -> None:
    values, countries = frame({"a": np.append(np.zeros(300), np.geomspace(10, 1e6, 12))})
    treated = treat(values, indicators={"a": indicator("a", "p", treatment="winsorise")}, countries=countries)
    assert treated.shapes["settled"].tolist() == [False]
    assert treated.shapes["points"].tolist() == [5]
