"""Check that what a disk took of a file is known to the byte."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest

from geo.errors import StoreError
from pipelines.transport import Part

if TYPE_CHECKING:
    from pathlib import Path


class Reluctant:
    """A file that takes three bytes at a time, and no more than its disk holds."""

    def __init__(self, room: int) -> None:
        self.taken = b""
        self._room = room

    def write(self, view: memoryview) -> int:
        if len(self.taken) >= self._room:
            raise OSError(errno.ENOSPC, "No space left on device")
        count = min(3, self._room - len(self.taken), len(view))
        self.taken += bytes(view[:count])
        return count


def test_a_chunk_is_written_whole(tmp_path: Path) -> None:
    file = Reluctant(100)
    Part(tmp_path, "a.tif").put(file, b"0123456789")
    assert file.taken == b"0123456789"


def test_a_disk_that_refuses_keeps_what_it_took(tmp_path: Path) -> None:
    file = Reluctant(5)
    with pytest.raises(StoreError, match=r"No space left on device.*a\.tif\.part"):
        Part(tmp_path, "a.tif").put(file, b"0123456789")
    assert file.taken == b"01234"


def test_notes_that_are_damaged_are_no_notes(tmp_path: Path) -> None:
    part = Part(tmp_path, "a.tif")
    assert (part.size, part.noted()) == (0, {})
    part.begin({"etag": "x"})
    assert part.noted() == {"etag": "x"}
    (tmp_path / "a.tif.json").write_text("[1]", encoding="utf-8")
    assert part.noted() == {}
    (tmp_path / "a.tif.json").write_text("{", encoding="utf-8")
    assert part.noted() == {}
    part.forget()
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="could not be written"):
        Part(tmp_path / "file", "a.tif").open(at=0)
