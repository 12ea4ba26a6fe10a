"""Check that a file of older limits says so, and makes no zero of a place that did not exist yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from geo.errors import CatalogueError, TableError
from pipelines.adding.indicator import Plan, plan_indicator
from pipelines.paths import Places, find_places
from tests.pipelines.adding.said import said
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from pathlib import Path

# AA0103 came out of AA0102, which itself came out of AA0101.
CREATED = "code,from_code,year\nAA0103,AA0102,2021\nAA0102,AA0101,2015\n"
ELSEWHERE = ("AA0201", "AA0202")


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    (write_study(tmp_path) / "created.csv").write_text(CREATED, encoding="utf-8")
    monkeypatch.setenv("ARRAIGO_HOME", str(tmp_path))
    monkeypatch.delenv("ARRAIGO_RAW", raising=False)
    return find_places("tiny")


def planned(places: Places, year: int, *codes: str, **changes: Any) -> Plan:
    file = places.study.parent / f"list_{year}.csv"
    rows = "".join(f"Lugar AA{code[3]}{code[5]};{n}\n" for n, code in enumerate([*codes, *ELSEWHERE], start=1))
    file.write_text(f"Municipio;Casos\n{rows}", encoding="utf-8")
    return plan_indicator(places, file, said(id="old", pillar="violence", countries=("AAA",), kind="count", **changes))


def source(plan: Plan) -> str:
    return next(text or b"" for name, text in plan.files.items() if name.startswith("sources/")).decode()


def test_places_of_later_are_counted_with_the_old_ones(places: Places) -> None:
    plan = planned(places, 2012, "AA0101")
    assert "2 places without a row were created after 2012" in plan.notes[-1]
    assert "Lugar AA13 in Lugar AA11, Lugar AA12 in Lugar AA11" in plan.notes[-1]
    assert "Cifras de los límites de 2012: Lugar AA11 con Lugar AA13, Lugar AA11 con Lugar AA12." in source(plan)
    assert plan.table is not None
    assert plan.table["code"].tolist() == ["AA0101", *ELSEWHERE]


def test_a_place_that_was_there_is_simply_missing(places: Places) -> None:
    # In 2020 the last was part of a place that has no row itself; that one was no part of the first any more.
    assert planned(places, 2020, "AA0101").limits is None
    assert planned(places, 2021, "AA0101").limits is None


def test_nothing_is_said_where_every_place_has_a_row(places: Places) -> None:
    plan = planned(places, 2012, "AA0101", "AA0102", "AA0103")
    assert plan.limits is None
    assert "doubts" not in source(plan)


def test_a_full_list_makes_no_zero_of_a_place_that_did_not_exist(places: Places) -> None:
    with pytest.raises(CatalogueError, match=r"2 places that the full list lacks did not exist in 2012.*Lugar AA13"):
        planned(places, 2012, "AA0101", complete=True)
    assert "complete: true" in source(planned(places, 2021, "AA0101", "AA0102", complete=True))


def test_a_wrong_list_of_what_was_created_is_refused(places: Places) -> None:
    (places.study / "created.csv").write_text("code,from_code,year\nAA0103,AA0199,2021\n", encoding="utf-8")
    with pytest.raises(TableError, match="no place of today"):
        planned(places, 2012, "AA0101")
