"""Check that planted zones are found, that each is connected and large enough, and that odd worlds are told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.errors import MethodError
from geo.patterns import find_zones, link_units
from geo.patterns.contiguity import zones_of
from tests.geo.patterns.choices import grid


def world(rows: int, columns: int, *, seed: int = 1) -> dict[str, Any]:
    """Lay out a grid whose left half is violent and whose right half is poor."""
    neighbours = grid(rows, columns)
    east = np.array([int(code.split("c")[1]) >= columns // 2 for code in neighbours.codes])
    noise = np.random.default_rng(seed).normal(0, 3, (len(east), 2))
    pillars = pd.DataFrame(
        np.where(east[:, None], [20.0, 80.0], [80.0, 30.0]) + noise,
        index=neighbours.codes,
        columns=["violence", "poor"],
    )
    return {
        "pillars": pillars,
        "scores": pd.Series(np.where(east, 70.0, 90.0), index=neighbours.codes),
        "people": pd.Series(100.0, index=neighbours.codes),
        "neighbours": neighbours,
        "least_people": 300,
        "most": 2,
    }


def test_planted_zones_are_found_and_numbered_from_the_highest_score() -> None:
    told = world(4, 6)
    found = find_zones(**told)
    west = [int(code.split("c")[1]) < 3 for code in told["pillars"].index]
    assert (found.members["zone"] == np.where(west, 1, 2)).all()
    assert found.zones["members"].tolist() == [12, 12]
    assert found.zones["people"].tolist() == [1200.0, 1200.0]
    assert found.zones["score"].tolist() == [90.0, 70.0]
    assert found.explained > 0.9
    assert found.used == ("poor", "violence")


def test_a_place_on_the_edge_moves_to_its_kind() -> None:
    # The tree reaches the odd place through the other kind first; it ends among its own all the same.
    neighbours = grid(1, 6)
    pillars = pd.DataFrame({"violence": [90.0, 88.0, 89.0, 20.0, 22.0, 21.0]}, index=neighbours.codes)
    found = find_zones(
        pillars,
        scores=pillars["violence"],
        people=pd.Series(100.0, index=neighbours.codes),
        neighbours=neighbours,
        least_people=200,
        most=2,
    )
    assert found.members["zone"].tolist() == [1, 1, 1, 2, 2, 2]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(100, 900), st.integers(1, 3))
@example(4493, 1, 100, 1)
def test_every_zone_is_connected_and_large_enough(seed: int, most: int, least: int, places: int) -> None:
    told = world(5, 5, seed=seed)
    rng = np.random.default_rng(seed)
    told |= {
        "pillars": told["pillars"] + rng.normal(0, 30, told["pillars"].shape),
        "people": pd.Series(rng.integers(10, 200, 25).astype(float), index=told["pillars"].index),
        "least_people": least,
        "most": most,
        "least_places": places,
    }
    found = find_zones(**told)
    zone = found.members["zone"].to_numpy(dtype=float)
    assert 1 <= len(found.zones) <= most
    assert (found.zones["people"] >= least).all()
    assert (found.zones["members"] >= places).all()
    assert (np.diff(found.zones["score"]) <= 0).all()
    for number in found.zones["zone"]:
        assert zones_of(zone == number, told["neighbours"].matrix).max() == 1
    assert 0 <= found.explained <= 1
    mixed = told | {"pillars": told["pillars"].sample(frac=1, random_state=1)}
    pd.testing.assert_frame_equal(find_zones(**mixed).members, found.members)


def test_scattered_places_with_too_few_people_are_in_no_zone() -> None:
    neighbours = grid(1, 7)
    codes = neighbours.codes[[0, 1, 2, 4, 6]]
    pillars = pd.DataFrame({"violence": [1.0, 2.0, 3.0, 4.0, 5.0]}, index=codes)
    people = pd.Series([100.0, 100.0, 100.0, 90.0, 500.0], index=codes)
    told = {"scores": pillars["violence"], "people": people, "neighbours": neighbours, "least_people": 200, "most": 3}
    # The last place has people enough, but a zone is more than one place.
    assert find_zones(pillars, **told).members["zone"].isna().tolist() == [False, False, False, True, True]
    alone = find_zones(pillars, **told, least_places=1).members["zone"]
    assert alone.isna().tolist() == [False, False, False, True, False]


def test_of_too_many_groups_those_with_most_people_are_kept() -> None:
    neighbours = grid(1, 8)
    codes = neighbours.codes[[0, 1, 3, 4, 6, 7]]
    pillars = pd.DataFrame({"violence": [5.0, 5.0, 6.0, 6.0, 7.0, 7.0]}, index=codes)
    people = pd.Series([300.0, 300.0, 100.0, 100.0, 200.0, 200.0], index=codes)
    found = find_zones(
        pillars, scores=pillars["violence"], people=people, neighbours=neighbours, least_people=200, most=2
    )
    assert found.members["zone"].isna().tolist() == [False, False, True, True, False, False]


def test_a_pillar_that_one_place_lacks_takes_no_part() -> None:
    told = world(4, 6)
    told["pillars"]["governance"] = np.random.default_rng(1).normal(size=24) * 100
    told["pillars"].loc["r0c0", "governance"] = np.nan
    found = find_zones(**told)
    assert found.used == ("poor", "violence")
    assert found.explained > 0.9


def test_places_that_are_alike_make_one_zone() -> None:
    told = world(3, 3)
    told["pillars"][:] = 50.0
    found = find_zones(**told)
    assert len(found.zones) == 1
    assert found.explained == 0.0


def test_people_that_are_not_known_count_for_none() -> None:
    told = world(2, 4)
    told["people"].iloc[0] = np.nan
    found = find_zones(**told)
    assert found.zones["people"].sum() == 700
    assert found.members["zone"].notna().all()


ONE = link_units(["A"], pd.DataFrame({"code": [], "neighbour": [], "kind": [], "border_km": []}, dtype=object))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"pillars": pd.DataFrame(columns=["violence"], dtype=float)}, "there are no places to make zones of"),
        ({"neighbours": ONE}, "24 of 24 places are not among the units whose neighbours are known: r0c0"),
        ({"most": 0}, "at most 0 zones of at least 300 people cannot be made"),
        ({"least_people": -1}, "at most 2 zones of at least -1 people cannot be made"),
        (
            {"least_people": 1e9},
            r"0 of 1 groups of neighbours have 1e\+09|0 of 1 groups of neighbours have 1,000,000,000",
        ),
        ({"scores": pd.Series(dtype=float)}, "24 of 24 places have no score"),
        ({"people": pd.Series({"r0c0": -5.0})}, "1 of 24 places have a negative number of people: r0c0"),
    ],
)
def test_what_is_wrong_is_said(change: dict[str, Any], message: str) -> None:
    with pytest.raises(MethodError, match=message):
        find_zones(**(world(4, 6) | change))


def test_infinite_pillars_and_pillars_known_nowhere_are_refused() -> None:
    told = world(2, 2)
    told["pillars"].iloc[0, 0] = np.inf
    with pytest.raises(MethodError, match="1 of 4 places have an infinite pillar: r0c0"):
        find_zones(**told)
    told = world(2, 2)
    told["pillars"].iloc[0, :] = np.nan
    with pytest.raises(MethodError, match="none of 2 pillars is known for all 4 places"):
        find_zones(**told)
