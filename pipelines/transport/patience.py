"""Say how long to wait before asking again, and when to give up.

References
----------
RFC 9110, section 10.2.3: Retry-After holds seconds or an HTTP date.
"""

from __future__ import annotations

import datetime as dt
import random
import threading
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from pipelines.transport.given_up import GivenUpError

if TYPE_CHECKING:
    from collections.abc import Callable


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Patience:
    """How often, how long, how many at once; the clock and the sleep come from outside so that a test need not wait."""

    attempts: int = 6
    """Attempts in a row that bring nothing, before a file is given up."""
    first_wait_s: float = 1.0
    longest_wait_s: float = 120.0
    longest_asked_s: float = 900.0
    """A server that asks for more than this is left in peace until the next run."""
    connect_s: float = 15.0
    read_s: float = 60.0
    per_host: int = 2
    """Downloads at once from one producer."""
    seed: int = 0
    sleep: Callable[[float], object] | None = None
    now: Callable[[], dt.datetime] = _now
    stop: threading.Event = field(default_factory=threading.Event)
    """Set when there is no point in going on; whoever waits wakes up."""

    def pause(self, seconds: float) -> None:
        """Wait, unless the run is stopped.

        Raises
        ------
        GivenUpError
            When it is.
        """
        (self.sleep or self.stop.wait)(seconds)
        self.stop_here()

    def stop_here(self) -> None:
        """Leave off if the run is stopped.

        Raises
        ------
        GivenUpError
            When it is.
        """
        if self.stop.is_set():
            raise GivenUpError("untried", "the run was stopped")

    def backoff_s(self, failures: int, *, url: str) -> float:
        """Double the wait with each failure; half of it is drawn, so that clients do not knock together."""
        full: float = min(self.first_wait_s * 2 ** (failures - 1), self.longest_wait_s)
        return full * random.Random(f"{self.seed} {failures} {url}").uniform(0.5, 1.0)

    def retry_after_s(self, header: str | None) -> float | None:
        """Read Retry-After, as seconds or as a date; ``None`` when it is absent or means nothing."""
        if header is None:
            return None
        if header.strip().isdecimal():
            return float(header)
        try:
            when = parsedate_to_datetime(header)
        except ValueError:
            return None
        if when.tzinfo is None:
            when = when.replace(tzinfo=dt.UTC)
        return max((when - self.now()).total_seconds(), 0.0)
