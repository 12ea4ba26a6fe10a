"""Check ranks with ties, and the intervals read off many rankings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.scoring.rank import intervals, ranks


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([0.1, 0.9, 0.5], [3, 1, 2]),
        ([0.5, 0.5, 0.9, 0.1], [2, 2, 1, 4]),
        ([1, 1, 1], [1, 1, 1]),
        ([0.5], [1]),
        ([], []),
    ],
)
def test_by_hand(scores: list[float], expected: list[int]) -> None:
    assert ranks(np.array(scores, dtype=float)).tolist() == expected


@given(st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4), min_size=1, max_size=5))
def test_rows_are_ranked_as_pandas_would(rows: list[list[int]]) -> None:
    expected = pd.DataFrame(rows).rank(axis=1, ascending=False, method="min").to_numpy()
    np.testing.assert_array_equal(ranks(np.array(rows, dtype=np.float32)), expected)


def test_intervals_by_hand() -> None:
    rankings = np.array([[1, 2]] * 95 + [[2, 1]] * 5)
    table = intervals(rankings, top=(1, 2))
    assert table["rank_p50"].tolist() == [1, 2]
    assert table["p_top_1"].tolist() == [0.95, 0.05]
    assert table["p_top_2"].tolist() == [1, 1]
    # Sorted, the first unit's 95 ones end at place 94 of 0..99; p95 stands at 94.05.
    assert table["rank_p95"][0] == pytest.approx(1.05)
