"""Check who takes part in a spatial statistic, and why a unit does not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import MethodError
from geo.patterns.lattice import lay
from tests.geo.patterns.grid import board, codes, joined, values


def test_units_without_value_or_neighbours_are_left_out_and_say_why() -> None:
    # 0-1-2-3 in a row, 4 beside the valueless 5 only, 6 alone, 7 alone without a value.
    neighbours = joined(8, [(0, 1), (1, 2), (2, 3), (4, 5)])
    lattice = lay(values([1, 2, 3, 4, 9, np.nan, 8, np.nan]), neighbours)
    assert lattice.left_out.to_dict() == {
        "HN0004": "no_data", "HN0005": "no_data", "HN0006": "island", "HN0007": "no_data",
    }  # fmt: skip
    assert lattice.degrees.tolist() == [1, 2, 2, 1, 0, 0]
    wide = lattice.spread(np.arange(6.0))
    np.testing.assert_array_equal(wide, [0, 1, 2, 3, np.nan, np.nan, np.nan, np.nan])


def test_values_are_standard_scores_in_the_order_of_the_neighbours() -> None:
    lattice = lay(values([1, 2, 3, 6]).iloc[::-1], joined(4, [(0, 1), (1, 2), (2, 3)]))
    np.testing.assert_allclose(lattice.own, (np.array([1, 2, 3, 6]) - 3) / np.sqrt(14 / 4))
    np.testing.assert_allclose(lattice.lags[0], lattice.own[1])


def test_with_two_variables_a_unit_needs_both() -> None:
    lattice = lay(values([1, 2, 3, np.nan]), board(2, 2), around=values([4, 5, 7, 8]))
    assert lattice.known.tolist() == [True, True, True, False]
    assert lattice.around.mean() == pytest.approx(0)
    assert lattice.around[2] > lattice.around[1]


def test_neighbours_of_other_units_and_wrong_values_are_refused_together() -> None:
    wrong = pd.Series([1.0, np.inf, 3.0, 3.0], index=["HN0000", "HN0001", "HN0009", "HN0009"])
    with pytest.raises(MethodError) as caught:
        lay(wrong, board(2, 2))
    for part in (
        "1 of 4 values carry a code that came before: HN0009",
        "units have a value or a null, but no place among the neighbours: HN0009",
        "2 of 4 units have a place among the neighbours, but are not among the values: HN0002, HN0003",
        "1 of 4 values are infinite: HN0001",
    ):
        assert part in str(caught.value)


def test_too_few_and_all_the_same_are_refused() -> None:
    with pytest.raises(MethodError, match="2 of 4 units have a value and a neighbour with one; 3 are needed"):
        lay(values([1, 2, np.nan, np.nan]), board(2, 2))
    with pytest.raises(MethodError, match="all 4 known values are the same"):
        lay(values([5, 5, 5, 5]), board(2, 2))
    assert codes(2) == ["HN0000", "HN0001"]
