"""Check that a kept run that is damaged, a full disk or a kill loses nothing and is told in a message."""

from __future__ import annotations

import errno
import json
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from geo.errors import ArraigoError, RunError, StoreError
from pipelines import cli, kept, store
from tests.pipelines.reran import HEAVY, arraigo, edit, page, places

ROOT = Path(__file__).parents[2]
DAMAGES = {
    "no record": lambda folder: (folder / "run.json").unlink(),
    "half a record": lambda folder: (folder / "run.json").write_text('{"study": "ti', encoding="utf-8"),
    "another format": lambda folder: (folder / "run.json").write_text('{"format": 99}', encoding="utf-8"),
    "no values": lambda folder: (folder / "results/2_measured/values.parquet").unlink(),
    "other scores": lambda folder: overwrite(folder / "results/3_scored/scores.parquet", b"PAR1"),
    "another log": lambda folder: overwrite(folder / "results/3_scored/log.json", b"[]"),
}


def overwrite(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["../../escaped.yml", "/escaped.yml", "tables/../../x.csv"])
def test_a_run_that_reaches_out_of_its_folder_is_not_opened(second: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(second / "data/processed/tiny/runs/before", folder)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    record["inputs"][name] = "0" * 64
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(RunError, match="not there or damaged"):
        arraigo(second, "replay", str(folder))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_run_is_a_message(second: Path, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(second / "data/processed/tiny/runs/before", folder)
    DAMAGES[damage](folder)
    with pytest.raises(RunError, match=r"damaged or gone|not there or damaged"):
        arraigo(second, "diff", str(folder))
    with pytest.raises(RunError, match=r"damaged or gone|not there or damaged"):
        arraigo(second, "replay", str(folder))


def test_a_damaged_run_is_listed_and_can_be_forgotten(home: Path) -> None:
    arraigo(home, "keep", "one")
    (home / "data/processed/tiny/runs/one/run.json").unlink()
    assert "damaged" in arraigo(home, "runs").output
    arraigo(home, "forget", "one")


def test_a_damaged_last_run_does_not_stop_the_next(home: Path) -> None:
    overwrite(home / "data/processed/tiny/runs/last/results/3_scored/scores.parquet", b"")
    edit(home, *HEAVY)
    arraigo(home, "run")
    assert "The run before could not be compared: 1 of" in page(home)
    assert "No se pudo comparar" in page(home, "es")
    kept.opened(home / "data/processed/tiny/runs/last").check()
    edit(home, "index.yml", "weight: 3", "weight: 2")
    arraigo(home, "run")
    assert "`violence` 3 → 2" in page(home)


def test_a_run_of_another_version_is_a_message(second: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(second / "data/processed/tiny/runs/before", folder)
    log = folder / "results/3_scored/log.json"
    text = log.read_text(encoding="utf-8").replace('"direction"', '"was_direction"')
    overwrite(log, text.encode())
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    record["outputs"]["3_scored/log.json"] = store.sha256(log)
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(RunError, match="made by another version of arraigo"):
        arraigo(second, "diff", str(folder))


def test_a_file_edited_before_the_run_was_kept_is_left_out_and_said(home: Path) -> None:
    shutil.rmtree(home / "data/processed/tiny/runs")
    edit(home, "tables/people.csv", "10000", "10001")
    kept.remember(places(home))
    last = kept.opened(home / "data/processed/tiny/runs/last")
    assert last.record["left_out"] == ["tables/people.csv"]
    with pytest.raises(RunError, match="had been edited before the run `last` was kept"):
        last.check()
    edit(home, *HEAVY)
    arraigo(home, "run")
    assert "`tables/people.csv` changed" in page(home)
    with pytest.raises(RunError, match="had been edited"):
        arraigo(home, "replay", "previous")


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_keeps_nothing_half(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.os, "fsync", _full)
    with pytest.raises(StoreError, match="could not be written"):
        kept.keep(places(home), "one")
    monkeypatch.undo()
    monkeypatch.setattr(kept.Path, "hardlink_to", _full)
    with pytest.raises(StoreError, match="could not be written"):
        kept.keep(places(home), "one")
    monkeypatch.undo()
    assert [path.name for path in (home / "data/processed/tiny/runs").iterdir()] == ["last"]
    kept.keep(places(home), "one")


def test_a_disk_without_links_has_copies(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(kept.Path, "hardlink_to", refuse)
    kept.keep(places(home), "one").check()


def test_a_run_that_cannot_be_taken_away_is_a_message(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(kept.shutil, "rmtree", refuse)
    with pytest.raises(StoreError, match="could not be taken away"):
        kept.forget(places(home), "last")


@pytest.fixture(scope="module")
def unkept(second: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home whose last run was published, and killed before it could be kept."""
    home = tmp_path_factory.mktemp("unkept") / "home"
    shutil.copytree(second, home)
    runs = home / "data/processed/tiny/runs"
    edit(home, "index.yml", "weight: 3", "weight: 2")
    arraigo(home, "run")
    shutil.rmtree(runs)
    shutil.copytree(second / "data/processed/tiny/runs", runs)
    return home


@pytest.mark.parametrize("renames", [1, 2, 3, 4])
def test_kill_9_while_the_last_run_is_kept_loses_nothing(unkept: Path, tmp_path: Path, renames: int) -> None:
    home = tmp_path / "home"
    shutil.copytree(unkept, home)
    program = textwrap.dedent(f"""
        import os, pathlib
        from pipelines import kept
        from pipelines.paths import find_places
        real, count = pathlib.Path.rename, 0
        def rename(self, target):
            global count
            done = real(self, target)
            count += 1
            if count == {renames}:
                os.kill(os.getpid(), {int(signal.SIGKILL)})
            return done
        pathlib.Path.rename = rename
        kept.remember(find_places("tiny", home=pathlib.Path({str(home)!r})))
    """)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL
    kept.remember(places(home))
    runs = home / "data/processed/tiny/runs"
    assert sorted(path.name for path in runs.iterdir()) == ["before", "last", "previous"]
    last, previous = (kept.opened(runs / name) for name in ("last", "previous"))
    last.check()
    previous.check()
    assert last.record["checksum"] == kept.now(places(home)).record["checksum"]
    old = {kept.opened(unkept / "data/processed/tiny/runs" / name).record["checksum"] for name in ("last", "previous")}
    assert previous.record["checksum"] in old


def test_a_run_killed_before_it_was_kept_is_what_the_next_is_held_against(unkept: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(unkept, home)
    edit(home, "index.yml", "weight: 2", "weight: 4")
    arraigo(home, "run")
    assert "`violence` 2 → 4" in page(home)


def test_faults_end_with_a_message_and_code_2(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARRAIGO_HOME", str(first))
    monkeypatch.setattr("sys.argv", ["arraigo", "diff", "nothing", "--study", "tiny"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    assert issubclass(RunError, ArraigoError)
