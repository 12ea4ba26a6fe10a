"""Check that missing months are named."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.drought import Gap, find_gaps


def test_gaps_by_hand() -> None:
    rain = np.ones((3, 30))
    rain[0, 0] = rain[0, 29] = np.nan
    rain[2, 5:8] = np.nan
    found = find_gaps(rain, start=(1981, 11))
    assert found == (Gap(0, (1981, 11), 1), Gap(0, (1984, 4), 1), Gap(2, (1982, 4), 3))
    assert str(found[2]) == "series 2 from 1982-04, 3 months"


def test_a_whole_series_has_none() -> None:
    assert find_gaps(np.zeros((2, 12)), start=(1981, 1)) == ()


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_gaps_hold_every_missing_month(missing: list[bool]) -> None:
    gaps = find_gaps(np.where(missing, np.nan, 1.0)[None], start=(2000, 1))
    named = {(gap.first[0] - 2000) * 12 + gap.first[1] - 1 + later for gap in gaps for later in range(gap.months)}
    assert named == {place for place, lost in enumerate(missing) if lost}
