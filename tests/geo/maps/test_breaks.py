"""Check class limits by hand, against mapclassify, and by property."""

from __future__ import annotations

import itertools
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import MethodError
from geo.maps.breaks import CHANCE, natural, quantiles

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


@pytest.mark.parametrize("method", [natural, quantiles])
def test_refuses_what_cannot_be_classed(method):
    with pytest.raises(MethodError, match="1 of 2 values are infinite"):
        method([1, np.inf])
    with pytest.raises(MethodError, match="at least one class, 0"):
        method([1, 2], classes=0)


def test_limits_of_a_probability_end_at_one():
    assert CHANCE[-1] == 1
    assert list(CHANCE) == sorted(CHANCE)
