"""Check that strengths and weaknesses are named against those a place is compared with, and nobody else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import MethodError
from geo.scoring.profile import profiles

CODES = [f"HN{place:02d}" for place in range(6)] + [f"GT{place:02d}" for place in range(6)]
COUNTRY = pd.Series([code[:2] for code in CODES], index=CODES)
VALUES = pd.DataFrame(
    {"poor": [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0], "harmed": 0.5}, index=CODES
)


def rows(**groups: pd.Series) -> pd.DataFrame:
    return profiles(VALUES, groups=groups).set_index(["code", "item", "against"])


def test_a_place_is_set_against_its_own() -> None:
    table = rows(country=COUNTRY)
    # The highest of Honduras would be low among Guatemala's.
    first = table.loc["HN05", "poor", "country"]
    assert first[["group", "value", "median", "n", "share_below", "marks"]].tolist() == [
        "HN",
        0.5,
        0.25,
        6,
        1,
        "weakness",
    ]
    assert table.loc[("GT00", "poor", "country"), "marks"] == "strength"
    assert table.loc[("HN04", "poor", "country"), ["share_below", "marks"]].tolist() == [0.8, "weakness"]
    assert table.loc[("HN03", "poor", "country"), "marks"] == ""


def test_what_all_share_marks_nobody() -> None:
    assert (rows(country=COUNTRY).xs("harmed", level="item")["marks"] == "").all()
    assert (rows(country=COUNTRY).xs("harmed", level="item")["share_below"] == 0.5).all()


def test_types_stand_beside_countries_and_the_mixed_beside_nobody() -> None:
    types = pd.Series(["1"] * 8 + [None] * 4, index=CODES)
    table = rows(country=COUNTRY, type=types)
    assert table.loc[("HN05", "poor", "type"), "marks"] == ""
    assert set(table.xs("type", level="against").index.get_level_values("code")) == set(CODES[:8])
    assert table.xs("type", level="against")["n"].eq(8).all()


def test_gaps_take_no_part_and_small_groups_say_nothing() -> None:
    holes = VALUES.copy()
    holes.loc["HN00", "poor"] = np.nan
    holes.loc[CODES[6:8], "poor"] = np.nan
    table = profiles(holes, groups={"country": COUNTRY})
    poor = table[table["item"] == "poor"]
    assert poor["code"].tolist() == CODES[1:6]
    assert poor["n"].eq(5).all()
    assert poor.iloc[0]["share_below"] == 0


def test_order_changes_nothing_and_no_groups_give_no_rows() -> None:
    turned = profiles(VALUES.iloc[::-1, ::-1], groups={"country": COUNTRY})
    pd.testing.assert_frame_equal(turned, profiles(VALUES, groups={"country": COUNTRY}))
    assert profiles(VALUES, groups={}).empty


def test_faults_are_told_together() -> None:
    bad = pd.concat([VALUES, VALUES.head(1) + np.inf])
    with pytest.raises(MethodError) as caught:
        profiles(bad, groups={})
    assert "1 of 13 codes stand twice: HN00" in str(caught.value)
    assert "2 of 2 items have infinite values: poor, harmed" in str(caught.value)
