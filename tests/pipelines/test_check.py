"""Break a study in several places at once, and see every fault told together, with file and row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.errors import ArraigoError
from pipelines import check
from pipelines.paths import Places
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from pathlib import Path

TEXT = ("tables/poverty.csv", "AA0101,Lugar AA11,0.2", "AA0101,Lugar AA11,dos")
TWICE = ("tables/people.csv", "AA0103", "AA0102")
STRANGE = ("tables/homicides.csv", "AA0102", "AA0901")
ALIAS = ("names.csv", "source,name,code,note\n", "source,name,code,note\n*,x,ZZ0101,\n")
PERCENT = ("tables/poverty.csv", "AA0103,Lugar AA13,0.3", "AA0103,Lugar AA13,30")
LEVEL = (
    "tables/emigrants_bbb.csv",
    "BB02,Departamento BB2,,900.0,,,,2020,department",
    "BB02,Departamento BB2,,900.0,,,,2020,country",
)
DIRECTION = ("indicators.yml", "direction: 1", "direction: 2")


def told(tmp_path: Path, *edits: tuple[str, str, str]) -> str:
    study = write_study(tmp_path)
    for name, old, new in edits:
        text = (study / name).read_text(encoding="utf-8")
        assert old in text
        (study / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ArraigoError) as error:
        check.run(Places(study=study, raw=tmp_path / "raw", processed=tmp_path / "processed"))
    return str(error.value)


def test_faults_of_every_file_are_told_at_once_with_their_rows(tmp_path: Path) -> None:
    said = told(tmp_path, TEXT, TWICE, STRANGE, ALIAS, LEVEL)
    for part in (
        "`value` are not a number: row 2 (dos)",
        "row 3 (AA0102), row 4 (AA0102)",
        "1 of 10 rows of tables/homicides.csv carry codes that are no municipality of AAA, BBB: row 3 (AA0901)",
        "names.csv: 1 fault",
        "row 2 (x, ZZ0101)",
        "tables/emigrants_bbb.csv are of another level than the department that the series declares: row 3 (BB02)",
    ):
        assert part in said, part


def test_the_places_that_were_created_are_looked_at(tmp_path: Path) -> None:
    (write_study(tmp_path) / "created.csv").write_text("code,from_code,year\nAA0102,AA0109,2014\n", encoding="utf-8")
    with pytest.raises(ArraigoError, match=r"created\.csv: 1 fault"):
        check.run(Places(study=tmp_path / "data/studies/tiny", raw=tmp_path / "raw", processed=tmp_path / "processed"))


def test_a_fault_in_the_catalogue_does_not_hide_those_of_tables(tmp_path: Path) -> None:
    said = told(tmp_path, DIRECTION, TEXT)
    assert "indicators.yml:6: `direction`" in said
    assert "row 2 (dos)" in said


def test_a_percentage_among_shares_is_told_with_its_row(tmp_path: Path) -> None:
    said = told(tmp_path, PERCENT)
    assert "rows of tables/poverty.csv are shares outside 0-1: row 4 (AA0103)" in said
    assert said.count("AA0103") == 1


def test_a_table_that_cannot_be_read_does_not_keep_other_indicators_from_being_tried(tmp_path: Path) -> None:
    no_number = ("tables/emigrants_aaa.csv", "AA0101,Lugar AA11,,50.0", "AA0101,Lugar AA11,,dos")
    said = told(tmp_path, no_number, ("tables/poverty.csv", "AA0101,Lugar AA11,0.2,,,", "AA0101,Lugar AA11,,3,,"))
    assert "row 2 (dos)" in said
    assert "rows hold a count but no value: AA0101" in said
