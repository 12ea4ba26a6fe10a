"""Lay out a world of two countries, small enough to measure by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geo.catalogue import Catalogue, Index, Indicator, Node, Series, Source, Study
from geo.contracts import SERIES

if TYPE_CHECKING:
    from collections.abc import Callable

BOTH = {"es": "texto", "en": "text"}


@pytest.fixture
def units() -> pd.DataFrame:
    """Four distritos of two municipios of one department, three municipios of two departments, and a lake."""
    rows = [
        ("SV0101", "SV01", "SV01001", "SLV", "distrito"),
        ("SV0102", "SV01", "SV01001", "SLV", "distrito"),
        ("SV0103", "SV01", "SV01002", "SLV", "distrito"),
        ("SV0104", "SV01", "SV01002", "SLV", "distrito"),
        ("GT0100", "GT01", None, "GTM", "lake"),
        ("GT0101", "GT01", None, "GTM", "municipio"),
        ("GT0102", "GT01", None, "GTM", "municipio"),
        ("GT0201", "GT02", None, "GTM", "municipio"),
    ]
    frame = pd.DataFrame(rows, columns=["code", "adm1_code", "muni44_code", "iso3", "kind"])
    return frame.assign(name=frame["code"], area_km2=1.0)


Rows = dict[str, dict[str, float]]


@pytest.fixture
def table() -> Callable[..., pd.DataFrame]:
    """Make a tidy table from a few figures by code."""

    def make(rows: Rows, *, level: str = "municipality", year: int = 2020) -> pd.DataFrame:
        base = dict.fromkeys(SERIES.columns) | {"level": level, "year": year}
        made = pd.DataFrame([base | {"code": code, "name": code} | row for code, row in rows.items()])
        numbers = ["value", "numerator", "denominator", "se", "coverage"]
        return made.astype(dict.fromkeys(numbers, float) | {"year": int})

    return make


@pytest.fixture
def study() -> Callable[..., Catalogue]:
    """Declare series and indicators; what a test does not say is filled in."""

    def make(
        series: dict[str, dict[str, Any]], *indicators: dict[str, Any], people: tuple[str, ...] = ("n",)
    ) -> Catalogue:
        passport = dict.fromkeys(["producer", "publication", "url", "licence", "attribution"], "x")
        plain_series = {"title": BOTH, "countries": ["SLV"], "level": "municipality", "year": 2020}
        sources = [
            Source(id=id_, licence_status="open", series={id_: Series(**plain_series | entry)}, **passport)
            for id_, entry in series.items()
        ]
        plain = {"title": BOTH, "unit": BOTH, "rationale": BOTH, "pillar": "root", "direction": 1, "kind": "share"}
        plain |= {"method": "value", "method_class": "measured", "comparable": True, "comparable_why": BOTH}
        plain |= {"missing": "leave", "treatment": "none", "tier": "public"}
        land = {"iso3": "SLV", "prefix": "SV", "name": BOTH, "units": 4, "unit_word": BOTH}
        return Catalogue(
            Study(id="s", title=BOTH, subtitle=BOTH, countries=[land], boundaries="b.topojson", people=people),
            Index(nodes=[Node(id="root", title=BOTH, rationale=BOTH)]),
            tuple(Indicator(**plain | entry) for entry in indicators),
            tuple(sources),
        )

    return make
