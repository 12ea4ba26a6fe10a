"""Check how a part is cut from a study, and that what cannot be cut is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo.errors import MethodError, TableError
from geo.export import Table, Whole, whole_of

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({}, ["HN0101", "HN0102", "HN0103", "SV0101", "SV0102", "SV0201"]),
        ({"department": "SV01"}, ["SV0101", "SV0102"]),
        ({"codes": ["SV0201", "HN0102", "SV0201"]}, ["HN0102", "SV0201"]),
        ({"selected": True}, ["HN0101", "HN0103", "SV0102"]),
        ({"department": "HN01", "codes": ["HN0101", "SV0101"], "selected": True}, ["HN0101"]),
    ],
)
def test_a_part_is_what_is_in_all_that_was_asked_for(asked: dict[str, object], left: list[str], whole: Whole) -> None:
    part = whole.cut(**asked)
    assert part.frame["code"].tolist() == left
    assert part.frame.index.tolist() == list(range(len(left)))
    assert part.columns == whole.table.columns


def test_the_departments_are_named_in_order(whole: Whole) -> None:
    assert whole.departments == {"HN01": "Atlántida", "SV01": "Ahuachapán", "SV02": "Santa Ana"}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"department": "GT/13"}, r"no unit lies in a department GT/13, among 3 departments .*HN01, SV01, SV02\. Give"),
        ({"codes": ["XX1", "HN0101", "XX2"]}, r"2 of 3 codes are not among the units of the study: XX1, XX2\. Correct"),
        ({"department": "SV02", "selected": True}, r"none of 6 units is in all that was asked for\. Ask for less"),
        ({"codes": []}, r"none of 6 units is in all that was asked for"),
    ],
)
def test_what_is_not_there_is_told(asked: dict[str, object], told: str, whole: Whole) -> None:
    with pytest.raises(MethodError, match=told):
        whole.cut(**asked)


def test_faults_are_told_together(whole: Whole) -> None:
    with pytest.raises(MethodError) as caught:
        whole.cut(department="ZZ", codes=["XX"])
    assert "export: 2 faults" in str(caught.value)


def test_a_study_without_a_selection_says_so(table: Table, alone: Callable[[Table], Whole]) -> None:
    with pytest.raises(MethodError, match="the study has no selected set"):
        alone(table).cut(selected=True)


def test_a_published_table_is_taken_as_the_whole(whole: Whole) -> None:
    again = whole_of(whole.table.frame, catalogue=whole.catalogue, classes=whole.classes)
    assert again.table.columns == whole.table.columns
    assert dict(again.cards) == {}
    frame = whole.table.frame.assign(extra=1)
    with pytest.raises(TableError, match="columns are not declared, or not in the declared order: extra"):
        whole_of(frame, catalogue=whole.catalogue)


def test_a_part_keeps_the_tier(whole: Whole) -> None:
    assert replace(whole, table=replace(whole.table, tier="partner")).cut(department="SV01").tier == "partner"
