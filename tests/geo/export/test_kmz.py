"""Check that a KMZ reads back equal through GDAL and fastkml, is drawn by class, and shows what it should."""

from __future__ import annotations

import io
import warnings
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.errors import TableError
from geo.export import Table, Whole
from geo.export.kmz import kmz_bytes
from geo.export.pocket import pocket

with warnings.catch_warnings():
    warnings.simplefilter("ignore", UserWarning)  # it says that it does without lxml
    import fastkml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NS = {"k": "http://www.opengis.net/kml/2.2"}


def inside(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["doc.kml"]
        return archive.read("doc.kml")


@pytest.fixture
def document(whole: Whole) -> ET.Element:
    return ET.fromstring(inside(kmz_bytes(whole.table, whole=whole)))


def places(document: ET.Element) -> dict[str, ET.Element]:
    return {p.get("id", ""): p for p in document.findall(".//k:Placemark[@id]", NS)}


def test_it_reads_back_equal_through_gdal(whole: Whole, tmp_path: Path) -> None:
    path = tmp_path / "a.kmz"
    path.write_bytes(kmz_bytes(whole.table, whole=whole))
    folders = [str(name) for name, _ in pyogrio.list_layers(path)]
    assert folders == ["Atlántida (HND)", "Ahuachapán (SLV)", "Santa Ana (SLV)", "Nombres"]
    back = pd.concat(pyogrio.read_dataframe(path, layer=name) for name in folders[:3])
    table = pocket(whole.table)
    for column in table.columns:
        expected = table.plain[column.name]
        # GDAL joins the field `name` with the element that every place has.
        cells = back["Name" if column.name == "name" else column.name]
        assert cells.isna().tolist() == expected.isna().tolist(), column.name
        assert cells.dropna().tolist() == expected.dropna().tolist(), column.name
    assert shapely.equals(back.geometry.to_numpy(), table.frame.geometry.to_numpy()).all()


def test_it_reads_back_equal_through_fastkml(whole: Whole) -> None:
    root = fastkml.KML.from_string(inside(kmz_bytes(whole.table, whole=whole)).decode())
    (document,) = root.features
    read = {
        place.id: {data.name: data.value for part in place.extended_data.elements for data in part.data}
        for folder in document.features
        for place in folder.features
        if place.id
    }
    table = pocket(whole.table)
    for place in table.plain.to_dict("records"):
        told = read[place["code"]]
        assert set(told) == {name for name, cell in place.items() if pd.notna(cell)}
        for column in table.columns:
            if column.name in told:
                cell = told[column.name]
                value = cell if column.type == "text" else float(cell)
                assert value == place[column.name], column.name


def test_places_are_drawn_by_the_classes_of_the_study(document: ET.Element, whole: Whole) -> None:
    drawn = {code: place.findtext("k:styleUrl", namespaces=NS) for code, place in places(document).items()}
    # Scores are 66.7, 55.1, 45.3, 30.0, 0.0 as shown, and none; limits 30.0, 45.3, 66.7 belong to the class below.
    assert drawn == {
        "HN0101": "#class_2", "HN0102": "#class_2", "HN0103": "#class_1",
        "SV0101": "#class_0", "SV0102": "#class_0", "SV0201": "#no_data",
    }  # fmt: skip
    part = ET.fromstring(inside(kmz_bytes(whole.cut(department="SV01"), whole=whole)))
    assert places(part)["SV0101"].findtext("k:styleUrl", namespaces=NS) == "#class_0"
    colours = {
        s.get("id"): s.findtext("k:PolyStyle/k:color", namespaces=NS) for s in document.iterfind(".//k:Style", NS)
    }
    # KML has alpha, blue, green, red.
    assert colours["class_2"] == "b32e1b98"


def test_every_style_that_is_pointed_to_is_there(document: ET.Element) -> None:
    styles = {f"#{style.get('id')}" for style in document.iterfind(".//k:Style", NS)}
    assert {url.text for url in document.iterfind(".//k:styleUrl", NS)} <= styles


def test_the_panel_tells_the_rank_with_its_interval_and_what_is_missing(document: ET.Element) -> None:
    panels = {code: place.findtext("k:description", "", NS) for code, place in places(document).items()}
    assert "Puesto</td>" in panels["HN0101"]
    assert "1 (intervalo del 90%: 1 a 2) de 5" in panels["HN0101"]
    assert "66.7 (entre 60.0 y 70.0 según lo que falta)" in panels["HN0101"]
    assert "Violencia &amp; género" in panels["HN0101"]
    assert "sí (en &gt; 99% de las réplicas)" in panels["HN0101"]
    assert "sin puesto" in panels["SV0201"]
    assert "sin dato" in panels["SV0201"]
    assert ">no<" in panels["SV0201"]
    assert ">0<" not in panels["SV0201"]
    assert "Homicidios: más de la mitad del puntaje viene de ese indicador" in panels["HN0103"]
    assert "la cobertura es menor que la mitad" in panels["HN0102"]
    assert "Léase con cuidado" not in panels["HN0101"]


def test_the_panel_speaks_english(whole: Whole) -> None:
    document = ET.fromstring(inside(kmz_bytes(whole.table, whole=whole, lang="en")))
    panel = places(document)["HN0103"].findtext("k:description", "", NS)
    assert "3 (90% interval: 2 to 5) of 5" in panel
    assert "Homicides: more than half of the score comes from that indicator" in panel


def test_no_name_brings_markup_along(whole: Whole) -> None:
    frame = whole.table.frame.copy()
    frame.loc[0, "name"] = "<script>alert(1)</script> & ]]>"
    frame.loc[0, "flags"] = "<img onerror=x>"
    document = ET.fromstring(inside(kmz_bytes(Table(frame, whole.table.columns), whole=whole)))
    place = places(document)["HN0101"]
    assert place.findtext("k:name", namespaces=NS) == "<script>alert(1)</script> & ]]>"
    panel = place.findtext("k:description", "", NS)
    assert "<script" not in panel
    assert "<img" not in panel
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; ]]&gt;" in panel


