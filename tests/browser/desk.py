"""Serve the app as a person starts it, and wait, look and read in it as its policy allows."""

from __future__ import annotations

import importlib.util
import json
import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SHOTS = Path(__file__).parent / "shots"
VIEWS = ("ranking", "compare", "types", "space", "target", "reach", "quality", "method", "downloads")
MAP = "document.getElementById('map').contentWindow.arraigo?.state()"
HEARD = ("error", "warning")

WAIT = """
seconds => new Promise((done, fail) => {
  const end = performance.now() + 1000 * seconds;
  const look = () => {
    let holds = false;
    try { holds = (() => %s)(); } catch {}
    if (holds) done(true);
    else if (performance.now() > end) fail(new Error("it never came to hold"));
    else setTimeout(look, 15);
  };
  look();
})
"""


@contextmanager
def serve(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start the app on a port that is free; give its address and its process, which ends with the block."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "dashboards", str(folder), "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout.readline().startswith("arraigo: http://")
            yield f"http://127.0.0.1:{port}", program
        finally:
            program.terminate()


def until(page, holds, *, seconds=15):
    """Wait until an expression holds; the page's policy keeps the driver from polling it by itself."""
    try:
        page.evaluate(WAIT % holds, seconds)
    except Exception as error:
        raise AssertionError(f"{holds} never came to hold at {page.url}") from error


def wait_for_map(page, **wanted):
    for key, value in wanted.items():
        until(page, f"{MAP}.{key} === {json.dumps(value)}")


def listen(page, faults, *, at):
    """Note what must not happen: a request to another host, an error or a warning, a script that ran."""
    page.on("request", lambda asked: None if asked.url.startswith((at, "data:", "blob:")) else faults.append(asked.url))
    page.on("console", lambda said: faults.append(f"{said.text} ({page.url})") if said.type in HEARD else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: (faults.append(f"dialog {dialog.message}"), dialog.dismiss()))


def settle(page):
    """Wait until the view of the address, its words and the map are there."""
    page.locator('#menu [aria-current="page"]').wait_for()
    page.locator("#view h2:visible, #ranking .ag-row:visible").first.wait_for()
    until(page, MAP)


def shoot(page, name, **options):
    """Keep a picture for people to look at."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", **options)


def axe_findings(frame, *, impacts=("serious", "critical")):
    """List what axe-core finds of the WCAG 2.2 AA rules in a page or in a frame of it."""
    folder = Path(importlib.util.find_spec("axe_playwright_python").origin).parent
    frame.evaluate((folder / "axe.min.js").read_text(encoding="utf-8"))
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    options = {"iframes": False, "resultTypes": ["violations"], "runOnly": rules}
    told = frame.evaluate("options => axe.run(document, options)", options)
    return [
        f"{found['id']} ({found['impact']}): {[node['target'] for node in found['nodes']][:5]}"
        for found in told["violations"]
        if found["impact"] in impacts
    ]


def map_frame(page):
    return page.locator("#map").element_handle().content_frame()


def sideways(page):
    """Say how much wider than the window a page is."""
    return page.evaluate("document.scrollingElement.scrollWidth - innerWidth")


def focused(page):
    """Say which control has the focus, in words that a failed test can show."""
    return page.evaluate(
        "(() => { const e = document.activeElement; const words = (e.ariaLabel || e.textContent || '').trim();"
        "return [e.tagName, e.id, words.slice(0, 40)].filter(Boolean).join(' '); })()"
    )
