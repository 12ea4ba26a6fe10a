"""Check the reading of rasters written for the purpose, good and bad."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from geo.errors import MissingFileError, RasterError
from geo.zonal import Declared
from geo.zonal.rasters import open_rasters
from tests.geo.zonal.worlds import ROWS, write

if TYPE_CHECKING:
    from pathlib import Path

    from geo.zonal.grid import Bounds

ALL = (-90, 14, -88, 16)


def read(*paths: Path, bounds: Bounds = ALL, declared: Declared | None = None) -> np.ndarray:
    stack = open_rasters(paths, declared=declared)
    return stack.read(range(len(stack.names)), stack.window(bounds))


def test_a_window_and_its_lattice(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", np.arange(16, dtype="float32").reshape(4, 4))
    stack = open_rasters([path])
    window = stack.window((-88.5, 13.5, -87.5, 14.5))
    assert stack.read([0], window).tolist() == [[[5, 6], [9, 10]]]
    assert stack.grid.window(*window).bounds == (-89, 13, -87, 15)
    assert stack.names == ("1",)


def test_beyond_the_file_is_missing(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.tif", ROWS), bounds=(-89.5, 14.5, -87.5, 17))
    np.testing.assert_array_equal(found, [[[np.nan] * 3, [1, 2, np.nan], [3, 4, np.nan]]])


@pytest.mark.parametrize(("south", "rows"), [(14.5, [[3, 4]]), (14, [[3, 4]]), (13, [[3, 4], [np.nan, np.nan]])])
@pytest.mark.parametrize("north", [15, 15.5])
def test_rows_from_the_south(tmp_path: Path, south: float, north: float, rows: list[list[float]]) -> None:
    bounds = (-90, south, -88, north)
    north_up = open_rasters([write(tmp_path / "a.tif", ROWS)])
    flipped = open_rasters([write(tmp_path / "b.tif", ROWS[::-1], transform=Affine(1, 0, -90, 0, 1, 14))])
    expected = rows if north == 15 else [[1, 2], *rows]
    for stack in (north_up, flipped):
        np.testing.assert_array_equal(stack.read([0], stack.window(bounds))[0], expected)
    assert flipped.grid == north_up.grid


@pytest.mark.parametrize("interleave", ["pixel", "band"])
def test_nodata_scale_and_offset(tmp_path: Path, interleave: str) -> None:
    bands = np.array([[1, -99], [3, 4]], dtype="int16"), np.array([[5, 6], [-99, 8]], dtype="int16")
    path = write(tmp_path / "a.tif", *bands, nodata=-99, scales=(0.1, 1), offsets=(0, 100), interleave=interleave)
    found = read(path)
    np.testing.assert_allclose(found, [[[0.1, np.nan], [0.3, 0.4]], [[105, 106], [np.nan, 108]]], rtol=1e-6)
    assert found.dtype == np.float32


def test_a_mask_beside_the_bands(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", ROWS)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as raster:
        raster.write_mask(np.array([[255, 0], [255, 255]], dtype="uint8"))
    np.testing.assert_array_equal(read(path), [[[1, np.nan], [3, 4]]])


def test_large_numbers_keep_their_digits(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", np.array([[16777217, 2], [3, 4]], dtype="int32"))
    assert read(path)[0, 0, 0] == 16777217


def test_what_the_entry_declares(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", np.array([[-9999, 0.002], [0.25, 251]], dtype="float32"))
    declared = Declared(least=0, flags=(251,), scale=1000, offset=1)
    np.testing.assert_allclose(read(path, declared=declared), [[[np.nan, 3], [251, np.nan]]], rtol=1e-6)
    np.testing.assert_allclose(read(path, declared=Declared(most=1)), [[[-9999, 0.002], [0.25, np.nan]]], rtol=1e-6)


def test_a_declared_reference_system(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", ROWS, crs=None)
    assert read(path, declared=Declared(crs="EPSG:4326")).tolist() == [ROWS.tolist()]
    with pytest.raises(RasterError, match="is in EPSG:4267, the entry declares EPSG:4326"):
        read(write(tmp_path / "b.tif", ROWS, crs="EPSG:4267"), declared=Declared(crs="EPSG:4326"))


@pytest.mark.parametrize("east", [270, -90 - 360])
def test_longitudes_of_another_turn(tmp_path: Path, east: float) -> None:
    path = write(tmp_path / "a.tif", ROWS, transform=Affine(1, 0, east, 0, -1, 16))
    assert read(path).tolist() == [ROWS.tolist()]


def test_a_globe_that_begins_at_greenwich(tmp_path: Path) -> None:
    globe = np.tile(np.arange(0, 360, 30, dtype="float32"), (2, 1))
    path = write(tmp_path / "a.tif", globe, transform=Affine(30, 0, 0, 0, -30, 30))
    assert read(path, bounds=(-90, 0, -30, 30))[0, 0].tolist() == [270, 300]
    assert read(path, bounds=(-60, 0, 60, 30))[0, 0].tolist() == [300, 330, 0, 30]
    assert read(path, bounds=(150, 0, 180, 30))[0, 0].tolist() == [150]


def test_bands_by_number_and_name(tmp_path: Path) -> None:
    stack = open_rasters([write(tmp_path / "a.tif", ROWS, ROWS * 10, names=("rain", "heat"))])
    assert stack.select(["heat", 1]) == [1, 0]
    assert stack.read(stack.select(["heat", 1]), stack.whole)[:, 0, 0].tolist() == [10, 1]
    with pytest.raises(RasterError, match=r"2 of 3 layers are not in a.tif: 7, cold. It holds rain, heat."):
        stack.select([1, 7, "cold"])


def test_many_files_are_one_stack(tmp_path: Path) -> None:
    paths = [write(tmp_path / f"r.2020.{month:02d}.tif", ROWS * month) for month in (1, 2, 3)]
    stack = open_rasters(paths)
    assert stack.names == ("r.2020.01.tif", "r.2020.02.tif", "r.2020.03.tif")
    assert stack.read([2, 0], stack.whole)[:, 0, 0].tolist() == [3, 1]
    assert stack.title == f"the 3 files of {tmp_path.name}"


def test_bands_of_many_files(tmp_path: Path) -> None:
    paths = [write(tmp_path / f"{year}.tif", ROWS * year, -ROWS * year, names=("jan", "feb")) for year in (2019, 2020)]
    stack = open_rasters(paths)
    assert stack.names == ("2019 jan", "2019 feb", "2020 jan", "2020 feb")
    assert stack.read([1, 2, 3], stack.whole)[:, 0, 0].tolist() == [-2019, 2020, -2020]


def test_gzipped(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", ROWS)
    packed = tmp_path / "chirps.2020.01.tif.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read(packed).tolist() == [ROWS.tolist()]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"crs": None}, "has no coordinate reference system"),
        ({"crs": "EPSG:32616"}, "EPSG:32616, not in degrees"),
        ({"transform": Affine(1, 0.2, -90, 0.2, -1, 16)}, "is rotated"),
        ({"transform": Affine(-1, 0, -88, 0, -1, 16)}, "from east to west"),
        ({"transform": Affine(1, 0, 10, 0, -1, 50)}, "misses the units"),
    ],
)
def test_rasters_that_cannot_serve(tmp_path: Path, options: dict[str, Any], message: str) -> None:
    path = write(tmp_path / "a.tif", ROWS, **options)
    with pytest.raises(RasterError, match=message):
        read(path)


def test_without_any_georeference(tmp_path: Path) -> None:
    with pytest.warns(rasterio.errors.NotGeoreferencedWarning):
        path = write(tmp_path / "a.tif", ROWS, crs=None, transform=None)
    with pytest.raises(RasterError, match="2 faults") as caught:
        read(path)
    assert "has no coordinate reference system" in str(caught.value)
    with pytest.raises(RasterError, match="its cells are counted, not placed"):
        read(path, declared=Declared(crs="EPSG:4326"))


def test_the_faults_of_many_files_are_told_at_once(tmp_path: Path) -> None:
    paths = [
        write(tmp_path / "a.tif", ROWS),
        write(tmp_path / "b.tif", ROWS, crs=None),
        write(tmp_path / "c.tif", ROWS, transform=Affine(1, 0.2, -90, 0.2, -1, 16)),
    ]
    with pytest.raises(RasterError, match="2 faults") as caught:
        open_rasters(paths)
    assert "b.tif" in str(caught.value)
    assert "c.tif" in str(caught.value)


def test_files_on_another_lattice_are_named(tmp_path: Path) -> None:
    paths = [write(tmp_path / "a.tif", ROWS), write(tmp_path / "b.tif", ROWS, transform=Affine(1, 0, -89, 0, -1, 16))]
    with pytest.raises(
        RasterError, match=r"1 of 2 files lie on another lattice than the first: b.tif. a.tif has 2 rows"
    ):
        open_rasters(paths)


@pytest.mark.parametrize("keep", [6, 300, 5000])
def test_truncated(tmp_path: Path, keep: int) -> None:
    noise = np.random.default_rng(0).random((60, 60), dtype="float32")
    path = write(tmp_path / "a.tif", noise, compress="deflate")
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(RasterError, match=r"fetch (it|the file) again"):
        read(path, bounds=(-90, -40, -40, 16))


def test_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="is not there"):
        open_rasters([tmp_path / "no.tif"])


@pytest.mark.raw
def test_real_rain(raw: Path) -> None:
    stack = open_rasters([raw / "rasters" / "chirps_v2_daily_1981_1985_025deg.tif"])
    found = stack.read([0, 1825], stack.window((-88, 13, -86, 15)))
    assert found.shape == (2, 8, 8)
    assert np.nanmin(found) >= 0


def test_each_band_has_its_own_tag(tmp_path: Path) -> None:
    write(tmp_path / "a.tif", ROWS, ROWS)
    band = (
        '<VRTRasterBand dataType="Float32" band="{0}">{1}<SimpleSource><SourceFilename relativeToVRT="1">a.tif'
        "</SourceFilename><SourceBand>{0}</SourceBand></SimpleSource></VRTRasterBand>"
    )
    path = tmp_path / "a.vrt"
    path.write_text(
        '<VRTDataset rasterXSize="2" rasterYSize="2"><SRS>EPSG:4326</SRS><GeoTransform>-90,1,0,16,0,-1</GeoTransform>'
        + band.format(1, "")
        + band.format(2, "<NoDataValue>4</NoDataValue>")
        + "</VRTDataset>",
        encoding="utf-8",
    )
    np.testing.assert_array_equal(read(path), [ROWS, [[1, 2], [3, np.nan]]])


def test_a_tag_counts_beside_a_mask(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", ROWS, nodata=4)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as raster:
        raster.write_mask(np.array([[255, 0], [255, 255]], dtype="uint8"))
    np.testing.assert_array_equal(read(path), [[[1, np.nan], [3, np.nan]]])


def test_an_alpha_band_masks_and_is_no_layer(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", ROWS, np.array([[255, 0], [255, 255]], dtype="float32"), alpha="yes")
    stack = open_rasters([path])
    assert stack.names == ("1",)
    np.testing.assert_array_equal(stack.read([0], stack.whole), [[[1, np.nan], [3, 4]]])


def test_four_bands_of_bytes_are_not_taken_for_a_picture(tmp_path: Path) -> None:
    months = [ROWS.astype("uint8")] * 3 + [np.zeros((2, 2), dtype="uint8")]
    with pytest.raises(RasterError, match=r"red, green, blue and alpha, as a picture\. If they are figures"):
        read(write(tmp_path / "a.tif", *months))
    path = write(tmp_path / "b.tif", *months, photometric="MINISBLACK", alpha="no")
    assert read(path).tolist() == [ROWS.tolist()] * 3 + [[[0, 0], [0, 0]]]


def test_flags_are_in_the_figures_that_the_file_scales(tmp_path: Path) -> None:
    bytes_ = np.array([[100, 251], [253, 255]], dtype="uint8")
    path = write(tmp_path / "a.tif", bytes_, scales=(0.4,), offsets=(0,))
    found = read(path, declared=Declared(flags=(100.4, 101.2, 102.0), scale=2))
    np.testing.assert_allclose(found, [[[80, np.nan], [np.nan, np.nan]]])


@pytest.mark.parametrize(("crs", "message"), [("EPSG:999999", "is not known"), ("EPSG:32616", "is not in degrees")])
def test_a_declared_system_that_cannot_be(tmp_path: Path, crs: str, message: str) -> None:
    with pytest.raises(RasterError, match=message):
        read(write(tmp_path / "a.tif", ROWS, crs=None), declared=Declared(crs=crs))


def test_rows_beyond_a_pole_are_no_degrees(tmp_path: Path) -> None:
    with pytest.raises(RasterError, match=r"reach from 199.5 to 200.5, beyond a pole"):
        read(write(tmp_path / "a.tif", ROWS, transform=Affine(1, 0, -90, 0, -1, 201)))
