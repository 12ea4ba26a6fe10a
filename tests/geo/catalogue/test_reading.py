"""Check that a reading is declared whole, and that what cannot be meant is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from geo.catalogue.reading import CodeKey, Figure, Keys, Raw, Read, RowTest, Section, Take

if TYPE_CHECKING:
    from geo.catalogue.yaml_text import Entry

SHA = "0" * 64


def test_a_column_alone_is_a_figure() -> None:
    take = Take.model_validate({"numerator": "deaths", "denominator": {"column": "people", "scale": 1000}})
    assert take.figures() == {"numerator": Figure(column="deaths"), "denominator": Figure(column="people", scale=1000)}


def test_sentinels_are_text_and_the_empty_cell_goes_without_saying() -> None:
    assert Read.model_validate({"format": "csv", "missing": ["", -99, "s/d"]}).missing == ("-99", "s/d")


def test_a_tab_separates() -> None:
    assert Read.model_validate({"format": "csv", "separator": "\t"}).separator == "\t"


def test_an_encoding_has_one_name() -> None:
    assert Read.model_validate({"format": "csv", "encoding": "Latin-1"}).encoding == "iso8859-1"


@pytest.mark.parametrize(
    ("model", "entry", "said"),
    [
        (Raw, {"path": "/etc/list.csv", "sha256": SHA}, "path"),
        (Raw, {"path": "list.csv", "sha256": "abc"}, "sha256"),
        (RowTest, {"column": "code"}, "give either `matches` or `blank`"),
        (RowTest, {"column": "code", "matches": "x", "blank": True}, "give either `matches` or `blank`"),
        (RowTest, {"column": "code", "matches": "(x"}, "is not a regular expression"),
        (Section, {"column": "a", "pattern": "^01", "gives": "b"}, "`pattern` must have one group"),
        (Read, {"format": "ods"}, "format"),
        (Read, {"format": "csv", "sheet": "Master"}, "a csv has no `sheet`"),
        (Read, {"format": "csv", "encoding": "cp0"}, "is not an encoding"),
        (Read, {"format": "csv", "header": [2, 1]}, "`header` must count downwards"),
        (Read, {"format": "csv", "header": [0]}, "header"),
        (Read, {"format": "csv", "header": []}, "header"),
        (Read, {"format": "csv", "mend": "latin1"}, "mend"),
        (Read, {"format": "csv", "missing": -99}, "missing"),
        (Read, {"format": "csv", "seperator": ";"}, "seperator"),
        (CodeKey, {"column": "code", "prefix": "gt"}, "prefix"),
        (Keys, {}, "give either `code` or `name`"),
        (Keys, {"code": {"column": "a"}, "name": {"column": "b"}}, "give either `code` or `name`"),
        (Figure, {}, "give either `column` or `columns`"),
        (Figure, {"columns": "^2017"}, "`columns` need `combine`"),
        (Figure, {"column": "a", "combine": "sum"}, "`columns` need `combine`"),
        (Figure, {"column": "a", "scale": 0}, "scale"),
        (Take, {}, "give either `value` or `numerator`"),
        (Take, {"value": "a", "numerator": "b"}, "give either `value` or `numerator`"),
        (Take, {"numerator": "a", "se": "b"}, "`se` is the standard error of a `value`"),
    ],
)
def test_what_cannot_be_meant(model: type[Entry], entry: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        model.model_validate(entry)
