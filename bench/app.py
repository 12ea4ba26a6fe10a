"""Measure the app in headless Chromium, and against the usual way: a Folium page made anew at each move.

It needs published results (`make score`) and Chromium. Times are of this machine talking to itself: what the network
adds is counted in bytes.
"""

from __future__ import annotations

import http.client
import json
import random
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bench.row import Row, report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
PUBLISHED = ROOT / "data" / "processed" / "northern_triangle" / "5_published"
TIMES = 10
USERS, SECONDS = 50, 60.0
PLACES = 900
PAUSE = 1000
"""Milliseconds in which a reader looks at what has come; without them the map, which moves to a chosen place once the
hand rests, would be timed with the next choice."""
SETTLED = 500
"""Milliseconds after which a moved weight has asked for all simulations, so that they can be waited for."""
PLAIN = "gzip, deflate"
"""What a browser takes over a connection that is not secure, as in an office without certificates."""

WATCH = f"""
(() => {{
  if (window === top) return;
  const look = () => {{
    const paths = [...document.querySelectorAll(".leaflet-overlay-pane path")];
    // Outlines have no fill, and places that wait for their figures are all grey.
    const fills = paths.length < {PLACES} ? 0 : new Set(paths.map((path) => path.getAttribute("fill"))).size;
    if (fills < 4) return setTimeout(look, 4);
    // As the app's own mark: the second frame begins when the first has been painted.
    const told = () => {{ top.drawnAt = performance.timeOrigin + performance.now(); }};
    return requestAnimationFrame(() => requestAnimationFrame(told));
  }};
  look();
}})();
"""
"""In every frame: say when all places have been drawn in the colours of their classes."""

MOVE = """
value => new Promise(done => {
  const slider = document.getElementById("weight-origin");
  const start = performance.now();
  slider.value = value;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  slider.dispatchEvent(new Event("change", { bubbles: true }));
  const look = () => {
    const mark = performance.getEntriesByName("arraigo:shown").at(-1);
    if (mark && mark.startTime > start) done(mark.startTime - start); else setTimeout(look, 2);
  };
  look();
})
"""

CHOOSE = """
row => new Promise(done => {
  const cell = document.querySelectorAll(".ag-center-cols-container .ag-row")[row].querySelector(".ag-cell");
  const before = document.querySelector("#panel h2")?.textContent;
  const start = performance.now();
  cell.click();
  const look = () => {
    const now = document.querySelector("#panel h2")?.textContent;
    if (now && now !== before) requestAnimationFrame(() => done(performance.now() - start)); else setTimeout(look, 1);
  };
  look();
})
"""

CHOOSE_ON_MAP = """
row => new Promise(done => {
  const frame = document.getElementById("map");
  const path = frame.contentDocument.querySelectorAll("path.place")[row];
  const before = document.querySelector("#panel h2")?.textContent;
  const start = performance.now();
  path.dispatchEvent(new frame.contentWindow.MouseEvent("click", { bubbles: true }));
  const look = () => {
    const now = document.querySelector("#panel h2")?.textContent;
    if (now && now !== before) requestAnimationFrame(() => done(performance.now() - start)); else setTimeout(look, 1);
  };
  look();
})
"""

SWITCH = """
layer => new Promise(done => {
  const frame = document.getElementById("map").contentWindow;
  const start = performance.now();
  addEventListener("message", function heard({ data }) {
    if (data.arraigo !== "painted") return;
    removeEventListener("message", heard);
    done(performance.now() - start);
  });
  frame.postMessage({ arraigo: "setLayer", args: [layer] }, location.origin);
})
"""

USUAL = """
value => new Promise(done => {
  delete top.drawnAt;
  const start = performance.timeOrigin + performance.now();
  window.dash_clientside.set_props("weight", { value });
  const look = () => (top.drawnAt > start ? done(top.drawnAt - start) : setTimeout(look, 2));
  look();
})
"""


