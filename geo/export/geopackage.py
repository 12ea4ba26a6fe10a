"""Write a GeoPackage that QGIS opens drawn: layers, aliases, codebook and styles; the same table gives the same bytes.

A GeoPackage notes when each layer was written. The clock is set to the first day that a zip can bear, as in the other
files; when a run was made stands in its `run.json`.
"""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyogrio

from geo.export.codebook import codebook_frame
from geo.export.columns import declare_outlines
from geo.export.layers import SHAPES, check_shapes, lay_out, workplace
from geo.export.outlines import departments, selected, zones
from geo.export.qgis import qml, sld
from geo.export.styles import styles

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from geo.export.columns import Column
    from geo.export.styles import Style
    from geo.export.table import Table
    from geo.export.whole import Whole
    from geo.kinds import Lang

_ONE_AT_A_TIME = Lock()
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
_SHAPE = "geom"
"""What the column of shapes is called in the file; QGIS finds a style by it."""


def geopackage_bytes(table: Table, *, whole: Whole, lang: Lang = "es") -> bytes:
    """Write a GeoPackage with the layers `units`, `departments`, `zones` and `selected`, and the table `codebook`.

    Fields bear their long names; their titles, shown as aliases, and descriptions are in one language, the codebook
    in both. Styles are in both, those of one language are what QGIS opens the layers with.

    Parameters
    ----------
    table
        With geometry.
    whole
        The study that the table was cut from. Departments and zones are told whole, and only those that the table
        touches. Zones are left out where it has none, the selected set where the table has no unit of it, styles
        where the study does not say how its map draws it.
    lang
        The language of aliases, descriptions and the styles that are opened first.

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
    check_shapes(whole.table)
    layers = {"units": lay_out(table.frame, [_titled(column, column.name, lang) for column in table.columns])}
    for layer, frame in _outlines(table, whole).items():
        titled = {column.name: column for column in (*table.columns, *declare_outlines(whole.catalogue)[layer])}
        names = [name for name in frame.columns if name != "geometry"]
        layers[layer] = lay_out(frame, [_titled(titled.get(name), name, lang) for name in names])
    book = pa.Table.from_pandas(codebook_frame(table.columns), preserve_index=False).replace_schema_metadata()
    drawn = styles(whole, layers=tuple(layers), lang=lang)
    with workplace() as folder, _fixed_clock():
        path = folder / "layers.gpkg"
        for number, (layer, rows) in enumerate(layers.items()):
            pyogrio.write_arrow(
                rows, path, layer=layer, driver="GPKG", append=number > 0, GEOMETRY_NAME=_SHAPE, **SHAPES
            )
        pyogrio.write_arrow(book, path, layer="codebook", driver="GPKG", append=True)
        if drawn:
            # QGIS looks for this table, and for its key by this name.
            pyogrio.write_arrow(_styled(drawn), path, layer="layer_styles", driver="GPKG", append=True, FID="id")
        return path.read_bytes()


def _outlines(table: Table, whole: Whole) -> dict[str, gpd.GeoDataFrame]:
    outlines = {"departments": departments(whole, among=table.frame)}
    if whole.zones is not None:
        outlines["zones"] = zones(whole, among=table.frame)
    if "selected" in table.frame and table.frame["selected"].eq(1).any():
        outlines["selected"] = selected(table.frame)
    return outlines


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


def _styled(drawn: tuple[Style, ...]) -> pa.Table:
    """Lay styles out as the table that QGIS reads; an empty schema and catalogue are what it asks for."""
    count = len(drawn)
    return pa.table(
        {
            "f_table_catalog": [""] * count,
            "f_table_schema": [""] * count,
            "f_table_name": [style.layer for style in drawn],
            "f_geometry_column": [_SHAPE] * count,
            "styleName": [style.name for style in drawn],
            "styleQML": [qml(style) for style in drawn],
            "styleSLD": [sld(style) for style in drawn],
            "useAsDefault": [style.default for style in drawn],
            "description": [style.name for style in drawn],
            "owner": [""] * count,
            "ui": pa.nulls(count, pa.string()),
            "update_time": pa.array([_EPOCH] * count, pa.timestamp("ms", tz="UTC")),
        }
    )


@contextlib.contextmanager
def _fixed_clock() -> Iterator[None]:
    option = "OGR_CURRENT_DATE"
    # The option is the process's: two readers of the app at once must not set it back under each other.
    with _ONE_AT_A_TIME:
        before: Any = pyogrio.get_gdal_config_option(option)
        pyogrio.set_gdal_config_options({option: "1980-01-01T00:00:00.000Z"})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({option: before})
