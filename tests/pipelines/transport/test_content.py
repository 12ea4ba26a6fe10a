"""Check that a file is known by its bytes, and that a missing end is seen wherever the kind allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import rasterio
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.transport.content import recognise, wrong_content, wrong_kind
from tests.pipelines.rasters import HDX_HEADING, big_tif, gzipped, netcdf, packed, rain_table, tif

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = {
    "tif": [tif(), tif(big_endian=True), big_tif()],
    "netcdf": [netcdf(), netcdf(version=2), netcdf(version=3)],
    "gzip": [gzipped(tif())],
    "zip": [packed({"a.nc": netcdf()})],
    "csv": [rain_table()],
}
CASES = [(kind, content) for kind, contents in WHOLE.items() for content in contents]


@pytest.mark.parametrize(("kind", "content"), CASES)
def test_a_whole_file_is_sound_and_half_of_it_is_not(kind: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    assert recognise(content) == kind
    assert wrong_content(path, (kind,)) is None
    for short in (content[: len(content) // 2], content[:-12]):
        path.write_bytes(short)
        assert wrong_content(path, (kind,)) == "a file that is damaged or cut short"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"<!DOCTYPE html>", "html"),
        (b"\xef\xbb\xbf  <HTML>", "html"),
        (b"<?xml version='1.0'?><html xmlns='x'>", "html"),
        (b"<Error><Code>NoSuchKey</Code></Error>", "xml"),
        (b'{"success": false}', "json"),
        (b"a,b\n1,2\n", "csv"),
        (b"Not found", "other"),
        (b"a,b\x00", "other"),
        (b"CDF\x02\x00", "netcdf"),
    ],
)
def test_what_comes_instead_is_named(head: bytes, kind: str) -> None:
    assert recognise(head) == kind


def test_a_table_must_have_its_columns() -> None:
    columns = tuple(HDX_HEADING.split(","))
    assert wrong_kind(rain_table(), ("csv",), columns) is None
    assert wrong_kind(b'\xef\xbb\xbf"date","PCODE"\n', ("csv",), ("date", "PCODE")) is None
    assert wrong_kind(b"date,rain\n1,2\n", ("csv",), ("date", "rfh")) == "a table without the columns rfh"


def test_a_last_row_without_an_end_may_be_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b,c\n1,2,3\n4,5,6")
    assert wrong_content(path, ("csv",)) is None
    path.write_bytes(b"a,b,c\n1,2,3\n4,5")
    assert wrong_content(path, ("csv",)) is not None


@pytest.mark.parametrize("options", [{}, {"tiled": True, "blockxsize": 16, "blockysize": 16}, {"bigtiff": "YES"}])
@pytest.mark.parametrize("compress", [None, "deflate"])
def test_files_of_rasterio_are_whole_until_they_are_cut(options: dict, compress: str | None, tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    values = np.random.default_rng(1).random((40, 50)).astype("float32")
    profile = {"driver": "GTiff", "width": 50, "height": 40, "count": 1, "dtype": "float32", "crs": "EPSG:4326"}
    place = rasterio.Affine(0.05, 0, -92, 0, -0.05, 18)
    with rasterio.open(path, "w", **profile, transform=place, compress=compress, **options) as raster:
        raster.write(values, 1)
    assert wrong_content(path, ("tif",)) is None
    content = path.read_bytes()
    path.write_bytes(content[:-40])
    assert wrong_content(path, ("tif",)) is not None


@pytest.mark.parametrize("format_", ["NETCDF4", "NETCDF3_CLASSIC"])
def test_files_of_xarray_are_sound(format_: str, tmp_path: Path) -> None:
    path = tmp_path / "a.nc"
    xr.Dataset({"rain": ("x", np.arange(2_000.0))}).to_netcdf(path, format=format_, engine="netcdf4")
    assert wrong_content(path, ("netcdf",)) is None
    if format_ == "NETCDF4":
        path.write_bytes(path.read_bytes()[:-8])
        assert wrong_content(path, ("netcdf",)) is not None


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([content[:400] for _, content in CASES]), st.data())
def test_no_damage_makes_the_check_stumble(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, data: st.DataObject
) -> None:
    damaged = bytearray(content[: data.draw(st.integers(0, len(content)))])
    for place in data.draw(st.lists(st.integers(0, 120), max_size=6)):
        if place < len(damaged):
            damaged[place] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(damaged)
    found = wrong_content(path, ("tif", "netcdf", "gzip", "zip", "csv"), ())
    assert found is None or isinstance(found, str)
