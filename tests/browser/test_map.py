"""Use the map page as a planner would: opened from disk, with no network, on the results of the shipped study."""

from __future__ import annotations

import gzip
import re

import pandas as pd
import pytest

from geo.maps import build_page
from tests import map_world as world
from tests.browser.map_page import DATA, shape, shoot, state

pytestmark = pytest.mark.browser
LAKES = 2
CITY = "GT0901"  # Quetzaltenango
FIRST = {"lang": "es", "layer": "priority", "code": None, "country": "", "rows": 20, "scheme": "", "firm": False}
MARKUP = "<img src=x onerror=alert(1)></script><script>alert(2)</script>{{ 7 * 7 }}"


def test_the_page_is_light_and_names_no_host_but_the_optional_tiles(published):
    html = (published / "map.html").read_bytes()
    assert len(html) <= 1_500_000
    assert len(gzip.compress(html, 6)) <= 450_000
    outside = set(re.findall(r"https?://([\w.-]+)", html.decode()))
    # A name space, and a credit and a remark in Leaflet's own code, are names; nothing asks for them.
    assert outside <= {"tile.openstreetmap.org", "www.w3.org", "leafletjs.com", "bugzilla.mozilla.org"}


def test_every_place_and_lake_is_drawn(visit, scores):
    page = visit()
    assert page.locator("path.place").count() == len(scores) == 900
    assert page.locator("path.lake").count() == LAKES
    empty = (
        "[...document.querySelectorAll('path.place, path.lake')].filter((path) => path.getAttribute('d').length < 9)"
    )
    assert page.evaluate(f"{empty}.length") == 0


def test_islands_are_there_and_can_be_chosen(visit, scores):
    page = visit()
    stage = page.locator("#arraigo_map").bounding_box()
    for name in ("Roatán", "Utila", "Guanaja", "Amapala"):
        code = scores.index[scores["name"].eq(name)].item()
        page.get_by_role("combobox", name="Buscar").fill(name)
        page.keyboard.press("Enter")
        assert state(page)["code"] == code
        box = shape(page, code).bounding_box()
        assert box["width"] > 20
        assert stage["x"] <= box["x"]
        assert box["x"] + box["width"] <= stage["x"] + stage["width"]


def test_lakes_are_water_and_do_not_answer(visit):
    page = visit()
    for number in range(LAKES):
        lake = page.locator("path.lake").nth(number)
        assert lake.evaluate("path => getComputedStyle(path).pointerEvents") == "none"
        assert lake.evaluate("path => getComputedStyle(path).fill") == "rgb(169, 203, 224)"
    codes = page.evaluate(f"(({{units}}) => units.code.filter((_, row) => units.lake[row]))({DATA})")
    page.evaluate("code => arraigo.select(code)", codes[0])
    assert state(page)["code"] is None


def test_a_place_is_found_by_name_and_its_panel_read(visit, scores):
    page = visit()
    page.get_by_role("combobox", name="Buscar").fill("Quetzaltenango")
    first = page.locator("#found [role=option]").first
    assert first.inner_text().splitlines() == ["Quetzaltenango", "Quetzaltenango, Guatemala"]
    first.click()
    assert state(page)["code"] == CITY
    told = page.locator("#panel").inner_text()
    city = scores.loc[CITY]
    low, high = (f"{round(city[name])}.º" for name in ("rank_p5", "rank_p95"))
    assert f"{city['rank']:.0f}.º ({low}–{high})" in re.sub(r"\s+", " ", told)
    assert f"de {scores['rank'].notna().sum()} con puesto" in told
    assert "Qué hacer ahora" in told
    shoot(page, "panel_es")


def test_accents_are_optional(visit):
    page = visit()
    search = page.get_by_role("combobox", name="Buscar")
    found = page.locator("#found [role=option]")
    for words in ("peten", "Petén", "  PETÉN"):
        search.fill(words)
        assert all("Petén" in text for text in found.all_inner_texts())
        assert found.count() > 1
    search.fill("nadie se llama así")
    assert page.locator("#found").inner_text() == "Ningún lugar se llama así"
    assert found.count() == 0


def test_a_click_on_the_map_chooses_the_place(visit):
    page = visit()
    shape(page, "GT1709").click()
    page.locator("#panel h2").wait_for()
    assert page.locator("#panel h2").inner_text() == page.evaluate(
        f"{DATA}.units.name[{DATA}.units.code.indexOf('GT1709')]"
    )
    assert "code=GT1709" in page.url


def test_contributions_fall_and_sum_to_the_score(visit, scores):
    page = visit(f"#code={CITY}")
    page.locator("#panel summary").click()
    points = [float(text) for text in page.locator(".contributions .bars .number").all_inner_texts()]
    assert points == sorted(points, reverse=True)
    # Each is rounded to a tenth.
    assert sum(points) == pytest.approx(scores.loc[CITY, "score"], abs=0.05 * (len(points) + 1))


