"""Read points from the files that people have: CSV, XLSX, GeoJSON, shapefile, GeoPackage, KML, or a zip of one."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError
from python_calamine import CalamineError

from geo.errors import Faults, GeometryError, MissingFileError, TableError, listed
from geo.points.degrees import known_crs, points_of, to_degrees

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

# A geometry or an article in one cell is longer than the csv module expects of a field.
csv.field_size_limit(2**24)

TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")
LAYERS = (".geojson", ".json", ".shp", ".gpkg", ".kml", ".kmz")


def read_points(
    path: Path,
    *,
    lat: str | None = None,
    lon: str | None = None,
    crs: str | None = None,
    layer: str | None = None,
    encoding: str = "utf-8",
    separator: str | None = None,
    columns: Sequence[str] | None = None,
) -> gpd.GeoDataFrame:
    """Read points and all that is written beside them.

    Parameters
    ----------
    path
        The file; a ``.zip`` holds one table, or a shapefile.
    lat, lon
        The columns of a table that hold the coordinates: degrees, or northing and easting of `crs`.
    crs
        Of coordinates whose file does not say it. A file that says another is refused.
    layer
        The layer of a GeoPackage or the sheet of a workbook, where there are several. A KML's folders are read
        together when none is named.
    encoding, separator
        Of a CSV; the separator is found in the heading when not named.
    columns
        Those wanted of a table, where it is large; all by default.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326. Its index is the row of the file as a spreadsheet counts it, or the number of the feature, from 1.
        Every cell is text; a blank one is null, and so is the geometry of a row without coordinates.

    Raises
    ------
    MissingFileError
        When it is not there.
    TableError
        When it is no such file, lacks a column, or has cells that are no coordinate.
    GeometryError
        When features are no points, no CRS is known, or points lie beyond the globe.
    """
    if not path.is_file():
        raise MissingFileError(f"{path} is not there. Correct the name.")
    inner = _inner(path)
    suffix = inner.lower()[inner.rfind(".") :]
    if suffix in LAYERS:
        return _features(path, crs=crs, layer=layer)
    if suffix not in TABLES:
        raise TableError(f"{path.name} is none of {', '.join((*TABLES, *LAYERS))}. Save it as one of them.")
    frame = _table(path, inner, suffix, layer=layer, encoding=encoding, separator=separator, columns=columns)
    if lat is None or lon is None:
        raise TableError(
            f"{path.name}: a table needs --lat and --lon, the columns of its coordinates. There are "
            f"{listed(frame.columns)}."
        )
    _check_columns(frame, [lat, lon, *(columns or ())], name=path.name)
    points = points_of(frame[lon], frame[lat], crs=crs, name=path.name)
    return gpd.GeoDataFrame(frame, geometry=points.to_numpy(), crs=points.crs)


def _inner(path: Path) -> str:
    """Name the file, or the one that a zip is about."""
    if path.suffix.lower() != ".zip":
        return path.name
    try:
        with zipfile.ZipFile(path) as packed:
            names = [name for name in packed.namelist() if name.lower().endswith((*TABLES, *LAYERS))]
    except zipfile.BadZipFile as error:
        raise TableError(f"{path.name} cannot be unpacked ({error}). Fetch it again.") from error
    if len(names) != 1:
        raise TableError(f"{path.name} holds {len(names)} files of points ({listed(names)}). Unpack it and name one.")
    return names[0]


def _table(
    path: Path,
    inner: str,
    suffix: str,
    *,
    layer: str | None,
    encoding: str,
    separator: str | None,
    columns: Sequence[str] | None,
) -> pd.DataFrame:
    content = path.read_bytes()
    if path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path) as packed:
            content = packed.read(inner)
    try:
        if suffix in {".xlsx", ".xls", ".ods"}:
            frame = pd.read_excel(io.BytesIO(content), sheet_name=layer or 0, engine="calamine", dtype=object)
        else:
            frame = _csv(content, encoding=encoding, separator=separator, columns=columns, name=path.name)
    except (UnicodeDecodeError, LookupError) as error:
        raise TableError(f"{path.name} is not {encoding} ({error}). Give --encoding; cp1252 is usual.") from error
    except (ValueError, CalamineError, csv.Error) as error:
        if isinstance(error, TableError):
            raise
        raise TableError(f"{path.name} cannot be read ({error}). Is it whole, and the sheet's name right?") from error
    frame = frame.map(_text).astype("str")
    frame = frame.mask(frame == "").set_axis([str(column).strip() for column in frame.columns], axis=1)
    frame = frame.set_axis(pd.RangeIndex(2, len(frame) + 2, name="row"), axis=0)
    return frame[frame.notna().any(axis=1)]


def _csv(
    content: bytes, *, encoding: str, separator: str | None, columns: Sequence[str] | None, name: str
) -> pd.DataFrame:
    """Read a CSV whose every row has the cells of its heading: an extra separator would move the coordinates."""
    text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    # Strict, or a quote that is not closed would swallow the rest of the file in one cell.
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator or _separator(text), strict=True)
    heading = [cell.strip() for cell in next(rows, [])]
    if not any(heading):
        raise TableError(f"{name}: row 1 holds no heading. Is it the right file?")
    kept = [at for at, cell in enumerate(heading) if columns is None or cell in columns]
    body, bad, count = [], [], 1
    for count, cells in enumerate(rows, start=2):
        if cells and len(cells) != len(heading):
            bad.append(f"row {count} ({len(cells)})")
        body.append([cells[at] if at < len(cells) else "" for at in kept])
    faults = Faults(name, TableError)
    do = "Look for a missing or unquoted separator, or name it by --separator."
    faults.check(f"rows do not have the {len(heading)} cells of the heading", bad=bad, of=count - 1, do=do)
    faults.raise_any()
    return pd.DataFrame(body, columns=[heading[at] for at in kept], dtype=object)


def _separator(text: str) -> str:
    heading = text.split("\n", 1)[0]
    return max(",;\t|", key=lambda mark: len(next(csv.reader([heading], delimiter=mark), [])))


def _features(path: Path, *, crs: str | None, layer: str | None) -> gpd.GeoDataFrame:
    try:
        names = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
        if layer is None and len(names) > 1 and path.suffix.lower() not in {".kml", ".kmz"}:
            raise TableError(f"{path.name} holds {len(names)} layers ({listed(names)}). Name one by --layer.")
        parts = [gpd.read_file(path, layer=name) for name in ([layer] if layer is not None else names)]
    except (DataSourceError, DataLayerError, FeatureError) as error:
        raise TableError(f"{path.name} cannot be read ({error}). Is it whole, and the layer's name right?") from error
    told = {part.crs.to_string() for part in parts if isinstance(part, gpd.GeoDataFrame) and part.crs is not None}
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    if not isinstance(frame, gpd.GeoDataFrame):
        raise GeometryError(f"{path.name} holds no geometry. If it has columns of coordinates, save it as CSV.")
    if (
        crs is not None
        and told
        and any(known_crs(one, name=path.name) != known_crs(crs, name=path.name) for one in told)
    ):
        raise GeometryError(f"{path.name} says it is in {listed(sorted(told))}, not {crs}. Leave --crs out.")
    if not told and crs is None:
        raise GeometryError(f"{path.name} does not say which CRS it is in. Give --crs, such as EPSG:4326.")
    if not len(frame):
        raise TableError(f"{path.name} holds 0 features. Is it the right file?")
    shapes = _single(frame.geometry.to_numpy(), name=path.name)
    index = pd.RangeIndex(1, len(frame) + 1, name="row")
    points = gpd.GeoSeries(shapes, index=index, crs=frame.crs or known_crs(crs, name=path.name))
    cells = pd.DataFrame(frame.drop(columns=frame.geometry.name)).set_axis(index, axis=0)
    text = cells.map(_text).astype("str")
    return gpd.GeoDataFrame(text.mask(text == ""), geometry=to_degrees(points, name=path.name))


def _single(shapes: NDArray[np.object_], *, name: str) -> NDArray[np.object_]:
    """Take the point out of a multipoint of one, and flatten heights away; anything else is refused."""
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    points = np.isin(shapely.get_type_id(shapes), (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT))
    wrong = there & ~(points & (shapely.get_num_geometries(shapes) == 1))
    faults = Faults(name, GeometryError)
    bad = [f"feature {at + 1} ({shapes[at].geom_type})" for at in np.flatnonzero(wrong)]
    faults.check("features are no points", bad=bad, of=len(shapes), do="Give their centres, or a file of points.")
    faults.raise_any()
    flat = shapely.force_2d(shapely.get_geometry(shapes, 0))
    flat[~there] = None
    return np.asarray(flat, dtype=object)


def _check_columns(frame: pd.DataFrame, asked: Sequence[str], *, name: str) -> None:
    faults = Faults(name, TableError)
    missing = [column for column in dict.fromkeys(asked) if column not in frame.columns]
    do = f"There are {listed(frame.columns)}."
    faults.check("columns are not in the file", bad=missing, of=len(set(asked)), do=do)
    faults.check(
        "columns stand twice in the heading",
        bad=sorted({column for column in asked if list(frame.columns).count(column) > 1}),
        of=len(set(asked)),
        do="Rename one.",
    )
    faults.raise_any()


def _text(cell: object) -> str:
    if cell is None or cell is pd.NaT or (isinstance(cell, float) and np.isnan(cell)):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
