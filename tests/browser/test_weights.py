"""Move the weights as a planner would, and read what the table, the map and the banner say of it."""

from __future__ import annotations

import pytest

from tests.browser.desk import shoot, until, wait_for_map

pytestmark = pytest.mark.browser


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
def test_a_slider_moves_the_table_the_map_and_the_banner(sit, scored, lang, words):
    open_, banner, sure = words
    page = sit(f"/?lang={lang}", at=scored)
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
    until(page, "document.getElementById('own').hidden")
    cells = "[...document.querySelectorAll('.ag-center-cols-container .ag-cell[col-id=score]')]"
    until(page, f"{cells}.map((cell) => cell.innerText).join() === '{','.join(before)}'")


def test_a_drag_is_one_step_back(sit, scored):
    page = sit(at=scored)
    page.get_by_role("button", name="Pesos y método").click()
    page.locator("#weight-drivers").wait_for()
    steps = page.evaluate("history.length")
    slide(page, "weight-drivers", 3)
    page.locator("#certainty").wait_for()
    assert page.evaluate("history.length") == steps + 1
    page.go_back()
    until(page, "document.getElementById('own').hidden")
    until(page, "document.getElementById('weight-drivers').value === '1'")


def test_the_keyboard_moves_a_slider(sit, scored):
    page = sit(at=scored)
    page.get_by_role("button", name="Pesos y método").press("Enter")
    page.locator("#weight-origin").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**w=origin:1.05")
    slider = page.locator("#weight-origin")
    assert slider.get_attribute("aria-valuetext") == "1.05, 51.2% del puntaje"
    page.keyboard.press("Escape")
    assert not page.locator("#drawer").is_visible()
    assert page.evaluate("document.activeElement.id") == "weigh"


def test_a_setting_that_gives_no_score_keeps_the_last_one_and_says_so(sit, scored):
    page = sit(at=scored)
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


def test_presets_and_saved_weights(sit, scored):
    page = sit(at=scored)
    page.get_by_role("button", name="Pesos y método").click()
    page.get_by_label("Pesos listos").select_option("Solo Violencia")
    page.locator("#own").wait_for()
    assert page.locator('[data-share="violence"]').inner_text() == "100.0%"
    page.locator("#drawer").get_by_text("Guardar estos").first.click()
    page.get_by_label("Nombre para guardarlos en este equipo").fill("Mesa del lunes")
    page.keyboard.press("Enter")
    page.locator("#saved-said", has_text="Mesa del lunes").wait_for()
    page.get_by_label("Pesos listos").select_option("Los del estudio")
    until(page, "document.getElementById('own').hidden")
    page.get_by_label("Pesos listos").select_option("Mesa del lunes")
    page.locator("#own").wait_for()
    assert page.locator('[data-share="violence"]').inner_text() == "100.0%"
    page.get_by_role("button", name="Borrar «Mesa del lunes»").click()


def test_a_method_is_chosen_and_a_link_carries_everything(sit, scored):
    search = (
        "/?lang=en&w=origin:2&n=minmax&a=geometric&gate=0.5&country=AAA&q=alf&layer=origin&scheme=equal&code=AA0101"
    )
    page = sit(search, at=scored)
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


def test_a_study_with_closed_data_hides_the_sliders(sit):
    page = sit()
    page.get_by_role("button", name="Pesos y método").click()
    page.locator("#drawer", has_text="no son públicos").wait_for()
    assert page.locator("#drawer input").count() == 0