def test_every_figure_tells_its_year_how_it_came_about_and_its_source(visit):
    page = visit("#code=SV1204")
    figures = page.locator(".indicators .figures li")
    assert figures.count() == page.evaluate(f"{DATA}.layers.filter(({{kind}}) => kind === 'indicator').length")
    for figure in figures.all():
        lines = figure.inner_text().splitlines()
        if "sin dato" in lines:
            assert re.match("sin dato: |reservado", lines[-1])
        else:
            assert re.match(r"(19|20)\d\d · (no )?(medido|estimado).* · .+ \(.*licencia.*\)", lines[-1]), lines


def test_a_place_without_a_rank_says_why(visit, scores):
    below = scores[scores["gate"].eq("below_gate")]
    code = below.index[0]
    page = visit(f"#code={code}")
    why = page.locator("#panel .warn").inner_text()
    assert why.startswith(f"Sin puesto: se conoce el {100 * below.loc[code, 'coverage']:.0f}% del peso de los datos")
    assert page.locator(".fact-rank, .fact-p_top").count() == 0
    page.get_by_role("button", name="English").click()
    assert page.locator("#panel .warn").inner_text().startswith("No rank: ")


def test_layers_switch_with_their_legend_and_list(visit):
    page = visit()
    options = page.evaluate(f"{DATA}.layers.map(({{id}}) => id)")
    fills = set()
    for layer in options:
        page.locator("#layer").select_option(layer)
        counts = page.locator("#legend td.number").all_inner_texts()
        assert sum(int(count.replace(",", "")) for count in counts) == 900, layer
        last = page.locator("#legend tbody tr").last.inner_text()
        assert re.match(r"(Sin (dato|puesto)|No elegible|Fuera de las zonas)\s", last.strip()), layer
        fills.add(
            tuple(page.locator("path.place").evaluate_all("paths => paths.map((path) => path.getAttribute('fill'))"))
        )
    # Hot spots and the local Moran of the same score share colours, and may well pick out the same places.
    assert len(fills) >= len(options) - 1
    assert page.locator("#table tbody tr").count() == 20


def test_a_value_handed_down_is_striped_and_one_not_there_is_no_class(visit, published):
    values = (
        pd.read_csv(published / "values.csv", dtype={"code": str}).query("indicator == 'emigrants'").set_index("code")
    )
    page = visit("#layer=emigrants")
    codes = page.evaluate(f"{DATA}.units.code")
    fills = page.locator("path:is(.place, .lake)").evaluate_all(
        "paths => paths.map((path) => path.getAttribute('fill'))"
    )
    drawn = pd.Series(fills, index=codes).reindex(values.index)
    kind = drawn.str.extract(r"^(?:url\(#(\w+)-|(#))").bfill(axis=1)[0]
    told = values["status"].map({"inherited": "handed", "observed": "#", "not_monitored": "none"})
    assert set(told) == {"handed", "#", "none"}
    assert (kind == told).all()
    assert "Rayado: no medido en el lugar" in page.locator("#legend .keys").inner_text()


def test_a_place_below_the_gate_is_dotted(visit, scores):
    page = visit()
    code = scores.index[scores["gate"].eq("below_gate")][0]
    assert shape(page, code).get_attribute("fill").startswith("url(#gate-")
    assert "Punteado: datos insuficientes, sin puesto" in page.locator("#legend").inner_text()


def test_the_language_changes_everywhere_and_is_kept_by_the_address(visit):
    page = visit(f"#code={CITY}&layer=homicides")
    page.get_by_role("button", name="English").click()
    assert page.evaluate("document.documentElement.lang") == "en"
    whole = page.locator("body").inner_text()
    for words in ("What to do next", "Find a municipality or district", "Homicides", "Sources", "What it is not for"):
        assert words in whole
    for words in ("Qué", "Puesto", "sin dato", "Fuente"):
        assert words not in whole
    shoot(page, "panel_en")
    page.reload()
    page.wait_for_function("window.arraigo")
    assert state(page) == FIRST | {"lang": "en", "layer": "homicides", "code": CITY}


def test_a_list_stands_beside_the_map(visit, scores):
    page = visit()
    rows = page.locator("#table tbody tr")
    leader = scores["rank"].idxmin()
    assert scores.loc[leader, "name"] in rows.first.inner_text()
    assert re.search(r"1\.º\s+\(1\.º–\d+\.º\)", rows.first.inner_text())
    page.get_by_label("País").select_option("HND")
    assert all("Honduras" in text for text in rows.all_inner_texts())
    page.get_by_label("Filas").select_option("60")
    assert rows.count() == 60
    rows.nth(1).get_by_role("button").click()
    assert page.locator("#panel h2").is_visible()
    page.get_by_role("button", name="Volver a la lista").click()
    assert rows.count() == 60


