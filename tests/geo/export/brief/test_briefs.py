"""Check whole briefs: two pages, the same bytes, every figure with its interval, nothing over anything else."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from pypdf import PdfReader

from geo.export.brief.lettering import fitted, width, written
from geo.export.brief.sheet import BOTTOM, LEFT, RIGHT, Sheet
from geo.kinds import LANGS
from tests.dashboards import world
from tests.geo.export.brief.conftest import read, scores

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.export.brief import Briefs

LONG = "San Francisco de la Muy Noble y Leal Villa de los Santos Reyes Magos del Valle Alto de la Asunción de María"


@pytest.mark.parametrize("lang", LANGS)
def test_every_brief_has_two_pages_of_a4(briefs: Briefs, lang: Any) -> None:
    for content in [
        *(briefs.of_place(code, lang=lang) for code in briefs.places),
        *(briefs.of_department(code, lang=lang) for code in briefs.departments),
    ]:
        pages = PdfReader(io.BytesIO(content)).pages
        assert len(pages) == 2
        assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
        assert len(content) < 150 * 1024


def test_the_same_results_give_the_same_bytes(prepare: Callable[..., Briefs], briefs: Briefs) -> None:
    again = prepare()
    # What was drawn before must leave no trace either.
    again.of_place("BB0101", lang="en")
    assert again.of_place("AA0102", lang="es") == briefs.of_place("AA0102", lang="es")
    assert again.bound("AA01", lang="es") == briefs.bound("AA01", lang="es")


def test_the_file_says_what_it_is_in_which_language_and_of_when(briefs: Briefs) -> None:
    reader = PdfReader(io.BytesIO(briefs.of_place("AA0102", lang="es")))
    assert reader.metadata is not None
    assert reader.metadata.title == "Ávila (AA0102): ficha territorial"
    assert reader.metadata.author == "arraigo"
    assert reader.metadata.subject == "Prioridad de prueba"
    assert str(reader.metadata.creation_date).startswith("2026-03-05")
    assert reader.trailer["/Root"]["/Lang"] == "es"


def test_a_rank_stands_with_its_interval_in_spanish(briefs: Briefs) -> None:
    first, second = read(briefs.of_place("AA0102", lang="es"))
    assert "Ávila" in first
    assert "2.º de 6 con puesto" in first
    assert "entre el 1.º y el 6.º en nueve de cada diez simulaciones" in first
    assert "2.º de 4 con puesto" in first
    assert "entre el 1.º y el 3.º en nueve" in first
    assert "los 3 primeros: 60%" in first
    assert "entre 40.0 y 90.0, según lo que valgan los datos que faltan" in first
    assert "Qué suma al puntaje" in second
    assert "no medido: dato del departamento" in second
    assert "Página 2 de 2" in second
    assert "No sirve para decidir sobre personas o familias" in second


def test_a_brief_in_english(briefs: Briefs) -> None:
    first, second = read(briefs.of_place("AA0101", lang="en"))
    assert "1st of 6 with a rank" in first
    assert "between 1st and 1st in nine of ten simulations" in first
    assert "median of its neighbours" in first
    assert "Type 1, certainty 97%. High origin and violence" in second
    assert "Zone: Alfa valley" in second


def test_every_figure_stands_with_year_and_how_it_is_known(briefs: Briefs) -> None:
    second = read(briefs.of_place("AA0101", lang="es"))[1]
    assert "Pobreza 71% de las personas 2019 medido en el lugar 68% 63%" in second
    assert "Oficina Central: Anuario 2020 (2018, 2019, 2020); CC BY 4.0." in second
    assert "Confianza" not in second
    assert "Lesiones" not in second
    # A tenth and a twentieth of the score come from what is not public.
    assert "Indicadores no públicos 12.2" in second


def test_missing_is_said_and_never_zero(briefs: Briefs) -> None:
    first, second = read(briefs.of_place("BB0202", lang="es"))
    assert "Sin puesto ni puntaje: no hay ningún dato de este lugar." in first
    assert "población sin dato" in first
    assert "Origen sin dato" in first
    assert "Gobierno sin dato en este estudio" in first
    assert "Emigrantes sin dato por mil no se ha medido" in second
    assert "Ningún indicador suma al puntaje" in second
    assert "Probabilidad de estar entre" not in first


def test_a_zero_that_was_measured_is_a_zero(briefs: Briefs) -> None:
    second = read(briefs.of_place("BB0102", lang="es"))[1]
    assert "Homicidios 0.0 por 100 mil 2020 medido: ningún caso" in second


def test_a_place_without_a_rank_says_why_and_keeps_its_score(briefs: Briefs) -> None:
    first = read(briefs.of_place("BB0201", lang="es"))[0]
    assert "Sin puesto: se conoce el 23.0% del peso de los datos y el mínimo es 40%." in first
    assert "55.0 de 100" in first
    assert "con puesto" not in first


def test_markup_in_a_name_is_text(briefs: Briefs, prepare: Callable[..., Briefs]) -> None:
    assert world.MARKUP in read(briefs.of_place("AA0201", lang="es"))[0]
    table = scores()
    table.loc[0, "name"] = r"<b>A & B</b> (1) \n %PDF"
    changed = prepare(scores=table)
    assert r"<b>A & B</b> (1) \n %PDF" in read(changed.of_place("AA0101", lang="es"))[0]
    assert r"<b>A & B</b>" in read(changed.of_department("AA01", lang="es"))[1]


def test_without_neighbours_and_types_nothing_is_held_against_them(prepare: Callable[..., Briefs]) -> None:
    plain = prepare(scores=world.scores(), types=None, zones=None, neighbours=None)
    first = read(plain.of_place("AA0101", lang="es"))[0]
    assert "mediana de Aria" in first
    assert "mediana de su tipo" not in first
    assert "mediana de sus vecinos" not in first


@dataclass(frozen=True)
class Ink:
    page: int
    text: str
    left: float
    right: float
    top: float
    bottom: float


@pytest.fixture
def inked(monkeypatch: pytest.MonkeyPatch) -> list[Ink]:
    """Note every text with the room it takes on its page."""
    found: list[Ink] = []
    page = {"number": 0}
    text_of, end_of = Sheet.text, Sheet.end_page

    def text(self: Sheet, x: float, y: float, text: str, **how: Any) -> float:
        end = text_of(self, x, y, text, **how)
        size, bold = how.get("size", 8), bool(how.get("bold"))
        shown, size = fitted(text, room=how.get("room") or 1e6, size=size, least=how.get("least") or size, bold=bold)
        left = end - width(shown, size=size, bold=bold)
        found.append(Ink(page["number"], written(text), left, end, y - 0.6 * size, y + 0.1 * size))
        return end

    def end_page(self: Sheet, *args: Any) -> None:
        end_of(self, *args)
        page["number"] += 1

    monkeypatch.setattr(Sheet, "text", text)
    monkeypatch.setattr(Sheet, "end_page", end_page)
    return found


def overlaps(inks: list[Ink]) -> list[tuple[str, str]]:
    inks = [ink for ink in inks if ink.text]
    return [
        (one.text, other.text)
        for i, one in enumerate(inks)
        for other in inks[i + 1 :]
        if one.page == other.page
        and one.left < other.right - 0.3
        and other.left < one.right - 0.3
        and one.top < other.bottom - 0.3
        and other.top < one.bottom - 0.3
    ]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["Ávila", LONG, "Llanfairpwllgwyngyll" * 8])
def test_no_text_covers_another_or_leaves_its_page(
    prepare: Callable[..., Briefs], inked: list[Ink], lang: Any, name: str
) -> None:
    table = scores().assign(name=name, adm1_name=name)
    table.loc[0, "flags"] = ";".join(["inherited_origin", "no_data_governance", "low_coverage", "wide_interval"])
    types = world.types().assign(title_es=LONG * 3, title_en=LONG * 3)
    briefs = prepare(scores=table, types=types)
    for code in briefs.places:
        briefs.of_place(code, lang=lang)
    for code in briefs.departments:
        briefs.of_department(code, lang=lang)
    # Names of countries on the little locator map may meet: this world's countries are two thin strips.
    texts = [ink for ink in inked if ink.text not in {"Aria", "Boria", "Arya", "Borya"}]
    assert overlaps(texts) == []
    assert min(ink.left for ink in texts) >= LEFT - 0.5
    assert max(ink.right for ink in texts) <= RIGHT + 0.5
    assert max(ink.bottom for ink in texts) <= BOTTOM + 20


def test_a_study_with_many_indicators_counts_those_that_do_not_fit(inked: list[Ink], little: Any) -> None:
    from geo.export.brief import prepare_briefs
    from tests.geo.export.brief.conftest import PAIRS, RUN, ZONES

    poverty = little.indicator("poverty_share")
    many = tuple(poverty.model_copy(update={"id": f"poverty_{n}"}) for n in range(120))
    catalogue = type(little)(little.study, little.index, (*little.indicators, *many), little.sources)
    values = world.values()
    more = [values[values["indicator"] == "poverty_share"].assign(indicator=indicator.id) for indicator in many]
    table = pd.concat([values, *more], ignore_index=True)
    briefs = prepare_briefs(
        scores(), table, catalogue=catalogue, types=world.types(), zones=ZONES, neighbours=PAIRS, run=RUN
    )
    second = read(briefs.of_place("AA0101", lang="es"))[1]
    assert "indicadores más no caben aquí; están en la tabla de valores." in second
    assert overlaps([ink for ink in inked if ink.page == 1]) == []


def test_a_volume_holds_the_department_and_each_place_with_contents(briefs: Briefs) -> None:
    reader = PdfReader(io.BytesIO(briefs.bound("AA01", lang="es")))
    assert len(reader.pages) == 6
    assert reader.outline[0]["/Title"] == "La Paz (AA01): ficha del departamento"
    assert [entry["/Title"] for entry in reader.outline[1]] == ["Alfa", "Ávila"]


def test_no_address_is_asked_for(briefs: Briefs) -> None:
    content = briefs.of_place("AA0101", lang="es")
    assert b"/URI" not in content
    assert b"http" not in content
