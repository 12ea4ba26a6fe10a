"""Hold every format to the same rules: right names, same bytes, what is closed stays in, what fails is told."""

from __future__ import annotations

import errno
import io
import re
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.errors import GeometryError, MethodError, StoreError, TableError
from geo.export import FORMATS, Table, Whole, check_formats, units_table, write_format
from geo.kinds import LANGS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.kinds import Lang

MAPPED = [name for name, form in FORMATS.items() if form.mapped]
THROUGH_GDAL = ("shp", "gpkg", "geojson", "pmtiles", "mbtiles")
CLOSED = "emigrants_by_cause"


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("lang", LANGS)
def test_every_format_is_written_in_both_languages(format_: str, lang: Lang, whole: Whole) -> None:
    file, content = write_format(whole.table, format_, name="ensayo", whole=whole, lang=lang)
    assert file == f"ensayo.{FORMATS[format_].suffix}"
    assert content
    other = write_format(whole.table, format_, name="ensayo", whole=whole, lang="en" if lang == "es" else "es")[1]
    assert (other != content) == FORMATS[format_].worded


def test_formats_are_told_in_both_languages() -> None:
    assert len({form.suffix for form in FORMATS.values()}) == len(FORMATS)
    for form in FORMATS.values():
        assert form.title.es
        assert form.title.en
        assert re.fullmatch(r"[a-z]+/[\w.+-]+", form.media_type)


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_table_gives_the_same_bytes_whenever(
    format_: str, whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write_format(whole.table, format_, name="a", whole=whole)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2031-05-06T07:08:09.000Z"})
    try:
        monkeypatch.setattr("time.time", lambda: 2e9)
        assert write_format(whole.table, format_, name="a", whole=whole) == first
        assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") == "2031-05-06T07:08:09.000Z"
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def everything(content: bytes, format_: str, folder: Path) -> str:
    """Read all there is in a file, with names of fields, as one text."""
    if format_ in ("csv", "topojson", "geojson"):
        return content.decode()
    path = folder / f"x.{FORMATS[format_].suffix}"
    path.write_bytes(content)
    if format_ == "xlsx":
        book = openpyxl.load_workbook(path)
        return repr([list(sheet.values) for sheet in book])
    if format_ == "parquet":
        return repr(pd.DataFrame(gpd.read_parquet(path).drop(columns="geometry")).to_dict())
    parts = [path.read_bytes().decode("latin-1")]
    if format_ in ("shp", "kmz"):
        with zipfile.ZipFile(path) as archive:
            parts = [archive.read(name).decode("utf-8", errors="replace") for name in archive.namelist()]
    layers = [name for name, _ in pyogrio.list_layers(path)]
    parts += [repr(pyogrio.read_dataframe(path, layer=layer, read_geometry=False).to_dict()) for layer in layers]
    return "\n".join(parts)


@pytest.mark.parametrize("format_", FORMATS)
def test_what_is_closed_leaves_in_no_format(format_: str, whole: Whole, tmp_path: Path) -> None:
    # The indicator's series is internal: neither its value, status or contribution, nor the node it alone feeds.
    told = everything(write_format(whole.table, format_, name="a", whole=whole)[1], format_, tmp_path)
    for name in (f"value_{CLOSED}", f"status_{CLOSED}", f"contribution_{CLOSED}", "node_origin", "v_em", "Emigrantes"):
        assert name not in told
    assert "node_violence" in told or "n_violence" in told


@pytest.mark.parametrize("format_", FORMATS)
def test_those_who_may_see_it_are_given_it(
    format_: str, whole: Whole, grouped: gpd.GeoDataFrame, values: pd.DataFrame, tmp_path: Path
) -> None:
    """The same search finds the closed node where the table is for those who may see it: the test above can fail."""
    table = units_table(grouped, values, catalogue=whole.catalogue, tier="internal")
    all_ = Whole(table, whole.catalogue)
    told = everything(write_format(table, format_, name="a", whole=all_)[1], format_, tmp_path)
    assert "node_origin" in told or "n_origin" in told


@pytest.mark.parametrize("format_", FORMATS)
def test_no_writer_can_be_handed_a_table_that_breaks_the_rules(format_: str, whole: Whole) -> None:
    column = replace_tier(whole.table)
    with pytest.raises(TableError, match="may not be seen by public readers"):
        write_format(column(), format_, name="a", whole=whole)


def replace_tier(table: Table) -> Callable[[], Table]:
    columns = tuple(c.model_copy(update={"tier": "partner"}) if c.name == "score" else c for c in table.columns)
    return lambda: Table(table.frame, columns)


@pytest.mark.parametrize("format_", MAPPED)
def test_missing_shapes_and_a_wrong_crs_are_told_together(format_: str, whole: Whole) -> None:
    frame = whole.table.frame.copy()
    frame.loc[0, "geometry"] = None
    frame.loc[1, "geometry"] = shapely.Polygon()
    frame.loc[2, "geometry"] = shapely.Point(0, 0)
    table = Table(frame.set_crs("EPSG:32616", allow_override=True), whole.table.columns)
    with pytest.raises(GeometryError) as caught:
        write_format(table, format_, name="a", whole=whole)
    assert "3 of 6 units have no polygon: HN0101, HN0102, HN0103" in str(caught.value)
    assert "EPSG:32616, not EPSG:4326" in str(caught.value)


@pytest.mark.parametrize("format_", MAPPED)
def test_a_map_needs_shapes(format_: str, whole: Whole) -> None:
    with pytest.raises(GeometryError, match="the table has no geometry"):
        write_format(Table(whole.table.plain, whole.table.columns), format_, name="a", whole=whole)


@pytest.mark.parametrize("format_", [*THROUGH_GDAL, "xlsx"])
def test_a_temporary_folder_that_is_not_there_is_told(
    format_: str, whole: Whole, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(StoreError, match="could not be made in the temporary folder"):
        write_format(whole.table, format_, name="a", whole=whole)


@pytest.mark.parametrize("format_", THROUGH_GDAL)
@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        pyogrio.errors.DataSourceError("failed"),
        pyogrio.errors.DataLayerError("full"),
    ],
)
def test_a_disk_that_refuses_is_told(
    format_: str, whole: Whole, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(pyogrio, "write_arrow", refuse)
    with pytest.raises(StoreError, match="what was published before is untouched"):
        write_format(whole.table, format_, name="a", whole=whole)
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_a_full_disk_under_a_workbook_is_told(whole: Whole, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(openpyxl.Workbook, "save", refuse)
    with pytest.raises(StoreError, match="No space left on device"):
        write_format(whole.table, "xlsx", name="a", whole=whole)


@pytest.mark.parametrize("name", ["a/b", "../a", "", "1a", "a b", "ñandú", "a\n", "a.b"])
def test_a_name_that_cannot_name_a_file_is_refused(name: str, whole: Whole) -> None:
    with pytest.raises(MethodError, match=r"cannot name a file or a layer\. Use ASCII letters"):
        write_format(whole.table, "csv", name=name, whole=whole)


def test_unknown_formats_are_told_together() -> None:
    with pytest.raises(MethodError, match=r"2 of 3 formats are not known: dwg, pdf\. Choose of shp, gpkg, kmz"):
        check_formats(["dwg", "csv", "pdf"])
    with pytest.raises(MethodError, match="no format is named"):
        check_formats([])


def test_the_shapefile_takes_the_cards_along(whole: Whole) -> None:
    content = write_format(whole.table, "shp", name="a", whole=whole)[1]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("data_card.es.md") == b"# Ficha\n"


@pytest.mark.parametrize("format_", FORMATS)
def test_two_readers_at_once_are_given_the_same(format_: str, whole: Whole) -> None:
    alone = [write_format(whole.table, format_, name="a", whole=whole, lang=lang)[1] for lang in LANGS]
    with ThreadPoolExecutor(4) as pool:
        asked = [
            pool.submit(write_format, whole.table, format_, name="a", whole=whole, lang=lang)
            for _ in range(3)
            for lang in LANGS
        ]
        together = [answer.result()[1] for answer in asked]
    assert together == alone * 3
