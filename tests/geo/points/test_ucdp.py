"""Read an invented file of UCDP GED's form, whole and damaged."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from geo.errors import TableError
from geo.points import read_ucdp
from tests.geo.points.ged import ged, row

if TYPE_CHECKING:
    from pathlib import Path

COUNTRIES = {"Aria": "AAA", "Boria": "BBB"}


def test_events_of_the_countries_years_and_types_are_kept(tmp_path: Path) -> None:
    text = ged(
        row(1, 0.05, 0.05),
        row(2, 0.45, 0.05, country="Boria", year=2020),
        row(3, 30.0, 50.0, country="Elsewhere"),
        row(4, 0.05, 0.05, type_of_violence=1),
        row(5, 0.05, 0.05, year=2015),
    )
    (tmp_path / "ged.csv").write_text(text, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "ged.zip", "w") as packed:
        packed.writestr("GEDEvent.csv", text)
    for name in ("ged.csv", "ged.zip"):
        every = read_ucdp(tmp_path / name, countries=COUNTRIES)
        assert every["id"].tolist() == ["1", "2", "4", "5"]
        assert every["iso3"].tolist() == ["AAA", "BBB", "AAA", "AAA"]
        some = read_ucdp(tmp_path / name, countries=COUNTRIES, years=range(2020, 2022), types=[2, 3])
        assert some["id"].tolist() == ["1", "2"]
    assert "source_article" not in every  # what is not needed is not read


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"where_prec": 8}, r"1 of 2 cells of `where_prec` are none of 1, 2, 3, 4, 5, 6, 7: row 3 \(8\)"),
        ({"where_prec": ""}, "1 of 2 cells of `where_prec`"),
        ({"type_of_violence": 4}, "1 of 2 cells of `type_of_violence` are none of 1, 2, 3"),
        ({"date_prec": 0}, "1 of 2 cells of `date_prec`"),
        ({"year": "soon"}, r"1 of 2 cells of `year` are no year: row 3 \(soon\)"),
        ({"low": 5}, "1 of 2 rows do not have low <= best <= high deaths: row 3"),
        ({"best": ""}, "1 of 2 rows do not have low <= best <= high deaths: row 3"),
    ],
)
def test_what_the_codebook_does_not_know_is_refused(tmp_path: Path, changes: dict, what: str) -> None:
    (tmp_path / "ged.csv").write_text(ged(row(1, 0, 0), row(2, 0, 0, **changes)), encoding="utf-8")
    with pytest.raises(TableError, match=what):
        read_ucdp(tmp_path / "ged.csv", countries=COUNTRIES)


def test_a_file_of_other_countries_or_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ged.csv").write_text(ged(row(1, 0, 0, country="Elsewhere")), encoding="utf-8")
    with pytest.raises(TableError, match="0 of 1 rows are of the study's countries; it names Elsewhere"):
        read_ucdp(tmp_path / "ged.csv", countries=COUNTRIES)
    (tmp_path / "ged.csv").write_text(ged(row(1, 0, 0)).replace("where_prec", "precision"), encoding="utf-8")
    with pytest.raises(TableError, match="columns are not in the file: where_prec"):
        read_ucdp(tmp_path / "ged.csv", countries=COUNTRIES)
