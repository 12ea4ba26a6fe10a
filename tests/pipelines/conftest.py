"""Give the tests a server of their own, a run that neither sleeps nor looks at the clock, and runs that were kept."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from geo.catalogue.download import load_downloads
from pipelines.download import Done, Means, download
from pipelines.producers import order
from pipelines.transport import Patience
from tests.pipelines.reran import HEAVY, arraigo, edit
from tests.pipelines.server import Server, serving
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = dt.datetime(2026, 11, 4, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="session", autouse=True)
def one_process() -> Iterator[None]:
    """Run in one process: a second one would load for every small study what the tests have loaded already."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.beside.processors", lambda: 1)
        yield


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Run a server on this machine that does what the test says."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serving() as running:
        yield running


class QuietMeter:
    """Show nothing, and remember what would have been shown."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, int | None, int]] = []
        self.bytes = 0
        self.said: list[str] = []

    def begin(self, name: str, *, whole: int | None, held: int) -> None:
        self.begun.append((name, whole, held))

    def received(self, name: str, count: int) -> None:
        self.bytes += count

    def end(self, name: str) -> None:
        pass

    def say(self, text: str) -> None:
        self.said.append(text)


@dataclass
class World:
    """A raw folder, a server, and a run whose sleeps are only written down."""

    raw: Path
    server: Server
    slept: list[float] = field(default_factory=list)
    meter: QuietMeter = field(default_factory=QuietMeter)
    environment: dict[str, str] = field(default_factory=dict)

    def means(self, **changes: Any) -> Means:
        patience = {
            "attempts": 3, "connect_s": 2.0, "read_s": 0.4, "sleep": self.slept.append, "now": lambda: NOW,
            **changes.pop("patience", {}),
        }  # fmt: skip
        options = {"raw": self.raw, "meter": self.meter, "environment": self.environment, **changes}
        return Means(patience=Patience(**patience), **options)

    def fetch(self, entry: str, *, base: str | None = None, **changes: Any) -> Done:
        [found] = load_downloads(entry).values()
        means = self.means(**changes)
        return download(order(found, today=NOW.date(), base=base or self.server.base), means)


@pytest.fixture
def world(tmp_path: Path, server: Server) -> World:
    """Give an empty raw folder and a server."""
    return World(tmp_path / "raw", server)


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home whose study was run once; nobody changes it."""
    home = tmp_path_factory.mktemp("first")
    write_study(home)
    edit(home, "study.yml", "replicates: 200", "replicates: 100")
    arraigo(home, "run")
    return home


@pytest.fixture(scope="session")
def second(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home whose study was run, kept as `before`, and run again with violence three times as heavy."""
    home = tmp_path_factory.mktemp("second") / "home"
    shutil.copytree(first, home)
    arraigo(home, "keep", "before", "--note", "Línea [base]")
    edit(home, *HEAVY)
    arraigo(home, "run")
    return home


@pytest.fixture
def home(first: Path, tmp_path: Path) -> Path:
    """Make a home of a test's own, whose study was run once."""
    shutil.copytree(first, tmp_path / "home")
    return tmp_path / "home"
