"""Check the brief of a department: its places by rank, how many are expected among the first, what is missing."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pandas as pd
from pypdf import PdfReader
from shapely import affinity

from tests.dashboards import world
from tests.geo.export.brief.conftest import read, scores

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.export.brief import Briefs


def test_places_stand_by_rank_with_their_intervals(briefs: Briefs) -> None:
    second = read(briefs.of_department("AA01", lang="es"))[1]
    assert "1 Alfa 1.º 1–1 1.º (1–1) 81.2 > 99% 12,000 1" in second
    assert "2 Ávila 2.º 1–6 2.º (1–3) 66.5 60% 8,500 1" in second
    assert second.index("1 Alfa") < second.index("2 Ávila")


def test_a_place_without_a_rank_stands_last_and_is_named(briefs: Briefs) -> None:
    second = read(briefs.of_department("BB02", lang="es"))[1]
    assert "1 Gámbita sin puesto – – 55.0 – 950 –" in second
    assert "2 Hondo sin puesto – – sin dato – sin dato –" in second
    assert "Sin puesto por falta de datos: Gámbita, Hondo." in second
    assert "2 sin tipo" in second


def test_the_first_and_those_expected_are_told_together(briefs: Briefs) -> None:
    first = read(briefs.of_department("AA01", lang="es"))[0]
    assert "Entre los 3 primeros 2 por su puesto; según las simulaciones se esperan 1.6" in first
    # Duraznal, the fourth, may still come among the first.
    north = read(briefs.of_department("AA02", lang="es"))[0]
    assert "Entre los 3 primeros 1 por su puesto; según las simulaciones se esperan 1.2" in north
    assert "Habitantes 20,500 de ellos, 20,500 en lugares entre los 3 primeros" in first
    assert "Departamento · Aria · AA01 · 2 lugares" in first
    assert "mediana de sus lugares; de 55% a 90%" in first


def test_a_department_without_ranks_says_so(briefs: Briefs) -> None:
    first = read(briefs.of_department("BB02", lang="en"))[0]
    assert "Among the first 3 – No rank" in first
    assert "With a rank 0 of 2; the others have too little data" in first
    assert "1 without a count of people" in first
    assert "Government no data in this study" in first


def test_what_is_missing_is_counted(briefs: Briefs) -> None:
    second = read(briefs.of_department("BB02", lang="en"))[1]
    assert "No data at all in the department: Origin, Economy, Government." in second
    assert "Indicators without any data here: 2 of 3 (Emigrants, Poverty)." in second
    handed = read(briefs.of_department("AA01", lang="en"))[1]
    assert "Not measured there but handed down or estimated: 17% of the data." in handed


def test_types_are_counted(briefs: Briefs) -> None:
    second = read(briefs.of_department("BB01", lang="es"))[1]
    assert "1 del tipo 2: Sin rasgos marcados" in second
    assert "1 de tipo mixto" in second
    assert "mixto" in second


def test_a_department_of_very_many_places_takes_more_pages(prepare: Callable[..., Briefs]) -> None:
    base, figures = scores().iloc[:6], world.values()
    tables, lists = [], []
    for number in range(25):
        codes = {code: f"AA{number + 10}{place:02}" for place, code in enumerate(base["code"], start=1)}
        moved = [affinity.translate(shape, yoff=0.3 * number) for shape in base.geometry]
        tables.append(base.assign(code=list(codes.values()), adm1_code="AA01", geometry=moved, iso3="AAA"))
        own = figures[figures["code"].isin(codes)]
        lists.append(own.assign(code=own["code"].map(codes)))
    table = pd.concat(tables, ignore_index=True)
    briefs = prepare(scores=table, values=pd.concat(lists, ignore_index=True), neighbours=None)
    content = briefs.of_department("AA01", lang="es")
    pages = read(content)
    assert len(PdfReader(io.BytesIO(content)).pages) > 2
    assert f"Página {len(pages)} de {len(pages)}" in pages[-1]
    assert all("Sus lugares por prioridad" in page for page in pages[1:])
    for name in ("Alfa", "Ávila", "Duraznal", "Eneida"):
        assert sum(page.count(f" {name} ") for page in pages[1:]) == 25
