"""Check that a planner's table of costs is read as meant, or its faults told with their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from geo.errors import MissingFileError, TableError
from pipelines.costs import read_costs

if TYPE_CHECKING:
    from pathlib import Path

CODES = pd.Index(["AA0101", "AA0102", "AA0103"])


@pytest.mark.parametrize(
    "text",
    [
        "code,cost\nAA0101,1.5\nAA0102,\n",
        "\ufeffCode,Cost,note\r\naa0101,1.5,x\r\nAA0102,,y\r\n",
        "code;cost\nAA0101;1,5\nAA0102;\n",
    ],
)
def test_costs_are_read_as_spreadsheets_write_them(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cost.csv"
    path.write_text(text, encoding="utf-8", newline="")
    costs = read_costs(path, codes=CODES)
    assert costs["AA0101"] == 1.5
    assert np.isnan(costs["AA0102"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"place,price\nAA0101,1\n", "2 of 2 columns are lacking: code, cost"),
        (b"code,cost\nAA0101,much\n", r"1 of 1 rows have a cost that is no number: row 2 \(AA0101\)"),
        (b"code,cost\nAA0101,1\nAA0101,2\n", r"1 of 2 rows name a place again: row 3 \(AA0101\)"),
        (b"code,cost\nZZ0101,1\n", r"1 of 1 rows name no place of the study: row 2 \(ZZ0101\)"),
        (b"", "is no table"),
        ("code,cost\nAA0101,1,é\n".encode("latin-1"), "is not UTF-8"),
        (b"code,cost\nAA0101,1\nAA0102,1,2,3,4\n", "is no table"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "cost.csv"
    path.write_bytes(content)
    with pytest.raises(TableError, match=message):
        read_costs(path, codes=CODES)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"cost\.csv cannot be read"):
        read_costs(tmp_path / "cost.csv", codes=CODES)
