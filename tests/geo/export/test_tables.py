"""Check that CSV and Parquet read back equal, through readers that are not ours too, and run nothing on the way."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.errors import TableError
from geo.export import csv_bytes, declare_columns, parquet_bytes, read_csv, values_table
from geo.export.tables import neutralise, restore

if TYPE_CHECKING:
    from geo.catalogue import Catalogue
    from geo.export import Table

DANGEROUS = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "''@x"]
HARMLESS = ["", "Ñandú", "'tis", "a=b", "HN0101", "NA", "1-2", "'", " =1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_cells_that_would_run_are_neutralised(text: str) -> None:
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_cells_are_left_alone(text: str) -> None:
    assert neutralise(text) == text
    assert restore(text) == text


@given(st.one_of(st.text(), st.text(alphabet="'=+-@\t\r\n＝a")))
def test_restoring_undoes_neutralising(text: str) -> None:
    assert restore(neutralise(text)) == text
    assert not neutralise(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", DANGEROUS[:8])
def test_cells_that_were_never_neutralised_are_read_as_they_are(text: str) -> None:
    assert restore(text) == text


def test_csv_as_another_reader_sees_it(table: Table) -> None:
    content = csv_bytes(table)
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))}
    assert list(rows) == ["HN0101", "HN0102", "HN0103", "SV0101", "SV0102", "SV0201"]
    assert rows["HN0102"]["name"] == "'=1+1"
    assert rows["SV0101"]["name"] == "'-5"
    assert rows["SV0102"]["name"] == "''@x"
    assert rows["HN0103"]["name"] == "Ñandú, Güinope"
    assert rows["HN0101"]["contribution_homicides"] == "-0.1"
    assert rows["HN0103"]["contribution_homicides"] == "0.3"
    assert rows["HN0101"]["value_homicides"] == "0.333333333333"
    assert rows["HN0102"]["value_homicides"] == ""
    assert rows["SV0102"]["score"] == "0.0"
    assert rows["SV0201"]["rank"] == ""
    assert rows["HN0101"]["rank"] == "1"


def test_csv_reads_back_equal(table: Table) -> None:
    pd.testing.assert_frame_equal(read_csv(csv_bytes(table), columns=table.columns), table.plain)


def test_the_long_table_reads_back_equal(values: pd.DataFrame, catalogue: Catalogue) -> None:
    long = values_table(values, catalogue=catalogue, tier="internal")
    pd.testing.assert_frame_equal(read_csv(csv_bytes(long), columns=long.columns), long.plain)


def test_parquet_read_back_by_arrow_is_equal(table: Table) -> None:
    arrow = pq.read_table(io.BytesIO(parquet_bytes(table)))
    assert arrow.column_names == list(table.plain.columns)
    for name in arrow.column_names:
        expected = table.plain[name].astype(object).where(table.plain[name].notna(), None).tolist()
        assert arrow[name].to_pylist() == expected


@pytest.mark.parametrize("write", [csv_bytes, parquet_bytes])
def test_the_same_table_gives_the_same_bytes(table: Table, write: type[csv_bytes]) -> None:
    assert write(table) == write(table)


@settings(deadline=None)
@given(name=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
@example(name="a\rb")
@example(name="\r")
@example(name='"')
def test_any_name_survives_the_csv(name: str, values_row: Table) -> None:
    frame = values_row.frame.assign(source=pd.Series([name], dtype="str"))
    table = type(values_row)(frame, values_row.columns)
    back = read_csv(csv_bytes(table), columns=table.columns)
    assert back["source"].tolist() == [name]


@pytest.fixture(scope="session")
def values_row(catalogue: Catalogue) -> Table:
    row = {
        "code": "HN0101",
        "indicator": "homicides",
        "value": 1.0,
        "raw_value": 1.0,
        "year": 2020,
        "level": "municipality",
        "se": 0.1,
        "n": 10.0,
        "reliability": "low",
        "coverage": 1.0,
        "status": "observed",
        "source": "killed",
    }
    return values_table(pd.DataFrame([row]), catalogue=catalogue)


def test_a_csv_of_another_study_is_refused(table: Table, catalogue: Catalogue) -> None:
    with pytest.raises(TableError, match="columns are not declared: name"):
        read_csv(csv_bytes(table), columns=declare_columns(catalogue).of_values)


def test_a_csv_that_is_not_utf8_is_refused(table: Table) -> None:
    with pytest.raises(TableError, match="not UTF-8"):
        read_csv("code\nÑ".encode("latin-1"), columns=table.columns)


def test_a_byte_order_mark_from_a_spreadsheet_is_taken(table: Table) -> None:
    back = read_csv(b"\xef\xbb\xbf" + csv_bytes(table), columns=table.columns)
    assert back.columns[0] == "code"
