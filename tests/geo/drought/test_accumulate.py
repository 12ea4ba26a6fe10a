"""Check running sums by hand and against their definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.drought import accumulate
from geo.errors import MethodError


def test_by_hand() -> None:
    found = accumulate(np.array([3.0, 4, 6, 2, 1, 3]), scale=3)
    np.testing.assert_array_equal(found, [np.nan, np.nan, 13, 12, 9, 6])


def test_a_gap_stays_in_its_windows() -> None:
    found = accumulate(np.array([1.0, 1, np.nan, 1, 1, 1]), scale=2)
    np.testing.assert_array_equal(found, [np.nan, 2, np.nan, np.nan, 2, 2])


@given(st.lists(st.floats(0, 1000), min_size=5, max_size=30), st.integers(1, 5))
def test_every_window_is_its_own_sum(rain: list[float], scale: int) -> None:
    found = accumulate(np.array(rain)[:, None], scale=scale)[:, 0]
    assert np.isnan(found[: scale - 1]).all()
    windows = [sum(rain[end - scale + 1 : end + 1]) for end in range(scale - 1, len(rain))]
    assert found[scale - 1 :].tolist() == pytest.approx(windows)


@pytest.mark.parametrize("scale", [0, -3, 7])
def test_scales_that_do_not_fit(scale: int) -> None:
    with pytest.raises(MethodError, match=f"the scale is {scale} months, the series has 6. Give 1 to 6"):
        accumulate(np.ones(6), scale=scale)


def test_the_whole_series_is_a_scale() -> None:
    assert accumulate(np.ones(6), scale=6)[-1] == 6
