"""Check that the figures of a raw file become the tables its entry declares, and that impossible ones are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geo.errors import TableError
from geo.tables import key_names, read_raw, tidy

if TYPE_CHECKING:
    from .worlds import Declare

LEVELS = {4: {"level": "department"}, 6: {}, 7: {"countries": ["SLV"], "level": "municipio_2024"}}
"""What a series says of its level, by the length of its codes."""


def one(kind: str, **take: Any) -> dict[str, Any]:
    return {"deaths": {"kind": kind, "take": take}}


def made(declare: Declare, places: pd.DataFrame, content: str, **parts: Any) -> pd.DataFrame:
    path, source = declare(content, **parts)
    return tidy(read_raw(path, source), source, places=places)["deaths"]


def test_a_table_holds_what_the_file_lists(declare: Declare, places: pd.DataFrame) -> None:
    series = one("rate", numerator="deaths", denominator="people")
    table = made(declare, places, "code,deaths,people\nGT0102,0,20\nGT0101,3,10\nGT0103,,5\n", series=series)
    assert table["code"].tolist() == ["GT0101", "GT0102", "GT0103"]
    assert table["name"].tolist() == ["Guatemala", "Santa Catarina Pinula", "San José Pinula"]
    assert table["numerator"].tolist()[:2] == [3, 0]
    # A place that is listed without a figure keeps its row: it is not one that had none.
    assert table["numerator"].isna().tolist() == [False, False, True]
    assert table["denominator"].tolist() == [10, 20, 5]
    assert table[["value", "se", "coverage"]].isna().all(axis=None)
    assert (table["year"] == 2020).all()
    assert (table["level"] == "municipality").all()


def test_a_column_name_alone_and_a_scale(declare: Declare, places: pd.DataFrame) -> None:
    series = one("share", value={"column": "pct", "scale": 0.01}, se="se")
    table = made(declare, places, "code,pct,se\nGT0101,35.13,0.01\n", series=series)
    # Exactly: no 0.35130000000000006 from multiplying by 0.01.
    assert table["value"].tolist() == [0.3513]
    assert table["se"].tolist() == [0.01]


def test_a_scale_may_also_enlarge(declare: Declare, places: pd.DataFrame) -> None:
    series = one("count", numerator={"column": "thousands", "scale": 1000})
    assert made(declare, places, "code,thousands\nGT0101,2.5\n", series=series)["numerator"].tolist() == [2500]


@pytest.mark.parametrize(("combine", "whole"), [("sum", 6.0), ("mean", 2.0)])
def test_columns_are_combined(declare: Declare, places: pd.DataFrame, combine: str, whole: float) -> None:
    series = one("count", numerator={"columns": "^2017-", "combine": combine})
    content = "code,2016-12,2017-01,2017-02,2017-03\nGT0101,9,1,2,3\nGT0102,9,1,,3\n"
    table = made(declare, places, content, series=series)
    assert table["numerator"].iloc[0] == whole
    # A sum with a missing part is missing, not smaller.
    assert table["numerator"].isna().tolist() == [False, True]


@pytest.mark.parametrize(("combine", "whole"), [("sum", 5.0), ("mean", 2.5)])
def test_rows_are_combined_and_filtered(declare: Declare, places: pd.DataFrame, combine: str, whole: float) -> None:
    deaths = {
        "kind": "count",
        "take": {"numerator": "deaths"},
        "where": [{"column": "year", "matches": "^2020$"}],
        "combine": combine,
    }
    content = "code,year,deaths\nGT0101,2019,9\nGT0101,2020,2\nGT0101,2020,3\nGT0102,2020,1\nGT0102,2020,\n"
    table = made(declare, places, content, series={"deaths": deaths})
    assert table["numerator"].iloc[0] == whole
    assert table["numerator"].isna().tolist() == [False, True]


def test_phases_become_shares_of_periods(declare: Declare, places: pd.DataFrame) -> None:
    series = one("share", value={"columns": "^phase_", "at_least": 3, "combine": "mean"})
    content = "code,phase_1,phase_2\nGT0101,3,2\nGT0102,4,\nGT0103,1,2\n"
    assert made(declare, places, content, series=series)["value"].fillna(-1).tolist() == [0.5, -1, 0]


def test_an_error_that_is_none_is_left_out(declare: Declare, places: pd.DataFrame) -> None:
    series = one("share", value="poor", se={"column": "se", "above": 1e-6})
    table = made(declare, places, "code,poor,se\nGT0101,0.5,3.5e-18\nGT0102,0.5,0.02\n", series=series)
    assert table["se"].fillna(-1).tolist() == [-1, 0.02]


@pytest.mark.parametrize(
    ("cell", "key", "code"),
    [
        ("GT0101", {}, "GT0101"),
        ("101", {"prefix": "GT"}, "GT0101"),
        ("0101", {"prefix": "GT"}, "GT0101"),
        ("1", {"prefix": "GT", "digits": 2}, "GT01"),
        ("0204", {"prefix": "SV"}, "SV02004"),
        ("204", {"prefix": "SV"}, "SV02004"),
    ],
)
def test_codes_are_written_in_full(
    declare: Declare, places: pd.DataFrame, cell: str, key: dict[str, Any], code: str
) -> None:
    keys = {"code": {"column": "code"} | key}
    series = {"deaths": LEVELS[len(code)] | {"kind": "count", "take": {"numerator": "deaths"}}}
    table = made(declare, places, f"code,deaths\n{cell},1\n", keys=keys, series=series)
    assert table["code"].tolist() == [code]


def test_rows_keyed_by_a_name(declare: Declare, places: pd.DataFrame) -> None:
    keys = {"name": {"column": "town", "parent": "department"}}
    path, source = declare("town,department,deaths\nPinula,Guatemala,1\nGuate,Guatemala,2\n", keys=keys)
    frame = read_raw(path, source)
    names = key_names(frame, source)
    assert names.to_dict("list") == {"name": ["Pinula", "Guate"], "adm1": ["Guatemala", "Guatemala"]}
    table = tidy(frame, source, places=places, codes=pd.Series(["GT0102", "GT0101"], index=[2, 3]))["deaths"]
    assert table.set_index("code")["numerator"].to_dict() == {"GT0101": 2, "GT0102": 1}
    with pytest.raises(TableError, match="Match the names first"):
        tidy(frame, source, places=places)


def test_names_without_a_department(declare: Declare) -> None:
    path, source = declare("town,deaths\nPinula,1\n", keys={"name": {"column": "town"}})
    assert key_names(read_raw(path, source), source).columns.tolist() == ["name"]


def test_names_are_asked_only_of_a_source_that_has_them(declare: Declare) -> None:
    path, source = declare("code,deaths\nGT0101,1\n")
    with pytest.raises(TableError, match="not keyed by a name"):
        key_names(read_raw(path, source), source)


COUNT = one("count", numerator="deaths")
SHARE = one("share", value="deaths")
PERCENT = one("share", value={"column": "deaths", "scale": 0.01})
RATE = one("rate", numerator="deaths", denominator="people")
PART = one("share", numerator="deaths", denominator="people")


@pytest.mark.parametrize(
    ("series", "content", "said"),
    [
        (COUNT, "GT0101,few,", r"1 of 1 cells of `deaths` are not a number: row 2 \(few\)"),
        (COUNT, "GT0101,1 024,", r"row 2 \(1 024\)"),
        (COUNT, "GT0101,-1,", r"1 of 1 rows of `deaths` have a negative numerator: row 2 \(-1\)"),
        (one("count", value="deaths"), "GT0101,-1,", "have a negative value"),
        (one("index", value="deaths", se="people"), "GT0101,1,-1", "have a negative se"),
        (SHARE, "GT0101,37,", r"are shares above 1: row 2 \(37\). If they are percentages, declare `scale: 0.01`"),
        (PERCENT, "GT0101,0.37,", "were shares before they were scaled"),
        (PART, "GT0101,3,2", r"have more above than below the line of a share: row 2 \(3\)"),
        (RATE, "GT0101,3,", r"lack a denominator above zero: row 2 \(3\)"),
        (RATE, "GT0101,3,0", "lack a denominator above zero"),
        (COUNT, ",1,", "1 of 1 rows have no code: row 2"),
        (COUNT, "GT9999,1,", r"codes that no place of this level and country has: row 2 \(GT9999\)"),
        (COUNT, "GT01,1,", r"row 2 \(GT01\)"),
        (COUNT, "SV02004,1,", r"row 2 \(SV02004\)"),
        (COUNT, "GT0101,1,\nGT0101,1,", r"2 of 2 rows of `deaths` share a code with another: row 2 \(GT0101\), row 3"),
    ],
)
def test_faults(declare: Declare, places: pd.DataFrame, series: dict[str, Any], content: str, said: str) -> None:
    with pytest.raises(TableError, match=said):
        made(declare, places, f"code,deaths,people\n{content}\n", series=series)


def test_what_may_be_negative_or_large(declare: Declare, places: pd.DataFrame) -> None:
    assert made(declare, places, "code,deaths\nGT0101,-3\n", series=one("index", value="deaths"))["value"].tolist() == [
        -3
    ]
    assert made(declare, places, "code,deaths\nGT0101,3\n", series=one("rate", value="deaths"))["value"].tolist() == [3]


def test_all_faults_of_a_file_come_together(declare: Declare, places: pd.DataFrame) -> None:
    content = "code,deaths\nGT0101,few\nGT9999,1\nGT0102,-2\nGT0102,3\n"
    with pytest.raises(TableError) as caught:
        made(declare, places, content)
    assert str(caught.value).startswith("list.csv: 4 faults")
    for said in ("row 3 (GT9999)", "row 2 (few)", "row 4 (-2)", "row 4 (GT0102), row 5 (GT0102)"):
        assert said in str(caught.value)


def test_a_row_that_no_series_wants_may_be_anything(declare: Declare, places: pd.DataFrame) -> None:
    deaths = {"kind": "count", "take": {"numerator": "deaths"}, "where": [{"column": "code", "matches": "^GT"}]}
    assert len(made(declare, places, "code,deaths\nGT0101,1\nTotal,n. d.\n", series={"deaths": deaths})) == 1


def test_a_series_without_rows_is_a_fault(declare: Declare, places: pd.DataFrame) -> None:
    deaths = {"kind": "count", "take": {"numerator": "deaths"}, "where": [{"column": "code", "matches": "^HN"}]}
    with pytest.raises(TableError, match="1 of 1 series have no row in the file: deaths"):
        made(declare, places, "code,deaths\nGT0101,1\n", series={"deaths": deaths})


def test_a_column_of_two_series_is_told_once(declare: Declare, places: pd.DataFrame) -> None:
    series = one("count", numerator="deaths") | {"again": {"kind": "count", "take": {"numerator": "deaths"}}}
    path, source = declare("code,deaths\nGT0101,few\n", series=series)
    with pytest.raises(TableError, match=r"list\.csv: 1 fault\n"):
        tidy(read_raw(path, source), source, places=places)


def test_faults_of_a_transposed_file_name_its_columns(declare: Declare, places: pd.DataFrame) -> None:
    with pytest.raises(TableError, match=r"column C \(few\)"):
        made(declare, places, "code,GT0101,GT0102\ndeaths,1,few\n", read={"format": "csv", "transpose": True})