def test_types_are_listed_in_order_and_mixed_ones_last(visit):
    page = visit("#layer=type")
    page.get_by_label("Filas").select_option("Infinity")
    shoot(page, "types")
    told = [text.strip() for text in page.locator("#table td.class").all_inner_texts()]
    assert told == sorted(told, key=lambda text: (text == "Mixto", text))


def test_the_keyboard_is_enough(visit):
    page = visit()
    page.get_by_role("combobox", name="Buscar").focus()
    page.keyboard.type("san juan")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#found [aria-selected=true]")
    assert chosen.get_attribute("id") == page.locator("#search").get_attribute("aria-activedescendant")
    name = chosen.locator("strong").inner_text()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == name
    page.keyboard.press("Escape")
    assert state(page)["code"] is None
    assert page.locator("#table").is_visible()
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_every_control_has_a_name(visit):
    page = visit(f"#code={CITY}")
    unnamed = """[...document.querySelectorAll('button, select, input, summary')].filter((node) =>
      node.checkVisibility() && !(node.textContent.trim() || node.ariaLabel || node.labels?.length))"""
    assert page.evaluate(f"{unnamed}.map((node) => node.outerHTML)") == []


def test_it_fits_a_small_screen(visit):
    page = visit(width=360, height=740)
    shoot(page, "small_es", full_page=True)
    assert page.locator("#arraigo_map").bounding_box()["height"] >= 300
    for layer in page.evaluate(f"{DATA}.layers.map(({{id}}) => id)"):
        page.evaluate("layer => arraigo.setLayer(layer)", layer)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 360, layer
    page.evaluate("code => { arraigo.setLanguage('en'); arraigo.select(code); }", CITY)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    shoot(page, "small_en", full_page=True)


def test_a_place_chosen_on_a_small_screen_comes_into_view(visit):
    page = visit(width=360, height=740)
    page.get_by_role("combobox", name="Buscar").fill("quetzaltenango")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#panel h2').getBoundingClientRect().top < 300")


def test_on_paper_the_legend_and_the_sources_stay_and_the_controls_go(visit):
    page = visit(f"#code={CITY}")
    page.emulate_media(media="print")
    assert page.locator("#legend").is_visible()
    assert page.locator("#sources li").first.is_visible()
    assert page.locator(".caution").is_visible()
    for control in ("#search", "#layer", "#print", "#home", "#tiles"):
        assert not page.locator(control).is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_the_map_states_when_how_and_for_what_it_was_made(visit):
    page = visit()
    footer = page.locator("#footer").inner_text()
    for words in ("Guatemala (2019)", "El Salvador (anteriores a 2024)", "Honduras (sin fecha)", "Datos: ", "semilla "):
        assert words in footer
    assert "No sirve para decidir sobre personas o familias" in page.locator(".caution").inner_text()


def test_a_source_is_named_once_with_its_years(visit):
    page = visit()
    known = set(page.evaluate(f"Object.values({DATA}.sources).map(({{producer}}) => producer)"))
    for layer in page.evaluate(f"{DATA}.layers.filter(({{kind}}) => kind === 'indicator').map(({{id}}) => id)"):
        page.locator("#layer").select_option(layer)
        line = page.locator("#about .source").inner_text()
        producers = [part.rpartition(" (")[0] for part in line.removeprefix("Fuente: ").split("); ")]
        assert len(producers) == len(set(producers)), line
        assert set(producers) <= known, line


def test_nonsense_in_the_address_is_the_first_view(visit):
    page = visit("#lang=xx&layer=%3Cb%3E&code=__proto__&scheme=toString&firm=2")
    assert state(page) == FIRST


def test_a_name_with_markup_is_text(visit, tmp_path):
    topology = world.topology(names={"GT0101": MARKUP})
    codes = world.codes_of(topology)
    tables = {"scores": world.scores(codes), "values": world.values(codes), "types": world.types(codes)}
    file = tmp_path / "map.html"
    file.write_text(build_page(topology, catalogue=world.catalogue(), run=world.RUN, **tables), encoding="utf-8")
    page = visit("#code=GT0101", file=file)
    assert page.locator("#panel h2").inner_text() == MARKUP
    page.locator("#search").fill("onerror")
    assert MARKUP in page.locator("#found").inner_text()
    shape(page, "GT0101").hover()
    assert MARKUP in page.locator(".tip").inner_text()
    assert page.locator("img[src=x]").count() == 0


def test_one_is_told_as_one(visit, tmp_path):
    topology = world.topology()
    codes = world.codes_of(topology)
    scores = world.scores(codes).assign(flags="dominated:victims")
    tables = {"scores": scores, "values": world.values(codes), "types": None}
    file = tmp_path / "map.html"
    file.write_text(build_page(topology, catalogue=world.catalogue(), run=world.RUN, **tables), encoding="utf-8")
    page = visit("#code=GT0101", file=file)
    told = page.locator("#panel").inner_text()
    assert "Un indicador no público cuenta y no se muestra." in told
    assert "viene de un solo indicador: un indicador que no es público." in told
