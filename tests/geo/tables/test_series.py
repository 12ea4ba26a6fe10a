"""Check that a tidy table reads back equal from its text, and that a hand-edited one is told where it is wrong."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import TableError
from geo.tables import read_all_series, read_series, write_series
from geo.tables.series import COLUMNS

HEADING = "code,name,value,numerator,denominator,se,coverage,year,level\n"
ROW = "GT0101,Guatemala,0.5,,,0.1,,2020,municipality\n"


def table(values: list[float | None]) -> pd.DataFrame:
    rows = [(f"HN{n:04d}", f"Lugar {n}", v, None, None, None, None, 2020, "municipality") for n, v in enumerate(values)]
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(COLUMNS[2:7], float))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(allow_nan=True, allow_infinity=False), max_size=8))
def test_numbers_survive_the_way_there_and_back(values: list[float]) -> None:
    made = table([*values])
    back = read_series(write_series(made).encode(), name="deaths")
    assert back["value"].to_numpy() == pytest.approx(made["value"].to_numpy(), rel=0, abs=0, nan_ok=True)
    assert write_series(back) == write_series(made)


def test_the_text_is_canonical() -> None:
    made = table([0.1 + 0.2, 12.0, None, -0.0, 1e300])
    assert write_series(made.iloc[::-1]) == HEADING + (
        "HN0000,Lugar 0,0.30000000000000004,,,,,2020,municipality\n"
        "HN0001,Lugar 1,12,,,,,2020,municipality\n"
        "HN0002,Lugar 2,,,,,,2020,municipality\n"
        "HN0003,Lugar 3,0,,,,,2020,municipality\n"
        "HN0004,Lugar 4,1e+300,,,,,2020,municipality\n"
    )


def test_missing_stays_missing_and_codes_stay_text() -> None:
    back = read_series((HEADING + "GT0101,NA,,3,,,,2020,municipality\n").encode(), name="deaths")
    assert back.loc[0, ["code", "name", "numerator", "year"]].tolist() == ["GT0101", "NA", 3.0, 2020]
    assert np.isnan(back.loc[0, "value"])


def test_a_table_without_rows_is_a_table() -> None:
    assert read_series(HEADING.encode(), name="deaths").empty


def test_what_a_spreadsheet_adds_is_borne() -> None:
    text = "\ufeff" + (HEADING + ROW + ",,,,,,,,\n").replace("\n", "\r\n")
    assert len(read_series(text.encode(), name="deaths")) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the columns must be code,name"),
        ("code,value\nGT0101,1\n", "the columns must be code,name"),
        (HEADING + "GT0101,Guatemala,0.5\n", r"1 of 1 rows do not have the 9 cells of the heading: row 2 \(3\)"),
        (HEADING + ROW.replace("0.5", "0,5"), r"rows do not have the 9 cells of the heading: row 2 \(10\)"),
        (HEADING + ROW.replace("0.5", "many"), r"1 of 1 cells of `value` are not a number: row 2 \(many\)"),
        (HEADING + ROW.replace("0.5", "nan"), r"cells of `value` are not a number: row 2 \(nan\)"),
        (HEADING + ROW.replace("0.5", "inf"), r"cells of `value` are not a number: row 2 \(inf\)"),
        (HEADING + ROW.replace("2020", ""), "1 of 1 rows have no year: row 2"),
        (HEADING + ROW.replace("GT0101", ""), "1 of 1 rows have no code: row 2"),
        (HEADING + ROW.replace("2020", "20.5"), "year"),
        (HEADING + ROW.replace("2020", "2020.5"), r"1 of 1 rows carry no whole year: row 2 \(2020.5\)"),
        (HEADING + ROW.replace("2020", "1620"), r"row 2 \(1620\)"),
        (HEADING + ROW.replace("0.1", "-0.1"), r"row 2 \(-0.1\)"),
        (HEADING + ROW.replace("GT0101", "101"), r"row 2 \(101\)"),
        (HEADING + ROW + ROW, r"row 2 \(GT0101\), row 3 \(GT0101\)"),
        (HEADING + ROW.replace("municipality", "town"), r"row 2 \(town\)"),
    ],
)
def test_faults_of_a_hand_edited_table(text: str, said: str) -> None:
    with pytest.raises(TableError, match=said):
        read_series(text.encode(), name="tables/deaths.csv")


def test_a_table_that_is_not_utf8() -> None:
    with pytest.raises(TableError, match="1 of 3 rows are not utf-8: row 2"):
        read_series((HEADING + ROW.replace("Guatemala", "Petén")).encode("latin-1"), name="deaths")


def test_all_faults_come_together() -> None:
    bad = ROW.replace("0.5", "many") + ROW.replace("2020", "")
    with pytest.raises(TableError, match="deaths: 2 faults"):
        read_series((HEADING + bad).encode(), name="deaths")


def test_the_text_is_what_pandas_reads() -> None:
    made = table([1.5, 2.0])
    assert pd.read_csv(io.StringIO(write_series(made)))["value"].tolist() == [1.5, 2.0]


def test_many_tables_read_together_are_each_what_it_is_alone() -> None:
    swapped = "year,level,code,name,value,numerator,denominator,se,coverage\n2021,department,HN01,Uno,,3,9,,1\n"
    texts = {
        "plain": HEADING + ROW + ROW.replace("GT0101", "GT0001"),
        "same codes": HEADING + ROW,
        "another order": swapped,
        "empty rows": HEADING + ",,,,,,,,\n" + ROW + ",,,,,,,,\n",
        "nothing": HEADING,
    }
    contents = {name: text.encode() for name, text in texts.items()}
    found = read_all_series(contents)
    assert list(found) == list(texts)
    for name, content in contents.items():
        pd.testing.assert_frame_equal(found[name], read_series(content, name=name))
    assert read_all_series({}) == {}


@pytest.mark.parametrize(
    "text",
    [
        HEADING + ROW + ROW,
        HEADING + ROW.replace("0.5", "half"),
        HEADING + ROW.replace("GT0101", ""),
        HEADING + ROW.replace("2020", "1700"),
        HEADING + ROW.replace("2020", "2020.5"),
        HEADING + "GT0101,Guatemala\n",
        "code,value\nGT0101,1\n",
        "",
    ],
)
def test_one_table_with_a_fault_leaves_all_to_be_read_one_by_one(text: str) -> None:
    contents = {"sound": (HEADING + ROW).encode(), "faulty": text.encode()}
    with pytest.raises(TableError):
        read_series(contents["faulty"], name="faulty")
    assert read_all_series(contents) == {}
