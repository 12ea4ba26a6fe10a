"""Use the app without a mouse, and look with axe-core for what would shut somebody out."""

from __future__ import annotations

import pytest

from tests.browser.desk import VIEWS, axe_findings, focused, map_frame, until, wait_for_map

pytestmark = pytest.mark.browser

SHOWN = """(() => {
  const on = document.activeElement;
  const { outlineStyle, outlineWidth, borderTopWidth } = getComputedStyle(on);
  const bordered = on.matches(".ag-cell-focus") && borderTopWidth !== "0px";
  return (outlineStyle !== "none" && outlineWidth !== "0px") || bordered;
})()"""
"""Whether the focus is to be seen; a cell of the table has a border of its own for it."""
ABOUT = {
    "ranking": "&code=AA0102",
    "compare": "&vs=AA0101,BB0101",
    "target": "&k=2&in=AA0102&quota=country=AAA:1-",
    "reach": "&code=AA0101",
}


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_serious(sit, scored, view, lang):
    page = sit(f"/?view={view}&lang={lang}{ABOUT.get(view, '')}")
    page.evaluate("document.querySelectorAll('#view details').forEach((one) => { one.open = true; })")
    assert axe_findings(page) == []
    if view in {"ranking", "space"}:
        assert axe_findings(map_frame(page)) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert axe_findings(page) == []


@pytest.mark.parametrize("lang", ["es", "en"])
def test_axe_finds_nothing_serious_with_drawer_and_panel_open(sit, scored, lang):
    page = sit(f"/?lang={lang}&code=AA0101&w=origin:2", at=scored)
    page.locator("#weigh").click()
    page.locator("#weight-origin").wait_for()
    page.locator("#certainty", has_text="200").wait_for()
    page.locator("#downloads-label").click()
    page.evaluate("document.querySelectorAll('#drawer details').forEach((one) => { one.open = true; })")
    assert axe_findings(page) == []


def test_the_skip_link_comes_first_and_leads_past_the_map(sit):
    page = sit()
    page.keyboard.press("Tab")
    assert focused(page) == "A skip Ir al contenido"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert focused(page).startswith("H2 ranking-label")


def test_the_skip_link_leads_to_the_view_that_is_open(sit):
    page = sit("/?view=types")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(page, "document.getElementById('view').contains(document.activeElement)")


def test_tab_reaches_every_part_in_the_order_of_the_page_and_is_always_seen(sit):
    page = sit("/?code=AA0101")
    page.locator("#panel h2", has_text="Alfa").wait_for()
    parts = []
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body") or parts[-1:] == ["panel"]:
            break
        inside = page.evaluate("document.activeElement.id === 'map'")
        assert inside or page.evaluate(SHOWN), focused(page)
        part = page.evaluate(
            "document.activeElement.closest('.skip, .tools, #menu, .stage, .headed, .filters, #ranking, #panel')"
            "?.matches('.skip, .tools, #menu, .stage, .headed, .filters, #ranking, #panel') && "
            "['skip', 'tools', 'menu', 'stage', 'headed', 'filters', 'ranking', 'panel'].find((name) => "
            "document.activeElement.closest(`.${name}, #${name}`) && name !== 'ranking') "
            "|| (document.activeElement.closest('#ranking') ? 'table' : 'elsewhere')"
        )
        if not parts or parts[-1] != part:
            parts.append(part)
    assert parts == ["skip", "tools", "menu", "stage", "headed", "filters", "table", "panel"]


def test_a_view_is_opened_from_the_menu_and_the_focus_is_not_lost(sit):
    page = sit()
    button = page.locator("#menu").get_by_role("button", name="Tipos")
    button.focus()
    page.keyboard.press("Enter")
    page.locator("#view h2", has_text="Tipos").wait_for()
    assert focused(page) == "BUTTON Tipos"
    assert page.locator("#told").inner_text() == "Tipos"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#view h2", has_text="Zonas").wait_for()
    assert focused(page) == "BUTTON Zonas"


def test_a_type_opened_from_its_card_leaves_the_focus_in_the_ranking(sit):
    page = sit("/?view=types")
    page.locator("#view").get_by_role("button", name="Ver la lista de este tipo").first.focus()
    page.keyboard.press("Enter")
    page.locator("#count", has_text="2 de 8 lugares").wait_for()
    until(page, "document.activeElement.closest('.ranking') !== null")
    assert page.locator("#count").get_attribute("role") == "status"


def test_a_place_is_taken_out_of_the_comparison_and_the_focus_stays_in_the_view(sit):
    page = sit("/?view=compare&vs=AA0101,BB0101")
    page.locator("#view").get_by_role("button", name="Quitar Eneida de la comparación").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**vs=AA0101")
    page.locator("#view").get_by_role("button", name="Quitar Eneida de la comparación").wait_for(state="detached")
    until(page, "document.getElementById('view').contains(document.activeElement)")


def test_a_place_is_opened_read_out_and_closed_without_a_mouse(sit):
    page = sit()
    page.get_by_role("columnheader", name="Lugar").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#panel h2", has_text="Alfa").wait_for()
    until(page, "document.getElementById('spoken').textContent.startsWith('Alfa')")
    assert page.locator("#spoken").get_attribute("role") == "status"
    page.locator("#close").focus()
    page.keyboard.press("Enter")
    page.locator("#panel", has_text="Elija un lugar").wait_for()
    wait_for_map(page, code=None)
    until(page, "document.activeElement !== document.body")


def test_menus_close_with_escape_and_give_the_focus_back(sit):
    page = sit()
    page.locator("#downloads-label").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Tabla (CSV)").focus()
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="Tabla (CSV)").is_visible()
    assert focused(page).startswith("SUMMARY downloads-label")


def test_the_arrow_keys_go_through_the_places_of_the_map(sit):
    page = sit()
    inside = page.frame_locator("#map")
    inside.locator("#arraigo_map").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator("#panel.open h2").wait_for()
    assert page.url.count("code=") == 1
