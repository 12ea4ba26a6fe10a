"""Use the app as a planner would, in a browser that can reach nothing but this machine."""

from __future__ import annotations

import pytest

from tests.browser.desk import SHOTS, serve, shoot, until, wait_for_map
from tests.dashboards import world

pytestmark = pytest.mark.browser


def row(page, name):
    return page.locator(".ag-center-cols-container .ag-row", has_text=name)


def on_map(page):
    return page.evaluate("document.getElementById('map').contentWindow.arraigo.state()")


def test_a_row_opens_the_panel_and_is_found_on_the_map(sit):
    page = sit()
    row(page, "Ávila").click()
    page.locator("#panel.open h2", has_text="Ávila").wait_for()
    wait_for_map(page, code="AA0102")
    assert page.url.endswith("?code=AA0102")
    assert "entre el 1.º y el 6.º" in page.locator("#panel").inner_text()
    assert "no medido en el lugar: dato del departamento" in page.locator("#panel").inner_text()
    assert page.locator("#spoken").inner_text().startswith("Ávila.")
    shoot(page, "app_es")


def test_a_place_on_the_map_opens_the_panel_and_is_found_in_the_table(sit):
    page = sit()
    page.frame_locator("#map").locator("path.place").nth(3).click()
    page.locator("#panel.open h2", has_text="Duraznal").wait_for()
    page.locator(".ag-center-cols-container .ag-row-selected", has_text="Duraznal").wait_for()
    assert page.url.endswith("?code=AA0202")


def test_the_language_changes_everywhere_and_the_choice_stays(sit):
    page = sit("/?code=AA0101")
    page.locator("#panel h2", has_text="Alfa").wait_for()
    page.get_by_role("button", name="EN", exact=True).click()
    page.get_by_role("heading", name="Places by priority").wait_for()
    page.locator("#panel", has_text="in nine of ten simulations").wait_for()
    wait_for_map(page, lang="en", code="AA0101")
    assert page.get_by_role("columnheader", name="Interval", exact=True).is_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title() == "Test priority"
    assert page.get_by_role("button", name="EN", exact=True).get_attribute("aria-pressed") == "true"
    shoot(page, "app_en")
    page.go_back()
    page.get_by_role("heading", name="Lugares por prioridad").wait_for()
    wait_for_map(page, lang="es", code="AA0101")


def test_a_link_opens_the_same_view(sit):
    page = sit("/?lang=en&code=BB0201")
    page.locator("#panel h2", has_text="Gámbita").wait_for()
    page.locator(".ag-center-cols-container .ag-row-selected", has_text="Gámbita").wait_for()
    wait_for_map(page, lang="en", code="BB0201")
    assert "No rank: 23.0% of the weight of the data is known" in page.locator("#panel").inner_text()


def test_nonsense_in_the_link_is_the_first_view(sit):
    page = sit("/?lang=xx&code=%3Cb%3E&other=1")
    assert page.locator("#panel").inner_text().startswith("Elija un lugar")
    assert on_map(page)["code"] is None


def test_back_and_forward_work(sit):
    page = sit()
    row(page, "Alfa").click()
    page.locator("#panel h2", has_text="Alfa").wait_for()
    row(page, "Duraznal").click()
    page.locator("#panel h2", has_text="Duraznal").wait_for()
    page.go_back()
    page.locator("#panel h2", has_text="Alfa").wait_for()
    wait_for_map(page, code="AA0101")
    page.locator(".ag-center-cols-container .ag-row-selected", has_text="Alfa").wait_for()
    page.go_forward()
    page.locator("#panel h2", has_text="Duraznal").wait_for()


def test_the_table_is_searched_without_accents_and_narrowed(sit):
    page = sit()
    rows = page.locator(".ag-center-cols-container .ag-row")
    page.get_by_label("Buscar").fill("avila")
    page.locator("#count", has_text="1 de 8 lugares").wait_for()
    until(page, "document.querySelectorAll('.ag-center-cols-container .ag-row').length === 1")
    assert "Ávila" in rows.first.inner_text()
    page.get_by_label("Buscar").fill("")
    page.get_by_label("País").select_option("Boria")
    page.locator("#count", has_text="4 de 8 lugares").wait_for()
    page.get_by_label("Departamento").select_option("Sur")
    page.locator("#count", has_text="2 de 8 lugares").wait_for()
    page.get_by_label("País").select_option("Aria")
    page.locator("#count", has_text="4 de 8 lugares").wait_for()
    page.get_by_label("Buscar").fill("nadie")
    page.locator("#count", has_text="Ningún lugar responde").wait_for()


def test_places_without_a_rank_stay_last_whichever_way_the_table_is_sorted(sit):
    page = sit()
    first = "document.querySelector('.ag-row[row-index=\"0\"] .ag-cell[col-id=name]').textContent"
    page.get_by_role("columnheader", name="Puesto").click()
    until(page, f"{first} === 'San José de la Frontera y Valle Largo del Norte'")
    assert row(page, "Hondo").get_attribute("row-index") in {"6", "7"}


