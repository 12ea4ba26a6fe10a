"""Use the app as a planner would, in a browser that can reach nothing but this machine."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dashboards import world

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
SHOTS = Path(__file__).parent / "shots"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where the app listens: started as a person starts it, on a port that is free."""
    yield from serve(world.publish(tmp_path_factory.mktemp("5_published")))


@pytest.fixture(scope="module")
def scored_address(tmp_path_factory):
    """Where the study listens whose scores can be made again."""
    yield from serve(world.publish_scored(tmp_path_factory.mktemp("scored")))


def serve(folder):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "dashboards", str(folder), "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout.readline().startswith("arraigo: http://")
        yield f"http://127.0.0.1:{port}"
        program.terminate()


@pytest.fixture(scope="module")
def context(browser):
    """One reader's browser, which keeps the scripts it has fetched and finds no other host."""
    context = browser.new_context(reduced_motion="reduce")
    context.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: route.abort())
    yield context
    context.close()


@pytest.fixture
def visit(context, address):
    """Open the app; in the end nothing may have been asked of another host, and the console holds no error."""
    pages, faults = [], []

    def open_(path="/", *, width=1366, height=768, at=address):
        page = context.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.on("request", lambda asked: None if asked.url.startswith((at, "data:")) else faults.append(asked.url))
        page.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: (faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.goto(at + path)
        page.locator("#ranking .ag-center-cols-container .ag-row").first.wait_for()
        wait_until(page, "document.getElementById('map').contentWindow.arraigo?.state()")
        return page

    yield open_
    for page in pages:
        page.close()
    assert faults == []


def wait_until(page, holds, arg=None):
    """Wait for an expression, or for what a function says of `arg`: the page's policy keeps the driver from it."""
    look = f"(() => {{ const held = ({holds}); return typeof held === 'function' ? held(arg) : held; }})()"
    page.evaluate(
        f"""([arg, end]) => new Promise((done, fail) => {{
          const look = () => {{
            if ({look}) done();
            else if (performance.now() > end) fail(new Error("it never came to hold"));
            else setTimeout(look, 15);
          }};
          end += performance.now();
          look();
        }})""",
        [arg, 15_000],
    )


def row(page, name):
    return page.locator(".ag-center-cols-container .ag-row", has_text=name)


def on_map(page):
    return page.evaluate("document.getElementById('map').contentWindow.arraigo.state()")


def wait_for_map(page, **wanted):
    for key, value in wanted.items():
        wait_until(
            page,
            "([key, value]) => document.getElementById('map').contentWindow.arraigo.state()[key] === value",
            arg=[key, value],
        )


def shoot(page, name):
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"app_{name}.png")


def test_a_row_opens_the_panel_and_is_found_on_the_map(visit):
    page = visit()
    row(page, "Ávila").click()
    page.locator("#panel.open h2", has_text="Ávila").wait_for()
    wait_for_map(page, code="AA0102")
    assert page.url.endswith("?code=AA0102")
    assert "entre el 1.º y el 6.º" in page.locator("#panel").inner_text()
    assert "no medido en el lugar: dato del departamento" in page.locator("#panel").inner_text()
    assert page.locator("#spoken").inner_text().startswith("Ávila.")
    shoot(page, "es")


def test_a_place_on_the_map_opens_the_panel_and_is_found_in_the_table(visit):
    page = visit()
    page.frame_locator("#map").locator("path.place").nth(3).click()
    page.locator("#panel.open h2", has_text="Duraznal").wait_for()
    page.locator(".ag-center-cols-container .ag-row-selected", has_text="Duraznal").wait_for()
    assert page.url.endswith("?code=AA0202")


def test_the_language_changes_everywhere_and_the_choice_stays(visit):
    page = visit("/?code=AA0101")
    page.locator("#panel h2", has_text="Alfa").wait_for()
    page.get_by_role("button", name="EN", exact=True).click()
    page.get_by_role("heading", name="Places by priority").wait_for()
    page.locator("#panel", has_text="in nine of ten simulations").wait_for()
    wait_for_map(page, lang="en", code="AA0101")
    assert page.get_by_role("columnheader", name="Interval", exact=True).is_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title() == "Test priority"
    assert page.get_by_role("button", name="EN", exact=True).get_attribute("aria-pressed") == "true"
    shoot(page, "en")
    page.go_back()
    page.get_by_role("heading", name="Lugares por prioridad").wait_for()
    wait_for_map(page, lang="es", code="AA0101")


