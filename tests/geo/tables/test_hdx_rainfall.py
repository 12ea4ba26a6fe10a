"""Check that WFP's rain by area is read whole, and that a file which changed its meaning is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import TableError
from geo.tables import HDX_RAINFALL_COLUMNS, read_hdx_rainfall

HEADING = ",".join(HDX_RAINFALL_COLUMNS)
TAGS = "#date,#adm+level,#adm+id,#adm+code,#meta,#value,#value,#value,#value,#value,#value,#value,#value,#value,#meta"
ROWS = [
    "1981-01-11,2,901,GT0101,114.0,3.5,4.0,,,,,87.5,,,final",
    "1981-01-01,2,901,GT0101,114.0,0,2.0,,,,,0,,,final",
    "1981-01-01,1,90,GT01,700,1.25,2.0,,,,,62.5,,,final",
    "1981-01-01,2,902,GT0101,20,1.0,2.0,10,20,30,40,50,50,75,prelim",
]


def read(*lines: str) -> pd.DataFrame:
    return read_hdx_rainfall("\n".join([*lines, ""]).encode(), name="gtm.csv")


def test_a_table_is_tidy_and_missing_is_not_zero() -> None:
    table = read(HEADING, *ROWS)
    assert list(table.columns) == [
        "date", "adm_level", "adm_id", "pcode", "n_pixels", "rfh_mm", "rfh_avg_mm", "r1h_mm", "r1h_avg_mm", "r3h_mm",
        "r3h_avg_mm", "rfq_pct", "r1q_pct", "r3q_pct", "version",
    ]  # fmt: skip
    assert table["adm_id"].tolist() == ["90", "901", "902", "901"]
    assert table["rfh_mm"].tolist() == [1.25, 0.0, 1.0, 3.5]
    assert np.isnan(table["r1h_mm"]).tolist() == [True, True, False, True]
    assert table["date"].iloc[-1] == pd.Timestamp("1981-01-11")
    assert (table["n_pixels"].dtype, table["adm_level"].dtype) == (np.dtype("int64"), np.dtype("int64"))


def test_the_row_of_hashtags_is_dropped_and_the_order_of_columns_does_not_matter() -> None:
    table = read(HEADING, *ROWS)
    pd.testing.assert_frame_equal(read(HEADING, TAGS, *ROWS), table)
    turned = [",".join(line.split(",")[::-1]) for line in (HEADING, TAGS, *ROWS)]
    pd.testing.assert_frame_equal(read(*turned), table)
    pd.testing.assert_frame_equal(
        read_hdx_rainfall("\r\n".join(["\ufeff" + HEADING, *ROWS, ""]).encode(), name="x"), table
    )


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((HEADING.replace("rfq", "rfx"), *ROWS), r"1 of 15 columns are gone \(rfq\), and 1 are new \(rfx\)"),
        ((HEADING + ",extra", *[f"{row},1" for row in ROWS]), r"0 of 15 columns are gone \(none\), and 1 are new"),
        ((HEADING,), "0 rows follow the heading"),
        ((HEADING, TAGS), "0 rows follow the heading"),
        ((), "cannot be read"),
        ((HEADING, *ROWS, TAGS), r"`date` are no date: row 6 \(#date\)"),
        ((HEADING, ROWS[0].replace("1981-01-11", "11/01/1981")), r"row 2 \(11/01/1981\)"),
        ((HEADING, TAGS, ROWS[0].replace("1981-01-11", "1981-02-30")), r"row 3 \(1981-02-30\)"),
        ((HEADING, ROWS[0].replace("3.5", "much")), r"`rfh` are not a number: row 2 \(much\)"),
        ((HEADING, ROWS[0].replace("3.5", "inf")), r"row 2 \(inf\)"),
        ((HEADING, ROWS[0].replace("3.5", "-9999")), r"`rfh` are negative: row 2 \(-9999\)"),
        ((HEADING, ROWS[0].replace("114.0", "114.5")), "rows count in fractions: row 2"),
        ((HEADING, ROWS[0], ROWS[0]), r"another row tells of: row 2 \(901\), row 3 \(901\)"),
        ((HEADING, ROWS[1], ROWS[0][:30]), "rows have no version: row 3"),
        ((HEADING, ROWS[0] + ",1,2"), "more cells than the heading"),
        ((HEADING, ROWS[1], ROWS[0] + ",1,2"), "cannot be read .*line 3"),
        ((HEADING, ROWS[0].replace("GT0101", "")), "rows have no PCODE: row 2"),
    ],
)
def test_faults_are_told_with_their_row(lines: tuple[str, ...], told: str) -> None:
    with pytest.raises(TableError, match=told):
        read(*lines)


def test_another_encoding_is_told() -> None:
    with pytest.raises(TableError, match="cannot be read"):
        read_hdx_rainfall((HEADING + "\n" + ROWS[0].replace("final", "definición")).encode("latin-1"), name="x")
