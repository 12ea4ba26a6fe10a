"""Check that the codebook names every column in both languages."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from geo.export import codebook_csv, codebook_markdown
from geo.export.codebook import codebook_frame

if TYPE_CHECKING:
    from geo.export import Table


def test_every_column_has_a_row_in_both_languages(table: Table) -> None:
    rows = list(csv.DictReader(io.StringIO(codebook_csv(table.columns).decode("utf-8"))))
    assert [row["name"] for row in rows] == list(table.plain.columns)
    assert [row["short_name"] for row in rows] == [column.short for column in table.columns]
    for row in rows:
        for key in ("type", "tier", "title_es", "title_en", "description_es", "description_en"):
            assert row[key], (row["name"], key)
        for key in ("unit", "values"):
            assert bool(row[f"{key}_es"]) == bool(row[f"{key}_en"]), (row["name"], key)
    assert not any("{" in cell for row in rows for cell in row.values())


def test_words_of_a_closed_list_are_explained(table: Table) -> None:
    rows = codebook_frame(table.columns).set_index("name")
    assert "no_data = sin datos" in rows.loc["gate", "values_es"]
    assert "inherited = not measured there; figure of a higher level" in rows.loc["status_homicides", "values_en"]


def test_closed_columns_are_not_in_a_public_codebook(table: Table) -> None:
    assert b"emigrants_by_cause" not in codebook_csv(table.columns)


def test_markdown_has_a_row_per_column(table: Table) -> None:
    for lang, title in (("es", "Puntaje"), ("en", "Score")):
        lines = codebook_markdown(table.columns, lang=lang).splitlines()
        assert len(lines) == len(table.columns) + 2
        assert {line.replace("\\|", "").count("|") for line in lines} == {9}
        assert any(line.startswith("| `score` | `score` |") and f"| {title} |" in line for line in lines)
