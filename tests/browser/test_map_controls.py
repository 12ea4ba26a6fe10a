"""Change how the page shows the map: its classes, two scores at once, doubt; walk it by keyboard; check access."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from tests.browser.map_page import DATA, shape, shoot, state

pytestmark = pytest.mark.browser
CITY = "GT0901"  # Quetzaltenango


def test_what_it_leads_on_to_lies_beside_it(visit, published):
    page = visit("#lang=en")
    links = page.locator("#beside a")
    assert links.first.is_visible()
    assert links.all_inner_texts() == ["Quality of the index", "Origin and drivers: what the data show"]
    assert all((published / link.get_attribute("href")).is_file() for link in links.all())


@pytest.mark.parametrize("scheme", ["quantiles", "natural", "equal", "pretty"])
def test_a_scheme_changes_the_classes_and_the_address_keeps_it(visit, scheme):
    page = visit("#layer=poverty&lang=en")
    layer = page.evaluate(f"{DATA}.layers.find(({{id}}) => id === 'poverty')")
    page.get_by_label("How classes are formed").select_option(scheme)
    counts = [int(text.replace(",", "")) for text in page.locator("#legend td.number").all_inner_texts()]
    limits = layer["schemes"][scheme]
    known = [value for value in layer["values"] if value is not None]
    expected = [sum(low < value <= high for value in known) for low, high in zip([-1, *limits], limits, strict=False)]
    assert counts == [*expected, 900 - len(known)]
    assert state(page)["scheme"] == scheme
    page.reload()
    page.wait_for_function("window.arraigo")
    assert state(page)["scheme"] == scheme
    page.emulate_media(media="print")
    assert not page.locator("#scheme").is_visible()
    assert page.locator("#legend .scheme").is_visible()


def test_two_scores_are_crossed_in_a_square(visit, scores):
    page = visit("#layer=bivariate")
    cells = [int(text) for text in page.locator("#legend .square td.number").all_inner_texts()]
    both = scores[["node_origin", "node_drivers"]].dropna().round(1)
    assert sum(cells) == 900
    assert cells[-1] == 900 - len(both)
    thirds = both.apply(
        lambda column: pd.cut(column, [-1, *column.quantile([1 / 3, 2 / 3], "higher"), 101], labels=False)
    )
    # Rows of the square from the high drivers down, columns from the low origin on.
    expected = [int(((thirds["node_drivers"] == up) & (thirds["node_origin"] == across)).sum())
                for up in (2, 1, 0) for across in (0, 1, 2)]  # fmt: skip
    assert cells[:-1] == pytest.approx(expected, abs=12)
    shoot(page, "bivariate_es")
    page.get_by_role("button", name="English").click()
    told = re.sub(r"\s+", " ", page.locator("#legend").inner_text())
    for words in ("↑ Drivers", "Migration origin →", "low up to", "No data"):
        assert words in told
    shape(page, CITY).hover()
    assert re.search(r"Migration origin: [\d.]+ · Drivers: [\d.]+", page.locator(".tip").inner_text())


def test_doubtful_ranks_fade_when_asked_for(visit, scores):
    page = visit("#code=GT1709")
    page.get_by_label("Mostrar qué tan firme").check()
    width = scores["rank_p95"] - scores["rank_p5"]
    n = scores["rank"].notna().sum()
    expected = width.map(lambda ranks: "1" if not ranks > n / 4 else "0.6" if ranks <= n / 2 else "0.25")
    codes = page.evaluate(f"{DATA}.units.code")
    drawn = page.locator("path:is(.place, .lake)").evaluate_all(
        "paths => paths.map((path) => path.getAttribute('fill-opacity'))"
    )
    told = pd.Series(drawn, index=codes).reindex(expected.index)
    # The table keeps more digits of an interval than the map shows.
    assert (told != expected).sum() <= 9
    assert page.locator("#legend [data-doubt]").count() == 3
    assert "firm=1" in page.url
    shoot(page, "doubt_es")
    # What is no rank's business does not fade.
    page.evaluate("arraigo.setLayer('homicides')")
    assert page.locator("#firmness").is_hidden()
    assert page.locator("path.place:not([fill-opacity='1'])").count() == 0


def test_the_arrows_walk_and_enter_chooses(visit):
    page = visit()
    page.locator("#arraigo_map").focus()
    page.keyboard.press("ArrowRight")
    first = page.locator("#map-live").inner_text()
    assert re.search(
        r", \w.+\. Prioridad: [\d.]+ puntaje de 0 a 100\. (Puesto \d+\.º \(\d+\.º–\d+\.º\)|Sin puesto)\.$", first
    )
    page.keyboard.press("ArrowRight")
    second = page.locator("#map-live").inner_text()
    assert second != first
    assert page.evaluate("getComputedStyle(document.querySelector('.stage'), '::after').borderTopStyle") == "solid"
    shoot(page, "focus_es")
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == second.partition(",")[0]
    page.locator("#arraigo_map").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.locator("#map-live").inner_text() == ""
    assert state(page)["code"] is not None
    page.keyboard.press("Escape")
    assert state(page)["code"] is None


def test_no_serious_fault_of_access(visit):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for view in ("", "#layer=bivariate&lang=en", f"#code={CITY}&firm=1"):
        page = visit(view)
        faults = [fault for fault in axe.run(page).response["violations"] if fault["impact"] in {"serious", "critical"}]
        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in faults] == [], view


def test_a_tap_beside_a_tiny_island_finds_it(visit, scores):
    page = visit(width=900, height=700)
    code = scores.index[scores["name"].eq("Utila")].item()
    box = shape(page, code).bounding_box()
    assert max(box["width"], box["height"]) <= 28
    page.mouse.click(box["x"] - 4, box["y"] + box["height"] / 2)
    assert state(page)["code"] == code
    # The sea further off stays the sea.
    page.keyboard.press("Escape")
    page.mouse.click(box["x"] - 60, box["y"] - 60)
    assert state(page)["code"] is None
