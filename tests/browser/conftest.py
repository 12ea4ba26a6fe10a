"""Give the browser tests one headless Chromium, or skip them all with one line that says why."""

from __future__ import annotations

import importlib.util
import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

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
        browser = driver.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox"])
        yield browser
        browser.close()
