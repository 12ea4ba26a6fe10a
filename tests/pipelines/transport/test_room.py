"""Check that a disk that will not do is known before it is full."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import StoreError
from pipelines.transport import Room, size_text


def test_files_to_come_weigh_what_the_first_one_weighs() -> None:
    room = Room(Path("raw"), files=100, free=lambda _: 1_000)
    room.begin("a", 10)
    with pytest.raises(StoreError, match=r"100 of 100 files are still to come and need about 1\.1 kB, and 1\.0 kB"):
        Room(Path("raw"), files=100, free=lambda _: 1_000).begin("a", 11)


def test_what_has_come_is_not_counted_twice() -> None:
    free = [100]
    room = Room(Path("raw"), files=2, free=lambda _: free[0])
    room.begin("a", 50)
    for _ in range(5):
        room.received("a", 10)
        free[0] -= 10
    room.end("a")
    room.begin("b", 50)
    with pytest.raises(StoreError):
        room.begin("b", 51)


def test_going_on_claims_only_the_rest() -> None:
    room = Room(Path("raw"), files=1, free=lambda _: 10)
    room.begin("a", 1_000, held=990)
    room.begin("a", 1_000, held=995)


def test_an_unknown_size_claims_nothing() -> None:
    room = Room(Path("raw"), files=3, free=lambda _: 0)
    room.begin("a", None)
    room.received("a", 5)
    room.end("a")


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (4_200_000, "4.2 MB"), (2e9, "2.0 GB"), (3e12, "3.0 TB"), (5e15, "5000.0 TB")],
)
def test_sizes_read_well(count: float, text: str) -> None:
    assert size_text(count) == text
