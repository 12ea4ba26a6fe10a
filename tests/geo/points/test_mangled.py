"""Mangle files of points: each ends in points or in a fault that arraigo knows, never in anything else."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.errors import ArraigoError
from geo.points import locate, read_points, read_ucdp
from tests.geo.points.ged import ged, row
from tests.geo.points.world import units

if TYPE_CHECKING:
    import pandas as pd

GOOD = "id;lat;lon\n1;0.05;0.05\n2;0,05;0.15\n3;;\n"
CELL = st.one_of(
    st.sampled_from(["", "0.05", "-90", "1e9", "nan", "inf", "N/A", "0,05", "14°N", '"', ";", "\x00", " ", "٣"]),
    st.text(max_size=4),
)


def read(content: bytes, name: str, **options: str) -> pd.DataFrame | None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            return locate(read_points(path, **options), units())
        except ArraigoError:
            return None


def test_the_good_file_is_read() -> None:
    located = read(GOOD.encode(), "t.csv", lat="lat", lon="lon")
    assert located is not None
    assert located["fate"].tolist() == ["municipality", "municipality", "no_coordinates"]


@given(rows=st.lists(st.lists(CELL, min_size=1, max_size=5), max_size=6), mark=st.sampled_from(",;\t|"))
@example(rows=[["1", "0.05", "0.05"]], mark=",")
@settings(max_examples=150, deadline=None)
def test_any_table_ends_in_points_or_a_known_fault(rows: list[list[str]], mark: str) -> None:
    text = "\n".join(mark.join(cells) for cells in [["id", "lat", "lon"], *rows])
    located = read(text.encode("utf-8", "surrogatepass"), "t.csv", lat="lat", lon="lon")
    if located is not None:
        assert len(located) <= len(rows) + text.count("\n") + text.count("\r")
        assert located["code"].notna().equals(located["fate"] == "municipality")


@given(
    content=st.binary(max_size=200), name=st.sampled_from(["t.csv", "t.xlsx", "t.geojson", "t.kml", "t.zip", "t.gpkg"])
)
@settings(max_examples=120, deadline=None)
def test_any_bytes_end_in_a_known_fault(content: bytes, name: str) -> None:
    read(content, name, lat="lat", lon="lon")


@given(at=st.integers(0, 2000), put=st.binary(max_size=3), cut=st.integers(0, 40))
@settings(max_examples=120, deadline=None)
def test_a_damaged_ucdp_file_ends_in_events_or_a_known_fault(at: int, put: bytes, cut: int) -> None:
    whole = ged(row(1, 0.05, 0.05), row(2, 0.15, 0.05), row(3, 0.25, 0.05, where_prec=4)).encode()
    at = min(at, len(whole))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ged.csv"
        path.write_bytes(whole[:at] + put + whole[at + cut :])
        try:
            events = read_ucdp(path, countries={"Aria": "AAA"})
        except ArraigoError:
            return
    assert set(events["where_prec"]) <= set("1234567")


@pytest.mark.parametrize("cut", [10, 100, 300])
def test_a_layer_that_was_cut_short_is_refused(tmp_path: Path, cut: int) -> None:
    import geopandas as gpd
    from shapely import Point

    gpd.GeoDataFrame({"a": [1, 2]}, geometry=[Point(0, 0), Point(0.1, 0)], crs="EPSG:4326").to_file(
        tmp_path / "a.geojson"
    )
    whole = (tmp_path / "a.geojson").read_bytes()
    assert read(whole[:cut], "a.geojson") is None
