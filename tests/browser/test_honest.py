"""Give the app what it should not get, and read what it says: no results, half of them, others, nonsense, no server."""

from __future__ import annotations

import shutil
import subprocess
import sys
from urllib.parse import quote, urlencode

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.data import NEEDED, load_published
from dashboards.state import read_state
from tests.browser.desk import ROOT, VIEWS, listen, serve, settle, shoot, sideways, until, wait_for_map
from tests.dashboards import world

pytestmark = pytest.mark.browser

NASTY = (
    "x" * 20_000,
    "\U0001f600\xf1\u202e\ufdfd" * 200,
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "<img src=x onerror=alert(1)>",
    "-1",
    "NaN",
    "1e400",
    "AA0101," * 10_000,
    "%00%0a%ff",
    "null",
)
KEYS = (
    "lang", "view", "code", "layer", "scheme", "at", "country", "department", "type", "q", "vs", "w", "n", "a", "s",
    "gate", "k", "goal", "budget", "quota", "in", "out", "zones",
)  # fmt: skip


def refusal(folder):
    """Start the app where it cannot start: what it says, and that it says it once."""
    command = [sys.executable, "-m", "dashboards", str(folder), "--port", "9"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("arraigo: ")
    return done.stderr


def test_results_that_are_not_whole_are_refused_with_one_message(tmp_path, capsys):
    from dashboards.__main__ import main

    whole = world.publish(tmp_path / "whole")
    for name in NEEDED:
        half = tmp_path / f"without_{name}"
        shutil.copytree(whole, half)
        (half / name).unlink()
        assert main([str(half), "--port", "9"]) == 2
        told = capsys.readouterr().err
        assert f"1 of 6 files are not there: {name}" in told
        assert told.count("arraigo: ") == 1

    broken = tmp_path / "broken"
    shutil.copytree(whole, broken)
    for name in ("scores.parquet", "values.parquet"):
        (broken / name).write_bytes(b"PAR1 not a table")
    assert main([str(broken), "--port", "9"]) == 2
    told = capsys.readouterr().err
    assert "scores.parquet cannot be read" in told
    assert "values.parquet cannot be read" in told


def test_an_empty_folder_says_what_to_do_before_anything_is_served(tmp_path):
    assert "holds no results yet. Run `make score`" in refusal(tmp_path)


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_nonsense_in_every_key_shows_a_page(sit, scored, nasty):
    text = nasty if "%" in nasty else quote(nasty)
    # A server takes no address longer than what browsers send: each key alone gets the long ones.
    each = [f"{key}={text}" for key in KEYS]
    asked = ["&".join(each)] if len(text) < 1_000 else []
    page = None
    for search in asked:
        page = sit(f"/?{search}", at=scored, settled=False)
        page.locator("#view h2:visible, #count:visible:not(:empty)").first.wait_for()
    if page is None:
        page = sit("/", at=scored)
        wait_for_map(page, lang="es")
        for one in each:
            page.evaluate(
                "search => { history.pushState({}, '', search); dispatchEvent(new PopStateEvent('popstate')); }",
                f"/?{one}",
            )
        settle(page)
    assert page.locator("h1").inner_text() == "Prioridad de prueba"
    assert page.locator("#menu button").count() == len(VIEWS)
    page.evaluate("arraigo.go({ view: 'target', lang: 'es' })")
    page.locator("#view h2", has_text="Elegir lugares").wait_for()
    assert sideways(page) <= 0


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return load_published(world.publish(tmp_path_factory.mktemp("read")))


@pytest.mark.parametrize("search", ["country=constructor", "country=XXX", "department=GT99", "type=99&country=bbb"])
def test_what_nobody_knows_narrows_nothing(sit, search):
    page = sit(f"/?{search}")
    until(page, "document.querySelectorAll('#ranking .ag-center-cols-container .ag-row').length === 8")
    assert page.locator("#count").inner_text().startswith("8 ")
    # The next choice leaves it out of the address.
    page.evaluate("arraigo.go({ code: 'AA0101' })")
    assert page.url.endswith("/?code=AA0101")


def test_page_and_server_read_the_same_from_any_address(sit, data):
    page = sit("/")
    said = st.text(max_size=8) | st.sampled_from(["constructor", "AAA", "BB02", "AA01", "1", "9", "__proto__"])
    keys = st.sampled_from(["country", "department", "type"])

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(keys, said), max_size=4).map(urlencode))
    def holds(search):
        read = page.evaluate(
            """search => {
                history.replaceState({}, "", `?${search}`);
                const read = arraigo.asked();
                return Object.fromEntries(["country", "department", "type"].map(key => [key, read.get(key)]));
            }""",
            search,
        )
        state = read_state(search, known=data.known)
        expected = {key: getattr(state, key) for key in ("country", "department", "type")}
        assert read == {key: None if value is None else str(value) for key, value in expected.items()}

    holds()


def test_a_place_without_any_data_says_so_everywhere(sit):
    page = sit("/?code=BB0202")
    page.locator("#panel", has_text="no hay ningún dato de este lugar").wait_for()
    assert "0.0" not in page.locator("#panel .standing").inner_text()
    compared = sit("/?view=compare&vs=BB0202,AA0101")
    compared.locator("#view", has_text="sin puesto").wait_for()
    assert "NaN" not in compared.locator("body").inner_text()
    assert "nan" not in compared.locator("#view").inner_text().split()


