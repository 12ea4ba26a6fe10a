"""Open every view in both languages as a planner would: by the menu, by a link, with the keys for back and forward."""

from __future__ import annotations

import pytest

from tests.browser.desk import VIEWS, map_frame, settle, shoot, sideways, until, wait_for_map
from tests.dashboards import world

pytestmark = pytest.mark.browser

MENU = {
    "es": ("Prioridad", "Comparar", "Tipos", "Zonas", "Elegir lugares", "Alcance", "Calidad", "Método", "Descargas"),
    "en": ("Priority", "Compare", "Types", "Zones", "Choose places", "Reach", "Quality", "Method", "Downloads"),
}
SAYS = {
    "es": {
        "ranking": "Lugares por prioridad",
        "compare": "Alfa va antes que San José de la Frontera y Valle Largo del Norte: sus intervalos no se tocan",
        "types": "Tipo 1. Origen y violencia altos",
        "space": "Punto caliente",
        "target": "El conjunto del estudio",
        "reach": "con el 75% de los lugares, la lista completa alcanza al 95%",
        "quality": "Lo que falta no cuenta como cero",
        "method": "Lo que falta nunca es cero",
        "downloads": "Todo el estudio (8 lugares)",
    },
    "en": {
        "ranking": "Places by priority",
        "compare": "Alfa comes before San José de la Frontera y Valle Largo del Norte: their intervals do not touch",
        "types": "Type 1. High origin and violence",
        "space": "Hot spot",
        "target": "The set of the study",
        "reach": "75% of the places",
        "quality": "never counted as zero",
        "method": "never zero",
        "downloads": "The whole study (8 places)",
    },
}
ADDRESS = {"compare": "&vs=AA0101,BB0102"}
LAYER = {"types": "type", "space": "hotspot", "target": "selected"}
"""What the map turns to by itself."""
ORDER = [(lang, view) for lang in MENU for view in VIEWS]


def open_by_menu(page, name):
    page.locator("#menu").get_by_role("button", name=name, exact=True).click()
    page.locator('#menu [aria-current="page"]', has_text=name).wait_for()


@pytest.mark.parametrize(("lang", "view"), ORDER)
def test_a_view_opens_by_the_menu_and_by_its_link_and_says_what_it_should(sit, lang, view):
    page = sit(f"/?lang={lang}")
    named, said = MENU[lang][VIEWS.index(view)], SAYS[lang][view]
    open_by_menu(page, named)
    if view == "compare":
        page.evaluate("arraigo.go({ vs: 'AA0101,BB0102' })")
    page.locator("main", has_text=said).wait_for()
    if view in LAYER:
        wait_for_map(page, layer=LAYER[view])
    address = page.url
    assert ("view=" in address) == (view != "ranking")
    shoot(page, f"view_{view}_{lang}_wide")

    # Back is where the reader was, forward is the view again.
    if view != "ranking":
        page.go_back()
        if view == "compare":
            page.go_back()
        page.locator('#menu [aria-current="page"]', has_text=MENU[lang][0]).wait_for()
        page.locator("#ranking .ag-row").first.wait_for()
        page.go_forward()
        if view == "compare":
            page.go_forward()
        page.locator("main", has_text=said).wait_for()
    page.close()

    # Who gets the link on a telephone reads the same, and nothing stands out at the side.
    other = sit(address.removeprefix(address.partition("/?")[0]), width=360, height=740)
    other.locator("main", has_text=said).wait_for()
    assert other.locator('#menu [aria-current="page"]').inner_text() == named
    assert sideways(other) <= 0
    shoot(other, f"view_{view}_{lang}_small")


@pytest.mark.parametrize(("lang", "words"), [("es", "sin puesto"), ("en", "no rank")])
def test_a_place_without_a_rank_says_so_in_the_table(sit, lang, words):
    page = sit(f"/?lang={lang}")
    cells = page.locator("#ranking .ag-pinned-left-cols-container .ag-row, #ranking .ag-center-cols-container .ag-row")
    cells.filter(has_text=words).first.wait_for()
    assert cells.filter(has_text=words).count() == 2


