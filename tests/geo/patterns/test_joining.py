"""Check that joined places meet every condition, and that the flow lets nothing through that does not lie together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.patterns import Quota, Rules, Together, choose, cuts
from geo.patterns.contiguity import flow_of, hold_together, zones_of
from geo.patterns.cuts import best_together
from geo.patterns.joining import Ground, join_up
from geo.patterns.pool import pool_of
from geo.patterns.programme import solve
from tests.geo.patterns.choices import best, drawn, grid, subsets


def test_zones_are_told_apart_in_the_order_of_their_places() -> None:
    neighbours = grid(1, 6)
    chosen = np.array([False, True, False, True, True, True])
    assert zones_of(chosen, neighbours.matrix).tolist() == [0, 1, 0, 2, 2, 2]
    assert zones_of(np.zeros(6, dtype=bool), neighbours.matrix).tolist() == [0] * 6


@pytest.mark.parametrize(
    ("zones", "places", "holds"), [(2, 1, True), (1, 1, False), (2, 2, False), (3, 1, True), (1, 4, False)]
)
def test_what_lies_together(zones: int, places: int, *, holds: bool) -> None:
    chosen = np.array([False, True, False, True, True, True])
    assert hold_together(chosen, grid(1, 6).matrix, together=Together(zones, places)) == holds


def test_the_flow_finds_the_best_strip() -> None:
    # A row of places: the best three that touch are in the middle, not the three best.
    links = grid(1, 7).matrix
    gain = np.array([9.0, 0.0, 5.0, 6.0, 5.0, 0.0, 9.0])
    flow = flow_of(links, together=Together(1, 3), most=3)
    condition = pool_of(
        pd.Series(gain, index=list("ABCDEFG")), rules=Rules(number=3), cost=None, neighbours=None
    ).conditions
    answer = solve(gain, condition, flow=flow)
    assert answer.chosen is not None
    assert np.flatnonzero(answer.chosen).tolist() == [2, 3, 4]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 3), st.integers(1, 4), st.integers(4, 12))
def test_what_is_joined_up_meets_every_condition(seed: int, zones: int, places: int, number: int) -> None:
    neighbours = grid(5, 5)
    gain = drawn(seed, neighbours.codes, high=100)
    together = Together(zones, places)
    rules = Rules(
        number=number,
        locked=("r2c2",),
        excluded=("r0c0",),
        quotas=(Quota("west", frozenset(code for code in neighbours.codes if code[-1] < "2"), least=2),),
        together=together,
    )
    pool = pool_of(gain, rules=rules, cost=None, neighbours=neighbours)
    assert pool.links is not None
    scattered = solve(pool.units, pool.conditions).chosen
    assert scattered is not None
    joined = join_up(scattered, Ground(pool.units, pool.conditions, links=pool.links, together=together))
    again = join_up(scattered, Ground(pool.units, pool.conditions, links=pool.links, together=together))
    if joined is None:
        assert again is None
        return
    assert all(condition.holds(joined) for condition in pool.conditions)
    assert hold_together(joined, pool.links, together=together)
    assert again is not None
    np.testing.assert_array_equal(joined, again)
    # The bound that stands beside it must never be below the proven best.
    free = choose(gain, rules=Rules(number, None, rules.quotas, rules.locked, rules.excluded))
    assert pool.gain[joined].sum() <= free.reached


def test_where_nothing_can_be_joined_nothing_is_said() -> None:
    neighbours = grid(1, 5)
    # The ends are locked in, and the middle out: there is no way from one to the other.
    rules = Rules(number=4, locked=("r0c0", "r0c4"), excluded=("r0c2",))
    pool = pool_of(drawn(1, neighbours.codes), rules=rules, cost=None, neighbours=None)
    ground = Ground(pool.units, pool.conditions, links=neighbours.matrix, together=Together(1, 4))
    assert join_up(np.array([True, True, False, True, True]), ground) is None


def test_cuts_and_flow_find_the_same() -> None:
    neighbours = grid(4, 5)
    for seed in range(6):
        gain = drawn(seed, neighbours.codes)
        rules = Rules(number=7, together=Together(2, 3))
        pool = pool_of(gain, rules=rules, cost=None, neighbours=neighbours)
        assert pool.links is not None
        assert rules.together is not None
        cut = best_together(pool.units, pool.conditions, links=pool.links, together=rules.together)
        flow = solve(pool.units, pool.conditions, flow=pool.flow)
        assert cut.chosen is not None
        assert flow.chosen is not None
        assert pool.units[cut.chosen].sum() == pool.units[flow.chosen].sum()
        assert cut.bound == pytest.approx(pool.units[cut.chosen].sum())


def test_a_search_without_time_knows_nothing() -> None:
    neighbours = grid(2, 2)
    pool = pool_of(drawn(1, neighbours.codes), rules=Rules(number=2), cost=None, neighbours=None)
    answer = best_together(pool.units, pool.conditions, links=neighbours.matrix, together=Together(1, 2), seconds=0.0)
    assert (answer.state, answer.chosen, answer.bound) == ("stopped", None, np.inf)


@pytest.mark.parametrize(
    ("shape", "number", "together"),
    [
        ((3, 3), 5, Together(2, 2)),
        ((3, 3), 6, Together(2, 3)),
        # In a row there is no way around, so that a cut too many is a selection lost.
        ((1, 10), 6, Together(2, 2)),
        ((1, 10), 6, Together(2, 3)),
    ],
)
def test_cuts_alone_forbid_nothing_that_lies_together(
    monkeypatch: pytest.MonkeyPatch, shape: tuple[int, int], number: int, together: Together
) -> None:
    monkeypatch.setattr(cuts, "join_up", lambda *_: None)
    neighbours = grid(*shape)
    rules = Rules(number=number, together=together)
    possible = list(subsets(neighbours.codes, rules=rules, neighbours=neighbours))
    for seed in range(25):
        gain = drawn(seed, neighbours.codes, high=9)
        pool = pool_of(gain, rules=rules, cost=None, neighbours=neighbours)
        answer = best_together(gain.to_numpy(), pool.conditions, links=neighbours.matrix, together=together)
        assert answer.state == "solved"
        assert answer.chosen is not None
        assert gain[answer.chosen].sum() == best(gain, possible)
        assert answer.bound == pytest.approx(best(gain, possible))


def test_the_bound_is_never_below_what_is_reached() -> None:
    neighbours = grid(6, 6)
    for seed in range(8):
        gain = drawn(seed, neighbours.codes, high=100)
        pool = pool_of(gain, rules=Rules(number=12), cost=None, neighbours=None)
        for gap in (0.2, 0.05):
            answer = best_together(
                pool.units, pool.conditions, links=neighbours.matrix, together=Together(2, 4), gap=gap
            )
            assert answer.chosen is not None
            reached = pool.units[answer.chosen].sum()
            assert (1 - gap) * answer.bound - 1 <= reached <= answer.bound + 1e-3
