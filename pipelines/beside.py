"""Do a part of a stage in a second process, while the first goes on with the others.

A part is a function of what it is handed, its seed among that: the same bytes come out whichever process does it. What
is drawn or written does not hang on how many processors there are.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait as until
from typing import TYPE_CHECKING, Any, TypeVar

from geo.errors import StoreError
from pipelines.ease import at_ease

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from multiprocessing.connection import Connection

Found = TypeVar("Found")

HEAVY = (
    "sklearn.cluster", "sklearn.ensemble", "sklearn.linear_model", "scipy.stats", "pipelines.links", "pipelines.score",
)  # fmt: skip
"""What the first parts import, and the first process then need not; it takes as long as two stages, and is done
meanwhile."""
AFTER = {
    "score": ("sklearn.mixture", "sklearn.tree", "pipelines.group"),
    "group": ("geo.maps.document", "pipelines.publish"),
}
"""What the parts after a stage import beside that: it is loaded while the first process puts the stage's files away."""


class Beside:
    """A second process that does what it is given, one part after another."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._held: Connection | None = None
        self._parts: list[Future[Any]] = []

    def wake(self) -> ProcessPoolExecutor:
        """Start the process, if it is not there yet; until something is to be done, nothing is started."""
        if self._pool is None:
            # Spawned processes begin clean on every system, and hold nothing of this one.
            context = multiprocessing.get_context("spawn")
            ended, self._held = context.Pipe(duplex=False)
            with ended:
                self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=_follow, initargs=(ended,))
                self._pool.submit(_load, HEAVY)
        return self._pool

    def begin(self, work: Callable[..., Found], *given: Any) -> Callable[[], Found]:
        """Hand over a part; give what waits for it and tells what came of it, or raises what it raised.

        Raises
        ------
        StoreError
            When the process was ended from outside, also on waiting.
        """
        with _told():
            part = self.wake().submit(work, *given)
        self._parts.append(part)

        def result() -> Found:
            with _told():
                return part.result()

        return result

    def settle(self, verb: str = "") -> None:
        """Wait until nothing of a stage is under way: a folder that is given up must not be written to."""
        wait(self._parts)
        self._parts.clear()
        if self._pool is not None and verb in AFTER:
            with suppress(BrokenProcessPool):
                self._pool.submit(_load, AFTER[verb])

    def close(self) -> None:
        """End the process, at once, whatever it is loading: who was refused a file does not wait for libraries."""
        if self._pool is not None and self._held is not None:
            self._held.close()
            self._pool.shutdown()


def processors() -> int:
    """Count the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def second_process() -> Iterator[Beside | None]:
    """Give a second process, or none where there is one processor only."""
    if processors() < 2:
        yield None
        return
    beside = Beside()
    try:
        yield beside
    finally:
        beside.close()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise StoreError(
            "The second process of the run was ended from outside, perhaps for want of memory. What stood there before "
            "is untouched. Run the same command again."
        ) from error


def _follow(ended: Connection) -> None:
    """Leave when the first process says so, and with it, however it ends: killed, it could say nothing any more.

    Whatever this process is at, it leaves at once: to take down all that it has loaded would take longer than a part.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    at_ease()
    first = multiprocessing.parent_process()

    def leave() -> None:
        if first is not None:
            until([first.sentinel, ended])
            os._exit(0)

    threading.Thread(target=leave, daemon=True).start()


def _load(names: Iterable[str]) -> None:
    for name in names:
        importlib.import_module(name)
