"""Check that hashes are remembered for files as they are, and for no others."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pipelines import fingerprints as module
from pipelines.fingerprints import fingerprints
from pipelines.store import sha256

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    for name in ("a", "b"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    return {name: tmp_path / name for name in ("a", "b")}


def test_a_file_is_read_once(files, tmp_path, monkeypatch) -> None:
    memory = tmp_path / "memory.json"
    expected = {name: sha256(path) for name, path in files.items()}
    assert fingerprints(files, memory=memory) == expected
    monkeypatch.setattr(module, "sha256", None)
    assert fingerprints(files, memory=memory) == expected


def test_a_change_of_the_same_size_is_seen(files, tmp_path) -> None:
    memory = tmp_path / "memory.json"
    before = fingerprints(files, memory=memory)
    files["a"].write_text("x", encoding="utf-8")
    after = fingerprints(files, memory=memory)
    assert after["a"] == sha256(files["a"]) != before["a"]
    assert after["b"] == before["b"]


def test_a_change_that_hides_its_time_is_seen(files, tmp_path) -> None:
    memory = tmp_path / "memory.json"
    fingerprints(files, memory=memory)
    state = files["a"].stat()
    files["a"].write_text("y", encoding="utf-8")
    os.utime(files["a"], ns=(state.st_atime_ns, state.st_mtime_ns))
    assert fingerprints(files, memory=memory)["a"] == sha256(files["a"])


@pytest.mark.parametrize("content", ["", "[1]", '{"/x": "hash"}', "{"])
def test_a_damaged_memory_is_forgotten(files, tmp_path, content) -> None:
    memory = tmp_path / "memory.json"
    memory.write_text(content, encoding="utf-8")
    assert fingerprints(files, memory=memory)["a"] == sha256(files["a"])
