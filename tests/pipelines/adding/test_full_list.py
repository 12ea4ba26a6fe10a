"""Check that a list that is said to be full makes no zero of what is only missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from geo.errors import CatalogueError
from pipelines.adding.indicator import plan_indicator
from pipelines.paths import Places, find_places
from tests.pipelines.adding.said import said
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    write_study(tmp_path)
    monkeypatch.setenv("ARRAIGO_HOME", str(tmp_path))
    monkeypatch.delenv("ARRAIGO_RAW", raising=False)
    return find_places("tiny")


def planned(places: Places, second: str, **changes: Any) -> str:
    """Write a list of three places, and give the source's entry that it would make."""
    file = places.study.parent / "list_2021.csv"
    file.write_text(f"Municipio;Casos\nLugar AA11;1\n{second};1\nLugar AA13;1\n", encoding="utf-8")
    spoken = said(id="schools", pillar="violence", countries=("AAA",), **changes)
    text = plan_indicator(places, file, spoken).files["sources/aaa_schools_2021.yml"]
    return (text or b"").decode()


def test_a_row_left_out_of_a_full_list_makes_no_zero(places: Places) -> None:
    with pytest.raises(CatalogueError, match="1 of 3 rows would be left out of a list that is said to be full"):
        planned(places, "Otra parte", kind="count", complete=True, leave_out_refused=True)
    assert "complete" not in planned(places, "Otra parte", kind="count", leave_out_refused=True)
    assert "complete: true" in planned(places, "Lugar AA12", kind="count", complete=True, leave_out_refused=True)


@pytest.mark.parametrize("kind", ["share", "intensity", "index"])
def test_only_counts_are_zero_where_a_place_is_absent(places: Places, kind: str) -> None:
    with pytest.raises(CatalogueError, match=f"would have a {kind} of zero"):
        planned(places, "Lugar AA12", kind=kind, complete=True)
