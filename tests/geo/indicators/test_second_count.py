"""Check that two counts of people are held against each other where both count."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.indicators import compare_people


def test_what_both_count_and_where_they_part() -> None:
    people = pd.Series({"a": 100.0, "b": 100.0, "c": 100.0, "d": None, "e": 100.0, "f": 0.0})
    other = pd.DataFrame(
        {
            "code": ["a", "b", "c", "d", "f", "g"],
            "value": [110.0, 40.0, 40.0, 5.0, 5.0, 7.0],
            "coverage": [1, 1, 0.5, 1, 1, 1],
        }
    )
    found = compare_people(people, other)
    assert found.index.tolist() == ["a", "b", "c", "f"]
    assert found.loc["a", "ratio"] == pytest.approx(1.1)
    # What the grid covers by half only is no count of the whole; where nobody lives there is no ratio.
    assert found["far"].tolist() == [False, True, False, False]
