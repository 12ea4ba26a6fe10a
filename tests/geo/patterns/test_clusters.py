"""Check that planted types are found again, and that gaps, order and numbering do no harm."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import MethodError
from geo.patterns import MIXED, find_types, link_units
from tests.geo.patterns.grid import joined

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
    tried = typology.stability[typology.stability["model"] == "k_means"].set_index("types")
    assert tried["chosen"].to_dict() == {2: False, 3: True, 4: False, 5: False}
    assert tried["jaccard"].idxmax() in {2, 3}
    assert (typology.returns["jaccard"] > 0.95).all()
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
    pd.testing.assert_frame_equal(plain.stability, more.stability)
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
    pd.testing.assert_frame_equal(first.stability, turned.stability, check_exact=True)
    again = find_types(pillars, choices=(2, 3, 4), seed=2)
    np.testing.assert_array_equal(again.members["nearest"], first.members["nearest"])


def test_the_same_seed_gives_the_same_everything() -> None:
    pillars, _ = planted(gaps=0.2)
    first, again = (find_types(pillars, choices=(2, 3), seed=5, resamples=20) for _ in range(2))
    for part in ("members", "models", "centres", "contrasts", "known", "stability", "returns"):
        pd.testing.assert_frame_equal(getattr(first, part), getattr(again, part), check_exact=True)


def test_models_agree_on_what_is_plain_and_have_one_numbering() -> None:
    pillars, truth = planted()
    row = joined(90, [(place, place + 1) for place in range(89)])
    found = find_types(pillars, choices=(3,), seed=1, neighbours=row)
    assert set(found.models) == {"code", "k_means", "mixture", "ward", "ward_contiguous", "hdbscan"}
    for model in ("k_means", "mixture", "ward", "ward_contiguous"):
        np.testing.assert_array_equal(found.models[model], truth)
    assert (found.members["consensus"] == 1).all()
    np.testing.assert_array_equal(found.members["consensus_type"], truth)
    table = found.stability.set_index("model")
    assert (table["rand_to_k_means"].drop("hdbscan") == 1).all()
    assert table["bic"].notna().to_dict()["mixture"]
    assert (table["silhouette"] > 0.5).all()


def test_models_that_differ_lower_the_consensus() -> None:
    pillars, truth = planted()
    # Types that lie scattered cannot be had by joining neighbours only.
    rng = np.random.default_rng(3)
    order = rng.permutation(90)
    row = joined(90, [(int(order[place]), int(order[place + 1])) for place in range(89)])
    found = find_types(pillars, choices=(3,), seed=1, neighbours=row)
    assert not np.array_equal(found.models["ward_contiguous"], truth)
    assert found.members["consensus"].min() == 0.75
    np.testing.assert_array_equal(found.members["consensus_type"], truth)


def test_numbers_of_the_run_before_are_kept() -> None:
    pillars, truth = planted()
    before = pd.Series(truth, index=pillars.index).map({1: 2, 2: 3, 3: 1})
    found = find_types(pillars, choices=(3,), seed=1, previous=before.iloc[:80])
    np.testing.assert_array_equal(found.members["type"], before)
    np.testing.assert_allclose(found.centres.loc[2, pillars.columns], CENTRES[0], atol=3)
    # Units that have no earlier type count neither for nor against.
    assert found.returns["kept"].tolist() == [1, 1, 1]
    assert find_types(pillars, choices=(3,), seed=1, previous=before.iloc[:0]).returns["kept"].isna().all()


def test_numbers_have_no_gaps_when_types_are_gone() -> None:
    pillars, truth = planted()
    before = pd.Series(truth, index=pillars.index).map({1: 5, 2: 2, 3: 4})
    members = find_types(pillars, choices=(3,), seed=1, previous=before).members
    # The second keeps its number; the fourth and the fifth are too many for three, and take what is free in turn.
    assert dict(zip(truth, members["type"], strict=True)) == {2: 2, 3: 1, 1: 3}


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    find_types(planted()[0], choices=(2, 3), seed=1, resamples=5, progress=lambda *step: told.append(step))
    assert told == [(1, 2), (2, 2)]


def test_identical_units_are_refused() -> None:
    pillars = pd.DataFrame({"a": [5.0] * 6, "b": [7.0] * 6}, index=[f"HN000{place}" for place in range(6)])
    with pytest.raises(MethodError, match="1 of 1 numbers of types cannot be had of 0 different units: 2"):
        find_types(pillars, choices=(2,), seed=1)


def test_few_units_and_equal_ones_are_no_trouble() -> None:
    pillars = pd.DataFrame({"a": [1.0, 1, 1, 1, 9, 9, 5], "b": [2.0, 2, 2, 2, 8, 8, 5]})
    pillars.index = pd.Index([f"HN000{place}" for place in range(7)])
    found = find_types(pillars, choices=(2,), seed=1, neighbours=joined(7, [(0, 1), (4, 5)]))
    assert found.members["nearest"].tolist()[:6] == [2, 2, 2, 2, 1, 1]


def test_a_unit_without_what_tells_types_apart_is_mixed() -> None:
    rng = np.random.default_rng(4)
    pillars = pd.DataFrame({"a": np.repeat([10.0, 90.0], 20), "b": rng.normal(50, 5, size=40)})
    pillars.index = pd.Index([f"HN00{place:02d}" for place in range(40)])
    pillars.loc["HN0000"] = [np.nan, 50.0]
    members = find_types(pillars, choices=(2,), seed=1, least=0.9).members.set_index("code")
    assert members.loc["HN0000", "type"] == MIXED
    assert (members["type"].drop("HN0000") != MIXED).all()


def test_faults_are_told_together() -> None:
    pillars, _ = planted(2)
    pillars.iloc[1, 0] = np.inf
    none = pd.DataFrame({"code": [], "neighbour": []}, dtype=str)
    with pytest.raises(MethodError) as caught:
        find_types(pillars, choices=(1, 3, 6), seed=1, least=2, resamples=0, neighbours=link_units(["XX"], none))
    for part in (
        "0 resamples show nothing",
        "6 of 6 units have pillars but no place among the neighbours: HN0000, HN0001",
        "1 of 6 units have an infinite pillar: HN0001",
        "a least probability of 2 is not a share",
        "2 of 3 numbers of types cannot be had of 6 different units: 1, 6",
    ):
        assert part in str(caught.value)


def test_no_choice_is_refused() -> None:
    with pytest.raises(MethodError, match="no number of types is given"):
        find_types(planted()[0], choices=(), seed=1)