def rows(*, quick: bool = False) -> dict[str, Row]:
    """Measure everything; where there is no Chromium or nothing is published, a row says so."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None or not PUBLISHED.is_dir():
        return {"app: not measured": Row(0.0, 0, peer="needs Chromium and the results of `make score`")}
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a row says when there is no browser

    times = 3 if quick else TIMES
    with sync_playwright() as driver, serving("dashboards", workers=1) as ours, usual() as theirs:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        found = first_view(browser, ours, times=times) | interaction(browser, ours, theirs, times=times)
        browser.close()
    return found | team(seconds=5.0 if quick else SECONDS)


def first_view(browser: Browser, address: str, *, times: int) -> dict[str, Row]:
    """Time the first view with a cold cache, and count what goes over the wire for it."""
    seconds, sent, shapes = [], [], []
    asked: list[tuple[str, str, bytes | None]] = []
    for _ in range(times):
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.add_init_script(WATCH)
        sizes = wire(page)
        asked.clear()
        page.on("request", lambda one: asked.append((one.method, one.url, one.post_data_buffer)))
        page.goto(address)
        until(page, "top.drawnAt")
        seconds.append(page.evaluate("(top.drawnAt - performance.timeOrigin) / 1000"))
        # The table comes after the map, and a busy machine can be silent for a while in between.
        page.locator("#ranking .ag-center-cols-container .ag-row").first.wait_for()
        page.wait_for_timeout(1000)
        sent.append(sum(sizes.values()))
        shapes.append(sum(size for url, size in sizes.items() if "geometry" in url))
        page.context.close() if len(browser.contexts) > times else page.close()
    return {
        "app: first view painted, cold cache (bound 1.5 s)": Row(round(statistics.median(seconds), 3), 0),
        f"app: first view over the wire, {statistics.median(sent) / 1e6:.2f} MB (bound 1.2)": Row(0.0, 0),
        f"app: first view with gzip only, {gzipped(asked) / 1e6:.2f} MB (bound 1.2)": Row(0.0, 0),
        f"app: geometry over the wire, {statistics.median(shapes) / 1e3:.0f} kB (bound 160)": Row(0.0, 0),
    }


def until(page: Page, holds: str) -> None:
    """Wait until something holds; the policy of the app keeps the browser's driver from polling it by itself."""
    page.evaluate(
        f"() => new Promise(done => {{ const look = () => ({holds} ? done() : setTimeout(look, 5)); look(); }})"
    )


def wire(page: Page) -> dict[str, float]:
    """Count the bytes of every answer as they come over the wire, headers included, by address."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: dict[str, float] = {}
    urls: dict[str, str] = {}
    session.on("Network.responseReceived", lambda told: urls.update({told["requestId"]: told["response"]["url"]}))
    session.on(
        "Network.loadingFinished",
        lambda told: sizes.update({urls.get(told["requestId"], told["requestId"]): told["encodedDataLength"]}),
    )
    return sizes


def gzipped(asked: list[tuple[str, str, bytes | None]]) -> float:
    """Ask for the same once more as a browser on a plain connection would, and count the bytes, headers included."""
    total = 0
    for method, url, body in asked:
        if not url.startswith(("http:", "https:")):
            continue  # what stands in the page itself
        parts = urlsplit(url)
        line = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
        kind = {"Content-Type": "application/json"} if body else {}
        line.request(method, f"{parts.path}?{parts.query}", body=body, headers={"Accept-Encoding": PLAIN} | kind)
        answer = line.getresponse()
        total += len(answer.read()) + sum(len(f"{name}: {value}\r\n") for name, value in answer.getheaders())
        line.close()
    return total


def interaction(browser: Browser, ours: str, theirs: str, *, times: int) -> dict[str, Row]:
    """Time what a hand does, and the same move the usual way, in turn."""
    page, other = (browser.new_page(viewport={"width": 1366, "height": 768}) for _ in range(2))
    other.add_init_script(WATCH)
    page.goto(f"{ours}/?w=origin:1.5")
    page.locator("#ranking .ag-center-cols-container .ag-row").first.wait_for()
    until(page, "document.getElementById('map').contentWindow.arraigo?.state()")
    page.locator("#weigh").click()
    page.locator("#weight-origin").wait_for()
    other.goto(theirs)
    until(other, "top.drawnAt")
    mine, usual_ = [], []
    for turn in range(times + 2):
        value = 0.5 + 0.3 * turn
        page.bring_to_front()
        mine.append(page.evaluate(MOVE, f"{value:.2f}") / 1000)
        # The simulations that follow must not slow the other way down.
        page.wait_for_timeout(SETTLED)
        until(page, "document.getElementById('progress').hidden")
        page.wait_for_timeout(PAUSE)
        other.bring_to_front()
        usual_.append(other.evaluate(USUAL, round(value, 2)) / 1000)
        other.wait_for_timeout(PAUSE)
    other.close()
    mine, usual_ = mine[2:], usual_[2:]
    # What a reader does who has moved nothing.
    page.bring_to_front()
    page.goto(ours)
    page.locator("#ranking .ag-center-cols-container .ag-row").first.wait_for()
    until(page, "document.getElementById('map').contentWindow.arraigo?.state()")
    page.wait_for_load_state("networkidle")
    layers = ["poverty", "violence", "hotspot", "type", "origin"]
    panel = timed(page, CHOOSE, [turn % 8 for turn in range(times + 2)])
    on_map = timed(page, CHOOSE_ON_MAP, [40 * turn for turn in range(times + 2)])
    switch = timed(page, SWITCH, [layers[turn % len(layers)] for turn in range(times + 2)])
    ours_s, theirs_s = statistics.median(mine), statistics.median(usual_)
    moved = Row(round(ours_s, 3), 0, "Folium page put into srcDoc", round(theirs_s, 3), round(theirs_s / ours_s, 1))
    return {
        "app: slider move to map and table, median (bound 0.15 s, 10x)": moved,
        "app: slider move to map and table, p95 (bound 0.3 s)": Row(round(_p95(mine), 3), 0),
        "app: click on a place to its panel, median (bound 0.1 s)": Row(round(statistics.median(panel), 3), 0),
        "app: click on the map to the panel, median (bound 0.1 s)": Row(round(statistics.median(on_map), 3), 0),
        "app: layer switch, median (bound 0.06 s)": Row(round(statistics.median(switch), 3), 0),
    }


def timed(page: Page, script: str, asked: list[Any]) -> list[float]:
    """Do one thing after the other as a hand would, and give the seconds of all but the first two."""
    seconds = []
    for one in asked:
        page.wait_for_timeout(PAUSE)
        seconds.append(page.evaluate(script, one) / 1000)
    return seconds[2:]


def team(*, seconds: float) -> dict[str, Row]:
    """Let many users move sliders against two processes; times are of the server's answer."""
    with serving("dashboards", workers=2) as address:
        host, port = address.removeprefix("http://").split(":")
        # A first round fills what both processes keep (32 tables each), so that memory is compared like with like.
        _crowd(host, int(port), seconds=min(10.0, seconds))
        before = _memory_mb()
        taken, failed = _crowd(host, int(port), seconds=seconds)
        after = _memory_mb()
    name = f"app: {USERS} users moving sliders for {seconds:.0f} s, {len(taken)} moves, {failed} failed"
    return {
        f"{name}, p95 (bound 1 s)": Row(round(_p95(taken), 3), round(after)),
        f"{name}, memory grew by {after - before:.0f} MB": Row(round(statistics.median(taken), 3), round(after)),
    }


