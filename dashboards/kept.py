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
    """Answers by what was asked; several threads may ask at once, and then may work one out twice."""

    def __init__(self, most: int = MOST) -> None:
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._most = most
        self._lock = Lock()

    def holds(self, asked: Hashable) -> bool:
        """Say whether an answer is kept."""
        with self._lock:
            return asked in self._answers

    def get(self, asked: Hashable, make: Callable[[], T]) -> T:
        """Give the answer that is kept, or make it and keep it."""
        with self._lock:
            if asked in self._answers:
                self._answers.move_to_end(asked)
                answer: T = self._answers[asked]
                return answer
        answer = make()
        with self._lock:
            self._answers[asked] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return answer
