"""Check that long values land in their cells, and that bad ones are all refused together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import MethodError
from geo.scoring.matrix import to_matrix

from .worlds import indicator, units, values

LEAVES = (indicator("b", "p"), indicator("a", "p"))


def test_cells_are_found_by_id_whatever_the_order() -> None:
    places = units(3)
    long = values(places["code"], {"a": [1, 2, np.nan], "b": [4, 5, 6]}, status={"b": "inherited"})
    matrix = to_matrix(long.sample(frac=1, random_state=1), units=places.iloc[::-1], indicators=LEAVES)
    assert list(matrix.value.columns) == ["b", "a"]
    assert matrix.value.index.tolist() == ["HN0101", "HN0102", "HN0103"]
    np.testing.assert_array_equal(matrix.value["a"], [1, 2, np.nan])
    assert matrix.measured["a"].tolist() == [True, True, False]
    assert matrix.inherited["b"].all()
    assert not matrix.measured["b"].any()
    assert matrix.own["a"].tolist() == [True, True, False]
    assert not matrix.own["b"].any()
    assert matrix.countries.tolist() == places["iso3"].tolist()


def test_a_row_that_is_absent_is_missing_and_lakes_are_left_out() -> None:
    places = units(3)
    places.loc[2, "kind"] = "lake"
    matrix = to_matrix(values(["HN0101"], {"a": [1.0]}), units=places, indicators=LEAVES)
    assert len(matrix.value) == 2
    assert matrix.value.notna().sum().sum() == 1


def test_an_imputed_value_is_neither_measured_nor_inherited() -> None:
    matrix = to_matrix(values(["HN0101"], {"a": [1.0]}, status={"a": "imputed"}), units=units(1), indicators=LEAVES)
    assert matrix.value.loc["HN0101", "a"] == 1
    assert not matrix.measured.any().any()
    assert not matrix.inherited.any().any()


def test_an_error_that_is_not_told_is_the_largest_of_the_country() -> None:
    places = units(5)
    places["iso3"] = ["HND", "HND", "HND", "GTM", "GTM"]
    long = values(places["code"], {"a": [1.0, 2.0, 3.0, 4.0, 5.0]}, se={"a": [0.1, 0.3, np.nan, np.nan, np.nan]})
    matrix = to_matrix(long, units=places, indicators=LEAVES)
    # Where a country's source tells no error at all, none is made up.
    np.testing.assert_array_equal(matrix.se["a"], [0.1, 0.3, 0.3, np.nan, np.nan])


def test_every_fault_is_told_at_once() -> None:
    long = values(["HN0101", "HN0101", "HN9999"], {"a": [1.0, 2.0, np.inf]}, se={"a": [-1, 0, 0]})
    strange = values(["HN0101"], {"zzz": [1.0]})
    with pytest.raises(MethodError) as caught:
        to_matrix(pd.concat([long, strange]), units=pd.concat([units(1), units(1)]), indicators=(*LEAVES, LEAVES[0]))
    for part in (
        "1 of 2 units stand twice: HN0101",
        "1 of 3 indicators stand twice: b",
        "1 of 4 values carry codes that are not among the scored units: HN9999 a",
        "1 of 4 values belong to indicators that are not declared: HN0101 zzz",
        "1 of 4 values stand twice for one unit and indicator: HN0101 a",
        "1 of 4 values are infinite: HN9999 a",
        "1 of 4 standard errors are negative or infinite: HN0101 a",
    ):
        assert part in str(caught.value)


def test_a_study_of_lakes_alone_is_refused() -> None:
    with pytest.raises(MethodError, match="none of 1 units can be scored"):
        to_matrix(values([], {"a": []}), units=units(1).assign(kind="lake"), indicators=LEAVES)
