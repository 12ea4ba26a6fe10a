"""Write a KMZ for phones: drawn by class, a folder a department, and a panel for every place.

KML 2.2 (OGC 07-147r2), written by the standard library's XML writer: GDAL's driver repeats a style in every place and
takes a layer for every folder, and simplekml keeps the file it is writing in a global, which two readers of the app at
once would share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import shapely

from geo.errors import TableError
from geo.export.classes import NO_DATA
from geo.export.layers import check_shapes
from geo.export.panel import panel
from geo.export.pocket import pocket, simplified
from geo.export.shapefile import zip_bytes
from geo.export.styles import class_title
from geo.export.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.export.columns import Column
    from geo.export.table import Table
    from geo.export.whole import Whole
    from geo.kinds import Lang

KML = "http://www.opengis.net/kml/2.2"
_TYPES = {"text": "string", "integer": "int", "number": "double"}
_UNSTYLED = "#f2955a"
"""For a study that does not say how its map draws it."""


def kmz_bytes(table: Table, *, whole: Whole, lang: Lang = "es") -> bytes:
    """Write a KMZ with one `doc.kml`, in one language.

    Places carry the columns of `pocket` as typed data, a missing cell left out; their shapes are generalised.

    Parameters
    ----------
    table
        With geometry.
    whole
        The study that the table was cut from: classes are those of the study's map.

    Raises
    ------
    GeometryError
        With every unit that has no polygon, or when the CRS is not EPSG:4326.
    TableError
        With every unit whose text holds a character that XML has no place for.
    """
    check_shapes(table)
    small = pocket(table)
    _check_texts(small)
    frame = simplified(gpd.GeoDataFrame(small.frame)).sort_values(["adm1_code", "code"])
    columns = {column.name: column for column in small.columns}
    root = ET.Element("kml", xmlns=KML)
    document = ET.SubElement(root, "Document")
    title = whole.catalogue.study.title.in_(lang)
    _child(document, "name", title)
    _child(document, "open", "1")
    _child(document, "description", _legend(whole, lang))
    _styles(document, whole)
    ranked = int(whole.table.frame["rank"].notna().sum())
    for (code, name, iso3), rows in frame.groupby(["adm1_code", "adm1_name", "iso3"], sort=False):
        # A document of its own: a folder carries no schema, and in a KMZ GDAL finds no other one.
        folder = ET.SubElement(document, "Document")
        _child(folder, "name", f"{name} ({iso3})")
        _schema(folder, small.columns, lang, id_=f"units_{code}")
        plain = rows.drop(columns="geometry").astype(object).where(lambda cells: cells.notna(), None)
        for place, shape in zip(plain.to_dict("records"), rows.geometry, strict=True):
            told = panel(place, columns=columns, whole=whole, ranked=ranked, lang=lang)
            _placemark(folder, place, shape, told=told, style=_style_of(place, whole))
    _names(document, table, lang)
    text = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return zip_bytes({"doc.kml": text})


def _styles(document: ET.Element, whole: Whole) -> None:
    colours = {"no_data": NO_DATA, "scored": _UNSTYLED}
    if whole.classes is not None:
        colours |= {f"class_{place}": colour for place, colour in enumerate(whole.classes.colours)}
    for name, colour in colours.items():
        style = ET.SubElement(document, "Style", id=name)
        line = ET.SubElement(style, "LineStyle")
        _child(line, "color", "ff4a4a4a")
        _child(line, "width", "1")
        _child(ET.SubElement(style, "PolyStyle"), "color", _abgr(colour, alpha="b3"))
        # The panel alone, without the links that some programs add.
        _child(ET.SubElement(style, "BalloonStyle"), "text", "$[description]")
    names = ET.SubElement(document, "Style", id="name")
    _child(ET.SubElement(names, "IconStyle"), "scale", "0")
    _child(ET.SubElement(names, "LabelStyle"), "scale", "0.7")


def _schema(document: ET.Element, columns: tuple[Column, ...], lang: Lang, *, id_: str) -> None:
    schema = ET.SubElement(document, "Schema", name=id_, id=id_)
    for column in columns:
        field = ET.SubElement(schema, "SimpleField", type=_TYPES[column.type], name=column.name)
        _child(field, "displayName", column.title.in_(lang))


def _placemark(
    folder: ET.Element, place: Mapping[str, object], shape: shapely.Geometry, *, told: str, style: str
) -> None:
    placemark = ET.SubElement(folder, "Placemark", id=str(place["code"]))
    _child(placemark, "name", str(place["name"]))
    ET.SubElement(placemark, "Snippet", maxLines="0")
    _child(placemark, "description", told)
    _child(placemark, "styleUrl", f"#{style}")
    data = ET.SubElement(
        ET.SubElement(placemark, "ExtendedData"), "SchemaData", schemaUrl=f"#units_{place['adm1_code']}"
    )
    for name, value in place.items():
        if value is not None:
            ET.SubElement(data, "SimpleData", name=name).text = value if isinstance(value, str) else repr(value)
    _shape(placemark, shape)


def _shape(placemark: ET.Element, shape: shapely.Geometry) -> None:
    parts = shapely.get_parts(shape)
    within = placemark if len(parts) == 1 else ET.SubElement(placemark, "MultiGeometry")
    for part in parts:
        polygon = ET.SubElement(within, "Polygon")
        for where, ring in [("outerBoundaryIs", part.exterior), *(("innerBoundaryIs", r) for r in part.interiors)]:
            line = ET.SubElement(ET.SubElement(polygon, where), "LinearRing")
            points = np.round(shapely.get_coordinates(ring), 4).tolist()
            _child(line, "coordinates", " ".join(f"{lon!r},{lat!r}" for lon, lat in points))


def _names(document: ET.Element, table: Table, lang: Lang) -> None:
    """Write the names as points: without a network a phone shows no others."""
    frame = table.frame
    if not {"label_lon", "label_lat"} <= set(frame.columns):
        return
    folder = ET.SubElement(document, "Folder")
    _child(folder, "name", WORDS[lang]["names"])
    for name, lon, lat in frame[["name", "label_lon", "label_lat"]].dropna().itertuples(index=False):
        placemark = ET.SubElement(folder, "Placemark")
        _child(placemark, "name", str(name))
        _child(placemark, "styleUrl", "#name")
        _child(ET.SubElement(placemark, "Point"), "coordinates", f"{lon:.4f},{lat:.4f}")


def _style_of(place: Mapping[str, object], whole: Whole) -> str:
    score = place["score"]
    if score is None:
        return "no_data"
    return "scored" if whole.classes is None else f"class_{whole.classes.place(float(score))}"  # type: ignore[arg-type]


def _legend(whole: Whole, lang: Lang) -> str:
    words = WORDS[lang]
    rows = [] if whole.classes is None else [
        (colour, f"{words['score']} {class_title(whole.classes, place, lang)}")
        for place, colour in enumerate(whole.classes.colours)
    ]  # fmt: skip
    rows.append((NO_DATA, words["no_data"]))
    drawn = "".join(
        f'<tr><td style="background:{colour};width:24px">&nbsp;</td><td>{text}</td></tr>' for colour, text in rows
    )
    return f"<table>{drawn}</table><p>{words['care']}</p>"


def _check_texts(table: Table) -> None:
    texts = table.plain[[column.name for column in table.columns if column.type == "text"]]
    odd = texts.apply(lambda cells: cells.str.contains(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", na=False)).any(
        axis=1
    )
    if odd.any():
        codes = table.frame.loc[odd, "code"]
        raise TableError(
            f"{len(codes)} of {len(texts)} units hold a control character in a text, which XML has no place for: "
            f"{', '.join(map(repr, codes.head().tolist()))}. Take it out of the table it comes from."
        )


def _child(within: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(within, tag).text = text


def _abgr(colour: str, *, alpha: str) -> str:
    """Turn ``#rrggbb`` into the order that KML has."""
    return f"{alpha}{colour[5:7]}{colour[3:5]}{colour[1:3]}"
