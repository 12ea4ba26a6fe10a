"""Keep what was worked out, by what was asked, so that it is not worked out again while it is looked at."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

MOST = 64
"""How many answers are kept; the one not asked for longest goes first."""

T = TypeVar("T")


class Kept:
    """Answers by what was asked; several threads may ask at once, and whoever asks for what is being made waits."""

    def __init__(self, most: int = MOST) -> None:
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._most = most
        self._lock = Lock()
        self._turns: dict[Hashable, Lock] = {}

    def holds(self, asked: Hashable) -> bool:
        """Say whether an answer is kept."""
        with self._lock:
            return asked in self._answers

    def get(self, asked: Hashable, make: Callable[[], T], *, lasting: Callable[[T], bool] = lambda _: True) -> T:
        """Give the answer that is kept, or make it and keep it.

        Parameters
        ----------
        lasting
            Whether an answer is kept; one that only says that the machine was busy would stand when it no longer is.
        """
        with self._lock:
            if asked in self._answers:
                known: T = self._answer(asked)
                return known
            turn = self._turns.setdefault(asked, Lock())
        with turn:
            with self._lock:
                if asked in self._answers:
                    made: T = self._answer(asked)
                    return made
            try:
                answer = make()
                if lasting(answer):
                    self._keep(asked, answer)
            finally:
                with self._lock:
                    self._turns.pop(asked, None)
        return answer

    def _answer(self, asked: Hashable) -> Any:
        self._answers.move_to_end(asked)
        return self._answers[asked]

    def _keep(self, asked: Hashable, answer: Any) -> None:
        with self._lock:
            self._answers[asked] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
