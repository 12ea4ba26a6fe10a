"""Carry figures between vintages of squares that merge and split, and hold every total."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geo.boundaries import Crosswalk, counted, created_since, nested, overlaid
from geo.errors import GeometryError, TableError

NAN = float("nan")


def crosswalk(*rows: tuple[str, str, float]) -> Crosswalk:
    return Crosswalk(pd.DataFrame(rows, columns=["from_code", "to_code", "share"]))


def squares(**west_to_east: tuple[float, float]) -> gpd.GeoDataFrame:
    shapes = [box(west, 0, east, 0.1) for west, east in west_to_east.values()]
    return gpd.GeoDataFrame({"code": list(west_to_east)}, geometry=shapes, crs="EPSG:4326")


MERGED = crosswalk(("a", "A", 1), ("b", "A", 1), ("c", "C", 1))
"""Two places become one, a third stays."""
SPLIT = crosswalk(("a", "A", 0.75), ("a", "N", 0.25), ("b", "B", 1))
"""A place gives a quarter of its people to a new one."""


def test_counts_of_places_that_merge_add_up() -> None:
    made = MERGED.counts(pd.Series({"a": 10.0, "b": 5.0, "c": 1.0}), se=pd.Series({"a": 3.0, "b": 4.0, "c": 2.0}))
    assert made["value"].to_dict() == {"A": 15, "C": 1}
    assert made["se"].to_dict() == {"A": 5, "C": 2}  # the root of 9 and 16
    assert made["known"].tolist() == [1, 1]
    assert made["parts"].to_dict() == {"A": 2, "C": 1}


def test_counts_of_a_place_that_splits_are_shared_out() -> None:
    made = SPLIT.counts(pd.Series({"a": 100.0, "b": 8.0}), se=pd.Series({"a": 4.0, "b": 1.0}))
    assert made["value"].to_dict() == {"A": 75, "B": 8, "N": 25}
    assert made["se"].to_dict() == {"A": 3, "B": 1, "N": 1}


def test_rates_are_weighed_by_people() -> None:
    people = pd.Series({"a": 300.0, "b": 100.0, "c": 50.0})
    made = MERGED.rates(
        pd.Series({"a": 0.2, "b": 0.6, "c": 0.5}), people=people, se=pd.Series({"a": 0.04, "b": 0.09, "c": 0.1})
    )
    assert made.loc["A", "value"] == pytest.approx((300 * 0.2 + 100 * 0.6) / 400)
    assert made.loc["A", "se"] == pytest.approx(np.hypot(300 * 0.04, 100 * 0.09) / 400)
    # Both parts of a place that splits keep its rate.
    halves = SPLIT.rates(pd.Series({"a": 0.3, "b": 0.1}), people=pd.Series({"a": 7.0, "b": 9.0}))
    assert halves["value"].to_dict() == pytest.approx({"A": 0.3, "N": 0.3, "B": 0.1})


def test_a_sum_over_a_missing_part_is_missing_and_says_what_is_known() -> None:
    made = MERGED.counts(pd.Series({"a": 10.0, "c": 1.0}), people=pd.Series({"a": 30.0, "b": 10.0, "c": 1.0}))
    assert np.isnan(made.loc["A", "value"])
    assert made.loc["A", "known"] == 0.75
    partly = MERGED.counts(
        pd.Series({"a": 10.0, "b": NAN}), people=pd.Series({"a": 30.0, "b": 10.0, "c": 1.0}), at_least=0.7
    )
    assert partly.loc["A", "value"] == 10  # what is known, not raised to a whole
    assert np.isnan(partly.loc["C", "value"])
    assert partly.loc["C", "known"] == 0


def test_a_mean_over_a_missing_part_is_missing_unless_enough_is_known() -> None:
    people = pd.Series({"a": 300.0, "b": 100.0, "c": 50.0})
    rates = pd.Series({"a": 0.2, "b": NAN, "c": 0.5})
    assert np.isnan(MERGED.rates(rates, people=people).loc["A", "value"])
    partly = MERGED.rates(rates, people=people, at_least=0.75)
    assert partly.loc["A", ["value", "known"]].tolist() == pytest.approx([0.2, 0.75])
    assert np.isnan(MERGED.rates(rates, people=people, at_least=0.76).loc["A", "value"])


def test_where_nobody_is_counted_nothing_is_known() -> None:
    people = pd.Series({"a": 300.0, "b": NAN, "c": 0.0})
    made = MERGED.rates(pd.Series({"a": 0.2, "b": 0.6, "c": 0.5}), people=people, at_least=0.5)
    assert made[["value", "known"]].isna().all(axis=None)


def test_a_rate_that_nobody_is_in_need_not_be_known() -> None:
    made = MERGED.rates(pd.Series({"a": 0.2, "c": 0.5}), people=pd.Series({"a": 300.0, "b": 0.0, "c": 1.0}))
    assert made.loc["A", "value"] == pytest.approx(0.2)


def test_an_error_that_is_not_known_makes_none() -> None:
    made = MERGED.counts(pd.Series({"a": 1.0, "b": 2.0, "c": 3.0}), se=pd.Series({"a": 0.5, "c": 0.25}))
    assert made["value"].tolist() == [3, 3]
    assert np.isnan(made.loc["A", "se"])
    assert made.loc["C", "se"] == 0.25


def test_going_back_takes_the_people_of_each_part() -> None:
    # The new place holds 25 of a's 100 people and all of b's 25, so half of it comes from each.
    way = crosswalk(("a", "A", 0.75), ("a", "N", 0.25), ("b", "N", 1))
    back = way.turned(pd.Series({"a": 100.0, "b": 25.0}))
    assert back.parts.to_dict("list") == {
        "from_code": ["A", "N", "N"], "to_code": ["a", "a", "b"], "share": [1.0, 0.5, 0.5]
    }  # fmt: skip
    with pytest.raises(TableError, match="1 of 2 places have nobody in them, or somebody uncounted: N"):
        way.turned(pd.Series({"a": 100.0}))


def test_shares_may_come_from_a_count_of_people_by_part() -> None:
    parts = pd.DataFrame({"from_code": ["a", "a"], "to_code": ["A", "N"], "people": [300, "100"]})
    assert counted(parts).parts["share"].tolist() == [0.75, 0.25]
    with pytest.raises(TableError, match="1 of 2 pairs have no people above zero: a to N"):
        counted(parts.assign(people=[300, 0]))
    with pytest.raises(TableError, match="1 of 3 columns are lacking: homes"):
        counted(parts, column="homes")


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([("a", "A", 0.6), ("a", "B", 0.3)], r"1 of 1 places are not shared out whole: a \(0.9\)"),
        ([("a", "A", 0.5), ("a", "A", 0.5)], "1 of 2 pairs stand twice: a to A"),
        ([("a", "A", 0.0), ("a", "B", 1.0)], "1 of 2 shares do not lie above 0 and up to 1: a to A"),
        ([("a", "A", NAN), ("a", "B", 1.0)], "1 of 2 shares do not lie above 0 and up to 1: a to A"),
        ([("a", None, 1.0)], "1 of 1 rows lack a code"),
    ],
)
def test_a_crosswalk_that_is_none_is_refused(rows: list, what: str) -> None:
    with pytest.raises(TableError, match=what):
        crosswalk(*rows)


def test_a_crosswalk_without_its_columns_is_refused() -> None:
    with pytest.raises(TableError, match="1 of 3 columns are lacking: share"):
        Crosswalk(pd.DataFrame({"from_code": ["a"], "to_code": ["A"]}))


def test_faults_of_the_figures() -> None:
    good = pd.Series({"a": 1.0, "b": 1.0, "c": 1.0})
    with pytest.raises(TableError, match="1 of 2 codes of the counts are not among its places: z"):
        MERGED.counts(pd.Series({"a": 1.0, "z": 1.0}))
    with pytest.raises(TableError, match="1 of 2 codes of the rates stand twice: a"):
        MERGED.rates(pd.Series([1.0, 2.0], index=["a", "a"]), people=good)
    with pytest.raises(TableError, match="1 of 3 places have people below zero: b"):
        MERGED.rates(good, people=pd.Series({"a": 1.0, "b": -1.0, "c": 1.0}))
    with pytest.raises(TableError, match="A known part of 0 is none"):
        MERGED.counts(good, at_least=0)


def test_units_nest_in_the_places_they_name() -> None:
    units = pd.DataFrame(
        {
            "code": ["SV0101", "SV0102", "GT0101", "GT0100"],
            "kind": ["distrito", "distrito", "municipio", "lake"],
            "muni44_code": ["SV01001", "SV01001", None, None],
            "adm1_code": ["SV01", "SV01", "GT01", "GT01"],
        }
    )
    assert nested(units, "muni44_code").parts["from_code"].tolist() == ["SV0101", "SV0102"]
    assert nested(units, "adm1_code").targets.tolist() == ["GT01", "SV01"]


def test_an_overlay_finds_a_place_that_was_created_out_of_another() -> None:
    old = squares(a=(0, 0.4), b=(0.4, 0.6))
    new = squares(A=(0, 0.3), N=(0.3, 0.4), B=(0.4, 0.6))
    way = overlaid(old, new)
    assert way.parts[["from_code", "to_code"]].to_numpy().tolist() == [["a", "A"], ["a", "N"], ["b", "B"]]
    assert way.parts["share"].tolist() == pytest.approx([0.75, 0.25, 1])
    shuffled = overlaid(old.iloc[::-1], new.iloc[[2, 0, 1]])
    pd.testing.assert_frame_equal(way.parts, shuffled.parts)


def test_an_overlay_passes_over_slivers_and_raises_the_rest_to_a_whole() -> None:
    old = squares(a=(0, 0.4), b=(0.4, 0.6))
    new = squares(A=(0.001, 0.4001), B=(0.4001, 0.6))
    way = overlaid(old, new)
    assert way.parts[["from_code", "to_code"]].to_numpy().tolist() == [["a", "A"], ["b", "B"]]
    assert way.parts["share"].tolist() == [1, 1]


def test_an_overlay_of_other_places_is_refused() -> None:
    with pytest.raises(GeometryError) as told:
        overlaid(squares(a=(0, 0.4), b=(5, 6)), squares(A=(0, 0.3)))
    assert "2 of 2 old places lie to more than a tenth outside all new ones" in str(told.value)
    assert "a (0.75), b (0.00)" in str(told.value)


CREATED = pd.DataFrame({"code": ["n", "m"], "from_code": ["a", "n"], "year": [2011, 2014]})
TODAY = pd.Series({"a": 50.0, "b": NAN, "m": 10.0, "n": 40.0})


@pytest.mark.parametrize(
    ("year", "shares"),
    [
        (2014, {("a", "a"): 1, ("b", "b"): 1, ("m", "m"): 1, ("n", "n"): 1}),
        (2013, {("a", "a"): 1, ("b", "b"): 1, ("n", "m"): 0.2, ("n", "n"): 0.8}),
        (2010, {("a", "a"): 0.5, ("a", "m"): 0.1, ("a", "n"): 0.4, ("b", "b"): 1}),
    ],
)
def test_places_that_were_created_are_given_their_part(year: int, shares: dict) -> None:
    parts = created_since(CREATED, year, people=TODAY).parts
    assert parts.set_index(["from_code", "to_code"])["share"].to_dict() == pytest.approx(shares)


def test_faults_of_the_places_created() -> None:
    wrong = pd.DataFrame({"code": ["n", "n", "b"], "from_code": ["a", "z", "b"], "year": [2011, 2014, 2015]})
    with pytest.raises(TableError) as told:
        created_since(wrong, 2010, people=TODAY)
    for line in (
        "1 of 3 codes are no place of today: z",
        "1 of 3 codes were created twice: n",
        "1 of 3 codes were created out of themselves: b",
    ):
        assert line in str(told.value)
    with pytest.raises(TableError, match="1 of 4 pairs have no people above zero: a to n"):
        created_since(CREATED, 2010, people=TODAY.drop("b").reindex(["a", "b", "m"]).reindex(TODAY.index))


@st.composite
def ways(draw: st.DrawFn) -> tuple[Crosswalk, pd.Series, pd.Series]:
    """Draw any crosswalk of up to six places into up to four, with counts and people."""
    rows = []
    places = [f"p{i}" for i in range(draw(st.integers(1, 6)))]
    for place in places:
        targets = draw(st.lists(st.sampled_from("ABCD"), min_size=1, max_size=4, unique=True))
        weights = draw(st.lists(st.floats(0.01, 1e6), min_size=len(targets), max_size=len(targets)))
        rows += [(place, to, weight) for to, weight in zip(targets, weights, strict=True)]
    way = counted(pd.DataFrame(rows, columns=["from_code", "to_code", "people"]))
    numbers = st.lists(st.floats(0, 1e9), min_size=len(places), max_size=len(places))
    counts, people = draw(numbers), draw(st.lists(st.floats(1, 1e7), min_size=len(places), max_size=len(places)))
    return way, pd.Series(counts, index=places), pd.Series(people, index=places)


@given(ways(), st.randoms())
@settings(max_examples=100, deadline=None)
def test_totals_are_kept_and_order_changes_nothing(world: tuple, random: object) -> None:
    way, counts, people = world
    made = way.counts(counts)
    assert made["value"].sum() == pytest.approx(counts.sum(), rel=1e-9, abs=1e-9)
    # A rate times its people is a count, and is kept like one.
    rates = way.rates(counts / people, people=people)
    there = way.counts(people)["value"]
    assert (rates["value"] * there).sum() == pytest.approx(counts.sum(), rel=1e-9, abs=1e-9)
    order = list(range(len(way.parts)))
    random.shuffle(order)  # type: ignore[attr-defined]
    turned = Crosswalk(way.parts.iloc[order]).counts(counts.iloc[::-1])
    pd.testing.assert_frame_equal(made, turned)
    # And back: people who go over and come back are the same number.
    assert way.turned(people).counts(there)["value"].sum() == pytest.approx(people.sum(), rel=1e-9)
