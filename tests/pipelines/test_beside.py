"""Check that a second process changes no byte, that its faults arrive, and that neither process outlives the other."""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from geo.errors import MethodError, StoreError
from pipelines import cli
from pipelines.beside import AFTER, HEAVY, Beside, second_process
from pipelines.flow import VERBS
from pipelines.record import FOLDERS
from pipelines.stage import Context, read_run
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


def double(number: int) -> int:
    return 2 * number


def refuse(what: str) -> None:
    raise MethodError(what)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def light(monkeypatch: pytest.MonkeyPatch) -> Iterator[Beside]:
    """Start a second process that loads nothing heavy."""
    monkeypatch.setattr("pipelines.beside.HEAVY", ())
    beside = Beside()
    try:
        yield beside
    finally:
        beside.close()


def test_parts_are_done_in_order_and_their_faults_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    with light(monkeypatch) as beside:
        first, second, third = beside.begin(double, 3), beside.begin(refuse, "no"), beside.begin(double, 4)
        assert (third(), first()) == (8, 6)
        with pytest.raises(MethodError, match="no"):
            second()
        beside.settle()
        beside.close()
        assert not multiprocessing.active_children()


def test_a_process_that_is_killed_is_told_and_nothing_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    with light(monkeypatch) as beside:
        part = beside.begin(die)
        with pytest.raises(StoreError, match="second process of the run was ended from outside"):
            part()
        with pytest.raises(StoreError, match="Run the same command again"):
            beside.begin(double, 1)()
        beside.settle()
        beside.close()
        assert not multiprocessing.active_children()


def test_who_closes_does_not_wait_for_what_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    with light(monkeypatch) as beside:
        # Whoever waits for the hour waits for the test's own time limit, if there is one.
        part = beside.begin(time.sleep, 3600)
        beside.close()
        assert not multiprocessing.active_children()
        with pytest.raises(StoreError, match="was ended"):
            part()


def loaded(name: str) -> bool:
    return name in sys.modules


def test_what_parts_after_a_stage_import_is_loaded_when_it_is_put_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.beside.AFTER", {"score": ("colorsys",)})
    with light(monkeypatch) as beside:
        beside.settle("score")
        assert not beside.begin(loaded, "colorsys")()  # no process yet, and none was started for it
        beside.settle("measure")
        assert not beside.begin(loaded, "colorsys")()
        beside.settle("score")
        assert beside.begin(loaded, "colorsys")()


def test_it_is_known_by_name_what_is_to_be_loaded() -> None:
    assert set(AFTER) < set(VERBS)
    for name in (*HEAVY, *chain.from_iterable(AFTER.values())):
        assert importlib.util.find_spec(name) is not None, name


def test_nothing_is_started_until_there_is_something_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.beside.processors", lambda: 2)
    before = len(multiprocessing.active_children())
    with second_process() as beside:
        assert beside is not None
        assert len(multiprocessing.active_children()) == before


def test_one_processor_has_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.beside.processors", lambda: 1)
    with second_process() as beside:
        assert beside is None


def note(context: Context, text: str) -> str:
    context.notes.append(text)
    return text.upper()


def test_without_a_second_process_a_part_is_done_when_it_is_waited_for(tmp_path: Path) -> None:
    context = Context(None, None, {}, tmp_path, {}, lambda _done, _total: None)  # type: ignore[arg-type]
    begun = context.part(note, "late")
    context.notes.append("early")
    assert begun() == "LATE"
    assert context.notes == ["early", "late"]


def fill(context: Context, megabytes: int) -> int:
    return len(bytes([1]) * (megabytes * 2**20))


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux forgets an earlier peak")
def test_each_part_tells_what_it_took_in_the_second_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with light(monkeypatch) as beside:
        context = Context(None, None, {}, tmp_path, {}, lambda _done, _total: None, beside=beside)  # type: ignore[arg-type]
        for megabytes in (1, 300, 1):
            assert context.part(fill, megabytes)() == megabytes * 2**20
    before, most, after = context.beside_mb
    assert 0 < before < most - 250
    assert 0 < after < most - 250


def test_a_part_that_this_process_does_is_among_its_own(tmp_path: Path) -> None:
    context = Context(None, None, {}, tmp_path, {}, lambda _done, _total: None)  # type: ignore[arg-type]
    assert context.part(fill, 1)() == 2**20
    assert context.beside_mb == []


SCRIPT = """
import time
from pipelines.beside import Beside
beside = Beside()
import pipelines.beside
from os import getpid
print(beside.begin(getpid)(), flush=True)
time.sleep(60)
"""


def there(pid: int) -> bool:
    """Say whether a process runs; one that has ended and that nobody has asked about yet does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_the_second_process_does_not_outlive_the_first() -> None:
    first = subprocess.Popen([sys.executable, "-c", SCRIPT], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    with first.stdout:
        pid = int(first.stdout.readline())
        assert there(pid)
        first.send_signal(signal.SIGKILL)
        first.wait(10)
    for _ in range(400):
        if not there(pid):
            break
        time.sleep(0.05)
    assert not there(pid)


def test_a_second_process_changes_no_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for count, home in ((2, tmp_path / "two"), (1, tmp_path / "one")):
        write_study(home)
        monkeypatch.setattr("pipelines.beside.processors", lambda count=count: count)
        env = {"ARRAIGO_HOME": str(home), "ARRAIGO_RAW": str(home / "raw")}
        told = CliRunner(env=env).invoke(cli.app, ["run", "--study", "tiny"], catch_exceptions=False)
        assert told.exit_code == 0, told.output
    two, one = (tmp_path / name / "data" / "processed" / "tiny" for name in ("two", "one"))
    alone, beside = ([read_run(at / name)["peak_mb_beside"] for name in FOLDERS] for at in (one, two))
    assert alone == [None] * len(FOLDERS)
    # Boundaries and figures are no work for two.
    assert [peak is not None and peak > 0 for peak in beside] == [False, False, True, True, True]
    files = sorted(p.relative_to(one) for p in one.rglob("*") if p.is_file() and p.name != "run.json")
    assert files == sorted(p.relative_to(two) for p in two.rglob("*") if p.is_file() and p.name != "run.json")
    assert len(files) > 50
    assert not [file for file in files if (one / file).read_bytes() != (two / file).read_bytes()]
