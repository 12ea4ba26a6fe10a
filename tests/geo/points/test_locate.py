"""Locate events of every precision, and see that a department's event never becomes a municipality's."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.errors import GeometryError, TableError
from geo.points import UCDP, locate
from tests.geo.points.world import events, units

IN = (0.05, 0.05)


def test_each_class_counts_for_what_it_knows() -> None:
    rows = events(*[IN] * 8, id=list("abcdefgh"), prec=["1", "2", "3", "4", "5", "6", "7", None])
    located = locate(rows, units(), id_="id", precision="prec", scale=UCDP)
    assert located["fate"].tolist() == ["municipality"] * 3 + ["department"] + ["not_precise_enough"] * 4
    assert located["code"].tolist()[:3] == ["AA0101"] * 3
    assert located["code"].iloc[3:].isna().all()
    assert located["adm1_code"].tolist()[:4] == ["AA01"] * 4
    assert located["adm1_code"].iloc[4:].isna().all()
    assert located["iso3"].iloc[:4].eq("AAA").all()
    assert located["iso3"].iloc[4:].isna().all()
    assert located["class"].iloc[7] == "unstated"


def test_without_classes_a_point_is_where_it_lies() -> None:
    located = locate(events(IN, None, (9.0, 9.0), (0.05, 0.18)), units())
    assert located["fate"].tolist() == ["municipality", "no_coordinates", "outside", "lake"]


def test_a_vague_event_outside_is_called_vague_since_its_point_says_nothing() -> None:
    located = locate(events((9.0, 9.0), None, prec=["6", "6"]), units(), precision="prec", scale=UCDP)
    assert located["fate"].tolist() == ["not_precise_enough", "no_coordinates"]


def test_of_a_departments_event_its_name_is_believed_rather_than_its_centre() -> None:
    rows = events(IN, (9.0, 9.0), IN, IN, prec=["4", "4", "1", "4"])
    said = pd.Series(["AA02", "AA02", "AA02", None], index=rows.index)
    located = locate(rows, units(), precision="prec", scale=UCDP, departments=said)
    assert located["adm1_code"].tolist() == ["AA02", "AA02", "AA01", "AA01"]
    assert located["code"].tolist()[2] == "AA0101"
    assert located["fate"].tolist() == ["department", "department", "municipality", "department"]


@pytest.mark.parametrize(
    ("cells", "options", "what"),
    [
        ({"id": ["a", "a"]}, {"id_": "id"}, "1 of 2 `id` stand twice: a"),
        ({"id": ["a", None]}, {"id_": "id"}, "1 of 2 rows have no `id`: row 3"),
        ({"id": ["a", "b"]}, {"id_": "key"}, "1 of 1 columns are not in the file: key. There are id"),
        ({"prec": ["1", "1"]}, {"precision": "prec"}, "goes with the classes"),
        ({"prec": ["1", "1"]}, {"scale": UCDP}, "goes with the classes"),
    ],
)
def test_faults_of_the_columns(cells: dict, options: dict, what: str) -> None:
    with pytest.raises(TableError, match=what):
        locate(events(IN, IN, **cells), units(), **options)


def test_no_event_at_all_is_refused() -> None:
    with pytest.raises(TableError, match="0 points are left"):
        locate(events(), units())


def test_swapped_coordinates_are_refused() -> None:
    far = units().assign(geometry=units().translate(-90, 14))
    with pytest.raises(GeometryError, match="swapped"):
        locate(events((14.05, -89.95)), far)
