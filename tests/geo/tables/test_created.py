"""Check that the list of places created out of others is read, and told off by row."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.errors import TableError
from geo.tables import read_created

PLACES = pd.Index(["AA01", "AA02", "AA03"])


def read(text: str) -> pd.DataFrame:
    return read_created(text.encode(), name="created.csv", places=PLACES)


def test_places_are_read_in_the_order_of_the_file() -> None:
    found = read('year,code,from_code,note\n2014,AA03,AA01,"Uno, de otro"\n2011,AA02,AA01,\n')
    assert found.to_dict("list") == {"code": ["AA03", "AA02"], "from_code": ["AA01", "AA01"], "year": [2014, 2011]}


def test_there_may_be_none() -> None:
    assert read("code,from_code,year\n").empty


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "row 1 holds nothing"),
        ("code,year\nAA01,2011\n", "the columns must be code,from_code,year"),
        ("code,from_code,year\nAA02,,2011\n", r"1 of 1 rows lack a code or a year: row 2 \(AA02, nan, 2011\)"),
        ("code,from_code,year\nAA02,AA09,2011\n", r"no place of today: row 2 \(AA02, AA09, 2011\)"),
        ("code,from_code,year\nAA02,AA01,2011\nAA02,AA03,2012\n", r"repeat a code: row 3"),
        ("code,from_code,year\nAA02,AA02,2011\n", "came out of itself"),
        # The third row is in no circle, and leads into one.
        ("code,from_code,year\nAA02,AA03,2011\nAA03,AA02,2011\nAA01,AA02,2011\n", "2 of 3 rows say that a place came"),
        ("code,from_code,year\nAA02,AA01,new\n", r"cells of `year` are not a number: row 2 \(new\)"),
        ("code,from_code,year\nAA02,AA01,2011.5\n", "carry no year"),
        ("code,from_code,year\nAA02,AA01,11\n", "carry no year"),
    ],
)
def test_faults_are_told_with_their_rows(text: str, words: str) -> None:
    with pytest.raises(TableError, match=words):
        read(text)
