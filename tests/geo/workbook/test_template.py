"""Check that the empty workbook holds what it should, runs nothing, and reads back as it was written."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pandas as pd
import pytest

from geo.catalogue import Index
from geo.errors import TableError
from geo.workbook import read_workbook, to_study, write_template
from geo.workbook.readme import README
from geo.workbook.sheets import open_book
from tests.geo.workbook.worlds import BASE, UNITS

WILD = "=1+1"
UNITS_HERE = UNITS[(UNITS["iso3"] == "AAA") & (UNITS["kind"] != "lake")]


def node(id_: str, parent: str | None, weight: float = 1) -> dict[str, object]:
    texts = {"title": {"es": f"Título {id_}", "en": f"Title {id_}"}, "rationale": {"es": WILD, "en": "Because"}}
    return {"id": id_, "parent": parent, "weight": weight, **texts}


INDEX = Index.model_validate(
    {"nodes": [node("top", None), node("origin", "top", 3), node("drivers", "top"), node("harm", "drivers", 0.5)]}
)
CONTENT = write_template(UNITS_HERE, index=INDEX, country="AAA")


def filled(content: bytes = CONTENT) -> bytes:
    """Fill two indicators in, as a person would."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    data, texts = book["Data"], book["Texts"]
    for row, (first, second) in enumerate(((2, 1), (-1, 1), ("harm", "origin"), ("Agua", "Retornos"), ("W", "R")), 1):
        data.cell(row, 3).value, data.cell(row, 4).value = first, second
    for row in range(6, 12):
        data.cell(row, 3).value, data.cell(row, 4).value = row, row % 3
    texts.append(["W", "Agua", "Water", "m³", None, "Falta agua", "Water is short", 2021])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_it_names_every_place_and_every_pillar_and_explains_itself_twice() -> None:
    book = open_book(CONTENT, name="x")
    assert list(book.sheets) == ["Léame - Read me", "Data", "Structure", "Texts"]
    data, structure = book.sheets["Data"], book.sheets["Structure"]
    assert [data.text(row, 0) for row in range(5, 11)] == UNITS_HERE["code"].tolist()
    assert [data.text(row, 1) for row in range(5, 11)] == UNITS_HERE["name"].tolist()
    assert (data.text(4, 0), data.text(4, 1)) == ("admin2Pcode", "Name")  # row 5, where A2SIT looks for it
    assert [row[:2] + row[3:] for row in structure.rows] == [
        ("iCode", "Parent", "Level", "Weight"),
        ("top", "", 4.0, 1.0), ("origin", "top", 3.0, 3.0), ("drivers", "top", 3.0, 1.0), ("harm", "drivers", 2.0, 0.5),
    ]  # fmt: skip
    told = " ".join(str(row[0]) for row in book.sheets["Léame - Read me"].rows)
    assert "Una celda vacía es un dato que falta" in told
    assert "An empty cell is a missing value" in told
    assert "--country AAA" in told
    assert len(README[0][1]) == len(README[1][1])


def test_no_cell_is_a_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(CONTENT))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    wild = [cell for cell in cells if cell.value == WILD]
    assert len(wild) == 4
    assert all(cell.quotePrefix for cell in wild)


def test_it_imports_back_when_it_is_filled_in() -> None:
    files = to_study(
        read_workbook(filled(), name="x.xlsx"), study="mine", base=BASE, units=UNITS, countries=["AAA"], year=2020
    )
    assert set(files.tables) == {"w", "r"}
    assert files.tables["w"]["value"].tolist() == [6.0, 7.0, 8.0, 9.0, 10.0, 11.0]
    assert set(files.tables["w"]["year"]) == {2021}
    assert set(files.tables["r"]["year"]) == {2020}
    for text in ("Título harm", "Title harm", "Water is short", "m³", WILD):
        assert text in files.texts["index.yml"] + files.texts["indicators.yml"]


def test_as_it_comes_it_says_that_there_is_nothing_in_it_yet() -> None:
    with pytest.raises(TableError, match=r"there is no indicator\. Write its weight, direction, group, name and code"):
        to_study(read_workbook(CONTENT, name="x"), study="mine", base=BASE, units=UNITS, countries=["AAA"])


def test_equal_inputs_give_equal_bytes_whatever_the_order_of_the_places() -> None:
    assert write_template(UNITS_HERE[::-1], index=INDEX, country="AAA") == CONTENT
    with zipfile.ZipFile(io.BytesIO(CONTENT)) as file:
        assert {entry.date_time[0] for entry in file.infolist()} == {1980}
        assert set(re.findall(rb"(\d{4})-\d\d-\d\dT", file.read("docProps/core.xml"))) == {b"1980"}


def test_a_name_that_looks_like_a_formula_comes_back_as_it_was() -> None:
    units = pd.DataFrame({"code": ["AA0101", "AA0102"], "name": ["=SUM(A1)", "'-2+3"]})
    data = open_book(write_template(units, index=INDEX, country="AAA"), name="x").sheets["Data"]
    assert [data.text(row, 1) for row in (5, 6)] == ["=SUM(A1)", "'-2+3"]