def test_a_link_opens_the_same_view(visit):
    page = visit("/?lang=en&code=BB0201")
    page.locator("#panel h2", has_text="Gámbita").wait_for()
    page.locator(".ag-center-cols-container .ag-row-selected", has_text="Gámbita").wait_for()
    wait_for_map(page, lang="en", code="BB0201")
    assert "No rank: 23.0% of the weight of the data is known" in page.locator("#panel").inner_text()


def test_nonsense_in_the_link_is_the_first_view(visit):
    page = visit("/?lang=xx&code=%3Cb%3E&other=1")
    assert page.locator("#panel").inner_text().startswith("Elija un lugar")
    assert on_map(page)["code"] is None


def test_back_and_forward_work(visit):
    page = visit()
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


def test_the_table_is_searched_without_accents_and_narrowed(visit):
    page = visit()
    rows = page.locator(".ag-center-cols-container .ag-row")
    page.get_by_label("Buscar").fill("avila")
    page.locator("#count", has_text="1 de 8 lugares").wait_for()
    wait_until(page, "document.querySelectorAll('.ag-center-cols-container .ag-row').length === 1")
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


def test_places_without_a_rank_stay_last_whichever_way_the_table_is_sorted(visit):
    page = visit()
    names = ".ag-center-cols-container .ag-cell[col-id=name]"
    first = "([names, name]) => [...document.querySelectorAll(names)].some((cell) => "
    first += "cell.textContent === name && cell.closest('.ag-row').getAttribute('row-index') === '0')"
    page.get_by_role("columnheader", name="Puesto").click()
    wait_until(page, first, arg=[names, "San José de la Frontera y Valle Largo del Norte"])
    assert row(page, "Hondo").get_attribute("row-index") in {"6", "7"}


def test_the_keyboard_is_enough(visit):
    page = visit()
    page.get_by_role("columnheader", name="Lugar").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#panel h2", has_text="Alfa").wait_for()
    wait_for_map(page, code="AA0101")
    page.keyboard.press("Escape")
    page.locator("#panel", has_text="Elija un lugar").wait_for()
    wait_for_map(page, code=None)


def test_the_panel_closes_and_the_map_lets_go(visit):
    page = visit("/?code=AA0101&lang=en")
    page.get_by_role("link", name="Close Alfa").or_(page.locator("#close")).click()
    page.locator("#panel", has_text="Choose a place").wait_for()
    wait_for_map(page, code=None, lang="en")
    wait_until(page, "!document.querySelector('.ag-row-selected')")


def test_a_name_with_markup_is_text(visit):
    page = visit("/?code=AA0201")
    page.locator("#panel h2", has_text=world.MARKUP).wait_for()
    assert page.locator("img[src=x]").count() == 0
    assert row(page, world.MARKUP).count() == 1


def test_files_are_downloaded_from_the_menu(visit):
    page = visit()
    page.locator("#downloads-label").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tabla (CSV)").click()
    assert waiting.value.suggested_filename == "scores.csv"
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="Tabla (CSV)").is_visible()


def test_two_readers_do_not_disturb_each_other(visit):
    one, other = visit("/?code=AA0101"), visit("/?lang=en&code=BB0101")
    row(one, "Duraznal").click()
    one.locator("#panel h2", has_text="Duraznal").wait_for()
    assert "Eneida" in other.locator("#panel h2").inner_text()
    assert on_map(other)["code"] == "BB0101"


def test_hurried_choices_end_on_the_last_one(visit):
    page = visit()
    for name in ("Alfa", "Ávila", "Duraznal", "Eneida", "Alfa", "Ávila"):
        row(page, name).click()
    page.locator("#panel h2", has_text="Ávila").wait_for()
    wait_for_map(page, code="AA0102")
    page.wait_for_timeout(500)
    assert page.url.endswith("?code=AA0102")
    assert on_map(page)["code"] == "AA0102"


def test_it_fits_a_small_screen(visit):
    page = visit(width=360, height=740)
    row(page, "San José de la Frontera").click()
    page.locator("#panel h2", has_text="San José de la Frontera").wait_for()
    wait_until(page, "document.getElementById('panel').getBoundingClientRect().top < 100")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    assert page.evaluate("document.getElementById('map').contentDocument.scrollingElement.scrollWidth") <= 360
    shoot(page, "small")


