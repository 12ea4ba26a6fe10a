"""Write a GeoPackage and GeoParquet, and lay polygons out for GDAL; the same table gives the same bytes.

A GeoPackage notes when each layer was written. The clock is set to the first day that a zip can bear, as in the other
files; when a run was made stands in its `run.json`.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyarrow as pa
import pyogrio
import shapely

from geo.errors import Faults, GeometryError, StoreError, TableError
from geo.export.codebook import codebook_frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from geo.export.columns import Column
    from geo.export.table import Table
    from geo.kinds import Lang

SHAPES = {"geometry_name": "geometry", "geometry_type": "MultiPolygon", "crs": "EPSG:4326"}
"""How GDAL is told about the shapes that `lay_out` gives."""


def geopackage_bytes(table: Table, *, zones: pd.DataFrame | None = None, lang: Lang = "es") -> bytes:
    """Write a GeoPackage with the layers `units`, `departments` and, given names, `zones`, and the table `codebook`.

    Fields bear their long names; their titles, shown as aliases, and descriptions are in one language, the codebook
    in both.

    Parameters
    ----------
    table
        With geometry.
    zones
        `zone`, `name_es` and `name_en` of the zones that the table's column `zone` counts; those without a unit in
        the table are left out.
    lang
        The language of aliases and descriptions.

    Raises
    ------
    GeometryError
        With every unit that has no polygon, or when the CRS is not EPSG:4326.
    TableError
        When there are zones and the table does not say which unit lies in which.
    StoreError
        When there is no room for temporary files.
    """
    check_shapes(table)
    titled = {column.name: column for column in table.columns}
    units = lay_out(table.frame, [_titled(column, name, lang) for name, column in titled.items()])
    joined = {"departments": _departments(table.frame)}
    if zones is not None:
        joined["zones"] = _zones(table, zones)
    outlines = {
        layer: lay_out(frame, [_titled(titled.get(name), name, lang) for name in frame.columns.drop("geometry")])
        for layer, frame in joined.items()
    }
    book = pa.Table.from_pandas(codebook_frame(table.columns), preserve_index=False).replace_schema_metadata()
    with workplace() as folder, _fixed_clock():
        path = folder / "layers.gpkg"
        pyogrio.write_arrow(units, path, layer="units", driver="GPKG", **SHAPES)
        for layer, rows in outlines.items():
            pyogrio.write_arrow(rows, path, layer=layer, driver="GPKG", append=True, **SHAPES)
        pyogrio.write_arrow(book, path, layer="codebook", driver="GPKG", append=True)
        return path.read_bytes()


def geoparquet_bytes(table: Table) -> bytes:
    """Write GeoParquet 1.1: the long names, geometry as WKB.

    Raises
    ------
    GeometryError
        With every unit that has no polygon, or when the CRS is not EPSG:4326.
    """
    check_shapes(table)
    buffer = io.BytesIO()
    table.frame.to_parquet(buffer, index=False, compression="zstd", schema_version="1.1.0")
    return buffer.getvalue()


def lay_out(frame: pd.DataFrame, fields: list[tuple[str, pa.Field]]) -> pa.Table:
    """Lay columns and shapes out for GDAL; a polygon becomes a multipolygon of one, as the formats ask.

    Parameters
    ----------
    frame
        A GeoDataFrame.
    fields
        For each column its name in the frame and what GDAL makes of it; a field of type null takes that of the column.
    """
    arrays = [pa.array(frame[name], from_pandas=True) for name, _ in fields]
    typed = [
        field.with_type(array.type) if field.type == pa.null() else field
        for (_, field), array in zip(fields, arrays, strict=True)
    ]
    multi = [shapely.multipolygons([shape]) if shape.geom_type == "Polygon" else shape for shape in frame.geometry]
    wkb = pa.array(shapely.to_wkb(multi), pa.binary())
    return pa.table([*arrays, wkb], schema=pa.schema([*typed, pa.field("geometry", pa.binary())]))


def check_shapes(table: Table) -> None:
    """Check that every unit has a polygon in EPSG:4326.

    Raises
    ------
    GeometryError
        With all that is wrong.
    """
    faults = Faults("the layer to export", GeometryError)
    if not isinstance(table.frame, gpd.GeoDataFrame):
        faults.add("the table has no geometry. Join the scores to the units before the export.")
        faults.raise_any()
    crs = table.frame.crs
    if crs is None or crs.to_epsg() != 4326:
        faults.add(f"the layer is in {crs.to_string() if crs else 'no CRS'}, not EPSG:4326. Reproject it first.")
    shapes = table.frame.geometry
    bad = shapes.isna() | shapes.is_empty | ~shapes.geom_type.isin(["Polygon", "MultiPolygon"])
    faults.check(
        "units have no polygon",
        bad=table.frame.loc[bad, "code"].tolist(),
        of=len(bad),
        do="Draw them, or drop them by a correction.",
    )
    faults.raise_any()


@contextlib.contextmanager
def workplace() -> Iterator[Path]:
    """Give a temporary folder: GDAL writes several files, or one that it must seek in.

    Raises
    ------
    StoreError
        When the disk refuses.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="arraigo-") as folder:
            yield Path(folder)
    except (OSError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise StoreError(
            f"A layer could not be made in the temporary folder ({error}). Free some space there, or set TMPDIR to a "
            "folder you may write to; what was published before is untouched."
        ) from error


def _titled(column: Column | None, name: str, lang: Lang) -> tuple[str, pa.Field]:
    if column is None:
        return name, pa.field(name, pa.null())
    unit = f" ({column.unit.in_(lang)})" if column.unit else ""
    # The keys under which GDAL looks for a field's alias and description.
    about = {
        "GDAL:OGR:alternative_name": column.title.in_(lang) + unit,
        "GDAL:OGR:comment": column.description.in_(lang),
    }
    return name, pa.field(name, pa.null(), metadata=about)


def _departments(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """Join the units of each department into one outline, and count them; units of a country are a coverage."""
    keys = ["adm1_code", "adm1_name", "iso3"]
    outlines = gpd.GeoDataFrame(frame[[*keys, "geometry"]]).assign(units=1)
    return outlines.dissolve(by=keys, aggfunc="sum", as_index=False, method="coverage")[[*keys, "units", "geometry"]]


def _zones(table: Table, zones: pd.DataFrame) -> gpd.GeoDataFrame:
    """Join the units of each zone into one outline; count them and their people, who are missing only where all are.

    A zone may reach over a border, where the layers of two countries leave gaps or overlap: no coverage.
    """
    if "zone" not in table.frame:
        raise TableError("The table does not say which unit lies in which zone. Join the column `zone` before.")
    inside = table.frame.loc[table.frame["zone"].notna(), ["zone", "people", "geometry"]]
    people = inside.groupby("zone")["people"].sum(min_count=1)
    outlines = gpd.GeoDataFrame(inside[["zone", "geometry"]], crs=table.frame.crs).assign(units=1)
    outlines = outlines.dissolve(by="zone", aggfunc="sum", as_index=False)
    named = outlines.merge(zones[["zone", "name_es", "name_en"]].astype({"zone": "Int64"}), on="zone", validate="1:1")
    named["people"] = named["zone"].map(people)
    return named[["zone", "name_es", "name_en", "units", "people", "geometry"]]


@contextlib.contextmanager
def _fixed_clock() -> Iterator[None]:
    option = "OGR_CURRENT_DATE"
    before: Any = pyogrio.get_gdal_config_option(option)
    pyogrio.set_gdal_config_options({option: "1980-01-01T00:00:00.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({option: before})
