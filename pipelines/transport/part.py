"""Keep what has come of a file, beside what its server said of it, so that the rest can be asked for later.

The bytes lie in `<name>.part`, the server's words in `<name>.json`: address, entity tag, date, length.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from geo.errors import StoreError
from pipelines.store import write_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Part:
    """A file that is coming, below the folder of half files; never where a reader looks."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.path = folder / f"{name}.part"
        self._sidecar = folder / f"{name}.json"

    @property
    def size(self) -> int:
        """How many bytes are there."""
        return self.path.stat().st_size if self.path.is_file() else 0

    def noted(self) -> dict[str, Any]:
        """Read what the server said; empty when nothing is known, or not for certain."""
        try:
            noted = json.loads(self._sidecar.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return noted if isinstance(noted, dict) else {}

    def begin(self, noted: Mapping[str, Any]) -> None:
        """Throw away what there was, and note what the server says of what will come."""
        self.forget()
        write_json(self._sidecar, dict(noted))

    def forget(self) -> None:
        """Throw away the bytes and the notes."""
        for path in (self.path, self._sidecar):
            path.unlink(missing_ok=True)

    def open(self, *, at: int) -> Any:
        """Open the file to go on at a byte, unbuffered: what the disk took is known to the byte when it refuses."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return self.path.open("ab" if at else "wb", buffering=0)
        except OSError as error:
            raise self._refused(error) from error

    def put(self, file: Any, chunk: bytes) -> None:
        """Write all of a chunk.

        Raises
        ------
        StoreError
            When the disk refuses; what it took stays.
        """
        view = memoryview(chunk)
        try:
            while view:
                view = view[file.write(view) :]
        except OSError as error:
            raise self._refused(error) from error

    def sync(self, file: Any) -> None:
        """See to it that the bytes are on the disk, not on their way."""
        try:
            os.fsync(file.fileno())
        except OSError as error:
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> StoreError:
        return StoreError(
            f"1 of 1 files could not be written ({error.strerror or error}): {self.path}. {self.size} bytes of it have "
            "come and are kept. Free some space, or give --raw another folder; the same command goes on from there."
        )
