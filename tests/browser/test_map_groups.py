"""Look at the layers of groups and of raster coverage as a planner would, in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from geo.maps import build_page
from geo.maps.groups import FINDINGS
from geo.maps.texts import TEXTS
from tests import map_world as world
from tests.browser.map_page import DATA, shape, shoot, state

pytestmark = pytest.mark.browser
SHIPPED = Path(__file__).parents[2] / "data" / "studies" / "northern_triangle" / "boundaries.topojson"
GROUPS = ("type", "hotspot", "lisa", "bilisa", "zone", "selected")
HOT, PARTLY, LITTLE, NOTHING, UNRANKED = "GT0102", "GT0103", "GT0104", "GT0105", "GT0101"


@pytest.fixture(scope="module")
def tables():
    """Scores and values on the shipped boundaries, with groups by turns and one raster of uneven coverage."""
    codes = sorted(world.codes_of(json.loads(SHIPPED.read_text(encoding="utf-8"))))
    codes = [UNRANKED, *(code for code in codes if code != UNRANKED)]
    scores = world.ranked_within_countries(world.grouped(world.scores(codes)))
    place = scores["code"].eq(HOT)
    scores.loc[place, ["hotspot", "hotspot_q", "zone", "selected", "selected_p"]] = ["hot", 0.012, 1, True, 0.87]
    values = world.covered(world.values(codes), "homicides", {PARTLY: 0.63, LITTLE: 0.12, NOTHING: 0.0})
    return {"scores": scores, "values": values}


@pytest.fixture(scope="module")
def file(tables, tmp_path_factory):
    catalogue = world.gridded(world.catalogue(), "homicides")
    html = build_page(
        json.loads(SHIPPED.read_text(encoding="utf-8")), **tables, catalogue=catalogue, zones=world.ZONES,
        types=world.types(tables["scores"]["code"].tolist()),
        selection={"es": "Cien que suman lo más.", "en": "A hundred that sum to most."}, run=world.RUN | world.TESTED,
    )  # fmt: skip
    path = tmp_path_factory.mktemp("groups") / "map.html"
    path.write_text(html, encoding="utf-8")
    return path


def said(page, selector):
    return re.sub(r"\s+", " ", page.locator(selector).inner_text())


def fills(page):
    drawn = page.locator("path:is(.place, .lake)").evaluate_all(
        "paths => paths.map((path) => path.getAttribute('fill'))"
    )
    return dict(zip(page.evaluate(f"{DATA}.units.code"), drawn, strict=True))


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("layer", GROUPS)
def test_a_layer_of_groups_is_chosen_and_explained_in_words(visit, file, layer, lang):
    page = visit(f"#lang={lang}", file=file)
    page.locator("#layer").select_option(layer)
    words = TEXTS[lang]
    assert page.locator("#layer option:checked").inner_text() == words[f"layer_{layer}"]
    legend, about = said(page, "#legend"), said(page, "#about")
    assert words[f"layer_{layer}_note"].partition("{")[0] in about
    for class_ in FINDINGS.get(layer, ()):
        assert f"{words[f'is_{layer}_{class_}']} {words[f'is_{layer}_{class_}_note']}" in legend
    if layer == "selected":
        assert about.startswith({"es": "Cien que suman lo más. ", "en": "A hundred that sum to most. "}[lang])
    if layer in FINDINGS:
        assert f"{words['is_not_significant']} {words['is_not_significant_note']}" in legend
        assert f"{words['is_island']} " in legend
        assert (
            "9,999 repartos al azar (semilla 7); a lo más el 5%"
            if lang == "es"
            else "9,999 random arrangements (seed 7); at most 5%"
        ) in about
    shoot(page, f"group_{layer}_{lang}")


def test_chance_and_no_data_each_look_like_themselves_and_nothing_else(visit, file, tables):
    page = visit("#layer=hotspot", file=file)
    told = tables["scores"].set_index("code")["hotspot"]
    drawn = pd.Series(fills(page)).reindex(told.index)
    colour = drawn.str.extract("([0-9a-f]{6})")[0]
    looks = {class_: set(colour[told == class_]) for class_ in set(told)}
    assert set(map(len, looks.values())) == {1}
    assert len(set.union(*looks.values())) == 5
    assert set(drawn[told == "no_data"]) == {"url(#none-d3d2ce)"}
    counts = [int(text) for text in page.locator("#legend td.number").all_inner_texts()]
    order = ["hot", "cold", "not_significant", "island", "no_data"]
    assert counts == [told.eq(class_).sum() for class_ in order]


def test_no_finding_is_striped_as_if_it_were_one(visit, file, tables):
    page = visit("#layer=hotspot", file=file)
    told = tables["scores"].set_index("code")["hotspot"]
    drawn = pd.Series(fills(page)).reindex(told.index)
    handed = drawn.str.startswith("url(#handed-")
    assert handed.any()
    assert set(told[handed]) == {"hot", "cold"}


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        ("es", ["Parte de un punto caliente", "puntajes altos juntos · q = 0.01", "Zona 1", "Valle del Sur", "Elegido",
                "en el 87% de las simulaciones"]),
        ("en", ["Part of a hot spot", "high scores together · q = 0.01", "Zone 1", "South valley", "Selected",
                "in 87% of the simulations"]),
    ],
)  # fmt: skip
def test_a_place_is_told_which_groups_it_is_in(visit, file, lang, lines):
    page = visit(f"#lang={lang}&code={HOT}", file=file)
    told = said(page, "#panel .groups")
    for line in lines:
        assert line in told
    assert page.locator("#panel .groups li").count() == 5
    shoot(page, f"group_panel_{lang}")
    page.locator("#panel .groups li[data-layer=zone] button").click()
    assert state(page)["layer"] == "zone"


def test_a_q_too_small_to_tell_is_told_as_less(visit, file, tables):
    scores = tables["scores"]
    code = scores.loc[scores["hotspot_q"].lt(0.001) & scores["hotspot"].eq("hot"), "code"].iloc[-1]
    page = visit(f"#code={code}", file=file)
    assert "q < 0.001" in said(page, "#panel .groups")


def test_a_place_that_cannot_be_selected_is_told_so(visit, file):
    page = visit(f"#layer=selected&code={UNRANKED}", file=file)
    assert "No elegible" in said(page, "#panel .groups li[data-layer=selected]")
    assert re.search(r"No elegible 1\b", said(page, "#legend"))


@pytest.mark.parametrize(("lang", "title"), [("es", "Puesto en Guatemala"), ("en", "Rank in Guatemala")])
def test_a_rank_within_the_country_stands_with_its_interval(visit, file, tables, lang, title):
    page = visit(f"#lang={lang}&code={HOT}", file=file)
    row = tables["scores"].set_index("code").loc[HOT]
    ranked = tables["scores"].query("iso3 == 'GTM'")["rank"].notna().sum()
    told = said(page, ".fact-country_rank")
    assert told.startswith(title)
    numbers = [int(number) for number in re.findall(r"\d+", told)]
    assert numbers == [row["rank_in_country"], row["rank_in_country_p5"], row["rank_in_country_p95"], ranked]


def test_zones_are_outlined_numbered_and_named(visit, file):
    page = visit("#layer=zone", file=file)
    edges = page.locator("path[stroke='#151b1d']")
    assert edges.count() == 1
    assert len(edges.get_attribute("d")) > 1000
    assert page.locator(".name.zone b").all_inner_texts() == ["1", "2"]
    assert "Zona 1 Valle del Sur" in said(page, "#legend")
    assert "Línea gruesa: borde de zona" in said(page, "#legend")
    page.evaluate("arraigo.setLanguage('en')")
    assert page.locator(".name.zone i").all_text_contents() == ["South valley", "Coast"]
    page.locator("#layer").select_option("hotspot")
    assert edges.count() == 0
    assert page.locator(".name.zone").count() == 0


def test_an_outline_runs_along_the_selected_only(visit, tmp_path):
    topology = world.topology()
    codes = world.codes_of(topology)
    scores = world.grouped(world.scores(codes)).assign(selected=[True, True, False, False])
    path = tmp_path / "map.html"
    tables = {"scores": scores, "values": world.values(codes), "types": None}
    path.write_text(build_page(topology, catalogue=world.catalogue(), run=world.RUN, **tables), encoding="utf-8")
    page = visit("#layer=selected", file=path)
    # Two squares side by side have six arcs around them: their common border is none of them.
    edge = page.locator("path[stroke='#123a9c']").get_attribute("d")
    assert edge.count("M") == 6
    assert "2 lugares que" in said(page, "#about")
    assert "Contorno grueso: elegido" in said(page, "#legend")


def test_the_list_goes_by_class_and_then_by_priority(visit, file):
    page = visit("#layer=lisa&lang=en", file=file)
    page.get_by_label("Rows").select_option("Infinity")
    told = [text.strip() for text in page.locator("#table td.class").all_inner_texts()]
    order = [*(TEXTS["en"][f"is_lisa_{class_}"] for class_ in FINDINGS["lisa"]), "Not significant", "No neighbours"]
    assert [class_ for number, class_ in enumerate(told) if class_ not in told[:number]] == order
    assert told == sorted(told, key=order.index)


def test_a_tip_says_the_class_what_it_means_and_how_firm_it_is(visit, file):
    page = visit(f"#layer=hotspot&lang=en&code={HOT}", file=file)
    shape(page, HOT).hover()
    tip = said(page, ".tip")
    for words in ("Hot spot", "high scores together", "q = 0.01"):
        assert words in tip


COVERAGE = {
    "es": {
        "legend": "A guiones: la cuadrícula cubre solo parte del lugar (50% a 95%)",
        "about": "Cuadrícula: celdas de 1 km.",
        PARTLY: "la cuadrícula cubre el 63% del lugar",
        LITTLE: "sin dato: la cuadrícula cubre el 12% del lugar y el mínimo es 50%",
        NOTHING: "sin dato: la cuadrícula no tiene valores aquí",
    },
    "en": {
        "legend": "Dashed: the grid covers only part of the place (50% to 95%)",
        "about": "Grid: cells of 1 km.",
        PARTLY: "the grid covers 63% of it",
        LITTLE: "no data: the grid covers 12% of it and the minimum is 50%",
        NOTHING: "no data: the grid has no values here",
    },
}


@pytest.mark.parametrize("lang", COVERAGE)
def test_a_raster_tells_what_it_covers(visit, file, lang):
    words = COVERAGE[lang]
    page = visit(f"#layer=homicides&lang={lang}", file=file)
    drawn = fills(page)
    assert drawn[PARTLY].startswith("url(#partly-")
    assert drawn[LITTLE] == drawn[NOTHING] == "url(#none-d3d2ce)"
    assert not drawn[HOT].startswith("url(")
    assert words["legend"] in said(page, "#legend")
    assert said(page, "#about .grid") == words["about"]
    for code in (PARTLY, LITTLE, NOTHING):
        page.evaluate("code => arraigo.select(code)", code)
        assert words[code] in said(page, "#panel [data-indicator=homicides] p")
    page.evaluate("code => arraigo.select(code)", PARTLY)
    shape(page, PARTLY).hover()
    assert words[PARTLY] in said(page, ".tip")
    shoot(page, f"grid_{lang}")


def test_what_is_computed_here_says_of_what_and_of_which_years(visit, file):
    page = visit("#layer=hotspot", file=file)
    assert said(page, "#about .source") == "Cálculo propio sobre 4 indicadores, datos de 2018. Fuentes: al pie."
    page.locator("#layer").select_option("economic")
    assert said(page, "#about .source").startswith("Cálculo propio sobre 2 indicadores")
    page.locator("#layer").select_option("poverty")
    assert said(page, "#about .source") == "Fuente: Oficina de Estadística (2018)."
    assert page.locator("#about .grid").count() == 0


@pytest.mark.parametrize("lang", ["es", "en"])
def test_groups_fit_a_small_screen(visit, file, lang):
    page = visit(f"#lang={lang}", file=file, width=360, height=740)
    for layer in (*GROUPS, "homicides"):
        page.evaluate("layer => arraigo.setLayer(layer)", layer)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 360, layer
        shoot(page, f"small_{layer}_{lang}")
    page.evaluate("code => arraigo.select(code)", HOT)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360


def test_the_drought_layers_show_their_coverage(visit, published):
    values = pd.read_csv(published / "values.csv", dtype={"code": str})
    rows = values[values["indicator"].eq("canicula_duration")].set_index("code")
    page = visit("#layer=canicula_duration")
    kind = pd.Series(fills(page)).reindex(rows.index).str.extract(r"^(?:url\(#(\w+)-|(#))").bfill(axis=1)[0]
    expected = rows["coverage"].map(lambda share: "none" if share < 0.5 else "partly" if share < 0.95 else "#")
    assert (kind == expected).all()
    assert set(expected) == {"none", "partly", "#"}
    assert "15 minutos de arco" in said(page, "#about .grid")
    code = rows.index[rows["coverage"].eq(0)][0]
    page.evaluate("code => arraigo.select(code)", code)
    told = said(page, "#panel [data-indicator=canicula_duration] p")
    assert told == "sin dato: la cuadrícula no tiene valores aquí"
    shoot(page, "drought_es")
