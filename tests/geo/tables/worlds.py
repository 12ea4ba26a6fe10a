"""Make small raw files and the entries that declare them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from geo.catalogue import Source

Declare = Callable[..., tuple[Path, Source]]

SERIES = {"title": {"es": "Muertes", "en": "Deaths"}, "countries": ["GTM"], "level": "municipality", "year": 2020}
PASSPORT = {
    "id": "list",
    "producer": "Office",
    "publication": "List",
    "url": "https://example.org",
    "licence": "none stated",
    "licence_status": "unstated",
    "attribution": "Office",
}


def source_of(raw: Path, path: str, **parts: Any) -> Source:
    """Make the entry of a file below a folder; `series` may leave out what `SERIES` says."""
    entry: dict[str, Any] = {
        "raw": {"path": path, "sha256": hashlib.sha256((raw / path).read_bytes()).hexdigest()},
        "read": {"format": path.rpartition(".")[2]},
        "keys": {"code": {"column": "code"}},
        "series": {"deaths": {"kind": "count", "take": {"numerator": "deaths"}}},
    }
    entry |= parts
    series = {id_: SERIES | one for id_, one in entry["series"].items()}
    return Source.model_validate(PASSPORT | entry | {"series": series})


def workbook(*rows: list[object], title: str = "Master") -> bytes:
    """Write rows into the one sheet of a workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
