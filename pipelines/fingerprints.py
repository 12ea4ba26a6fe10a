"""Remember the hashes of large raw files, so that decades of months are not read through at every run.

A file whose size, time of change and place on the disk are those remembered is taken to be the same, as git does.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

from geo.errors import StoreError
from pipelines.store import sha256, write_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def fingerprints(files: Mapping[str, Path], *, memory: Path) -> dict[str, str]:
    """Hash files by content, looking up those that have not changed.

    Parameters
    ----------
    files
        By name.
    memory
        Where hashes are remembered; written anew where any is new.
    """
    known = _read(memory)
    found: dict[str, list[str]] = {}
    for path in files.values():
        state = path.stat()
        mark = f"{state.st_size} {state.st_mtime_ns} {state.st_ctime_ns} {state.st_ino}"
        kept = known.get(str(path), ["", ""])
        found[str(path)] = kept if kept[0] == mark else [mark, sha256(path)]
    if any(known.get(path) != kept for path, kept in found.items()):
        # Remembering is a help: where the disk refuses, files are read again the next time.
        with contextlib.suppress(StoreError):
            write_json(memory, known | found)
    return {name: found[str(path)][1] for name, path in files.items()}


def _read(memory: Path) -> dict[str, list[str]]:
    try:
        known: dict[str, list[str]] = json.loads(memory.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    sound = isinstance(known, dict) and all(isinstance(kept, list) and len(kept) == 2 for kept in known.values())
    return known if sound else {}
