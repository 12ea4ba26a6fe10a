"""Count events by hand-made places, and keep what is missing apart from what is zero."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import MethodError, TableError
from geo.points import UCDP, count_events, count_years, fates, locate
from tests.geo.points.world import events, units

A, B, C = (0.05, 0.05), (0.15, 0.05), (0.25, 0.05)


def located(*places: tuple[float, float] | None, prec: list[str] | None = None) -> pd.DataFrame:
    if prec is None:
        return locate(events(*places), units())
    return locate(events(*places, prec=prec), units(), precision="prec", scale=UCDP)


def test_municipalities_count_their_own_and_a_place_without_an_event_is_missing() -> None:
    counts = count_events(located(A, A, B), units())
    assert counts["AA0101"] == 2
    assert counts["AA0102"] == 1
    assert counts.drop(["AA0101", "AA0102"]).isna().all()
    assert "AA0100" not in counts  # a lake


def test_a_census_of_events_makes_it_zero() -> None:
    counts = count_events(located(A), units(), complete=True)
    assert counts.to_dict() == {"AA0101": 1, "AA0102": 0, "AA0201": 0, "AA0202": 0, "BB0101": 0, "BB0102": 0}


def test_a_departments_event_counts_for_the_department_only() -> None:
    found = located(A, A, C, prec=["1", "4", "6"])
    assert count_events(found, units()).dropna().to_dict() == {"AA0101": 1}
    assert count_events(found, units(), level="department").dropna().to_dict() == {"AA01": 2}


def test_the_44_count_what_their_units_count() -> None:
    of = units().assign(muni44_code=["SV01001"] * 4 + ["SV01002"] * 3)
    assert count_events(located(A, C, (0.35, 0.05)), of, level="municipio_2024").to_dict() == {
        "SV01001": 2,
        "SV01002": 1,
    }


def test_years_outside_the_span_are_not_counted_and_an_empty_year_has_its_column() -> None:
    found = located(A, A, B, A)
    years = pd.Series([2019, 2021, 2021, None], index=found.index)
    table = count_years(found, units(), years=years, span=[2020, 2021], complete=True)
    assert table.columns.tolist() == [2020, 2021]
    assert table.loc["AA0101"].tolist() == [0, 1]
    assert table.loc["AA0102"].tolist() == [0, 1]
    assert table.to_numpy().sum() == 2


def test_amounts_are_added_up() -> None:
    found = located(A, A, B, (9.0, 9.0))
    deaths = pd.Series(["3", "4", "0", "x"], index=found.index)
    assert count_events(found, units(), amounts=deaths).dropna().to_dict() == {"AA0101": 7, "AA0102": 0}


def test_amounts_that_are_none_are_refused_where_they_count() -> None:
    found = located(A, A, B)
    with pytest.raises(TableError) as told:
        count_events(found, units(), amounts=pd.Series(["-1", None, "2"], index=found.index))
    assert "1 of 3 events that count have no amount: row 3" in str(told.value)
    assert "1 of 3 events have a negative amount: row 2" in str(told.value)


def test_an_event_of_another_year_needs_no_amount() -> None:
    found = located(A, A)
    years = pd.Series([2020, 2021], index=found.index)
    deaths = pd.Series(["3", None], index=found.index)
    table = count_years(found, units(), years=years, span=[2020], amounts=deaths)
    assert table.loc["AA0101", 2020] == 3


def test_a_country_is_no_level_of_events() -> None:
    with pytest.raises(MethodError, match="not counted by country"):
        count_events(located(A), units(), level="country")


def test_fates_add_up_to_the_events() -> None:
    found = located(A, A, C, (9.0, 9.0), None, prec=["1", "4", "6", "1", "1"])
    table = fates(found)
    assert table.index.tolist() == ["1", "4", "6"]
    assert table.loc["1"].to_dict() == {
        "municipality": 1, "department": 0, "not_precise_enough": 0, "lake": 0, "other_country": 0, "outside": 1,
        "no_coordinates": 1,
    }  # fmt: skip
    assert table.to_numpy().sum() == 5
    assert fates(located(A)).index.tolist() == ["any"]


@given(
    places=st.lists(st.tuples(st.floats(-0.1, 0.7), st.floats(-0.1, 0.3)), min_size=1, max_size=40),
    classes=st.data(),
)
@settings(max_examples=40, deadline=None)
def test_every_event_is_counted_once_or_told_why_not(places: list[tuple[float, float]], classes: st.DataObject) -> None:
    prec = classes.draw(st.lists(st.sampled_from("1234567"), min_size=len(places), max_size=len(places)))
    found = located(*places, prec=prec)
    table = fates(found).sum()
    assert count_events(found, units()).sum() == table["municipality"]
    by_department = count_events(found, units(), level="department").sum()
    assert by_department == table["municipality"] + table["department"]
    assert table.sum() == len(places)
    order = classes.draw(st.permutations(range(len(places))))
    turned = located(*(places[i] for i in order), prec=[prec[i] for i in order])
    np.testing.assert_array_equal(count_events(found, units()), count_events(turned, units()))