def test_the_keyboard_is_enough(sit):
    page = sit()
    page.get_by_role("columnheader", name="Lugar").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#panel h2", has_text="Alfa").wait_for()
    wait_for_map(page, code="AA0101")
    page.keyboard.press("Escape")
    page.locator("#panel", has_text="Elija un lugar").wait_for()
    wait_for_map(page, code=None)


def test_the_panel_closes_and_the_map_lets_go(sit):
    page = sit("/?code=AA0101&lang=en")
    page.get_by_role("link", name="Close Alfa").or_(page.locator("#close")).click()
    page.locator("#panel", has_text="Choose a place").wait_for()
    wait_for_map(page, code=None, lang="en")
    until(page, "!document.querySelector('.ag-row-selected')")


def test_a_name_with_markup_is_text(sit):
    page = sit("/?code=AA0201")
    page.locator("#panel h2", has_text=world.MARKUP).wait_for()
    assert page.locator("img[src=x]").count() == 0
    assert row(page, world.MARKUP).count() == 1


def test_files_are_downloaded_from_the_menu(sit):
    page = sit()
    page.locator("#downloads-label").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tabla (CSV)").click()
    assert waiting.value.suggested_filename == "scores.csv"
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="Tabla (CSV)").is_visible()


def test_two_readers_do_not_disturb_each_other(sit):
    one, other = sit("/?code=AA0101"), sit("/?lang=en&code=BB0101")
    row(one, "Duraznal").click()
    one.locator("#panel h2", has_text="Duraznal").wait_for()
    assert "Eneida" in other.locator("#panel h2").inner_text()
    assert on_map(other)["code"] == "BB0101"


def test_hurried_choices_end_on_the_last_one(sit):
    page = sit()
    for name in ("Alfa", "Ávila", "Duraznal", "Eneida", "Alfa", "Ávila"):
        row(page, name).click()
    page.locator("#panel h2", has_text="Ávila").wait_for()
    wait_for_map(page, code="AA0102")
    page.wait_for_timeout(500)
    assert page.url.endswith("?code=AA0102")
    assert on_map(page)["code"] == "AA0102"


def test_it_fits_a_small_screen(sit):
    page = sit(width=360, height=740)
    row(page, "San José de la Frontera").click()
    page.locator("#panel h2", has_text="San José de la Frontera").wait_for()
    until(page, "document.getElementById('panel').getBoundingClientRect().top < 100")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    assert page.evaluate("document.getElementById('map').contentDocument.scrollingElement.scrollWidth") <= 360
    shoot(page, "app_small")


def test_the_map_leaves_heading_list_and_panel_to_the_app(sit):
    page = sit("/?code=AA0101")
    inside = page.frame_locator("#map")
    wait_for_map(page, code="AA0101")
    assert inside.locator("#legend").is_visible()
    assert inside.locator("#layer").is_visible()
    assert not inside.locator(".top").is_visible()
    assert not inside.locator("#reading").is_visible()


def test_what_the_map_is_turned_to_stands_in_the_address(sit, scored):
    page = sit(at=scored)
    page.frame_locator("#map").get_by_label("Qué muestra el mapa").select_option("Origen")
    page.wait_for_url("**layer=origin")
    page.go_back()
    wait_for_map(page, layer="priority")
    page.evaluate("arraigo.go({view: 'types'})")
    wait_for_map(page, layer="type")
    assert "layer=" not in page.url


def test_a_link_is_copied_or_offered_for_copying(sit, scored):
    page = sit("/?code=AA0101", at=scored)
    page.get_by_role("button", name="Copiar enlace").click()
    field = page.locator("#link input")
    field.wait_for()
    assert field.input_value() == page.url
    page.locator("#link [role=status]", has_text="nlace").wait_for()


@pytest.fixture
def replaced(tmp_path_factory):
    """Serve a folder whose results are replaced while the app shows them."""
    folder = world.publish_scored(tmp_path_factory.mktemp("replaced"))
    with serve(folder) as (where, _):
        yield folder, where


def test_new_results_are_announced_and_not_mixed_in(replaced, sit):
    folder, where = replaced
    page = sit(at=where)
    world.publish_scored(folder, seed=8)
    # The page looks at most every five seconds.
    page.wait_for_timeout(5100)
    row(page, "Alfa").click()
    page.locator("#notice", has_text="Hay resultados nuevos").wait_for()


def test_the_page_is_ready_for_paper(sit, scored):
    page = sit("/?code=AA0101&w=origin:2", at=scored)
    page.locator("#certainty", has_text="200").wait_for()
    SHOTS.mkdir(exist_ok=True)
    page.pdf(path=SHOTS / "app_print.pdf", prefer_css_page_size=True)
    page.emulate_media(media="print")
    for hidden in (".tools", ".views", ".filters", "#own-reset"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator("#own h2").is_visible()
    assert page.locator("#panel h2", has_text="Alfa").is_visible()
