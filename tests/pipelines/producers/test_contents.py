"""Check that columns and units are found in a file, and that a change is told by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import rasterio
from affine import Affine

from pipelines.producers import ContentsError, altered, unexpected
from pipelines.producers.contents import (
    Contents,
    boundaries,
    geojson,
    people,
    population,
    table,
    unit_table,
    zipped_table,
)
from pipelines.producers.wanted import Expected
from tests.pipelines.places import cod, gb, layer
from tests.pipelines.rasters import packed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def put(tmp_path: Path) -> object:
    def write(content: bytes, name: str = "file.part") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


HELD = Contents(("code", "name"), {"HND": ("Choluteca", "Yoro")})


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        (Expected(), None),
        (Expected(columns=("code",), units={"HND": 2, "GTM": 5}, present=("Yoro",), absent=("Roatán",)), None),
        (Expected(columns=("code", "area")), "a table without the columns area"),
        (Expected(units={"HND": 3}), "a file with 2 units of HND, not 3"),
        (Expected(present=("Nueva Frontera",)), "a file without Nueva Frontera, which must be in it"),
        (Expected(absent=("Yoro",)), "a file with Yoro, which was never in it: it has been drawn anew"),
    ],
)
def test_what_is_not_expected_is_told(expected: Expected, told: str | None) -> None:
    assert unexpected(HELD, expected) == told


def test_a_country_without_a_unit_is_never_expected() -> None:
    assert unexpected(Contents((), {"GTM": ()}), Expected()) == "a file with 0 units of GTM, not any"


def test_a_change_is_told_by_what_came_and_went() -> None:
    assert altered(HELD, HELD) is None
    assert altered(HELD, Contents(("name", "code", "new"), HELD.units)) is None
    assert altered(HELD, Contents(("name",), HELD.units)) == "1 of 2 columns are gone: code"
    swapped = Contents(HELD.columns, {"HND": ("Yoro", "Lago de Yojoa")})
    assert altered(HELD, swapped) == "HND had 2 units and has 2: 1 gone (Choluteca), 1 new (Lago de Yojoa)"
    assert altered(HELD, Contents(HELD.columns, {"HND": ("Choluteca",)})) == "HND had 2 units and has 1: 1 gone (Yoro)"
    twice = Contents(HELD.columns, {"HND": ("Yoro", "Yoro", "Choluteca")})
    assert altered(HELD, twice) == "HND had 2 units and has 3: 1 new (Yoro)"


def test_the_level_of_an_archive_is_read_by_its_codes(put: object) -> None:
    found = boundaries(put(cod(["GT0101", "GT0102"])), iso3="GTM", level=2)
    assert found.units == {"GTM": ("GT0101", "GT0102")}
    assert "adm2_name" in found.columns
    old = boundaries(put(cod(["GT0101"], column="ADM2_PCODE", stem="gtm_adm"), "b"), iso3="GTM", level=2)
    assert old.units == {"GTM": ("GT0101",)}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (cod(["GT0101"], column="code"), "has no column of place codes"),
        (cod(["GT0101"], level=1), r"without one layer of level 2 \(gtm_admin0.geojson"),
        (cod(["GT0101", "GT0101"]), "says GT0101 more than once in adm2_pcode"),
        (packed({"gtm_admin2.geojson": b"no layer"}), "whose level 2 cannot be read"),
    ],
)
def test_an_archive_that_was_made_otherwise_is_told(content: bytes, told: str, put: object) -> None:
    with pytest.raises(ContentsError, match=told):
        boundaries(put(content), iso3="GTM", level=2)


def test_shapefiles_and_geodatabases_are_read_too(tmp_path: Path, put: object) -> None:
    import geopandas as gpd
    from shapely.geometry import box

    frame = gpd.GeoDataFrame({"adm2_pcode": ["GT0101", "GT0102"]}, geometry=[box(0, 0, 1, 1)] * 2, crs=4326)
    for form, name in (("shp", "gtm_admin2.shp"), ("gdb", "gtm.gdb")):
        folder = tmp_path / form
        folder.mkdir()
        options = {"driver": "OpenFileGDB", "layer": "gtm_admin2"} if form == "gdb" else {}
        frame.to_file(folder / name, **options)
        held = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
        found = boundaries(put(packed(held), f"{form}.whole"), iso3="GTM", level=2)
        assert found.units == {"GTM": ("GT0101", "GT0102")}


def test_a_layer_of_geoboundaries_is_read_by_its_names(put: object) -> None:
    found = geojson(put(gb(["Yoro", "Yoro"])), iso3="HND", name="shapeName")
    assert found.units == {"HND": ("Yoro", "Yoro")}
    assert found.columns == ("shapeGroup", "shapeID", "shapeName", "shapeType")
    with pytest.raises(ContentsError, match="a layer of HND, not of GTM"):
        geojson(put(gb(["Yoro"])), iso3="GTM", name="shapeName")
    with pytest.raises(ContentsError, match="without a list of features"):
        geojson(put(b'{"type": "x"}'), iso3="GTM", name="shapeName")
    # A column that one feature lacks is no column to count on.
    assert geojson(put(layer({"a": 1, "b": 2}, {"a": 1})), iso3="GTM", name="a").columns == ("a",)


def test_tags_under_a_heading_are_no_units(put: object) -> None:
    text = b"\xef\xbb\xbfLocation,Admin Level,P-Code\n#country+code,#geo+admin_level,#adm+code\n"
    text += b"GTM,2,GT0101\nGTM,1,GT01\nHND,2,HN0101\nHND,2,\n"
    only = {iso3: {"Location": iso3, "Admin Level": "2"} for iso3 in ("GTM", "HND", "SLV")}
    found = unit_table(put(text), code="P-Code", only=only)
    assert found.units == {"GTM": ("GT0101",), "HND": ("HN0101",), "SLV": ()}
    assert found.columns == ("Location", "Admin Level", "P-Code")
    with pytest.raises(ContentsError, match="without the columns P-Code"):
        unit_table(put(text.replace(b"P-Code", b"Code")), code="P-Code", only=only)


def test_a_table_of_people_is_read_in_either_spelling(put: object) -> None:
    for heading in (b"ADM2_PCODE,T_TL", b"adm2_pcode,t_tl", b"admin2Pcode,T_TL"):
        assert population(put(heading + b"\nGT0101,5\n"), iso3="GTM", level=2).units == {"GTM": ("GT0101",)}
    for heading in (b"ADM1_PCODE,T_TL", b"ADM2_PCODE,total"):
        with pytest.raises(ContentsError, match="without the columns ADM2_PCODE and T_TL"):
            population(put(heading + b"\nGT0101,5\n"), iso3="GTM", level=2)


def test_a_packed_table_is_read_without_unpacking(put: object) -> None:
    assert zipped_table(put(packed({"GED.csv": b"id,year\n1,2\n"}))).columns == ("id", "year")
    for members in ({"a.txt": b"x"}, {"a.csv": b"x", "b.csv": b"y"}):
        with pytest.raises(ContentsError, match="not one"):
            zipped_table(put(packed(members)))
    assert table(put(b"id, name \n")).columns == ("id", "name")


def raster(path: Path, *, nodata: float | None = -99999, epsg: int = 4326, bands: int = 1) -> Path:
    shape = {"driver": "GTiff", "width": 2, "height": 2, "count": bands, "dtype": "float32"}
    with rasterio.open(
        path, "w", **shape, nodata=nodata, crs=f"EPSG:{epsg}", transform=Affine(0.1, 0, -90, 0, -0.1, 15)
    ) as out:
        out.write(np.ones((bands, 2, 2), dtype="float32"))
    return path


def test_a_raster_of_people_has_the_known_mark(tmp_path: Path) -> None:
    assert people(raster(tmp_path / "a.tif")) == Contents(())
    for wrong in ({"nodata": None}, {"nodata": 0.0}, {"epsg": 32616}, {"bands": 2}):
        with pytest.raises(ContentsError, match="not of 1 band in EPSG 4326 with -99999"):
            people(raster(tmp_path / "a.tif", **wrong))
