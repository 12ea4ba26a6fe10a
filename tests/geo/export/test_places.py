"""Let the tables of larger places leave with declared columns only, and no rank without its interval."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.errors import TableError
from geo.export import codebook_csv, csv_bytes, place_columns, places_table, read_csv


def frame() -> pd.DataFrame:
    ranks = {f"{name}{end}": [1.0, None] for name in ("rank", "rank_in_country") for end in ("", "_p5", "_p50", "_p95")}
    return pd.DataFrame(
        {
            "code": ["HN01", "HN09"], "name": ["Atlántida", "Gracias a Dios"], "adm1_code": ["HN01", "HN09"],
            "adm1_name": ["Atlántida", "Gracias a Dios"], "iso3": "HND", "units": [8, 6], "units_ranked": [8, 0],
            "people": [10.0, None], "people_known": [1.0, 0.0], "score": [55.5, None], **ranks,
        }
    )  # fmt: skip


def test_the_table_reads_back_equal() -> None:
    table = places_table(frame())
    back = read_csv(csv_bytes(table), columns=place_columns())
    pd.testing.assert_frame_equal(back, table.plain)
    assert back["rank"].tolist() == [1, pd.NA]


def test_every_column_is_in_the_codebook_in_both_languages() -> None:
    book = pd.read_csv(pd.io.common.BytesIO(codebook_csv(place_columns())))
    assert book["name"].tolist() == [column.name for column in place_columns()]
    assert book[["title_es", "title_en", "description_es", "description_en"]].notna().all(axis=None)


def test_columns_that_are_not_declared_or_lack_are_refused() -> None:
    with pytest.raises(TableError) as told:
        places_table(frame().rename(columns={"score": "points"}))
    assert "1 of 18 columns are not declared: points" in str(told.value)
    assert "1 of 18 declared columns are lacking: score" in str(told.value)


def test_a_rank_without_its_interval_is_refused() -> None:
    bare = frame()
    bare.loc[0, "rank_p95"] = None
    with pytest.raises(TableError, match="1 of 2 units have a `rank` without its interval: HN01"):
        places_table(bare)