def _crowd(host: str, port: int, *, seconds: float) -> tuple[list[float], int]:
    """Give how long each move took, and how many failed."""
    taken: list[float] = []
    failed = [0]
    end = time.monotonic() + seconds

    def user(number: int) -> None:
        chance = random.Random(number)
        line = http.client.HTTPConnection(host, port, timeout=30)
        time.sleep(chance.random())
        while time.monotonic() < end:
            # Settings that nobody had before: what is kept is of no help.
            weights = f"origin:{chance.uniform(0, 5):.3f},drivers:{chance.uniform(0.1, 5):.3f}"
            clock = time.perf_counter()
            try:
                line.request("GET", f"/live/scores?w={weights}&lang=es&shown=priority")
                answer = line.getresponse()
                json.loads(answer.read())
                failed[0] += answer.status != 200
            except (OSError, http.client.HTTPException, ValueError):
                failed[0] += 1
                line.close()
            taken.append(time.perf_counter() - clock)
            time.sleep(chance.uniform(0.5, 1.5))
        line.close()

    users = [threading.Thread(target=user, args=(number,)) for number in range(USERS)]
    for thread in users:
        thread.start()
    for thread in users:
        thread.join()
    return taken, failed[0]


def _memory_mb() -> float:
    """Add up what the processes of the app hold for themselves."""
    total = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if b"dashboards" in words and str(PUBLISHED).encode() in words:
                lines = (folder / "smaps_rollup").read_text().splitlines()
                total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
        except (OSError, StopIteration):
            continue
    return total


@contextmanager
def serving(module: str, *, workers: int) -> Iterator[str]:
    """Start the app as a person starts it."""
    port = _free()
    words = [sys.executable, "-m", module, str(PUBLISHED), "--port", str(port), "--workers", str(workers)]
    with _program(words) as address:
        yield address.format(port=port)


@contextmanager
def usual() -> Iterator[str]:
    """Start the usual way."""
    port = _free()
    with _program([sys.executable, "-m", "bench.usual", str(PUBLISHED), str(port)]) as address:
        yield address.format(port=port)


@contextmanager
def _program(words: list[str]) -> Iterator[str]:
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        if program.stdout is None or not program.stdout.readline():
            raise SystemExit(f"{' '.join(words)} did not start")
        try:
            yield "http://127.0.0.1:{port}"
        finally:
            program.terminate()


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


def main(arguments: list[str]) -> Any:
    """Measure and print."""
    report(rows(quick="--quick" in arguments))


if __name__ == "__main__":
    main(sys.argv)
