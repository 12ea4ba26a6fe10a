"""Set what a short command with heavy libraries needs, before they are loaded."""

from __future__ import annotations

import gc
import os

THRESHOLD = 100_000
"""How many new objects are let be before they are looked through for what could be freed."""


def at_ease() -> None:
    """Keep linear algebra to one thread, and look for what could be freed only once in a while.

    Matrices here are small: threads of one product wait for each other longer than they work, and take the second
    process its processor; one thread also always adds up in the same order. Whoever sets the variable is obeyed. And
    what is loaded stays: to look through all of it every few hundred objects takes a tenth of the time.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(THRESHOLD)
