"""Hold the map as the app does: served in parts, spoken to by message, re-coloured without being sent again."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from geo.catalogue import load_catalogue
from geo.maps import scene
from tests.browser.live_host import serve
from tests.browser.map_page import shoot

pytestmark = pytest.mark.browser
READY = "told.some(({ arraigo }) => arraigo === 'ready')"
LOOK = """paths => paths.map((path) => [path.getAttribute('fill'), path.getAttribute('fill-opacity')])"""
PLACES = "path:is(.place, .lake)"
ISLAND = "HN1103"


@pytest.fixture(scope="module")
def files(published):
    return {path.name: path.read_bytes() for path in (published / "live").iterdir()}


@pytest.fixture(scope="module")
def study(files):
    return json.loads(files["study.json"])


@pytest.fixture(scope="module")
def catalogue(published):
    return load_catalogue(json.loads((published / "study.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def host(files):
    with serve(files) as origin:
        yield origin


@pytest.fixture
def open_(browser):
    """Open an address of the loopback; nothing may be asked of another host, and the console holds no error."""
    contexts, faults = [], []

    def open_(address, *, width=1100, height=750, wait=READY, route=None):
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        contexts.append(context)
        if route:
            context.route(*route)
        page = context.new_page()
        page.asked = []
        page.on("request", lambda asked: page.asked.append(asked.url))
        page.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address)
        if wait:
            page.wait_for_function(wait)
        return page

    yield open_
    hosts = {re.match(r"\w+:(?://([^/:]+))?", url).group(1) for c in contexts for p in c.pages for url in p.asked}
    for context in contexts:
        context.close()
    assert hosts <= {"127.0.0.1", None}
    assert faults == []


def inside(page):
    return page.frames[1]


def call(page, name, *args):
    page.evaluate("([name, args]) => { told.length = 0; call(name, ...args); }", [name, list(args)])


def wait_for(page, event):
    page.wait_for_function(f"told.some(({{ arraigo }}) => arraigo === '{event}')")
    return page.evaluate(f"told.findLast(({{ arraigo }}) => arraigo === '{event}')")


def looks(page):
    return inside(page).locator(PLACES).evaluate_all(LOOK)


def legend(page):
    return re.sub(r"\s+", " ", inside(page).locator("#legend").inner_text())


def turned(scores, *, k=60):
    """Turn the ranking upside down, as new weights might."""
    scores = scores.copy().reset_index()
    n = scores["rank"].notna().sum()
    rank = n + 1 - scores["rank"]
    return scores.assign(
        score=100 - scores["score"], rank=rank, rank_p5=(rank - 9).clip(lower=1), rank_p95=(rank + 9).clip(upper=n),
        node_origin=100 - scores["node_origin"], **{f"p_top_{k}": (rank <= k).astype(float)},
    )  # fmt: skip


def test_it_shows_what_the_page_from_disk_shows(open_, visit, host):
    live = open_(f"{host}/live/map.html", wait="window.arraigo")
    disk = visit(width=1100, height=750)
    for selector in (PLACES, "path:not(.place, .lake)"):
        paths = [
            page.locator(f".leaflet-overlay-pane {selector}").evaluate_all("p => p.map((x) => x.outerHTML)")
            for page in (live, disk)
        ]
        assert paths[0] == paths[1]
    assert live.locator("#panel").is_hidden()
    assert live.locator("#table tbody tr").count() == 20


def test_the_shapes_are_drawn_before_the_study_has_come(open_, host):
    waiting = []

    def hold(route):
        waiting.append(route)

    page = open_(f"{host}/live/map.html", wait=None, route=(re.compile(r"study\.json"), hold))
    drawn = page.locator("path.place")
    drawn.last.wait_for()
    assert drawn.count() == 900
    assert set(drawn.evaluate_all("paths => paths.map((path) => path.getAttribute('fill'))")) == {"#d3d2ce"}
    assert not page.evaluate("Boolean(window.arraigo)")
    waiting[0].continue_()
    page.locator("#legend td").first.wait_for()
    assert len(set(drawn.evaluate_all("paths => paths.map((path) => path.getAttribute('fill'))"))) > 5


def test_a_part_that_cannot_be_read_is_said_in_both_languages(browser, files):
    with serve({name: content for name, content in files.items() if name != "study.json"}) as origin:
        page = browser.new_page()
        page.goto(f"{origin}/live/map.html")
        page.locator("#fault").wait_for(state="visible")
        assert "reload the page" in page.locator("#fault").inner_text()
        page.close()


def test_held_it_leaves_out_what_the_page_around_it_has(open_, host):
    page = inside(open_(f"{host}/"))
    for there in ("#search", "#layer", "#scheme", "#legend", "#firm", "#arraigo_map", "#footer"):
        assert page.locator(there).is_visible(), there
    for gone in (".top", "#reading", ".how", ".caution", "#beside", "#print"):
        assert not page.locator(gone).first.is_visible(), gone
    assert not page.locator("#tiles").is_visible()


@pytest.mark.parametrize(("width", "height"), [(1100, 750), (700, 600), (360, 420)])
def test_held_it_fits_its_frame(open_, host, width, height):
    holder = open_(f"{host}/", width=width, height=height)
    page = inside(holder)
    shoot(holder, f"held_{width}")
    box = page.locator("#arraigo_map").bounding_box()
    assert box["height"] > height * 0.6
    assert box["width"] > width * 0.6
    assert box["y"] + box["height"] <= height
    for layer in ("priority", "bivariate", "selected", "homicides"):
        call(holder, "setLayer", layer)
        wait_for(holder, "painted")
        scrolls = "[document.scrollingElement.scrollWidth, document.scrollingElement.scrollHeight]"
        assert page.evaluate(scrolls) == [width, height], layer
    legend_ = page.locator("#legend")
    if width < 640:
        assert not legend_.is_visible()
        page.locator("#key > summary").click()
    assert legend_.is_visible()
    shoot(holder, f"held_{width}_legend")


def test_new_scores_recolour_the_map_and_send_nothing_again(open_, host, scores, study, catalogue):
    page = open_(f"{host}/")
    before = looks(page)
    new = scene(turned(scores), catalogue=catalogue, codes=study["units"]["code"])
    call(page, "setScene", new)
    assert wait_for(page, "painted")["ms"] > 0
    after = looks(page)
    assert sum(a != b for a, b in zip(before, after, strict=True)) > 600
    counts = Counter(re.sub(r"\?.*", "", url.rpartition("/")[2]) for url in page.asked)
    assert counts["geometry.json"] == counts["study.json"] == 1
    # The legend says the new limits and counts all places.
    rows = [int(text.replace(",", "")) for text in inside(page).locator("#legend td.number").all_inner_texts()]
    assert sum(rows) == 900
    assert f"hasta {new['layers']['priority']['breaks'][0]:.1f}" in legend(page)
    # And so do the words about a place.
    last = scores["rank"].idxmax()
    inside(page).locator(PLACES).nth(study["units"]["code"].index(last)).hover()
    assert re.search(r"Puesto 1\.º \(1\.º–10\.º\)", inside(page).locator(".tip").inner_text())
    call(page, "setLayer", "rank_width")
    wait_for(page, "painted")
    assert "18" in legend(page)


def test_a_rank_without_its_interval_is_not_shown(open_, host, scores, study, catalogue):
    page = open_(f"{host}/")
    quick = turned(scores).drop(columns=["rank_p5", "rank_p95", "p_top_60"])
    call(page, "setScene", scene(quick, catalogue=catalogue, codes=study["units"]["code"]))
    wait_for(page, "painted")
    inside(page).locator(PLACES).nth(study["units"]["code"].index("GT1709")).hover()
    assert "Puesto" not in inside(page).locator(".tip").inner_text()
    for layer in ("rank_width", "p_top"):
        call(page, "setLayer", layer)
        wait_for(page, "painted")
        assert legend(page).count("900") == 1, layer


def test_doubt_is_measured_by_how_many_have_a_rank_now(open_, host, scores, study, catalogue):
    page = open_(f"{host}/")
    call(page, "setFirm", True)
    few = turned(scores)
    ranks = ["rank", "rank_p5", "rank_p95"]
    few[ranks] = few[ranks].where(few["rank"].le(400))
    call(page, "setScene", scene(few, catalogue=catalogue, codes=study["units"]["code"]))
    wait_for(page, "painted")
    assert "hasta 100 puestos" in legend(page)
    assert "más de 200 puestos" in legend(page)


def test_groups_of_other_weights_say_so(open_, host, scores, study, catalogue):
    page = open_(f"{host}/#lang=es")
    codes = study["units"]["code"]
    call(page, "setScene", scene(turned(scores), catalogue=catalogue, codes=codes))
    wait_for(page, "painted")
    about = inside(page).locator("#about")
    assert "pesos del estudio" not in about.inner_text()
    for layer in ("hotspot", "zone", "selected"):
        call(page, "setLayer", layer)
        assert "Calculado con los pesos del estudio" in about.inner_text(), layer
    chosen = [int(code.startswith("SV01")) for code in codes]
    call(
        page, "setScene", {"layers": {"selected": {"selected": chosen}}, "selection": {"es": "Doce.", "en": "Twelve."}}
    )
    assert "Doce." in about.inner_text()
    call(page, "setScene", scene(scores.copy().reset_index(), catalogue=catalogue, codes=codes, published=True))
    for layer in ("hotspot", "selected"):
        call(page, "setLayer", layer)
        assert "pesos del estudio" not in about.inner_text(), layer


def test_a_scene_of_another_study_changes_nothing(open_, host):
    page = open_(f"{host}/")
    before = looks(page)
    for nonsense in (
        {"scores": {"rank": [1, 2]}},
        {"layers": {"priority": {"values": [1]}}},
        {"layers": {"x": 1}},
        None,
    ):
        call(page, "setScene", nonsense)
        wait_for(page, "painted")
    assert looks(page) == before


def test_natural_breaks_are_the_same_on_both_sides(open_, host, study):
    page = open_(f"{host}/")
    call(page, "setScheme", "natural")
    assert wait_for(page, "scheme") == {"arraigo": "scheme", "scheme": "natural"}
    numeric = [layer for layer in study["layers"] if "schemes" in layer]
    told = {}
    for layer in numeric:
        call(page, "setLayer", layer["id"])
        wait_for(page, "painted")
        told[layer["id"]] = legend(page)
    # A scene comes without natural breaks, so the page works them out.
    same = {layer["id"]: {"values": layer["values"], "schemes": {}} for layer in numeric}
    call(page, "setScene", {"layers": same})
    for layer in numeric:
        call(page, "setLayer", layer["id"])
        wait_for(page, "painted")
        assert legend(page) == told[layer["id"]], layer["id"]


def test_a_filter_fades_what_is_outside_it(open_, host, study):
    page = open_(f"{host}/")
    codes = [code for code in study["units"]["code"] if code.startswith("HN")]
    call(page, "setFilter", [*codes, "XX0000", 7])
    faded = [float(opacity) for _, opacity in looks(page)]
    for code, lake, opacity in zip(study["units"]["code"], study["units"]["lake"], faded, strict=True):
        assert lake or (opacity == 1) == code.startswith("HN"), code
    assert f"fuera del filtro ({len(codes)} lugares dentro)" in legend(page)
    shoot(page, "filter_es")
    call(page, "setFilter", None)
    assert {opacity for _, opacity in looks(page)} == {"1"}
    assert "filtro" not in legend(page)


def test_marks_differ_by_their_line_and_the_legend_says_so(open_, host):
    page = open_(f"{host}/")
    marks = {"chosen": ["GT1304"], "locked": ["GT1303"], "excluded": ["GT1701", "nowhere"]}
    marks |= {"compared": ["HN1501", "SV0901"]}
    call(page, "setMarks", marks)
    keys = inside(page).locator("#legend [data-mark]")
    assert [key.get_attribute("data-mark") for key in keys.all()] == list(marks)
    assert "en el conjunto que pide (1 lugar)" in keys.first.inner_text()
    assert "dejado fuera (1 lugar)" in keys.nth(2).inner_text()
    assert "en la comparación (2 lugares)" in keys.nth(3).inner_text()
    dashes = inside(page).locator(".leaflet-overlay-pane path[stroke-dasharray]:not([d='M0 0'])")
    assert {path.get_attribute("stroke-dasharray") for path in dashes.all()} == {"6 4", "0.1 5.5"}
    assert inside(page).locator("path[fill='url(#crossing)'][fill-opacity='1'][stroke-dasharray]").count() == 1
    assert inside(page).locator(".badge").all_inner_texts() == ["A", "B"]
    call(page, "setLanguage", "en")
    assert "left out (1 place)" in legend(page)
    shoot(page, "marks_en")
    call(page, "setMarks", {})
    assert keys.count() == inside(page).locator(".badge").count() == dashes.count() == 0


def test_the_page_around_it_is_told_what_happens(open_, host, study):
    page = open_(f"{host}/")
    frame = inside(page)
    shape = frame.locator(PLACES).nth(study["units"]["code"].index("GT1709"))
    page.evaluate("told.length = 0")
    shape.hover()
    assert wait_for(page, "hover")["code"] == "GT1709"
    shape.click()
    assert wait_for(page, "select") == {"arraigo": "select", "code": "GT1709"}
    frame.locator("#scheme").select_option("pretty")
    assert wait_for(page, "scheme")["scheme"] == "pretty"
    frame.locator("#layer").select_option("drivers")
    assert wait_for(page, "layer")["layer"] == "drivers"
    call(page, "setView", {"lat": 14.6, "lon": -88.1, "zoom": 9})
    assert wait_for(page, "view") == {"arraigo": "view", "lat": 14.6, "lon": -88.1, "zoom": 9}
    for nonsense in (None, {}, {"lat": "x", "lon": 1, "zoom": 2}):
        call(page, "setView", nonsense)
    assert frame.evaluate("arraigo.state().code") == "GT1709"


def test_another_origin_neither_speaks_nor_hears(browser, host):
    with serve({}, holds=f"{host}/live/map.html") as other:
        page = browser.new_page()
        page.goto(f"{other}/")
        page.frames[1].wait_for_function("window.arraigo")
        page.evaluate("call('setLayer', 'drivers')")
        page.frames[1].wait_for_timeout(300)
        assert page.frames[1].evaluate("arraigo.state().layer") == "priority"
        assert page.evaluate("told") == []
        page.close()


def test_a_small_place_gets_a_ring_and_a_locator(open_, host):
    page = open_(f"{host}/")
    frame = inside(page)
    call(page, "select", ISLAND, {"move": False})
    wait_for(page, "select")
    assert frame.locator("path.ring").count() == 2
    assert frame.locator("#locator").is_hidden()
    call(page, "select", ISLAND, {"move": True})
    frame.locator("#locator").wait_for(state="visible")
    inset, extent, dot = (frame.locator(f"#locator {part}").bounding_box() for part in ("svg", ".extent", "circle"))
    assert extent["width"] < inset["width"] / 2
    assert abs(extent["x"] + extent["width"] / 2 - dot["x"] - dot["width"] / 2) < 3
    shoot(page, "island_es")
    frame.locator("#home").click()
    frame.locator("#locator").wait_for(state="hidden")


def test_every_place_is_reached_by_the_arrows(open_, host, study):
    page = open_(f"{host}/")
    walk = """(start) => {
      const seen = new Set([start]);
      for (const code of seen)
        for (const way of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']) {
          const next = arraigo.neighbour(code, way);
          if (next) seen.add(next);
        }
      return seen.size;
    }"""
    assert inside(page).evaluate(walk, "GT0901") == 900
    lake = study["units"]["code"][study["units"]["lake"].index(1)]
    assert inside(page).evaluate("([lake]) => arraigo.neighbour(lake, 'ArrowUp')", [lake]) is None
    at = dict(zip(study["units"]["code"], study["units"]["at"], strict=True))
    for way, (x, y) in {"ArrowUp": (0, 1), "ArrowDown": (0, -1), "ArrowLeft": (-1, 0), "ArrowRight": (1, 0)}.items():
        there = inside(page).evaluate("([code, way]) => arraigo.neighbour(code, way)", ["GT0901", way])
        (lon, lat), (lon0, lat0) = at[there], at["GT0901"]
        assert (lon - lon0) * x + (lat - lat0) * y > 0, way
