"""Check how long is waited, and that a stopped run does not wait at all."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.transport import GivenUpError, Patience
from pipelines.transport.trying import HitchError, persist

NOW = dt.datetime(2026, 11, 4, 10, 0, tzinfo=dt.UTC)
PATIENCE = Patience(now=lambda: NOW)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        (" 120 ", 120.0),
        ("-5", None),
        ("1.5", None),
        ("tomorrow", None),
        ("Wed, 04 Nov 2026 10:01:30 GMT", 90.0),
        ("Wed, 04 Nov 2026 12:01:30 +0200", 90.0),
        ("Wed, 04 Nov 2026 10:01:30", 90.0),
        ("Wed, 04 Nov 2026 09:00:00 GMT", 0.0),
        ("²", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert PATIENCE.retry_after_s(header) == seconds


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 40), st.integers(0, 9), st.text(max_size=20))
def test_waits_lie_between_half_and_all_of_the_doubled_one(failures: int, seed: int, url: str) -> None:
    patience = Patience(seed=seed)
    full = min(2.0 ** (failures - 1), patience.longest_wait_s)
    assert full / 2 <= patience.backoff_s(failures, url=url) <= full
    assert patience.backoff_s(failures, url=url) == Patience(seed=seed).backoff_s(failures, url=url)


def test_a_stopped_run_does_not_wait() -> None:
    patience = Patience()
    patience.stop.set()
    with pytest.raises(GivenUpError, match="stopped"):
        patience.pause(3600)


def test_progress_forgives_hitches_but_not_for_ever() -> None:
    reached = [0]

    def attempt() -> None:
        reached[0] += 1
        raise HitchError("broke", sort="broken")

    patience = Patience(attempts=2, sleep=lambda _: None)
    with pytest.raises(GivenUpError, match="again and again"):
        persist(attempt, patience=patience, url="x", reached=lambda: reached[0])
    assert reached[0] == 300
    with pytest.raises(GivenUpError, match="2 times in a row"):
        persist(attempt, patience=patience, url="x")