def test_the_map_leaves_heading_list_and_panel_to_the_app(visit):
    page = visit("/?code=AA0101")
    inside = page.frame_locator("#map")
    wait_for_map(page, code="AA0101")
    assert inside.locator("#legend").is_visible()
    assert inside.locator("#layer").is_visible()
    assert not inside.locator(".top").is_visible()
    assert not inside.locator("#reading").is_visible()


def slide(page, id_, to):
    """Drag a slider to a number, as a hand does: every step is told."""
    page.evaluate(
        """([id, to]) => {
          const slider = document.getElementById(id);
          const from = Number(slider.value);
          for (const part of [0.5, 0.8, 1]) {
            slider.value = from + part * (to - from);
            slider.dispatchEvent(new Event("input", { bubbles: true }));
          }
          slider.dispatchEvent(new Event("change", { bubbles: true }));
        }""",
        [id_, to],
    )


def scores(page):
    cells = page.locator(".ag-center-cols-container .ag-cell[col-id=score]")
    return cells.all_inner_texts()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("es", ("Pesos y método", "Su ajuste, no el del estudio", "200 simulaciones")),
        ("en", ("Weights and method", "Your own setting, not the study's", "200 simulations")),
    ],
)
def test_a_slider_moves_the_table_the_map_and_the_banner(visit, scored_address, lang, words):
    open_, banner, sure = words
    page = visit(f"/?lang={lang}", at=scored_address)
    before = scores(page)
    page.get_by_role("button", name=open_).click()
    page.locator("#weight-origin").wait_for()
    slide(page, "weight-origin", 4)
    page.locator("#own h2", has_text=banner).wait_for()
    page.locator("#certainty", has_text=sure).wait_for()
    assert page.url.endswith("w=origin:4")
    assert scores(page) != before
    assert "Origen" in page.locator("#own").inner_text() or "Origin" in page.locator("#own").inner_text()
    assert page.locator('[data-share="origin"]').inner_text() == "80.0%"
    ranks = page.locator(".ag-pinned-left-cols-container .ag-row")
    assert all("–" in text or "sin puesto" in text or "no rank" in text for text in ranks.all_inner_texts())
    shoot(page, f"weights_{lang}")
    page.locator("#own-reset").click()
    wait_until(page, "document.getElementById('own').hidden")
    wait_until(
        page,
        "before => [...document.querySelectorAll('.ag-center-cols-container .ag-cell[col-id=score]')]"
        ".map((cell) => cell.innerText).join() === before.join()",
        arg=before,
    )


def test_a_drag_is_one_step_back(visit, scored_address):
    page = visit(at=scored_address)
    page.get_by_role("button", name="Pesos y método").click()
    page.locator("#weight-drivers").wait_for()
    steps = page.evaluate("history.length")
    slide(page, "weight-drivers", 3)
    page.locator("#certainty").wait_for()
    assert page.evaluate("history.length") == steps + 1
    page.go_back()
    wait_until(page, "document.getElementById('own').hidden")
    wait_until(page, "document.getElementById('weight-drivers').value === '1'")


def test_the_keyboard_moves_a_slider(visit, scored_address):
    page = visit(at=scored_address)
    page.get_by_role("button", name="Pesos y método").press("Enter")
    page.locator("#weight-origin").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**w=origin:1.05")
    slider = page.locator("#weight-origin")
    assert slider.get_attribute("aria-valuetext") == "1.05, 51.2% del puntaje"
    page.keyboard.press("Escape")
    assert not page.locator("#drawer").is_visible()
    assert page.evaluate("document.activeElement.id") == "weigh"


def test_a_setting_that_gives_no_score_keeps_the_last_one_and_says_so(visit, scored_address):
    page = visit(at=scored_address)
    before = scores(page)
    page.get_by_role("button", name="Pesos y método").click()
    page.locator("#weight-origin").wait_for()
    slide(page, "weight-drivers", 0)
    page.locator("#certainty", has_text="200").wait_for()
    alone = scores(page)
    assert alone != before
    slide(page, "weight-origin", 0)
    page.locator("#setting-fault", has_text="dentro de Prioridad todo pesa cero").wait_for()
    assert scores(page) == alone