def test_a_pillar_without_data_stands_there_and_says_so(sit):
    page = sit("/?code=AA0101")
    pillar = page.locator("#panel", has_text="Gobierno")
    pillar.wait_for()
    assert "Sin datos en este estudio" in pillar.inner_text()


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """Where a study listens that has no groups and no findings, nor a map in parts."""
    folder = world.publish(tmp_path_factory.mktemp("bare"))
    shutil.rmtree(folder / "findings")
    scores = pd.read_parquet(folder / "scores.parquet")
    gone = ["hotspot", "hotspot_q", "lisa", "lisa_q", "zone", "selected", "selected_p"]
    scores.drop(columns=[name for name in gone if name in scores]).to_parquet(folder / "scores.parquet")
    types = pd.read_parquet(folder / "types.parquet")
    types.iloc[:0].to_parquet(folder / "types.parquet", index=False)
    with serve(folder) as (address, _):
        yield address


@pytest.mark.parametrize("view", VIEWS)
def test_a_study_without_groups_or_findings_says_what_is_not_there(sit, bare, view):
    page = sit(f"/?view={view}&vs=AA0101,BB0101", at=bare)
    text = page.locator("main").inner_text()
    assert not {"NaN", "nan", "None", "undefined", "[object"} & set(text.replace(",", " ").split())
    if view in {"types", "space", "reach"}:
        assert "no " in text
        shoot(page, f"honest_bare_{view}")


def test_two_readers_with_different_settings_do_not_mix(sit, browser, scored):
    other = browser.new_context(reduced_motion="reduce")
    one = sit("/?w=origin:4&lang=es", at=scored)
    two = sit("/?w=drivers:4&lang=en", at=scored, by=other)
    firsts = []
    for page, word in ((one, "Origen"), (two, "Drivers")):
        page.locator("#own", has_text=word).wait_for()
        page.locator("#certainty", has_text="200").wait_for()
        firsts.append(page.locator("#ranking .ag-cell[col-id=score]").all_inner_texts())
    assert firsts[0] != firsts[1]
    one.reload()
    settle(one)
    one.locator("#certainty", has_text="200").wait_for()
    assert one.locator("#ranking .ag-cell[col-id=score]").all_inner_texts() == firsts[0]
    other.close()


def test_results_are_replaced_while_the_page_is_open(sit, tmp_path):
    folder = world.publish_scored(tmp_path / "replaced")
    with serve(folder) as (address, _):
        page = sit("/", at=address)
        world.publish_scored(folder, seed=8)
        # The page looks at most every five seconds.
        page.wait_for_timeout(5100)
        page.locator("#menu").get_by_role("button", name="Tipos").click()
        page.locator("#notice", has_text="Hay resultados nuevos").wait_for()
        page.locator("#notice button").click()
        settle(page)
        until(page, "document.querySelector('#notice').textContent === ''")


@pytest.fixture
def replaced(sit, tmp_path):
    """Open a page and replace its results, which another reader opens at once."""
    folder = world.publish_scored(tmp_path / "replaced")
    with serve(folder) as (address, _):
        page = sit("/?lang=es", at=address)
        world.publish_scored(folder, seed=8)
        sit("/?lang=en", at=address)
        yield page, address


def test_an_old_page_shows_nothing_of_new_results(replaced):
    page, _ = replaced
    scores = page.locator("#ranking .ag-cell[col-id=score]")
    before = sorted(scores.all_inner_texts())
    page.locator("#menu").get_by_role("button", name="Tipos").click()
    page.locator("#notice", has_text="Hay resultados nuevos").wait_for()
    assert page.locator("#view").inner_text() == ""
    page.evaluate("arraigo.go({ view: null, lang: 'en', country: 'AAA' })")
    page.wait_for_timeout(500)
    page.evaluate("arraigo.go({ country: null })")
    assert sorted(scores.all_inner_texts()) == before
    assert page.locator("#notice p").count() == 1
    page.locator("#notice button").click()
    settle(page)
    until(page, "document.querySelector('#notice').textContent === ''")


def test_the_controls_of_an_old_page_are_not_those_of_new_results(replaced):
    page, _ = replaced
    page.locator("#weigh").click()
    page.locator("#notice", has_text="Hay resultados nuevos").wait_for()
    assert page.locator("#drawer input").count() == 0
    assert page.locator("#weigh").get_attribute("aria-expanded") == "false"


def test_what_was_asked_of_older_results_than_the_page_s_is_asked_again(sit, scored):
    page, refused = sit("/?lang=es", at=scored), []

    def as_of_older(route):
        """Answer the first question for a view as a process of the team that still holds older results."""
        if refused or "view.children" not in route.request.post_data:
            route.continue_()
            return
        refused.append(route.request.url)
        route.fulfill(json={"multi": True, "response": {}, "sideUpdate": {"others": {"value": "000000000001"}}})

    page.route("**/_dash-update-component*", as_of_older)
    page.locator("#menu").get_by_role("button", name="Tipos").click()
    page.locator("#view h2").first.wait_for()
    assert len(refused) == 1
    assert page.locator("#notice").inner_text() == ""
    page.unroute("**/_dash-update-component*")


def test_a_page_whose_server_is_gone_says_so(browser, tmp_path):
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(8000)
    page, faults = context.new_page(), []
    with serve(world.publish_scored(tmp_path / "gone")) as (address, program):
        listen(page, faults, at=address)
        page.goto(address)
        settle(page)
        assert faults == []
        program.terminate()
        program.wait()
        page.evaluate("arraigo.go({ w: 'origin:3' })")
        page.locator("#notice", has_text="no responde").wait_for()
        page.evaluate("arraigo.go({ view: 'types' })")
        page.wait_for_timeout(500)
        assert page.locator("#notice").inner_text().count("no responde") == 1
        # What was there stays to be read.
        wait_for_map(page, lang="es")
        shoot(page, "honest_gone")
    context.close()
