"""Check that a reader sees the old results or the new ones, whatever happens in between."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from geo.errors import MissingFileError, StoreError
from pipelines import store
from pipelines.store import locked, recover, replaced_folder, sha256, write_bytes, write_json, write_text


def test_a_file_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    assert write_text(path, "ñ\n")
    assert not write_text(path, "ñ\n")
    assert write_text(path, "m\n")
    assert path.read_bytes() == b"m\n"
    assert [p.name for p in path.parent.iterdir()] == ["a.txt"]


def test_json_keeps_accents_and_order(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"b": "Petén", "a": 1})
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == '{\n "b": "Petén",\n "a": 1\n}\n'


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_the_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.bin"
    write_bytes(path, b"old")
    monkeypatch.setattr(store.os, "fsync", _full)
    with pytest.raises(StoreError, match=r"a\.bin could not be written \(No space left on device\)"):
        write_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_folder_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "3_scored"
    fill(folder, "old")
    monkeypatch.setattr(store.os, "fsync", _full)
    with pytest.raises(StoreError, match="untouched"):
        fill(folder, "new")
    monkeypatch.undo()
    assert (folder / "a.txt").read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [folder]


def fill(folder: Path, text: str) -> None:
    with replaced_folder(folder) as fresh:
        (fresh / "a.txt").write_text(text, encoding="utf-8")


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "3_scored"
    fill(folder, "old")
    (folder / "stale.txt").touch()
    fill(folder, "new")
    assert [p.name for p in folder.iterdir()] == ["a.txt"]
    assert (folder / "a.txt").read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [folder]


def test_a_fault_of_the_stage_passes_through_and_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "3_scored"
    fill(folder, "old")
    with pytest.raises(UnicodeEncodeError):
        fill(folder, "half \ud800")
    assert (folder / "a.txt").read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("moment", ["while writing", "between the renames"])
def test_kill_9_loses_nothing(tmp_path: Path, moment: str) -> None:
    folder = tmp_path / "3_scored"
    fill(folder, "old")
    die = f"os.kill(os.getpid(), {int(signal.SIGKILL)})"
    program = textwrap.dedent(f"""
        import os, pathlib
        from pipelines.store import replaced_folder
        folder = pathlib.Path({str(folder)!r})
        real = pathlib.Path.rename
        def rename(self, target):
            done = real(self, target)
            if {moment!r} == "between the renames":
                {die}
            return done
        pathlib.Path.rename = rename
        with replaced_folder(folder) as fresh:
            (fresh / "a.txt").write_text("half")
            if {moment!r} == "while writing":
                {die}
    """)
    done = subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == -signal.SIGKILL
    recover(folder)
    assert (folder / "a.txt").read_text(encoding="utf-8") == "old"
    fill(folder, "new")
    assert list(tmp_path.iterdir()) == [folder]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="could not be written"):
        write_bytes(tmp_path / "file" / "a.bin", b"x")
    with pytest.raises(StoreError, match="could not be written"):
        fill(tmp_path / "file" / "3_scored", "x")


def test_a_hash_is_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    assert sha256(tmp_path / "a").startswith("e3b0c44298fc1c14")


def test_two_runs_do_not_write_at_once(tmp_path: Path) -> None:
    with (
        locked(tmp_path / "results"),
        pytest.raises(StoreError, match="Another run is writing"),
        locked(tmp_path / "results"),
    ):
        pass
    with locked(tmp_path / "results"):
        pass


def test_a_missing_file_is_not_the_disks_doing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, replaced_folder(tmp_path / "3_scored") as fresh:
        (fresh / "nothing.txt").read_bytes()
    assert not isinstance(caught.value, StoreError)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.tif"):
        with pytest.raises(MissingFileError, match=r"cannot be read .*Put it there again"):
            sha256(path)