def test_presets_and_saved_weights(visit, scored_address):
    page = visit(at=scored_address)
    page.get_by_role("button", name="Pesos y método").click()
    page.get_by_label("Pesos listos").select_option("Solo Violencia")
    page.locator("#own").wait_for()
    assert page.locator('[data-share="violence"]').inner_text() == "100.0%"
    page.locator("#drawer").get_by_text("Guardar estos").first.click()
    page.get_by_label("Nombre para guardarlos en este equipo").fill("Mesa del lunes")
    page.keyboard.press("Enter")
    page.locator("#saved-said", has_text="Mesa del lunes").wait_for()
    page.get_by_label("Pesos listos").select_option("Los del estudio")
    wait_until(page, "document.getElementById('own').hidden")
    page.get_by_label("Pesos listos").select_option("Mesa del lunes")
    page.locator("#own").wait_for()
    assert page.locator('[data-share="violence"]').inner_text() == "100.0%"
    page.get_by_role("button", name="Borrar «Mesa del lunes»").click()


def test_a_method_is_chosen_and_a_link_carries_everything(visit, scored_address):
    search = (
        "/?lang=en&w=origin:2&n=minmax&a=geometric&gate=0.5&country=AAA&q=alf&layer=origin&scheme=equal&code=AA0101"
    )
    page = visit(search, at=scored_address)
    page.locator("#own", has_text="Put together by: geometric mean").wait_for()
    page.locator("#count", has_text="1 of 8 places").wait_for()
    wait_for_map(page, layer="origin", scheme="equal", lang="en", code="AA0101")
    assert page.locator("#set-country").input_value() == "AAA"
    assert page.locator("#search").input_value() == "alf"
    page.get_by_role("button", name="Weights and method").click()
    page.locator("#method-a").wait_for()
    assert page.locator("#method-a").input_value() == "geometric"
    assert page.locator("#method-n").input_value() == "minmax"
    assert page.locator("#gate").input_value() == "0.5"
    page.get_by_label("Compared with whom").select_option("within each country")
    page.locator("#own", has_text="within each country").wait_for()


def test_a_study_with_closed_data_hides_the_sliders(visit):
    page = visit()
    page.get_by_role("button", name="Pesos y método").click()
    page.locator("#drawer", has_text="no son públicos").wait_for()
    assert page.locator("#drawer input").count() == 0


def test_what_the_map_is_turned_to_stands_in_the_address(visit, scored_address):
    page = visit(at=scored_address)
    page.frame_locator("#map").get_by_label("Qué muestra el mapa").select_option("Origen")
    page.wait_for_url("**layer=origin")
    page.go_back()
    wait_for_map(page, layer="priority")
    page.evaluate("arraigo.go({view: 'types'})")
    wait_for_map(page, layer="type")
    assert "layer=" not in page.url


def test_a_link_is_copied_or_offered_for_copying(visit, scored_address):
    page = visit("/?code=AA0101", at=scored_address)
    page.get_by_role("button", name="Copiar enlace").click()
    field = page.locator("#link input")
    field.wait_for()
    assert field.input_value() == page.url
    page.locator("#link [role=status]", has_text="nlace").wait_for()


@pytest.fixture
def replaced(tmp_path_factory):
    """Serve a folder whose results are replaced while the app shows them."""
    folder = world.publish_scored(tmp_path_factory.mktemp("replaced"))
    for where in serve(folder):
        yield folder, where


def test_new_results_are_announced_and_not_mixed_in(replaced, visit):
    folder, where = replaced
    page = visit(at=where)
    world.publish_scored(folder, seed=8)
    # The page looks at most every five seconds.
    page.wait_for_timeout(5100)
    row(page, "Alfa").click()
    page.locator("#notice", has_text="Hay resultados nuevos").wait_for()


def test_the_page_is_ready_for_paper(visit, scored_address):
    page = visit("/?code=AA0101&w=origin:2", at=scored_address)
    page.locator("#certainty", has_text="200").wait_for()
    SHOTS.mkdir(exist_ok=True)
    page.pdf(path=SHOTS / "app_print.pdf", prefer_css_page_size=True)
    page.emulate_media(media="print")
    for hidden in (".tools", ".views", ".filters", "#own-reset"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator("#own h2").is_visible()
    assert page.locator("#panel h2", has_text="Alfa").is_visible()
