"""Draw a small country whose places are known by heart, and look tables up in it."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from geo.intake import Gazetteer, Layout, Sheet, find_layout, gazetteer

PLACES = pd.DataFrame(
    [
        ("GT01", "Norte", "department", "GT01", "Norte", "GTM"),
        ("GT02", "Sur", "department", "GT02", "Sur", "GTM"),
        ("GT0101", "Peñón", "municipality", "GT01", "Norte", "GTM"),
        ("GT0102", "La Unión", "municipality", "GT01", "Norte", "GTM"),
        ("GT0103", "Sur", "municipality", "GT01", "Norte", "GTM"),
        ("GT0201", "Río Hondo", "municipality", "GT02", "Sur", "GTM"),
        ("GT0202", "La Unión", "municipality", "GT02", "Sur", "GTM"),
        ("SV0101", "Lago", "municipality", "SV01", "Oeste", "SLV"),
        ("SV0102", "Cerro", "municipality", "SV01", "Oeste", "SLV"),
        ("SV01", "Oeste", "department", "SV01", "Oeste", "SLV"),
        ("SV01001", "Oeste Centro", "municipio_2024", "SV01", "Oeste", "SLV"),
    ],
    columns=["code", "name", "level", "adm1_code", "adm1_name", "iso3"],
)
CALLED = dict(zip(PLACES["code"], PLACES["name"], strict=True))


def fold(name: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def known() -> Gazetteer:
    return gazetteer(PLACES, countries={"Guatemala": "GTM", "GTM": "GTM", "SLV": "SLV"}, fold=fold)


def laid_out(*rows: list[str | float], headed: bool = False) -> Layout:
    return find_layout(Sheet("sheet", [list(row) for row in rows], headed=headed), known=known())
