"""List every format that leaves arraigo, and write a table in one of them.

One list for the command line, the stage that publishes and the app: what one offers, all can.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo.catalogue.text import Text
from geo.errors import Faults, MethodError
from geo.export.geojson import geojson_bytes, topojson_bytes
from geo.export.geopackage import geopackage_bytes
from geo.export.kmz import kmz_bytes
from geo.export.layers import geoparquet_bytes
from geo.export.shapefile import shapefile_bytes
from geo.export.tables import csv_bytes
from geo.export.tiles import tiles_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from geo.export.table import Table
    from geo.export.whole import Whole
    from geo.kinds import Lang

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)


@dataclass(frozen=True)
class Ask:
    """What a writer is handed; each takes of it what it needs."""

    table: Table
    name: str
    whole: Whole
    lang: Lang


@dataclass(frozen=True)
class Format:
    """One form in which a table leaves.

    Attributes
    ----------
    suffix
        How its file's name ends, without the point.
    media_type
        What a server says that it is.
    title
        What it is called, and for whom it is.
    mapped
        Whether it carries shapes.
    worded
        Whether its words are in one language, which must be chosen; the others are in both or in none.
    write
        The writer; `write_format` checks what it is handed.
    """

    suffix: str
    media_type: str
    title: Text
    mapped: bool
    worded: bool
    write: Callable[[Ask], bytes]


def _workbook(ask: Ask) -> bytes:
    from geo.export.workbook import workbook_bytes  # noqa: PLC0415 - heavy, and asked for only here

    return workbook_bytes(ask.table, whole=ask.whole, lang=ask.lang)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "shp": Format(
            "zip",
            "application/zip",
            Text(es="Shapefile en un zip, con libro de códigos", en="Zipped shapefile with its codebook"),
            mapped=True,
            worded=False,
            write=lambda ask: shapefile_bytes(ask.table, name=ask.name, extras=ask.whole.cards),
        ),
        "gpkg": Format(
            "gpkg",
            "application/geopackage+sqlite3",
            Text(es="GeoPackage para QGIS, con estilos", en="GeoPackage for QGIS, with styles"),
            mapped=True,
            worded=True,
            write=lambda ask: geopackage_bytes(ask.table, whole=ask.whole, lang=ask.lang),
        ),
        "kmz": Format(
            "kmz",
            "application/vnd.google-earth.kmz",
            Text(es="KMZ para teléfonos, sin red", en="KMZ for phones, without a network"),
            mapped=True,
            worded=True,
            write=lambda ask: kmz_bytes(ask.table, whole=ask.whole, lang=ask.lang),
        ),
        "xlsx": Format(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Text(es="Libro de Excel con léame, códigos y fuentes", en="Excel workbook with read me, codes and sources"),
            mapped=False,
            worded=True,
            write=_workbook,
        ),
        "csv": Format(
            "csv",
            "text/csv",
            Text(es="Tabla CSV", en="CSV table"),
            mapped=False,
            worded=False,
            write=lambda ask: csv_bytes(ask.table),
        ),
        "geojson": Format(
            "geojson",
            "application/geo+json",
            Text(es="GeoJSON para la web", en="GeoJSON for the web"),
            mapped=True,
            worded=False,
            write=lambda ask: geojson_bytes(ask.table),
        ),
        "topojson": Format(
            "topojson",
            "application/json",
            Text(es="TopoJSON, con límites compartidos", en="TopoJSON, with shared borders"),
            mapped=True,
            worded=False,
            write=lambda ask: topojson_bytes(ask.table),
        ),
        "parquet": Format(
            "parquet",
            "application/vnd.apache.parquet",
            Text(es="GeoParquet para análisis", en="GeoParquet for analysis"),
            mapped=True,
            worded=False,
            write=lambda ask: geoparquet_bytes(ask.table),
        ),
        "pmtiles": Format(
            "pmtiles",
            "application/vnd.pmtiles",
            Text(es="Teselas vectoriales PMTiles", en="PMTiles vector tiles"),
            mapped=True,
            worded=False,
            write=lambda ask: tiles_bytes(ask.table, driver="PMTiles"),
        ),
        "mbtiles": Format(
            "mbtiles",
            "application/vnd.sqlite3",
            Text(es="Teselas vectoriales MBTiles", en="MBTiles vector tiles"),
            mapped=True,
            worded=False,
            write=lambda ask: tiles_bytes(ask.table, driver="MBTiles"),
        ),
    }
)
"""By the word that asks for them, those of most use in the field first."""


def write_format(table: Table, format_: str, *, name: str, whole: Whole, lang: Lang = "es") -> tuple[str, bytes]:
    """Write a table in one format.

    Parameters
    ----------
    table
        All of the study's `whole.table`, or a part that `whole.cut` or `Table.where` made; with geometry where the
        format carries shapes.
    format_
        A key of `FORMATS`.
    name
        What the file is called without its ending: ASCII letters, digits and `_`, led by a letter.
    whole
        The study that the table was cut from.
    lang
        The language of formats that are in one.

    Returns
    -------
    tuple of str and bytes
        The file's name with its ending, and its content; equal inputs give equal bytes.

    Raises
    ------
    MethodError
        When the format is not known, or the name cannot name a file everywhere.
    GeometryError
        With every unit that has no polygon, or when the CRS is not EPSG:4326.
    TableError
        With everything that the format cannot hold.
    StoreError
        When there is no room for temporary files.
    """
    check_formats([format_])
    check_name(name)
    form = FORMATS[format_]
    return f"{name}.{form.suffix}", form.write(Ask(table, name, whole, lang))


def check_formats(formats: Collection[str]) -> None:
    """Check that formats are known.

    Raises
    ------
    MethodError
        With all that are not, or when there is none.
    """
    faults = Faults("export", MethodError)
    faults.check(
        "formats are not known",
        bad=[format_ for format_ in formats if format_ not in FORMATS],
        of=len(formats),
        do=f"Choose of {', '.join(FORMATS)}.",
    )
    if not formats:
        faults.add(f"no format is named. Choose of {', '.join(FORMATS)}.")
    faults.raise_any()


def check_name(name: str) -> None:
    """Check that a name can name a file and a layer everywhere.

    Raises
    ------
    MethodError
        When it cannot.
    """
    if not _NAME.fullmatch(name):
        raise MethodError(
            f"`{name}` cannot name a file or a layer. Use ASCII letters, digits and `_`, led by a letter."
        )
