"""Look ahead whether the disk will hold what is still to come."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING

from geo.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def free_bytes(folder: Path) -> int:
    """Say how many bytes are free where a folder lies."""
    return shutil.disk_usage(folder).free


def size_text(count: float) -> str:
    """Write a number of bytes for people: ``4.2 MB``."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


class Room:
    """The space that files alike in size need: those under way, and an estimate for those that have not begun.

    Producers are not asked for the sizes of hundreds of files beforehand; the first answers tell what the others will
    weigh, long before the disk is full.
    """

    def __init__(self, folder: Path, *, files: int, free: Callable[[Path], int] = free_bytes) -> None:
        self._folder, self._free, self._files = folder, free, files
        self._begun: set[str] = set()
        self._sizes: dict[str, int] = {}
        self._left: dict[str, int] = {}
        self._lock = threading.Lock()

    def begin(self, name: str, whole: int | None, *, held: int = 0) -> None:
        """Claim the space of a file that begins to come, or goes on.

        Parameters
        ----------
        name
            What the file is called.
        whole
            Its size in bytes; ``None`` where the server does not say.
        held
            How much of it is on the disk already.

        Raises
        ------
        StoreError
            When the disk will not hold this file, or not all that are still to come.
        """
        with self._lock:
            self._begun.add(name)
            if whole is None:
                return
            self._sizes[name], self._left[name] = whole, whole - held
            waiting = self._files - len(self._begun)
            needed = sum(self._left.values()) + waiting * sum(self._sizes.values()) / len(self._sizes)
            free = self._free(self._folder)
        if needed > free:
            raise StoreError(
                f"{waiting + len(self._left)} of {self._files} files are still to come and need about "
                f"{size_text(needed)}, and {size_text(free)} are free in {self._folder}: {name} and those after it. "
                "Free some space, or give --raw another folder; what is complete stays."
            )

    def received(self, name: str, count: int) -> None:
        """Note that bytes have reached the disk."""
        with self._lock:
            if name in self._left:
                self._left[name] = max(self._left[name] - count, 0)

    def end(self, name: str) -> None:
        """Note that nothing more of a file will come."""
        with self._lock:
            self._begun.add(name)
            self._left.pop(name, None)
