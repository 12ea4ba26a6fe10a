"""Check that outliers are pulled in as far as needed and no further, and that each is logged."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import MethodError
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


@settings(deadline=None)
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


SKEWED = np.append(np.zeros(300), np.geomspace(10, 1e6, 12))
WILD = np.exp(np.random.default_rng(1).normal(size=400) * 1.3)


@pytest.mark.parametrize("name", ["log", "boxcox"])
@pytest.mark.parametrize("tail", [1, -1])
def test_a_bent_column_keeps_its_ends_its_order_and_is_less_skewed(name: str, tail: int) -> None:
    column = tail * WILD
    fitted = bend.TREATMENTS[name](column)  # type: ignore[index]
    after = fitted.apply(column)
    assert fitted.name == name
    np.testing.assert_allclose([after.min(), after.max()], [column.min(), column.max()])
    assert (np.diff(after[np.argsort(column)]) >= 0).all()
    assert abs(shape(after)[0]) < abs(shape(column)[0]) / 3
    np.testing.assert_allclose(after, -bend.TREATMENTS[name](-column).apply(-column), rtol=1e-6)  # type: ignore[index]


def test_the_logarithm_by_hand() -> None:
    # 0 to 100 in ranges: 0.01, 0.51 and 1.01 after the offset.
    column = np.append(np.full(60, 0.0), [50.0, 100.0])
    expected = 100 * np.log(0.51 / 0.01) / np.log(1.01 / 0.01)
    assert bend.log(column).apply(np.array([50.0]))[0] == pytest.approx(expected)


@pytest.mark.parametrize("name", ["log", "boxcox", "auto", "winsorise"])
@pytest.mark.parametrize("few", [[1.0], [1.0, 9.0], [1.0, 2.0, 900.0], [3.0] * 10, list(BODY)])
def test_tame_and_shapeless_columns_are_left_alone(name: str, few: list[float]) -> None:
    fitted = bend.TREATMENTS[name](np.array(few))  # type: ignore[index]
    assert fitted.name == "none"
    np.testing.assert_array_equal(fitted.apply(np.array(few)), few)


@pytest.mark.parametrize("name", ["log", "boxcox", "auto"])
@settings(deadline=None)
@given(column=st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 2)), min_size=4, max_size=60))
def test_zeros_and_negative_values_have_a_place_and_no_order_is_turned(name: str, column: list[float]) -> None:
    values = np.append(column, 5e7)
    after = bend.TREATMENTS[name](values).apply(values)  # type: ignore[index]
    assert np.isfinite(after).all()
    order = np.argsort(values, kind="stable")
    assert (np.diff(after[order]) >= -1e-6).all()
    equal = np.diff(values[order]) == 0
    assert (np.diff(after[order])[equal] == 0).all()


@pytest.mark.parametrize("name", ["log", "boxcox", "auto"])
def test_the_unit_of_measurement_changes_nothing(name: str) -> None:
    fit = bend.TREATMENTS[name]  # type: ignore[index]
    after, moved = fit(WILD).apply(WILD), fit(3 * WILD - 40).apply(3 * WILD - 40)
    np.testing.assert_allclose((moved + 40) / 3, after, rtol=1e-5)


def test_auto_cuts_where_five_points_are_enough_and_bends_where_they_are_not() -> None:
    one = np.append(BODY, 1000.0)
    assert bend.auto(one).name == "winsorise"
    np.testing.assert_array_equal(bend.auto(one).apply(one), winsorise(one))
    assert bend.auto(WILD).name == "log"
    assert not bend.outlying(*shape(bend.auto(WILD).apply(WILD)))


def test_auto_cuts_where_both_would_do() -> None:
    column = np.exp(np.random.default_rng(1).normal(size=60) * 0.9).round(3)
    for fit in (bend.winsorise, bend.log):
        assert not bend.outlying(*shape(fit(column).apply(column)))
    assert bend.outlying(*shape(column))
    assert bend.auto(column).name == "winsorise"


def test_auto_takes_box_cox_where_the_logarithm_does_not_settle_it() -> None:
    column = np.append(np.random.default_rng(3).normal(size=500), [40.0] * 9)
    assert bend.outlying(*shape(bend.log(column).apply(column)))
    # Two lumps stay two lumps whatever the power, and then the fewest points are touched.
    assert bend.auto(SKEWED).name in {"winsorise", "boxcox"}
    bent = bend.boxcox(column).apply(column)
    expected = "boxcox" if not bend.outlying(*shape(bent)) else "winsorise"
    assert bend.auto(column).name == expected


def test_one_method_for_all_and_what_it_came_to_is_told() -> None:
    values, countries = frame({"a": WILD, "b": np.append(np.arange(399.0), 1e5)})
    entries = {"a": indicator("a", "p", treatment="winsorise"), "b": indicator("b", "p")}
    treated = treat(values, indicators=entries, countries=countries, method="auto")
    assert treated.shapes.set_index("indicator")["treatment"].to_dict() == {"a": "log", "b": "winsorise"}
    assert treated.shapes["settled"].all()
    # The ends stay, and every other point of a bent column is touched and logged.
    assert len(treated.log) == 398 + 1
    assert treat(values, indicators=entries, countries=countries, method="none").log.empty


def test_errors_bend_with_the_scale_and_stay_where_it_is_cut() -> None:
    values, countries = frame({"a": WILD, "b": np.append(np.arange(399.0), 1e5)})
    entries = {id_: indicator(id_, "p", treatment="auto") for id_ in "ab"}
    se = pd.DataFrame(0.5, values.index, ["a", "b"])
    treated = treat(values, indicators=entries, countries=countries, se=se)
    assert (treated.se["b"] == 0.5).all()
    order = values["a"].argsort()
    low, high = order.iloc[50], order.iloc[-2]
    slope = treated.se["a"].to_numpy() / 0.5
    assert slope[low] > 1 > slope[high]
    bent = treated.bends["a", "all"].apply
    x = values["a"].iloc[high]
    assert slope[high] == pytest.approx(float(bent(np.array([x + 1e-3]))[0] - bent(np.array([x]))[0]) / 1e-3, rel=0.01)


def test_infinite_values_and_unknown_treatments_are_refused_together() -> None:
    values, countries = frame({"a": np.array([1.0, np.inf])})
    with pytest.raises(MethodError) as caught:
        treat(values, indicators={"a": indicator("a", "p")}, countries=countries, method="shave")  # type: ignore[arg-type]
    assert "treatment `shave` is not known" in str(caught.value)
    assert "1 of 2 values are infinite: HN0001 a" in str(caught.value)
