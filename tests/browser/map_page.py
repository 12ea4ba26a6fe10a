"""Read the map page in a browser: its data, its state, its shapes; keep a picture for people to look at."""

from __future__ import annotations

import json
from pathlib import Path

SHOTS = Path(__file__).parent / "shots"
DATA = "JSON.parse(document.getElementById('study-data').textContent)"


def state(page):
    return page.evaluate("arraigo.state()")


def shape(page, code):
    """Find a place as it is drawn; shapes are drawn in the order of the table."""
    row = page.evaluate(f"{DATA}.units.code.indexOf({json.dumps(code)})")
    return page.locator(".leaflet-overlay-pane path:is(.place, .lake)").nth(row)


def shoot(page, name, **options):
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"map_{name}.png", **options)
