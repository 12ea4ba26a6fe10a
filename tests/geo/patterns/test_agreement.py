"""Check measures of agreement by hand and against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from geo.patterns.agreement import adjusted_rand, aligned, consensus, jaccards, overlaps


def labels(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def test_overlaps_leave_out_what_either_leaves_out() -> None:
    table = overlaps(labels(0, 0, 1, -1), labels(0, 1, 1, 1))
    assert table.tolist() == [[1, 1], [0, 1]]


def test_names_follow_the_reference() -> None:
    assert aligned(labels(0, 0, 1, 1, 2), labels(2, 2, 0, 0, 1)).tolist() == [2, 2, 0, 0, 1]
    # A type of which the reference knows nothing takes a free number; what is left out stays out.
    assert aligned(labels(0, 0, 1, -1, 2), labels(1, 1, 0, 0, -1)).tolist() == [1, 1, 0, -1, 2]


def test_the_greatest_overlap_in_sum_wins_not_the_first() -> None:
    # 0 shares three with 0 and two with 1; 1 shares three with 0 and none with 1.
    found = aligned(labels(0, 0, 0, 0, 0, 1, 1, 1), labels(0, 0, 0, 1, 1, 0, 0, 0))
    assert found.tolist() == [1, 1, 1, 1, 1, 0, 0, 0]


def test_jaccards_by_hand() -> None:
    # Found (0 0 1 1) against (0 0 0 1): type 0 shares 2 of 3, type 1 shares 1 of 2.
    table = overlaps(labels(0, 0, 1, 1), labels(0, 0, 0, 1))
    np.testing.assert_allclose(jaccards(table[None])[0], [2 / 3, 1 / 2])
    assert np.isnan(jaccards(np.array([[[3, 0], [0, 0]]]))[0, 1])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=30))
def test_adjusted_rand_is_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    first, second = (labels(*column) for column in zip(*pairs, strict=True))
    ours = adjusted_rand(overlaps(first, second)[None])[0]
    assert ours == pytest.approx(adjusted_rand_score(first, second))


def test_consensus_goes_with_most() -> None:
    say = [labels(0, 0, 0, 1, 1, 1), labels(1, 1, 1, 0, 0, 0), labels(0, 0, 1, 1, 1, 1)]
    found = consensus(say, 2)
    assert len({found[0], found[1], found[2]}) == 1
    assert len({found[3], found[4], found[5]}) == 1
    assert found[0] != found[3]
