"""Check that one table comes in alike from every form of file, and that what is damaged is refused."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely import Point

from geo.errors import MissingFileError, TableError
from geo.intake import find_layout, open_sheets, shown
from tests.geo.intake.worlds import known

if TYPE_CHECKING:
    from pathlib import Path

TABLE = pd.DataFrame({"code": ["GT0101", "GT0201"], "muni": ["Peñón", "Río Hondo"], "cases": [1.5, None]})
FORMS = [
    "csv",
    "tsv",
    "xlsx",
    "ods",
    "gdal.ods",
    "dta",
    "json",
    "wrapped.json",
    "parquet",
    "geojson",
    "gpkg",
    "shp",
    "zip",
]


def opendocument(rows: list[list[object]]) -> str:
    """Write the content of a spreadsheet as office programs do."""
    cells = [
        "".join(
            f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
            if isinstance(cell, float)
            else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        for row in rows
    ]
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    return (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Hoja1">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )


def write(folder: Path, form: str) -> Path:  # noqa: C901 - a line or two per form
    path = folder / f"table.{form}"
    layer = gpd.GeoDataFrame(TABLE, geometry=[Point(0, 0), Point(1, 1)], crs="EPSG:4326")
    match form:
        case "csv":
            TABLE.to_csv(path, index=False)
        case "tsv":
            TABLE.to_csv(path, index=False, sep="\t")
        case "xlsx":
            TABLE.to_excel(path, index=False)
        case "ods":
            cells = [list(TABLE), *TABLE.astype(object).where(TABLE.notna(), "").to_numpy().tolist()]
            with zipfile.ZipFile(path, "w") as packed:
                packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
                packed.writestr("content.xml", opendocument(cells))
        case "gdal.ods":
            pyogrio.write_dataframe(TABLE, path)
        case "dta":
            TABLE.to_stata(path, write_index=False, version=118, variable_labels={"cases": "Casos 2020"})
        case "json":
            path.write_text(TABLE.to_json(orient="records"), encoding="utf-8")
        case "wrapped.json":
            path.write_text(
                json.dumps({"data": json.loads(TABLE.to_json(orient="records")), "page": 1}), encoding="utf-8"
            )
        case "parquet":
            TABLE.to_parquet(path)
        case "zip":
            layer.to_file(folder / "layer.shp")
            with zipfile.ZipFile(path, "w") as packed:
                for part in folder.glob("layer.*"):
                    packed.write(part, part.name)
        case _:
            layer.to_file(path)
    return path


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_table(form: str, tmp_path: Path) -> None:
    (sheet,) = open_sheets(write(tmp_path, form))
    layout = find_layout(sheet, known=known())
    figures = layout.frame.iloc[:, 2].map(shown).tolist()
    assert layout.frame["code"].tolist() == ["GT0101", "GT0201"]
    assert layout.frame["muni"].tolist() == ["Peñón", "Río Hondo"]
    assert figures == ["1.5", ""]
    assert layout.frame.index.tolist() == [2, 3]
    if form == "dta":
        assert list(layout.frame)[2] == "cases: Casos 2020"


@pytest.mark.parametrize("form", ["xlsx", "ods", "dta", "json", "parquet", "geojson", "gpkg", "shp", "zip"])
def test_a_file_that_was_cut_short_is_refused(form: str, tmp_path: Path) -> None:
    path = write(tmp_path, form)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 3])
    with pytest.raises(TableError, match=r"table\.|layer"):
        find_layout(open_sheets(path)[0], known=known())


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", "is empty"),
        ("a.pdf", b"%PDF", r"ends in \.pdf is not read"),
        ("a.json", b"[1, 2]", "not a list of records"),
        ("a.json", b"{", "not valid JSON"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "holds no row"),
        ("a.xlsx", b"no workbook", "cannot be opened"),
    ],
)
def test_what_cannot_be_read_is_refused(name: str, content: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TableError, match=reason):
        open_sheets(tmp_path / name)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="is not there"):
        open_sheets(tmp_path / "nothing.csv")
