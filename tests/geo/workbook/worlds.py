"""Make small workbooks in both forms, a study to hang them on, and cells that go wrong."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import pandas as pd
from openpyxl import Workbook as Xlsx

from geo.catalogue import Catalogue, Index, Source, Study

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Rows = "Sequence[Sequence[object]]"

CODES = [f"AA{d:02d}{p:02d}" for d in (1, 2) for p in (1, 2, 3)]
NAMES = ["Ahuachapán", "Peñón", "Übalá", "San José", "La Unión", "El Niño"]
A = [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]
B = [8.0, 8.0, 4.0, 4.0, 0.0, 0.0]
C = [1.0, None, 3.0, 4.0, 5.0, 2.0]

IMETA_HEAD = ["iCode", "iName", "Level", "Parent", "Weight", "Direction", "Type"]
IMETA = [
    ["GDPpc", "PIB por persona", 1, "Econ", 1, 1, "Indicator"],
    ["Illit", "Alfabetización", 1, "Econ", 3, -1, "Indicator"],
    ["Viol.1", "Violencia", 1, "Harm", 1, 1, "Indicator"],
    ["Econ", "Economía", 2, "Index", 2, 1, "Aggregate"],
    ["Harm", "Daño", 2, "Index", 1, 1, "Aggregate"],
    ["Index", "Índice", 3, "NA", 1, 1, "Aggregate"],
]
STRUCTURE_HEAD = ["iCode", "Parent", "iName", "Level", "Weight"]
STRUCTURE = [
    ["Econ", "Index", "Economía", 2, 2],
    ["Harm", "Index", "Daño", 2, 1],
    ["Index", None, "Índice", 3, 1],
]


def xlsx(sheets: Mapping[str, Sequence[Sequence[object]]], *, saved: int = 2022) -> bytes:
    """Write sheets of rows; a text stays a text."""
    book = Xlsx()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(number, column)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "e" if value.startswith("#") else "f" if value.startswith("=SUM") else "s"
    file = io.BytesIO()
    book.save(file)
    from tests.geo.workbook.clock import with_year

    return with_year(file.getvalue(), dt.datetime(saved, 5, 1, tzinfo=dt.UTC))


def coinr(
    meta: Sequence[Sequence[object]] = IMETA,
    data: Sequence[Sequence[object]] | None = None,
    *,
    head: Sequence[str] = IMETA_HEAD,
    saved: int = 2022,
    **more: Sequence[Sequence[object]],
) -> bytes:
    """Write a workbook as COINr reads it."""
    rows = data or [
        ["uCode", "uName", "GDPpc", "Illit", "Viol.1"],
        *([code, name, a, b, c] for code, name, a, b, c in zip(CODES, NAMES, A, B, C, strict=True)),
    ]
    return xlsx({"iData": rows, "iMeta": [head, *meta], **more}, saved=saved)


def a2sit(
    above: Sequence[Sequence[object]] = ((1, 3, 1), (1, -1, 1), ("Econ", "Econ", "Harm"),
                                         ("PIB por persona", "Alfabetización", "Violencia"),
                                         ("GDPpc", "Illit", "Viol.1")),
    structure: Sequence[Sequence[object]] = STRUCTURE,
    rows: Sequence[Sequence[object]] | None = None,
    **more: Sequence[Sequence[object]],
) -> bytes:  # fmt: skip
    """Write a workbook as A2SIT reads it."""
    left = [[None, "Weight"], [None, "Direction"], [None, "Group"], [None, "Name"], ["admin2Pcode", "Name"]]
    body = rows or [[code, name, a, b, c] for code, name, a, b, c in zip(CODES, NAMES, A, B, C, strict=True)]
    data = [[*start, *cells] for start, cells in zip(left, above, strict=True)] + [list(row) for row in body]
    return xlsx({"Intro": [["Welcome"]], "Data": data, "Structure": [STRUCTURE_HEAD, *structure], **more})


def text(both: str) -> dict[str, str]:
    return {"es": both, "en": both}


BASE = Catalogue(
    Study.model_validate(
        {
            "id": "base", "title": text("Base"), "subtitle": text("Base"), "boundaries": "boundaries.topojson",
            "people": ["people_aaa", "people_bbb"], "top_k": 60, "replicates": 300, "seed": 9, "types": [3, 8],
            "countries": [
                {"iso3": "AAA", "prefix": "AA", "units": 6, "name": text("Aria"), "unit_word": text("lugar")},
                {"iso3": "BBB", "prefix": "BB", "units": 2, "name": text("Boria"), "unit_word": text("lugar")},
            ],
        }
    ),
    Index.model_validate({"nodes": [{"id": "root", "title": text("Root"), "rationale": text("Root")}]}),
    (),
    tuple(
        Source.model_validate(
            {
                "id": f"census_{iso3.lower()}", "producer": "Office", "publication": "Census", "url": "none",
                "licence": "none", "licence_status": "unstated", "attribution": "Office",
                "series": {
                    f"people_{iso3.lower()}": {
                        "title": text("People"), "countries": [iso3], "level": "municipality", "year": 2020,
                    }
                },
            }
        )
        for iso3 in ("AAA", "BBB")
    ),
)  # fmt: skip

UNITS = pd.DataFrame(
    {
        "code": [*CODES, "AA0100", "BB0101", "BB0102"],
        "name": [*NAMES, "Lago", "Este", "Oeste"],
        "iso3": ["AAA"] * 7 + ["BBB"] * 2,
        "kind": ["municipio"] * 6 + ["lake"] + ["municipio"] * 2,
    }
)
