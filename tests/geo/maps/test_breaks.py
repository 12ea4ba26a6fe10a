"""Check class limits by hand, against mapclassify, and by property."""

from __future__ import annotations

import itertools
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import MethodError
from geo.maps.breaks import CHANCE, METHODS, equal, natural, pretty, quantiles, schemes

NAN = float("nan")


@pytest.mark.parametrize(
    ("values", "classes", "limits"),
    [
        ([1, 2, 3, 4], 2, (2, 4)),
        ([1, 2, 3, 4, NAN], 4, (1, 2, 3, 4)),
        ([0, 0, 0, 0, 9], 5, (0, 9)),
        ([5, 5, 5], 5, (5,)),
        ([NAN, NAN], 5, ()),
        ([], 5, ()),
    ],
)
def test_quantiles_by_hand(values, classes, limits):
    assert quantiles(values, classes=classes) == limits


@pytest.mark.parametrize(
    ("values", "classes", "limits"),
    [
        ([1, 2, 10, 11, 100], 3, (2, 11, 100)),
        ([1, 1, 1, 50, 51], 2, (1, 51)),
        ([3, 1, 2], 5, (1, 2, 3)),
        ([7, NAN], 5, (7,)),
        ([], 5, ()),
    ],
)
def test_natural_by_hand(values, classes, limits):
    assert natural(values, classes=classes) == limits


@pytest.mark.parametrize(
    ("values", "classes", "limits"),
    [
        ([0, 10], 5, (2, 4, 6, 8, 10)),
        ([1, 2, 3, 100, NAN], 3, (34, 67, 100)),
        ([5, 5], 5, (5,)),
        ([NAN], 5, ()),
    ],
)
def test_equal_by_hand(values, classes, limits):
    assert equal(values, classes=classes) == pytest.approx(limits)


@pytest.mark.parametrize(
    ("values", "classes", "limits"),
    [
        ([0.1, 0.2, 0.3, 0.4, 0.5], 5, (0.1, 0.2, 0.3, 0.4, 0.5)),
        ([8.45, 8.46], 5, (8.45, 8.455, 8.46)),  # 8.46 is 1692 steps of 0.005, and in binary a little more
        ([3, 97], 5, (20, 40, 60, 80, 100)),
        ([0, 100], 5, (0, 50, 100)),  # zero lies on a limit, and opens a class of its own
        ([-7, 12], 5, (-5, 0, 5, 10, 15)),
        ([1200, 8700], 3, (5000, 10000)),
        ([0, 0], 5, (0,)),
        ([7], 5, (7,)),
        ([NAN], 5, ()),
    ],
)
def test_pretty_by_hand(values, classes, limits):
    assert pretty(values, classes=classes) == limits


def test_equal_equals_mapclassify():
    values = np.random.default_rng(3).gamma(1.2, 20, 90)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from mapclassify import EqualInterval

        theirs = EqualInterval(values, k=5).bins
    assert equal(values) == pytest.approx(theirs)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), st.integers(1, 7))
def test_pretty_limits_hold_every_value_in_few_classes(values, classes):
    limits = pretty(values, classes=classes)
    assert 1 <= len(limits) <= classes
    assert list(limits) == sorted(set(limits))
    assert limits[-1] >= max(values)
    # The lowest class is not empty, nor the highest.
    assert min(values) <= limits[0]
    assert len(limits) == 1 or max(values) > limits[-2]


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=60), st.integers(0, 3))
def test_schemes_are_said_as_they_are_drawn(values, decimals):
    shown = np.round(values, decimals) + 0.0
    told = schemes(shown, decimals=decimals)
    assert list(told) == list(METHODS)
    for limits in told.values():
        assert limits == sorted(set(limits))
        assert limits[-1] >= shown.max()
        assert limits == [round(limit, decimals) for limit in limits]


def test_only_the_schemes_asked_for_are_worked_out():
    assert list(schemes([1, 2, 3], decimals=0, names=("equal",))) == ["equal"]
    assert schemes([NAN], decimals=0) == {name: [] for name in METHODS}


def test_natural_equals_mapclassify():
    values = np.round(np.random.default_rng(3).gamma(1.2, 20, 90), 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from mapclassify import FisherJenks

        theirs = FisherJenks(values, k=5).bins
    assert natural(values) == pytest.approx(theirs)


def spread(values, limits):
    low = [-np.inf, *limits[:-1]]
    inside = [values[(values > a) & (values <= b)] for a, b in zip(low, limits, strict=True)]
    return sum(((part - part.mean()) ** 2).sum() for part in inside)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-30, 30), min_size=4, max_size=12), st.integers(2, 4))
def test_natural_is_the_best_of_all_partitions(numbers, classes):
    values = np.array(numbers, dtype=float)
    distinct = np.unique(values)
    if distinct.size <= classes:
        return
    every = (
        [*distinct[list(ends)], distinct[-1]] for ends in itertools.combinations(range(distinct.size - 1), classes - 1)
    )
    assert spread(values, natural(values, classes=classes)) == pytest.approx(min(spread(values, x) for x in every))


@given(
    st.sampled_from([natural, quantiles]),
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60),
    st.integers(1, 7),
)
def test_limits_rise_end_at_the_largest_and_leave_no_class_empty(method, values, classes):
    limits = method(values, classes=classes)
    assert 1 <= len(limits) <= classes
    assert list(limits) == sorted(set(limits))
    assert limits[-1] == max(values)
    assert set(limits) <= set(values)


@pytest.mark.parametrize("method", [natural, quantiles])
def test_limits_do_not_lose_small_differences_between_large_numbers(method):
    values = [1e9 + 1, 1e9 + 2, 1e9 + 100]
    assert method(values, classes=2)[-1] == 1e9 + 100
    assert natural(values, classes=2) == (1e9 + 2, 1e9 + 100)


@pytest.mark.parametrize("method", METHODS.values())
def test_refuses_what_cannot_be_classed(method):
    with pytest.raises(MethodError, match="1 of 2 values are infinite"):
        method([1, np.inf])
    with pytest.raises(MethodError, match="at least one class, 0"):
        method([1, 2], classes=0)


def test_limits_of_a_probability_end_at_one():
    assert CHANCE[-1] == 1
    assert list(CHANCE) == sorted(CHANCE)
