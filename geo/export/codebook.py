"""Write the codebook: what every exported column means, in Spanish and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.export.markdown import table as markdown_table
from geo.export.tables import neutralise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalogue import Text
    from geo.export.columns import Column
    from geo.kinds import Lang

_HEADERS = {
    "es": ("Columna", "Nombre corto", "Tipo", "Unidad", "Título", "Qué dice", "Valores", "Fuentes"),
    "en": ("Column", "Short name", "Type", "Unit", "Title", "What it says", "Values", "Sources"),
}
_TYPES = {
    "es": {"text": "texto", "integer": "entero", "number": "número"},
    "en": {"text": "text", "integer": "integer", "number": "number"},
}


def codebook_frame(columns: Iterable[Column]) -> pd.DataFrame:
    """Lay the codebook out as a table, a row per column, both languages side by side; what does not apply is null."""
    rows = [
        {
            "name": column.name,
            "short_name": column.short,
            "type": column.type,
            "tier": column.tier,
            "unit_es": column.unit.es if column.unit else None,
            "unit_en": column.unit.en if column.unit else None,
            "title_es": column.title.es,
            "title_en": column.title.en,
            "description_es": column.description.es,
            "description_en": column.description.en,
            "values_es": _values(column.values, "es"),
            "values_en": _values(column.values, "en"),
            "sources": column.sources,
        }
        for column in columns
    ]
    return pd.DataFrame(rows, dtype="str")


def codebook_csv(columns: Iterable[Column]) -> bytes:
    """Write the codebook as UTF-8 CSV, in both languages, safe to open in a spreadsheet."""
    frame = codebook_frame(columns)
    return frame.map(neutralise, na_action="ignore").to_csv(index=False, lineterminator="\n").encode("utf-8")


def codebook_markdown(columns: Iterable[Column], *, lang: Lang) -> str:
    """Write the codebook as a Markdown table in one language."""
    rows = [
        (
            f"`{column.name}`",
            f"`{column.short}`",
            _TYPES[lang][column.type],
            column.unit.in_(lang) if column.unit else "",
            column.title.in_(lang),
            column.description.in_(lang),
            _values(column.values, lang) or "",
            column.sources or "",
        )
        for column in columns
    ]
    return markdown_table(_HEADERS[lang], rows)


def _values(values: dict[str, Text] | None, lang: Lang) -> str | None:
    return "; ".join(f"{word} = {text.in_(lang)}" for word, text in values.items()) if values else None
