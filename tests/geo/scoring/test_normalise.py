"""Check that every scale is monotone, exact at its ends, blind to units, and defined where data are poor."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.errors import MethodError
from geo.kinds import Normalisation
from geo.scoring.normalise import SCALES, normalise, normalise_errors

from .worlds import indicator

METHODS = get_args(Normalisation)
columns = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=1, max_size=30)


def on_scale(column: object, method: str, **more: object) -> np.ndarray:
    frame = pd.DataFrame({"a": np.asarray(column, dtype=float)})
    frame.index = pd.Index([f"HN{place:04d}" for place in range(len(frame))])
    more.setdefault("goalposts", (0.0, 10.0))
    countries = pd.Series(more.pop("countries", "HND"), index=frame.index)
    entries = {"a": indicator("a", "p", **more)}
    return normalise(frame, method=method, indicators=entries, countries=countries)["a"].to_numpy()  # type: ignore[arg-type]


def test_every_name_has_its_function() -> None:
    assert set(SCALES) == set(METHODS)


@pytest.mark.parametrize(
    ("method", "column", "expected"),
    [
        ("minmax", [0, 5, 20], [0, 0.25, 1]),
        ("minmax", [0, np.nan, 20], [0, np.nan, 1]),
        ("percentile", [10, 30, 20, 40, 1000], [0, 0.5, 0.25, 0.75, 1]),
        ("percentile", [1, 2, 2, 3], [0, 0.5, 0.5, 1]),
        ("percentile", [1, np.nan, 2], [0, np.nan, 1]),
        ("rank", [10, 10, 10, 20, 40, np.nan], [0, 0, 0, 0.5, 1, np.nan]),
        # mean 2, population sd sqrt(2): z = -1.414, 0, 1.414; (z + 3) / 6.
        ("zscore", [0, 2, 2, 4], [(3 - 2**0.5) / 6, 0.5, 0.5, (3 + 2**0.5) / 6]),
        ("goalposts", [-5, 0, 5, 10, 99], [0, 0, 0.5, 1, 1]),
    ],
)
def test_by_hand(method: str, column: list[float], expected: list[float]) -> None:
    np.testing.assert_allclose(on_scale(column, method), expected, atol=1e-15)
    turned = on_scale(column, method, direction=-1)
    np.testing.assert_allclose(turned, 1 - np.asarray(expected), atol=1e-15)


def test_z_is_cut_at_three() -> None:
    scaled = on_scale([0.0] * 99 + [1000.0], "zscore")
    assert scaled[-1] == 1


@pytest.mark.parametrize("method", ["minmax", "zscore", "percentile", "rank"])
@pytest.mark.parametrize("column", [[7.0], [0.1] * 3, [np.nan, 5, 5]])
@pytest.mark.parametrize("direction", [1, -1])
def test_a_column_without_spread_says_half(method: str, column: list[float], direction: int) -> None:
    scaled = on_scale(column, method, direction=direction)
    np.testing.assert_array_equal(scaled, np.where(np.isnan(column), np.nan, 0.5))


@pytest.mark.parametrize("method", METHODS)
def test_all_missing_stays_missing(method: str) -> None:
    assert np.isnan(on_scale([np.nan, np.nan], method)).all()


@pytest.mark.parametrize("method", METHODS)
@settings(deadline=None)
@given(column=columns)
def test_scales_are_monotone_within_0_and_1_and_treat_ties_alike(method: str, column: list[float]) -> None:
    scaled = on_scale(column, method)
    assert ((scaled >= 0) & (scaled <= 1)).all()
    order = np.argsort(column, kind="stable")
    assert (np.diff(scaled[order]) >= -1e-15).all()
    equal = np.diff(np.asarray(column)[order]) == 0
    assert (np.diff(scaled[order])[equal] == 0).all()


@pytest.mark.parametrize("method", ["minmax", "zscore", "percentile", "rank"])
@settings(deadline=None)
@given(column=columns, factor=st.sampled_from([0.01, 3.0, 1e5]), offset=st.sampled_from([0.0, -17.0, 32.0]))
def test_the_unit_of_measurement_changes_nothing(
    method: str, column: list[float], factor: float, offset: float
) -> None:
    # Values a thousandth apart, so that rounding cannot merge two of them.
    assume(np.ptp(column) == 0 or np.ptp(column) > 1)
    moved = np.asarray(column) * factor + offset
    np.testing.assert_allclose(on_scale(moved, method), on_scale(column, method), atol=1e-7)


def test_within_country_each_country_fills_the_scale() -> None:
    countries = ["GTM", "GTM", "HND", "HND"]
    np.testing.assert_array_equal(
        on_scale([1, 2, 100, 200], "minmax", comparable=False, countries=countries), [0, 1, 0, 1]
    )
    pooled = on_scale([1, 2, 100, 200], "minmax", countries=countries)
    assert pooled[1] < 0.01


def test_infinite_values_and_absent_goalposts_are_refused_together() -> None:
    with pytest.raises(MethodError) as caught:
        on_scale([1.0, np.inf], "goalposts", goalposts=None)
    assert "1 of 2 values are infinite: HN0001 a" in str(caught.value)
    assert "1 of 1 indicators have no goalposts: a" in str(caught.value)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(MethodError, match="normalisation `magic` is not known"):
        on_scale([1.0], "magic")


@pytest.mark.parametrize(
    ("method", "expected"),
    # 0..10: one unit is a tenth of the range, of two neighbours out of ten, and 1 / (6 sd) with sd = sqrt(10).
    [("minmax", 0.1), ("goalposts", 0.1), ("percentile", 0.1), ("rank", 0.1), ("zscore", 1 / (6 * 10**0.5))],
)
def test_standard_errors_follow_the_scale(method: str, expected: float) -> None:
    values = pd.DataFrame({"a": np.arange(11.0)})
    se = pd.DataFrame({"a": [np.nan] * 5 + [1.0] + [np.nan] * 5})
    entries = {"a": indicator("a", "p", direction=-1, goalposts=(0.0, 10.0))}
    countries = pd.Series("HND", index=values.index)
    errors = normalise_errors(values, se, method=method, indicators=entries, countries=countries)["a"]  # type: ignore[arg-type]
    assert errors[5] == pytest.approx(expected)
    assert (errors.drop(5) == 0).all()


@pytest.mark.parametrize("treatment", ["log", "boxcox", "auto"])
def test_fixed_posts_and_a_scale_bent_by_the_data_exclude_each_other(treatment: str) -> None:
    with pytest.raises(MethodError, match=rf"1 of 1 indicators have goalposts, which are fixed, .*: a \({treatment}\)"):
        on_scale([1.0, 2.0], "goalposts", treatment=treatment)
    assert on_scale([1.0, 2.0], "minmax", treatment=treatment).tolist() == [0, 1]


@pytest.mark.parametrize("method", ["minmax", "rank"])
@settings(deadline=None)
@given(column=columns)
def test_both_ends_of_the_scale_are_reached(method: str, column: list[float]) -> None:
    assume(len(set(column)) > 1)
    scaled = on_scale(column, method)
    assert (scaled.min(), scaled.max()) == (0, 1)
