"""Give the browser tests one headless Chromium and the shipped map, or skip them all with one line that says why."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from typer.testing import CliRunner

from pipelines import cli
from tests.browser import desk
from tests.dashboards import world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
STUDY = "northern_triangle"
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""With this a browser finds no other machine, and still keeps what it has fetched, which a route would not let it."""
PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what drives a browser where there is none; told from here, all of them make one line of the report."""
    if "browser" in getattr(item, "fixturenames", ()):
        if importlib.util.find_spec("playwright") is None:
            pytest.skip("browser tests need playwright (it is in the extra `dev`)")
        if PROGRAM is None:
            pytest.skip("browser tests need Chromium, and there is none on the path")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one Chromium for the whole run; each test opens pages of its own in it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        # In a container the tests run as root, where Chromium refuses its sandbox.
        browser = driver.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox", ALONE])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """Make the shipped study's results once, from what the project holds; no raw file is read."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(ROOT / "data" / "studies" / STUDY, home / "data" / "studies" / STUDY)
    # Enough replicates for an interval; what is looked at here does not hang on the last digit.
    words = ["run", "--study", STUDY, "--replicates", "200"]
    env = {"ARRAIGO_HOME": str(home), "ARRAIGO_RAW": str(home / "raw")}
    result = CliRunner(env=env).invoke(cli.app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return home / "data" / "processed" / STUDY / "5_published"


@pytest.fixture(scope="session")
def scores(published):
    return pd.read_csv(published / "scores.csv", dtype={"code": str}).set_index("code")


@pytest.fixture
def visit(browser, published):
    """Open a page from disk; in the end nothing may have been asked of any host, and the console holds no error."""
    contexts, faults = [], []

    def open_(view="", *, file=published / "map.html", width=1400, height=900):
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        contexts.append(context)
        context.route(re.compile("^(?!file:|data:|blob:)"), lambda route: route.abort())
        page = context.new_page()
        page.on(
            "request",
            lambda asked: None if asked.url.startswith(("file:", "data:", "blob:")) else faults.append(asked.url),
        )
        page.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: (faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.goto(file.as_uri() + view)
        page.wait_for_function("window.arraigo")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="session")
def little(tmp_path_factory):
    """Where the app shows the little world, with findings of every kind and two indicators that are not public."""
    with desk.serve(world.publish(tmp_path_factory.mktemp("5_published"))) as (address, _):
        yield address


@pytest.fixture(scope="session")
def scored(tmp_path_factory):
    """Where the app shows the little world whose scores can be made again."""
    with desk.serve(world.publish_scored(tmp_path_factory.mktemp("scored"))) as (address, _):
        yield address


@pytest.fixture(scope="module")
def reader(browser):
    """One reader's browser for the tests of a file."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(8000)
    yield context
    context.close()


@pytest.fixture
def sit(reader, little):
    """Open the app; in the end nothing may have been asked of another host, and the console holds no error."""
    pages, faults = [], []

    def open_(search="/", *, width=1366, height=768, at=little, by=reader, settled=True):
        page = by.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        desk.listen(page, faults, at=at)
        page.goto(at + search)
        if settled:
            desk.settle(page)
        return page

    open_.faults = faults
    yield open_
    for page in pages:
        page.close()
    assert faults == []