def test_two_places_are_compared_and_one_is_let_go(sit):
    page = sit("/?view=compare&lang=en")
    page.locator("#set-q, #view-set-q").fill("avil")
    page.locator("#set-q, #view-set-q").press("Enter")
    page.locator("#view").get_by_role("button", name="Ávila").click()
    page.wait_for_url("**vs=AA0102**")
    page.evaluate("arraigo.go({ vs: 'AA0102,AA0101' })")
    page.locator("#view", has_text="Alfa").wait_for()
    page.get_by_role("button", name="Take Ávila out of the comparison").click()
    page.wait_for_url("**vs=AA0101**")
    assert "AA0102" not in page.url


def test_a_type_narrows_the_ranking(sit):
    page = sit("/?view=types")
    page.locator("#view").get_by_role("button", name="Ver la lista de este tipo").first.click()
    page.locator("#count", has_text="2 de 8 lugares").wait_for()
    assert page.locator("#set-type").input_value() == "1"
    page.go_back()
    page.locator("#view h2", has_text="Tipos").wait_for()


def test_what_the_zones_show_on_the_map_is_chosen_beside_it(sit):
    page = sit("/?view=space")
    page.locator("#view").get_by_role("button", name="Lugares y vecinos", exact=True).click()
    wait_for_map(page, layer="lisa")
    assert "layer=lisa" in page.url
    page.locator("#view summary", has_text="Punto caliente").click()
    page.locator("#view").get_by_role("button", name="Alfa", exact=True).first.click()
    page.locator("#panel h2", has_text="Alfa").wait_for()
    wait_for_map(page, code="AA0101", layer="lisa")


def test_a_set_is_asked_for_held_and_given_back(sit):
    page = sit("/?view=target")
    page.locator("#set-k").fill("2")
    page.locator("#set-k").press("Tab")
    page.locator("#view h3", has_text="Conjunto propio").wait_for()
    assert "k=2" in page.url
    assert page.locator("#view", has_text="Los 2 lugares").count()
    marks = map_frame(page).locator("#legend [data-mark]")
    until(page, "document.getElementById('map').contentDocument.querySelector('#legend [data-mark=chosen]')")
    assert "(2 lugares)" in marks.first.inner_text()
    page.evaluate("arraigo.go({ in: 'BB0102' })")
    page.locator("#view", has_text="Deben estar:").wait_for()
    assert page.locator("#view .ranked, #view .listed").get_by_role("button", name="San José de la Frontera").count()
    page.get_by_role("button", name="Volver a lo que pide el estudio").click()
    page.locator("#view h3", has_text="El conjunto del estudio").wait_for()
    assert "in=" not in page.url
    wait_for_map(page, layer="selected")
    assert not marks.count()


def test_rules_that_contradict_each_other_are_named(sit):
    page = sit("/?view=target&k=2&quota=country=AAA:2-2,country=BBB:1-")
    page.locator("#view", has_text="No hay conjunto que cumpla lo pedido").wait_for()
    assert "Afloje o quite una de ellas" in page.locator("#view").inner_text()


def test_reach_follows_the_number_of_places(sit):
    page = sit("/?view=reach&lang=es")
    page.locator("#set-k").fill("2")
    page.locator("#set-k").press("Tab")
    page.locator("#view", has_text="con el 50% de los lugares, la lista completa alcanza al 80%").wait_for()


def test_a_part_is_taken_away_under_a_plain_name(sit):
    page = sit("/?view=downloads&department=AA02&lang=en")
    link = page.locator("#view").get_by_role("link", name="csv", exact=True)
    with page.expect_download() as waiting:
        link.nth(1).click()
    name = waiting.value.suggested_filename
    assert name.endswith((".csv", ".zip"))
    assert not set("<>\"'/\\ ") & set(name)


@pytest.mark.parametrize("view", VIEWS)
def test_a_name_with_markup_is_text_in_every_view(sit, view):
    page = sit(f"/?view={view}&vs=AA0201,AA0101&code=AA0201&in=AA0201&k=3")
    page.locator("#view h2:visible, #panel h2:visible").first.wait_for()
    assert page.locator("img[src=x]").count() == 0
    assert page.frame_locator("#map").locator("img[src=x]").count() == 0
    if view in {"compare", "target"}:
        page.locator("#view", has_text=world.MARKUP).wait_for()


def test_a_very_long_name_stays_inside_its_room(sit):
    for view in ("ranking", "compare", "target"):
        page = sit(f"/?view={view}&code=BB0102&vs=BB0102,AA0101&in=BB0102", width=360, height=740)
        page.locator("main", has_text="San José de la Frontera").wait_for()
        settle(page)
        assert sideways(page) <= 0, view
        page.close()
