"""Check that the sources of a table are those of the columns that it carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.catalogue import load_catalogue
from geo.export import Whole, units_table
from geo.export.sources import sources_rows
from tests.geo.export.conftest import COURT, INDEX, INDICATORS, SOURCE, STUDY

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo.kinds import Tier


def told(scores: gpd.GeoDataFrame, values: pd.DataFrame, *, tier: Tier) -> list[str]:
    """Name the sources of a table for readers of a tier, where justice is closed to the public."""
    head, justice, tail = INDICATORS.partition("- id: access_to_justice")
    closed = head + justice + tail.replace("tier: public", "tier: partner", 1)
    sources = {"sources/court.yml": COURT, "sources/office.yml": SOURCE}
    catalogue = load_catalogue({"study.yml": STUDY, "index.yml": INDEX, "indicators.yml": closed, **sources})
    table = units_table(scores, values, catalogue=catalogue, tier=tier)
    header, rows = sources_rows(table, Whole(table, catalogue), lang="en")
    assert header[:2] == ["Publication", "Producer"]
    return [row[0] for row in rows]


def test_a_source_of_closed_columns_alone_is_left_out(scores: gpd.GeoDataFrame, values: pd.DataFrame) -> None:
    assert told(scores, values, tier="public") == ["Anuario <2020>"]
    assert told(scores, values, tier="partner") == ["Memoria", "Anuario <2020>"]
