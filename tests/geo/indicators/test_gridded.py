"""Check that rasters become tables, and that the shipped ones are what the real rasters give."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine
from shapely import box

from geo.boundaries.topology import read_topojson
from geo.catalogue import Catalogue, load_catalogue
from geo.contracts import check_series
from geo.errors import RasterError
from geo.indicators.gridded import raster_series
from geo.tables import write_series

STUDY = Path(__file__).parents[3] / "data" / "studies" / "northern_triangle"


@pytest.fixture
def places(units) -> gpd.GeoDataFrame:
    """Lay the units in a row from 90 W: the first half a degree wide, the second one and a half, the others one."""
    edges = [-90, -89.5, *range(-88, -81)]
    shapes = [box(a, 14, b, 15) for a, b in pairwise(edges)]
    return gpd.GeoDataFrame(units, geometry=shapes, crs="EPSG:4326").sample(frac=1, random_state=1)


def write(path: Path, bands: np.ndarray, *, name: str = "", west: float = -90) -> Path:
    count, height, width = bands.shape
    profile = {"driver": "GTiff", "crs": "EPSG:4326", "transform": Affine(1, 0, west, 0, -1, 15), "dtype": "float64"}
    with rasterio.open(path, "w", height=height, width=width, count=count, **profile) as raster:
        raster.write(bands)
        raster.set_band_description(1, name)
    return path


def entry(study, **raster):
    indicator = {"id": "i", "kind": "intensity", "method": "raster", "series": ["a"]}
    return study({"a": {}}, indicator | {"raster": {"source": "a"} | raster}).indicator("i")


def test_a_band_becomes_a_table(tmp_path, study, places) -> None:
    band = np.array([[[1, 2, 3, 4, 5, np.nan, np.pi * 1000]]])
    path = write(tmp_path / "a.tif", band, name="length")
    for layer in (1, "length"):
        found = raster_series({"grid": path}, entry(study, layer=layer), places, year=1999)
        check_series(found, name="a")
        # The lake, in the cell of 5, is left out; the last unit lies beyond the file.
        assert found["code"].tolist() == sorted(code for code in places["code"] if code != "GT0100")
        by_code = found.set_index("code")
        assert by_code.loc["SV0101", "value"] == 1
        assert by_code.loc["SV0102", "value"] == pytest.approx((1 * 0.5 + 2) / 1.5, abs=1e-3)
        assert by_code.loc["GT0102", "value"] == 3142
        assert by_code.loc[["GT0101", "GT0201"], "value"].isna().all()
        assert by_code["coverage"].tolist() == [0, 1, 0, 1, 1, 1, 1]
        assert set(found["year"]) == {1999}


def test_sums(tmp_path, study, places) -> None:
    path = write(tmp_path / "a.tif", np.full((1, 1, 9), 8.0))
    found = raster_series({"grid": path}, entry(study, layer=1, statistic="sum"), places, year=2020)
    assert found.set_index("code")["value"].loc[["SV0101", "SV0102", "SV0103"]].tolist() == [4, 12, 8]


def test_a_measure_of_normals(tmp_path, study, places) -> None:
    rain = write(tmp_path / "rain.tif", np.full((12, 1, 9), 0.0))
    heat = write(tmp_path / "heat.tif", np.full((12, 1, 9), 25.0))
    options = entry(study, layer="dry_months")
    found = raster_series({"rain": rain, "temperature": heat}, options, places, year=1990)
    assert found["value"].tolist() == [12] * 7


def test_faults(tmp_path, study, places) -> None:
    empty = write(tmp_path / "empty.tif", np.full((1, 1, 9), np.nan))
    rain, heat = (write(tmp_path / f"{west}.tif", np.ones((12, 1, 9)), west=west) for west in (-90, -90.5))
    dry = entry(study, layer="dry_months")
    with pytest.raises(RasterError, match="no valid cell in any of 7 units"):
        raster_series({"grid": empty}, entry(study, layer=1), places, year=1)
    with pytest.raises(RasterError, match="1 of 2 grids that `dry_months` needs are not given: temperature"):
        raster_series({"rain": rain}, dry, places, year=1)
    with pytest.raises(RasterError, match="are not on one grid"):
        raster_series({"rain": rain, "temperature": heat}, dry, places, year=1)
    with pytest.raises(RasterError, match="was asked of 2 files"):
        raster_series({"a": rain, "b": heat}, entry(study, layer=1), places, year=1)
    with pytest.raises(RasterError, match="draws on no raster"):
        raster_series({}, study({"a": {}}, {"id": "i", "series": ["a"]}).indicator("i"), places, year=1)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    names = ["study.yml", "index.yml", "indicators.yml", *(f"sources/{p.name}" for p in STUDY.glob("sources/*.yml"))]
    return load_catalogue({name: (STUDY / name).read_text(encoding="utf-8") for name in names})


@pytest.mark.raw
@pytest.mark.parametrize("name", ["canicula_duration", "canicula_intensity", "dry_months", "water_balance"])
def test_the_shipped_tables_are_what_the_rasters_give(raw: Path, catalogue: Catalogue, name: str) -> None:
    units = read_topojson((STUDY / "boundaries.topojson").read_text(encoding="utf-8"))
    indicator, source = catalogue.indicator(name), catalogue.source_of[name]
    paths = {part: raw / file.path for part, file in source.rasters.items()}
    made = raster_series(paths, indicator, units, year=catalogue.series[name].year)
    assert write_series(made) == (STUDY / "tables" / f"{name}.csv").read_text(encoding="utf-8")


@pytest.mark.raw
def test_the_canicula_has_no_value_north_of_its_grid(raw: Path, catalogue: Catalogue) -> None:
    units = read_topojson((STUDY / "boundaries.topojson").read_text(encoding="utf-8"))
    grid = raw / "rasters" / "canicula_maurer2017_1970_1999_025deg.tif"
    found = raster_series({"grid": grid}, catalogue.indicator("canicula_duration"), units, year=1999).set_index("code")
    south = units.set_index("code").bounds["miny"]
    beyond = found.loc[south.reindex(found.index) > 15.875]
    assert len(beyond) > 10
    assert beyond["value"].isna().all()
    assert (beyond["coverage"] == 0).all()
