"""Watch what a page asks its server for, and when: the map does not wait for Dash, a choice is one question."""

from __future__ import annotations

import re

import pytest

from tests.browser.desk import listen, map_frame, serve, settle, until, wait_for_map
from tests.dashboards import world

pytestmark = pytest.mark.browser

ROWS = "#ranking .ag-center-cols-container .ag-row"
FOR_VIEWS = "/dash/dcc/"
SCRIPTS = f"script[src*='{FOR_VIEWS}']:not([src*=async])"


def told(page):
    """Keep the paths of what is asked from here on."""
    asked = []
    page.on("request", lambda request: asked.append(re.sub(r"^https?://[^/]+|\?.*$", "", request.url)))
    return asked


@pytest.mark.parametrize(
    ("lang", "title", "sentence"),
    [("es", "Prioridad de prueba", "Alfa. Puesto"), ("en", "Test priority", "Alfa. Rank")],
)
def test_the_words_and_the_map_do_not_wait_for_the_table(reader, little, lang, title, sentence):
    page, faults, held = reader.new_page(), [], []
    listen(page, faults, at=little)
    page.route("**/dash_ag_grid.*", lambda route: held.append(route))  # noqa: PLW0108 - a built-in cannot be marked
    page.goto(f"{little}/?lang={lang}&code=AA0101&layer=p_top", wait_until="commit")
    wait_for_map(page, lang=lang, layer="p_top")
    assert page.locator("h1").inner_text() == title
    assert page.title() == title
    colours = map_frame(page).locator("path.place").evaluate_all("all => all.map((path) => path.getAttribute('fill'))")
    assert len(set(colours)) > 1
    assert page.locator(ROWS).count() == 0
    # The map was ready before anybody listened, and is told all the same what the address asks for.
    (script,) = held
    script.continue_()
    settle(page)
    wait_for_map(page, code="AA0101")
    until(page, f"document.getElementById('spoken').textContent.startsWith('{sentence}')")
    page.close()
    assert faults == []


def test_a_map_that_was_ready_first_is_told_what_it_missed(reader, little):
    page, held = reader.new_page(), []
    page.route("**/dash_ag_grid.*", lambda route: held.append(route))  # noqa: PLW0108 - a built-in cannot be marked
    page.goto(f"{little}/?at=14.5,-88.5,11.5", wait_until="commit")
    wait_for_map(page, lang="es")
    frame = map_frame(page)
    assert frame.evaluate("arraigo_map.getZoom()") != 11.5
    held[0].continue_()
    settle(page)
    page.wait_for_timeout(300)
    assert frame.evaluate("arraigo_map.getZoom()") == 11.5
    page.close()


def test_a_choice_is_one_question_and_what_takes_long_another(sit, scored):
    page = sit("/", at=scored)
    asked = told(page)
    page.locator(ROWS).nth(4).click()
    page.locator("#panel.open h2").wait_for()
    until(page, "!document.querySelector('#panel [aria-busy]')")
    page.wait_for_load_state("networkidle")
    assert [path for path in asked if path != "/live/fresh"] == ["/live/place", "/live/entry"]
    assert page.locator("#panel .entry li, #panel .entry p").count() > 0
    # Another layer is none of the panel's business.
    page.evaluate("arraigo.go({ layer: 'p_top' })")
    wait_for_map(page, layer="p_top")
    page.locator("#panel [aria-pressed=false]", has_text="Debe estar").first.click()
    page.locator("#panel [aria-pressed=true]", has_text="Debe estar").wait_for()
    assert [path for path in asked if path == "/live/place"] == ["/live/place"] * 2


def test_a_choice_that_nobody_answers_says_so(browser, tmp_path):
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(8000)
    page = context.new_page()
    with serve(world.publish_scored(tmp_path / "gone")) as (address, program):
        page.goto(address)
        settle(page)
        program.terminate()
        program.wait()
        page.locator(ROWS).nth(1).click()
        page.locator("#notice", has_text="no responde").wait_for()
        assert page.locator("#panel.open").count() == 0
    context.close()


def test_what_only_views_need_comes_with_the_first_of_them(sit):
    page = sit("/")
    assert page.locator(SCRIPTS).count() == 0
    asked = told(page)
    for name in ("Elegir lugares", "Método", "Elegir lugares"):
        page.locator("#menu").get_by_role("button", name=name, exact=True).click()
        page.locator("#view h2", has_text=name).first.wait_for()
    fetched = [path for path in asked if FOR_VIEWS in path and "async" not in path]
    assert len(fetched) == len(set(fetched)) == 2
    # A page that opens on a view has them from the start.
    assert sit("/?view=method").locator(SCRIPTS).count() == 2


def test_a_view_whose_scripts_were_lost_opens_when_they_come(reader, little):
    page = reader.new_page()
    page.goto(little)
    settle(page)
    page.route(f"**{FOR_VIEWS}**", lambda route: route.abort())
    page.locator("#menu").get_by_role("button", name="Método", exact=True).click()
    page.locator("#notice", has_text="no responde").wait_for()
    page.unroute(f"**{FOR_VIEWS}**")
    # The same view is asked for by whatever is chosen next.
    page.evaluate("arraigo.go({ code: 'AA0101' })")
    page.locator("#view h2", has_text="Método").first.wait_for()
    until(page, "!document.querySelector('#notice [data-notice=lost]')")
    page.close()


def test_a_view_that_nobody_knows_is_the_ranking(sit):
    # Every object of JavaScript answers to this name.
    page = sit("/?view=constructor&code=AA0101")
    page.locator("#panel.open h2").wait_for()
    assert page.locator("#main").get_attribute("class") == "main"
    assert page.locator(ROWS).count() > 0
    wait_for_map(page, layer="priority", code="AA0101")


def test_the_language_asks_for_no_view_where_none_is_open(sit):
    page = sit("/")
    asked = told(page)
    page.locator("#lang-en").click()
    page.locator(".ag-header-cell-text", has_text="Place").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert not any(FOR_VIEWS in path for path in asked)
    assert page.locator("h1").inner_text() == "Test priority"
    assert page.locator("#menu button").first.inner_text() == "Priority"
    assert page.locator("#panel").inner_text().startswith("Choose a place")
    assert page.locator("#downloads a").first.get_attribute("href").startswith("/download/")


def test_a_held_map_leaves_the_address_alone(sit):
    page = sit("/")
    before = map_frame(page).evaluate("location.hash")
    page.evaluate("arraigo.go({ layer: 'origin' })")
    wait_for_map(page, layer="origin")
    assert map_frame(page).evaluate("location.hash") == before
