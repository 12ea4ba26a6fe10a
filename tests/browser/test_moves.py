"""Move a slider and look at what is on the screen when the app says that the move is shown."""

from __future__ import annotations

import pytest

from tests.browser.desk import MAP, serve, until
from tests.dashboards import world

pytestmark = pytest.mark.browser

SAID = """
() => ({
  table: [...document.querySelectorAll("#ranking .ag-cell")].map((cell) => cell.innerText).join("|"),
  map: [...document.getElementById("map").contentDocument.querySelectorAll("path.place")]
    .map((path) => path.getAttribute("fill")).join("|"),
  room: ["own", "certainty", "map"].map((id) => document.getElementById(id).getBoundingClientRect().width).join()
    + document.getElementById("map").offsetHeight,
})
"""
"""What the table and the map say, and the room they have."""

MOVE = f"""
value => new Promise((done) => {{
  const said = {SAID};
  const slider = document.getElementById("weight-origin");
  const told = [];
  const {{ set_props }} = window.dash_clientside;
  window.dash_clientside.set_props = (...given) => {{ told.push(performance.now()); set_props(...given); }};
  performance.clearMarks("arraigo:shown");
  slider.value = value;
  slider.dispatchEvent(new Event("input", {{ bubbles: true }}));
  const look = () => {{
    const [mark] = performance.getEntriesByName("arraigo:shown");
    if (!mark) return setTimeout(look, 1);
    window.dash_clientside.set_props = set_props;
    return done({{ ...said(), early: told.filter((at) => at < mark.startTime).length }});
  }};
  look();
}})
"""
"""Move, and say what is there once the move is marked as shown, and how often the server's part was told before."""


@pytest.fixture
def weighing(browser, tmp_path):
    """Open a page whose weights lie open, under the reader's own and with all simulations."""
    with serve(world.publish_scored(tmp_path / "scored")) as (address, _):
        page = browser.new_page(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
        page.goto(f"{address}/?lang=es&w=origin:2")
        page.locator("#ranking .ag-center-cols-container .ag-row").first.wait_for()
        until(page, MAP)
        page.get_by_role("button", name="Pesos y método").click()
        page.locator("#weight-origin").wait_for()
        all_simulations(page)
        yield page
        page.close()


def all_simulations(page):
    page.locator("#certainty", has_text="200").wait_for()


def test_what_is_marked_as_shown_is_in_the_table_and_on_the_map(weighing):
    # Without all simulations nothing comes after the move that could be taken for it.
    weighing.route("**/live/intervals*", lambda route: route.fulfill(body=""))
    before = weighing.evaluate(SAID)
    shown = weighing.evaluate(MOVE, 0)
    assert shown["table"] != before["table"]
    assert shown["map"] != before["map"]
    weighing.wait_for_timeout(500)
    settled = weighing.evaluate(SAID)
    assert (shown["table"], shown["map"]) == (settled["table"], settled["map"])


def test_the_cells_are_written_before_a_frame_can_come(weighing):
    before, now, later = weighing.evaluate(f"""async () => {{
      const said = () => ({SAID})().table;
      const told = await (await fetch("/live/scores?w=origin:0&lang=es&shown=priority")).json();
      const before = said();
      window.arraigo.takeRows(told.rows);
      const now = said();
      await new Promise((done) => setTimeout(done, 300));
      return [before, now, said()];
    }}""")
    assert before != now
    assert now == later


def test_what_nobody_waits_for_comes_after_the_move_is_shown(weighing):
    assert weighing.evaluate(MOVE, 0.5)["early"] == 0


def test_nothing_changes_its_size_between_the_quick_estimate_and_all_simulations(weighing):
    whole = weighing.evaluate(SAID)["room"]
    quick = weighing.evaluate(MOVE, 3.5)["room"]
    all_simulations(weighing)
    assert quick == whole == weighing.evaluate(SAID)["room"]
