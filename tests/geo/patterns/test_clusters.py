"""Check that planted types are found again, and that gaps, order and numbering do no harm."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import MethodError
from geo.patterns import MIXED, find_types

CENTRES = np.array([[80.0, 75.0, 70.0], [20.0, 80.0, 30.0], [25.0, 20.0, 22.0]])
"""Three planted types, the highest first."""


def planted(per_type: int = 30, *, spread: float = 4.0, gaps: float = 0.0) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(2)
    truth = np.repeat([0, 1, 2], per_type)
    cells = np.clip(CENTRES[truth] + rng.normal(scale=spread, size=(len(truth), 3)), 0, 100)
    cells[rng.random(cells.shape) < gaps] = np.nan
    codes = [f"HN{place:04d}" for place in range(len(truth))]
    return pd.DataFrame(cells, index=codes, columns=["violence", "poverty", "drought"]), truth + 1


def test_planted_types_are_found_and_numbered_from_the_highest() -> None:
    pillars, truth = planted()
    typology = find_types(pillars, choices=(2, 3, 4, 5), seed=1)
    np.testing.assert_array_equal(typology.members["type"], truth)
    assert typology.silhouettes.set_index("types")["chosen"].to_dict() == {2: False, 3: True, 4: False, 5: False}
    np.testing.assert_allclose(typology.centres[pillars.columns], CENTRES, atol=3)
    assert (typology.members["type_p"] > 0.95).all()


def test_gaps_keep_a_unit_with_its_kind() -> None:
    pillars, truth = planted(gaps=0.3)
    typology = find_types(pillars, choices=(3,), seed=1)
    known = pillars.notna().any(axis=1).to_numpy()
    # By violence alone, or drought alone, the second and the third type look alike.
    clear = known & (pillars["poverty"].notna() & pillars[["violence", "drought"]].notna().any(axis=1)).to_numpy()
    assert (typology.members["nearest"].to_numpy()[clear] == truth[clear]).all()


def test_a_gap_is_neither_zero_nor_the_mean() -> None:
    pillars, _ = planted()
    pillars.loc["HN0000", ["poverty", "drought"]] = np.nan
    members = find_types(pillars, choices=(3,), seed=1).members.set_index("code")
    assert members.loc["HN0000", "type"] == 1
    pillars.loc["HN0089", ["violence", "drought"]] = np.nan
    members = find_types(pillars, choices=(3,), seed=1).members.set_index("code")
    assert members.loc["HN0089", "type"] == 3


def test_a_unit_that_fits_two_types_is_mixed() -> None:
    pillars, _ = planted()
    # The second and the third type differ in poverty; without it nothing tells them apart.
    pillars.loc["HN0050", :] = [22.5, np.nan, 26.0]
    member = find_types(pillars, choices=(3,), seed=1, least=0.9).members.set_index("code").loc["HN0050"]
    assert member["type"] == MIXED
    assert member["nearest"] in {2, 3}
    assert 0.3 < member["type_p"] < 0.9


def test_a_unit_without_any_pillar_has_no_type() -> None:
    pillars, _ = planted()
    pillars.loc["HN0010"] = np.nan
    member = find_types(pillars, choices=(3,), seed=1).members.set_index("code").loc["HN0010"]
    assert member.isna().all()


def test_a_pillar_without_data_or_spread_changes_nothing() -> None:
    pillars, _ = planted()
    plain = find_types(pillars, choices=(3,), seed=1)
    more = find_types(pillars.assign(rights=np.nan, governance=50.0), choices=(3,), seed=1)
    pd.testing.assert_frame_equal(plain.members, more.members)
    assert more.centres["rights"].isna().all()


def test_a_pillar_that_a_country_lacks_does_not_become_its_type() -> None:
    pillars, truth = planted()
    lacking = pillars.copy()
    lacking.iloc[::2, 2] = np.nan
    members = find_types(lacking, choices=(3,), seed=1).members
    np.testing.assert_array_equal(members["nearest"], truth)


def test_order_and_seed() -> None:
    pillars, _ = planted(gaps=0.2)
    first = find_types(pillars, choices=(2, 3, 4), seed=1)
    turned = find_types(pillars.sample(frac=1, random_state=3).iloc[:, ::-1], choices=(4, 3, 2), seed=1)
    pd.testing.assert_frame_equal(first.members, turned.members, check_exact=True)
    pd.testing.assert_frame_equal(first.silhouettes, turned.silhouettes, check_exact=True)
    again = find_types(pillars, choices=(2, 3, 4), seed=2)
    np.testing.assert_array_equal(again.members["nearest"], first.members["nearest"])


def test_units_that_share_no_pillar_with_what_tells_types_apart_are_mixed() -> None:
    pillars = pd.DataFrame({"a": [1.0, 2, 9, np.nan, np.nan, np.nan], "b": [np.nan] * 3 + [1.0, 2, 9]})
    pillars.index = pd.Index([f"HN000{place}" for place in range(6)])
    members = find_types(pillars, choices=(2,), seed=1, least=0.6).members
    assert members["type"].tolist() == [2, 2, 1, MIXED, MIXED, MIXED]


def test_faults_are_told_together() -> None:
    pillars, _ = planted(2)
    pillars.iloc[1, 0] = np.inf
    with pytest.raises(MethodError) as caught:
        find_types(pillars, choices=(1, 3, 6), seed=1, least=2)
    for part in (
        "1 of 6 units have an infinite pillar: HN0001",
        "a least probability of 2 is not a share",
        "2 of 3 numbers of types cannot be had of 6 different units: 1, 6",
    ):
        assert part in str(caught.value)


def test_no_choice_is_refused() -> None:
    with pytest.raises(MethodError, match="no number of types is given"):
        find_types(planted()[0], choices=(), seed=1)
