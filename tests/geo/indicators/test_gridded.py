"""Check that grids become tables, and that the shipped ones are what the real grids give."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine
from shapely import box

from geo.catalogue import Catalogue, Grids, Raster, load_catalogue
from geo.contracts import check_series
from geo.errors import MethodError, RasterError
from geo.indicators.gridded import Part, UnitSeries, measure_grid
from geo.tables import write_series
from geo.topology import read_topojson

STUDY = Path(__file__).parents[3] / "data" / "studies" / "northern_triangle"
GRIDS = Grids(path="a/*.tif")


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


def _listed(given: Path | list[Path]) -> tuple[Path, ...]:
    return (given,) if isinstance(given, Path) else tuple(given)


def measured(places: gpd.GeoDataFrame, parts: dict[str, Path | list[Path] | Part], **options: Any) -> Any:
    entry = Raster(**{"source": "a", "layer": 1} | options)
    grids = {name: given if isinstance(given, Part) else Part(GRIDS, _listed(given)) for name, given in parts.items()}
    sources = {"a": {name: part for name, part in grids.items() if name != "people"}}
    sources |= {"people": {"grid": grids["people"]}} if "people" in grids else {}
    return measure_grid(sources, entry, places, name="i", year=1999)


def test_a_band_becomes_a_table(tmp_path, places) -> None:
    band = np.array([[[1, 2, 3, 4, 5, np.nan, np.pi * 1000]]])
    path = write(tmp_path / "a.tif", band, name="length")
    for layer in (1, "length"):
        found = measured(places, {"grid": path}, layer=layer).table
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


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"statistic": "sum"}, [0.5, 2.5, 3]),
        ({"statistic": "max"}, [1, 2, 3]),
        ({"statistic": "share", "at_least": 2}, [0, 2 / 3, 1]),
        ({"statistic": "q100"}, [1, 2, 3]),
    ],
)
def test_other_statistics(tmp_path, places, options: dict[str, Any], expected: list[float]) -> None:
    path = write(tmp_path / "a.tif", np.arange(1.0, 10).reshape(1, 1, 9))
    found = measured(places, {"grid": path}, **options).table.set_index("code")["value"]
    assert found.loc[["SV0101", "SV0102", "SV0103"]].tolist() == pytest.approx(expected, rel=1e-3)


def test_people_weigh_cells_from_a_lattice_of_their_own(tmp_path, places) -> None:
    path = write(tmp_path / "a.tif", np.arange(1.0, 10).reshape(1, 1, 9))
    # Half-degree cells: all of the second cell's people live in its east, of the first's in its west.
    people = np.zeros((1, 1, 18))
    people[0, 0, [0, 3]] = 30, 10
    with rasterio.open(
        tmp_path / "p.tif", "w", driver="GTiff", count=1, width=18, height=1, dtype="float64", crs="EPSG:4326",
        transform=Affine(0.5, 0, -90, 0, -1, 15),
    ) as raster:  # fmt: skip
        raster.write(people)
    found = measured(places, {"grid": path, "people": tmp_path / "p.tif"}, weight={"source": "people"}).table.set_index(
        "code"
    )
    # The unit of 89.5-88 W shares half of the first cell, whose 30 people count by half, and all of the second.
    assert found.loc["SV0102", "value"] == pytest.approx((15 * 1 + 10 * 2) / 25, rel=1e-3)
    assert found.loc["SV0101", "value"] == 1
    assert np.isnan(found.loc["SV0103", "value"])


def months(folder: Path, *, first: int = 1991, years: int = 30, skip: str = "") -> list[Path]:
    """Write rain month by month: wet summers, and in the second cell none in the last five."""
    folder.mkdir()
    rng = np.random.default_rng(3)
    paths = []
    for year in range(first, first + years):
        for month in range(1, 13):
            rain = rng.gamma(4, 40 if 5 <= month <= 11 else 3, (1, 1, 9))
            if year >= first + years - 5 and 5 <= month <= 8:
                rain[..., 1] = 1.0
            if f"{year}.{month:02d}" != skip:
                paths.append(write(folder / f"r.{year}.{month:02d}.tif", rain))
    return paths


def test_a_measure_of_monthly_files(tmp_path, places) -> None:
    paths = months(tmp_path / "r", skip="2003.07")
    found = measured(places, {"rain": paths}, layer="primera_drought_frequency_pct", reference=(1991, 2015))
    by_code = found.table.set_index("code")
    # Five of the last ten summers were dry in the cell of the second unit, and only there.
    assert by_code.loc["SV0102", "value"] >= 40
    assert by_code.drop("SV0102")["value"].mean() < 35
    assert found.notes == [
        (
            "1 of 360 steps of the 359 files of r are missing or incomplete, and count as missing: 2003-07. "
            "Fetch them if the producer has them."
        )
    ]


def test_what_several_indicators_draw_on_is_read_once(tmp_path, places, monkeypatch) -> None:
    part = Part(GRIDS, tuple(months(tmp_path / "r")))
    kept: dict[Any, UnitSeries] = {}
    first = Raster(source="a", layer="consecutive_dry_months")
    measure_grid({"a": {"rain": part}}, first, places, name="i", year=1999, kept=kept)
    monkeypatch.setattr("geo.indicators.gridded.open_stack", None)
    second = Raster(source="a", layer="percent_of_normal_last_year")
    found = measure_grid({"a": {"rain": part}}, second, places, name="j", year=1999, kept=kept).table
    assert len(kept) == 1
    assert found["value"].between(30, 200).all()


def test_a_measure_of_days(tmp_path, places) -> None:
    rain = np.random.default_rng(1).gamma(0.6, 14, (730, 1, 9))
    path = write(tmp_path / "a.tif", rain)
    declared = Part(Grids(path="a/*.tif", start="1981-01-01", step="day"), (path,))
    found = measured(places, {"rain": declared}, layer="dry_spell_days").table
    assert found["value"].between(1, 60).all()
    monthly = Part(Grids(path="a/*.tif", start="1981-01-01", step="month"), (path,))
    with pytest.raises(RasterError, match=r"`dry_spell_days` needs days, a.tif holds months. Take daily files."):
        measured(places, {"rain": monthly}, layer="dry_spell_days")


def test_a_measure_of_normals(tmp_path, places) -> None:
    rain = write(tmp_path / "rain.tif", np.full((12, 1, 9), 0.0))
    heat = write(tmp_path / "heat.tif", np.full((12, 1, 9), 25.0))
    found = measured(places, {"rain": rain, "temperature": heat}, layer="dry_months").table
    assert found["value"].tolist() == [12] * 7


def test_rain_in_metres_is_refused(tmp_path, places) -> None:
    part = Part(Grids(path="a/*.tif", scale=0.001), tuple(months(tmp_path / "r")))
    with pytest.raises(MethodError, match="metres"):
        measured(places, {"rain": part}, layer="consecutive_dry_months")


def test_faults(tmp_path, places) -> None:
    empty = write(tmp_path / "empty.tif", np.full((1, 1, 9), np.nan))
    rain, heat = (write(tmp_path / f"{west}.tif", np.ones((12, 1, 9)), west=west) for west in (-90, -90.5))
    with pytest.raises(RasterError, match="no valid cell in any of 7 units"):
        measured(places, {"grid": empty})
    with pytest.raises(RasterError, match="1 of 2 grids that `dry_months` needs are not given: temperature"):
        measured(places, {"rain": rain}, layer="dry_months")
    with pytest.raises(RasterError, match="are not on one grid"):
        measured(places, {"rain": rain, "temperature": heat}, layer="dry_months")
    with pytest.raises(RasterError, match=r"`dry_moths` is neither a measure nor one of the 12 layers .*dry_months"):
        measured(places, {"rain": rain}, layer="dry_moths")
    with pytest.raises(RasterError, match=r"layer 1 was asked of 2 parts: x, y. Name one of them as `part`."):
        measured(places, {"x": rain, "y": heat})
    assert len(measured(places, {"x": rain, "y": heat}, part="x").table) == 7


@pytest.mark.parametrize(
    ("options", "idle"),
    [
        ({"layer": "consecutive_dry_months", "statistic": "max"}, "1 of 3 options .*: statistic"),
        ({"layer": "dry_months", "weight": {"source": "people"}}, "1 of 3 options .*: weight"),
        ({"layer": "dry_months", "reference": (1991, 2020)}, "1 of 3 options .*: reference"),
        ({"layer": "dry_spell_days", "reference": (1991, 2020)}, "1 of 3 options .*: reference"),
    ],
)
def test_an_option_that_would_not_be_heeded_is_refused(tmp_path, places, options, idle) -> None:
    with pytest.raises(RasterError, match=idle):
        measured(places, {"grid": tmp_path / "a.tif"}, **options)


def test_a_blank_month_is_missing_and_said(tmp_path, places) -> None:
    paths = months(tmp_path / "r")
    write(paths[3], np.full((1, 1, 9), np.nan))
    found = measured(places, {"rain": paths}, layer="consecutive_dry_months")
    assert (found.table["coverage"] == 1).all()
    assert len(found.notes) == 1
    assert "1 of 360 layers of the 360 files of r hold nothing over the units" in found.notes[0]
    assert "count as missing: r.1991.04.tif. Fetch them again." in found.notes[0]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    names = ["study.yml", "index.yml", "indicators.yml", *(f"sources/{p.name}" for p in STUDY.glob("sources/*.yml"))]
    return load_catalogue({name: (STUDY / name).read_text(encoding="utf-8") for name in names})


@pytest.mark.raw
@pytest.mark.parametrize(
    "name", ["canicula_duration", "canicula_intensity", "dry_months", "water_balance", "worldpop_people_2020"]
)
def test_the_shipped_tables_are_what_the_grids_give(raw: Path, catalogue: Catalogue, name: str) -> None:
    units = read_topojson((STUDY / "boundaries.topojson").read_text(encoding="utf-8"))
    source = catalogue.source_of[name]
    check = catalogue.study.people_check
    options = check.raster if check and check.series == name else catalogue.indicator(name).raster
    parts = {source.id: {part: Part(grids, (raw / grids.path,)) for part, grids in source.rasters.items()}}
    made = measure_grid(parts, options, units, name=name, year=catalogue.series[name].year)
    assert write_series(made.table) == (STUDY / "tables" / f"{name}.csv").read_text(encoding="utf-8")


@pytest.mark.raw
def test_the_canicula_has_no_value_north_of_its_grid(raw: Path, catalogue: Catalogue) -> None:
    units = read_topojson((STUDY / "boundaries.topojson").read_text(encoding="utf-8"))
    grid = Part(GRIDS, (raw / "rasters" / "canicula_maurer2017_1970_1999_025deg.tif",))
    options = catalogue.indicator("canicula_duration").raster
    found = measure_grid({options.source: {"grid": grid}}, options, units, name="canicula", year=1999).table
    found = found.set_index("code")
    south = units.set_index("code").bounds["miny"]
    beyond = found.loc[south.reindex(found.index) > 15.875]
    assert len(beyond) > 10
    assert beyond["value"].isna().all()
    assert (beyond["coverage"] == 0).all()


@pytest.mark.raw
def test_days_of_real_rain_over_real_places(raw: Path, catalogue: Catalogue) -> None:
    units = read_topojson((STUDY / "boundaries.topojson").read_text(encoding="utf-8"))
    entry = Grids(path="a/*.tif", start="1981-01-01", step="day")
    part = Part(entry, (raw / "rasters" / "chirps_v2_daily_1981_1985_025deg.tif",))
    options = Raster(source="chirps", layer="canicula_length_days")
    found = measure_grid({"chirps": {"rain": part}}, options, units, name="canicula", year=1985).table.set_index("code")
    # The grid begins at 88 W: the west has nothing, and says so.
    west = units.set_index("code").bounds["maxx"].reindex(found.index) < -88
    assert west.sum() > 500
    assert found.loc[west, "value"].isna().all()
    assert found.loc[found["coverage"] == 1, "value"].between(5, 120).mean() > 0.9
