"""Check the reading of rasters written for the purpose, good and bad."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from geo.errors import MissingFileError, RasterError
from geo.zonal import read_layers

if TYPE_CHECKING:
    from pathlib import Path

NORTH_UP = Affine(1, 0, -90, 0, -1, 16)
ROWS = np.array([[1, 2], [3, 4]], dtype="float32")


def write(path: Path, *bands: np.ndarray, names: tuple[str, ...] = (), **options: Any) -> Path:
    profile = {"driver": "GTiff", "crs": "EPSG:4326", "transform": NORTH_UP, "dtype": bands[0].dtype, **options}
    scales, offsets = profile.pop("scales", None), profile.pop("offsets", None)
    height, width = bands[0].shape
    with rasterio.open(path, "w", height=height, width=width, count=len(bands), **profile) as raster:
        raster.write(np.stack(bands))
        for number, name in enumerate(names, 1):
            raster.set_band_description(number, name)
        if scales:
            raster.scales, raster.offsets = scales, offsets
    return path


def test_a_window_and_its_lattice(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", np.arange(16, dtype="float32").reshape(4, 4))
    layers = read_layers(path, bounds=(-88.5, 13.5, -87.5, 14.5))
    assert layers.values.tolist() == [[[5, 6], [9, 10]]]
    assert layers.grid.bounds == (-89, 13, -87, 15)
    assert layers.names == ("1",)


def test_beyond_the_file_is_missing(tmp_path: Path) -> None:
    layers = read_layers(write(tmp_path / "a.tif", ROWS), bounds=(-89.5, 14.5, -87.5, 17))
    np.testing.assert_array_equal(layers.values, [[[np.nan] * 3, [1, 2, np.nan], [3, 4, np.nan]]])
    assert layers.grid.bounds == (-90, 14, -87, 17)


@pytest.mark.parametrize(("south", "rows"), [(14.5, [[3, 4]]), (14, [[3, 4]]), (13, [[3, 4], [np.nan, np.nan]])])
@pytest.mark.parametrize("north", [15, 15.5])
def test_rows_from_the_south(tmp_path: Path, south: float, north: float, rows: list[list[float]]) -> None:
    bounds = (-90, south, -88, north)
    north_up = read_layers(write(tmp_path / "a.tif", ROWS), bounds=bounds)
    flipped = read_layers(write(tmp_path / "b.tif", ROWS[::-1], transform=Affine(1, 0, -90, 0, 1, 14)), bounds=bounds)
    expected = rows if north == 15 else [[1, 2], *rows]
    for layers in (north_up, flipped):
        np.testing.assert_array_equal(layers.values[0], expected)
    assert flipped.grid == north_up.grid


def test_nodata_scale_and_offset(tmp_path: Path) -> None:
    bands = np.array([[1, -99], [3, 4]], dtype="int16"), np.array([[5, 6], [-99, 8]], dtype="int16")
    path = write(tmp_path / "a.tif", *bands, nodata=-99, scales=(0.1, 1), offsets=(0, 100))
    layers = read_layers(path, bounds=(-90, 14, -88, 16))
    np.testing.assert_allclose(layers.values, [[[0.1, np.nan], [0.3, 0.4]], [[105, 106], [np.nan, 108]]])


def test_bands_by_number_and_name(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", ROWS, ROWS * 10, names=("rain", "heat"))
    layers = read_layers(path, bounds=(-90, 15, -89, 16), bands=["heat", 1])
    assert layers.values.ravel().tolist() == [10, 1]
    assert layers.names == ("heat", "rain")


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
        read_layers(path, bounds=(-90, 14, -88, 16))


def test_without_any_georeference(tmp_path: Path) -> None:
    with pytest.warns(rasterio.errors.NotGeoreferencedWarning):
        path = write(tmp_path / "a.tif", ROWS, crs=None, transform=None)
    with pytest.raises(RasterError, match="has no coordinate reference system"):
        read_layers(path, bounds=(-90, 14, -88, 16))


def test_missing_bands_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", ROWS, names=("rain",))
    with pytest.raises(RasterError, match=r"2 of 3 bands are not in a.tif: 7, heat. It holds rain."):
        read_layers(path, bounds=(-90, 14, -88, 16), bands=[1, 7, "heat"])


def test_infinite_cells(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", np.array([[1, np.inf], [3, 4]], dtype="float32"))
    with pytest.raises(RasterError, match=r"1 of 4 cells of a.tif are infinite"):
        read_layers(path, bounds=(-90, 14, -88, 16))


@pytest.mark.parametrize("keep", [6, 300, 5000])
def test_truncated(tmp_path: Path, keep: int) -> None:
    noise = np.random.default_rng(0).random((60, 60), dtype="float32")
    path = write(tmp_path / "a.tif", noise, compress="deflate")
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(RasterError, match=r"fetch (it|the file) again"):
        read_layers(path, bounds=(-90, -40, -40, 16))


def test_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="is not there"):
        read_layers(tmp_path / "no.tif", bounds=(-90, 14, -88, 16))


@pytest.mark.raw
def test_real_rain(raw: Path) -> None:
    path = raw / "rasters" / "chirps_v2_daily_1981_1985_025deg.tif"
    layers = read_layers(path, bounds=(-88, 13, -86, 15), bands=[1, 1826])
    assert layers.values.shape == (2, 8, 8)
    assert np.nanmin(layers.values) >= 0
