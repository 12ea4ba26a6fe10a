"""Keep coverages on disk by the content they were computed from, so that units meet a grid once.

Keeping is a help and no duty: where the disk refuses, the coverage is computed again the next time.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from geo.errors import MethodError
from geo.zonal import Coverage, coverage_key, coverage_on
from pipelines.store import write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from geo.zonal import Stack

KEPT = 20
"""Coverages of one study that are kept; the oldest make room."""


def kept_coverages(folder: Path) -> Callable[[npt.NDArray[np.object_], Stack], Coverage]:
    """Give the function that finds a coverage in a folder, or computes it and keeps it there."""

    def cover(shapes: npt.NDArray[np.object_], stack: Stack) -> Coverage:
        path = folder / f"{coverage_key(shapes, stack.grid.window(*stack.around(shapes)))}.npz"
        try:
            return Coverage.from_bytes(path.read_bytes())
        except (OSError, MethodError):
            # None is kept, or what is kept is damaged or cannot be read: either way it is computed.
            coverage = coverage_on(shapes, stack)
        with contextlib.suppress(OSError):
            write_bytes(path, coverage.to_bytes())
            _make_room(folder)
        return coverage

    return cover


def _make_room(folder: Path) -> None:
    kept = sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[KEPT:]:
        path.unlink(missing_ok=True)
