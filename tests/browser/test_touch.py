"""Touch the map on a phone: a tap chooses, one finger moves, two fingers zoom, and the page itself stays as it is."""

from __future__ import annotations

import re

import pytest

from tests.browser.desk import until

pytestmark = pytest.mark.browser

SCALE = ".leaflet-control-scale-line"


@pytest.fixture
def phone(browser, published):
    """Open the map as a phone does; nothing is asked of any host, and the console holds no error."""
    faults = []
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((published / "map.html").as_uri())
    until(page, "document.querySelectorAll('path.place').length && document.querySelector('#table tr')")
    yield page
    context.close()
    assert faults == []


def fingers(page, *steps):
    """Put fingers down, move them from step to step, and lift them."""
    session = page.context.new_cdp_session(page)
    for kind, points in zip(["touchStart", *["touchMove"] * (len(steps) - 1)], steps, strict=True):
        touches = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.fixture
def middle(phone):
    """Bring the map into view, and say where its middle is."""
    shape = phone.locator(".leaflet-container")
    shape.scroll_into_view_if_needed()
    box = shape.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def pinch(page, middle, *apart):
    """Put two fingers beside a point and move them apart, or together."""
    x, y = middle
    fingers(page, *[[(x - far, y), (x + far, y)] for far in apart])


def kilometres(page):
    return int(re.sub(r"\D", "", page.locator(SCALE).inner_text().removesuffix("km")))


def test_two_fingers_zoom_the_map_and_not_the_page(phone, middle):
    wide = kilometres(phone)
    pinch(phone, middle, 25, 35, 50, 70, 95, 120)
    until(phone, f"parseInt(document.querySelector('{SCALE}').textContent) < {wide}")
    # A hand needs a moment to come back.
    phone.wait_for_timeout(500)
    pinch(phone, middle, 120, 95, 70, 50, 35, 25)
    until(phone, f"parseInt(document.querySelector('{SCALE}').textContent) >= {wide}")
    assert phone.evaluate("visualViewport.scale") == 1


def test_one_finger_moves_the_map_and_a_tap_chooses(phone, middle):
    (x, y), shape = middle, phone.locator("path.place[fill]").first
    before, scrolled = shape.bounding_box(), phone.evaluate("scrollY")
    fingers(phone, *[[(x - far, y)] for far in (0, 20, 40, 60)])
    phone.wait_for_timeout(300)
    assert before["x"] - shape.bounding_box()["x"] == pytest.approx(60, abs=20)
    assert phone.evaluate("scrollY") == scrolled
    assert phone.evaluate("arraigo.state().code") is None
    phone.touchscreen.tap(x, y)
    until(phone, "arraigo.state().code !== null")
