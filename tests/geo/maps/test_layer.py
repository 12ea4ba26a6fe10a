"""Check how numbers and classes are laid out for the page."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.maps.layer import letters, nearest, plain, ranged, rounded, sorted_into
from geo.numerals import nearest_rank


def test_numbers_fall_into_classes_with_a_colour_each():
    layer = ranged(pd.Series([1.04, 2.0, None, 3.0]), id_="x", group="index", kind="score")
    assert layer["values"] == [1, 2, None, 3]
    assert layer["breaks"] == [1, 2, 3]
    assert len(layer["colours"]) == 3
    assert layer["mark"] == "mm-m"


def test_given_limits_stay():
    layer = ranged(pd.Series([0.1]), id_="x", group="g", kind="chance", breaks=(0.5, 1.0), mark=np.array(["h"]))
    assert layer["breaks"] == [0.5, 1.0]
    assert layer["mark"] == "h"


def test_a_class_is_its_place_among_the_colours_and_an_unknown_one_is_missing():
    words = pd.Series(["cold", "hot", None, "no_data"])
    layer = sorted_into(words, id_="x", group="g", colours={"hot": "#f00", "cold": "#00f"})
    assert layer["classes"] == ["hot", "cold"]
    assert layer["colours"] == ["#f00", "#00f"]
    assert layer["values"] == [1, 0, None, None]
    assert layer["mark"] == "mm--"


def test_a_unit_without_a_number_has_no_mark():
    assert letters(np.array(["h", "m"]), np.array([np.nan, 1.0])) == "-m"


def test_plain_numbers_are_short_and_missing_is_null():
    numbers = rounded(pd.Series([1.0, -0.0001, np.nan, 2.26]), decimals=1)
    assert plain(numbers) == [1, 0, None, 2.3]
    assert [type(number) for number in plain(numbers)] == [int, int, type(None), float]
    assert plain(rounded(pd.Series([3, None], dtype="Int64"), decimals=0)) == [3, None]


def test_the_end_of_an_interval_is_rounded_as_it_is_written():
    ends = [1.0, 4.5, 5.5, 6.49, 776.5, np.nan]
    assert plain(nearest(pd.Series(ends))) == [1, 5, 6, 6, 777, None]
    assert plain(nearest(pd.Series(ends[:-1]))) == [nearest_rank(end) for end in ends[:-1]]
