"""Check that a server that redirects, refuses, is busy or says nothing is given patience, and no more."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from tests.pipelines.rain import CONTENT, FIVE, ONE, path_of, states
from tests.pipelines.server import file, hold, missing, redirect, stall, status

if TYPE_CHECKING:
    from tests.pipelines.conftest import World


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_redirects_are_followed(code: int, world: World) -> None:
    world.server.on(path_of(1), redirect("/elsewhere.tif?X-Amz-Signature=abc", code))
    world.server.on("/elsewhere.tif", file(CONTENT))
    assert states(world) == ["fetched"]
    assert "Signature" not in (world.raw / "manifest.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (path_of(1), "round in circles"),
        ("http://127.0.0.1:port/", "no address"),
        ("gopher://127.0.0.1/x", "no address"),
    ],
)
def test_redirects_that_lead_nowhere_are_told(target: str, told: str, world: World) -> None:
    world.server.on(path_of(1), redirect(target))
    [found] = world.fetch(ONE).outcomes
    assert found.state == "failed"
    assert told in found.reason
    assert not world.slept


@pytest.mark.parametrize(
    ("header", "waited"),
    [("7", 7.0), ("Wed, 04 Nov 2026 10:00:30 GMT", 30.0), ("Wed, 04 Nov 2026 09:00:00 GMT", None), ("soon", None)],
)
@pytest.mark.parametrize("code", [429, 503])
def test_a_server_that_asks_for_patience_is_given_it(
    code: int, header: str, waited: float | None, world: World
) -> None:
    world.server.on(path_of(1), status(code, {"Retry-After": header}), file(CONTENT))
    assert states(world) == ["fetched"]
    assert len(world.slept) == 1
    # Without a wait that makes sense, our own is taken: half a second to one.
    assert world.slept[0] == waited or (waited is None and 0.5 <= world.slept[0] <= 1.0)


def test_a_server_that_asks_for_an_hour_is_left_in_peace(world: World) -> None:
    for month in range(1, 6):
        world.server.on(path_of(month), status(429, {"Retry-After": "3600"}))
    done = world.fetch(FIVE, patience={"per_host": 1})
    assert [found.state for found in done.outcomes] == ["busy", "untried", "untried", "untried", "untried"]
    assert done.outcomes[0].reason == "the server is busy (429) and asks to wait 3600 s"
    assert len(world.server.log) == 1
    assert not world.slept


def test_waits_grow_and_have_an_end(world: World) -> None:
    world.server.on(path_of(1), status(500))
    [found] = world.fetch(ONE, patience={"attempts": 6, "longest_wait_s": 8.0}).outcomes
    assert (found.state, found.reason) == ("busy", "the server is busy (500), 6 times in a row")
    assert len(world.slept) == 5
    assert all(full / 2 <= slept <= full for full, slept in zip((1, 2, 4, 8, 8), world.slept, strict=True))


def test_waits_are_drawn_anew_from_the_seed_and_the_same_each_time(world: World) -> None:
    world.server.on(path_of(1), status(500))
    states(world)
    first, world.slept[:] = list(world.slept), []
    states(world)
    assert world.slept == first
    world.slept.clear()
    states(world, patience={"seed": 1})
    assert world.slept != first


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(world: World) -> None:
    gate = threading.Event()
    world.server.on(path_of(1), stall(CONTENT, 2_000, gate), file(CONTENT))
    try:
        assert states(world, patience={"read_s": 0.15}) == ["fetched"]
        assert world.server.asked(path_of(1))[1]["Range"] == "bytes=2000-"
        world.server.on(path_of(2), hold(gate, missing))
        two = ONE.replace("until: 2020-01", "until: 2020-02")
        last = world.fetch(two, patience={"read_s": 0.1, "attempts": 2}).outcomes[-1]
        assert (last.state, last.reason) == ("broken", "nothing came for 0.1 s, 2 times in a row")
    finally:
        gate.set()


def test_a_server_that_cannot_be_reached_is_told_once(world: World) -> None:
    done = world.fetch(FIVE, base="http://127.0.0.1:9", patience={"per_host": 1})
    assert [found.state for found in done.outcomes] == ["unreachable", *["untried"] * 4]
    assert done.outcomes[0].reason == "the server cannot be reached, 3 times in a row"


@pytest.mark.parametrize(("code", "state"), [(401, "refused"), (403, "refused"), (410, "absent"), (418, "failed")])
def test_other_answers_are_sorted(code: int, state: str, world: World) -> None:
    world.server.on(path_of(1), status(code))
    assert states(world) == [state]
    assert len(world.server.log) == 1