def test_a_control_character_is_told(whole: Whole) -> None:
    frame = whole.table.frame.copy()
    frame.loc[2, "name"] = "Gü\x07"
    with pytest.raises(TableError, match=r"1 of 6 units hold a control character in a text.*: 'HN0103'"):
        kmz_bytes(Table(frame, whole.table.columns), whole=whole)


def test_names_stand_beside_for_phones_without_a_network(document: ET.Element) -> None:
    (folder,) = [f for f in document.iterfind(".//k:Folder", NS) if f.findtext("k:name", namespaces=NS) == "Nombres"]
    assert [p.findtext("k:name", namespaces=NS) for p in folder.iterfind("k:Placemark", NS)][2] == "Ñandú, Güinope"
    assert folder.findtext("k:Placemark/k:Point/k:coordinates", namespaces=NS) == "-87.5000,14.5000"


def test_a_study_without_classes_groups_and_labels_can_go_to_a_phone(
    table: Table, alone: Callable[[Table], Whole]
) -> None:
    document = ET.fromstring(inside(kmz_bytes(table, whole=alone(table))))
    assert places(document)["HN0101"].findtext("k:styleUrl", namespaces=NS) == "#scored"
    assert len(document.findall(".//k:Document", NS)) == 4


def test_shapes_lose_vertices_and_keep_their_shared_borders(whole: Whole) -> None:
    wave = [(-87 + 0.0004 * np.sin(i), 14 + i / 100) for i in range(101)]
    west = shapely.Polygon([(-88, 14), *wave, (-88, 15)])
    east = shapely.Polygon([*wave, (-86, 15), (-86, 14)])
    frame = whole.table.frame.copy()
    frame.loc[[0, 1], "geometry"] = [west, east]
    content = kmz_bytes(replace(whole.table, frame=frame), whole=whole)
    document = ET.fromstring(inside(content))
    lines = [
        {tuple(point.split(",")) for point in place.findtext(".//k:coordinates", "", NS).split()}
        for code, place in places(document).items()
        if code in ("HN0101", "HN0102")
    ]
    assert all(len(line) < 50 for line in lines)
    assert {point for point in lines[0] if point[0].startswith(("-86.999", "-87.000"))} <= lines[1]
