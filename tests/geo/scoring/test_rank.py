"""Check ranks with ties, and the intervals read off many rankings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import MethodError
from geo.scoring.rank import CELLS, intervals, rank_type, ranks, ranks_within


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


@given(st.lists(st.lists(st.floats(-3, 3, width=32), min_size=6, max_size=6), min_size=1, max_size=4))
def test_single_precision_of_either_sign_is_ranked_as_pandas_would(rows: list[list[float]]) -> None:
    scores = np.array(rows, dtype=np.float32)
    # Minus zero equals zero.
    scores[scores == 0] *= -1
    expected = pd.DataFrame(scores).rank(axis=1, ascending=False, method="min").to_numpy()
    np.testing.assert_array_equal(ranks(scores), expected)
    np.testing.assert_array_equal(ranks(scores.astype(float)), expected)


def test_many_rows_are_ranked_as_each_is() -> None:
    scores = np.random.default_rng(1).random((CELLS // 300 + 7, 300), dtype=np.float32).round(2)
    expected = pd.DataFrame(scores).rank(axis=1, ascending=False, method="min").to_numpy()
    np.testing.assert_array_equal(ranks(scores), expected)


def test_a_missing_score_has_no_rank() -> None:
    with pytest.raises(MethodError, match="1 of 3 scores are missing"):
        ranks(np.array([0.1, np.nan, 0.3]))


def test_ranks_within_groups() -> None:
    scores = np.array([[0.9, 0.1, 0.5, 0.5, 0.7]])
    found = ranks_within(scores, [np.array([0, 1]), np.array([2, 3, 4])])
    assert found.tolist() == [[1, 2, 2, 2, 1]]
    # The last of one group and the first of the next are no tie.
    for scores in (np.array([[0.5, 0.5, 0.3]]), np.array([[0.5, 0.5, 0.3]], dtype=np.float32)):
        assert ranks_within(scores, [np.array([0]), np.array([1, 2])]).tolist() == [[1, 1, 2]]


@pytest.mark.parametrize("dtype", [np.uint16, np.uint32, np.int32])
def test_intervals_are_numpys_quantiles(dtype: type) -> None:
    rankings = np.random.default_rng(1).integers(1, 700, size=(333, 800)).astype(dtype)
    table = intervals(rankings, top=(60,), workers=3)
    expected = np.quantile(rankings, (0.05, 0.5, 0.95), axis=0)
    np.testing.assert_allclose(table[["rank_p5", "rank_p50", "rank_p95"]].to_numpy().T, expected, rtol=1e-12)
    np.testing.assert_allclose(table["p_top_60"], (rankings <= 60).mean(axis=0))


def test_the_type_of_a_rank_holds_the_last_unit() -> None:
    assert np.iinfo(rank_type(65_535)).max >= 65_535
    assert np.iinfo(rank_type(65_536)).max >= 65_536
    assert rank_type(900) == np.uint16
