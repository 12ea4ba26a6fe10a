"""Check by algebra that nothing withheld can be worked out from the scores that are shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catalogue import load_catalogue
from geo.export.given_back import withheld_with
from geo.kinds import TIERS
from tests.dashboards import world

if TYPE_CHECKING:
    from geo.catalogue import Catalogue
    from geo.kinds import Tier

BASE = load_catalogue(world.open_texts())
LEAVES = ("origin", "violence", "economic", "governance")


def index_of(drawn: list[tuple[str, Tier, float]]) -> Catalogue:
    """Make a catalogue of indicators i0, i1, ... with pillar, tier and weight."""
    entries = tuple(
        BASE.indicators[0].model_copy(update={"id": f"i{at}", "pillar": pillar, "tier": tier, "weight": weight})
        for at, (pillar, tier, weight) in enumerate(drawn)
    )
    return replace(BASE, indicators=entries)


def given_back(catalogue: Catalogue, unknown: set[str], hidden: set[str]) -> set[str]:
    """List the indicators that the shown sums determine: those whose unit vector lies in the span of the sums."""
    order = sorted(unknown)
    rows = []
    for node in catalogue.index.walk():
        if node.id not in hidden:
            within = {one.id for one in catalogue.index.walk(node.id)}
            feeds = {one.id for one in catalogue.indicators if one.pillar in within and one.weight > 0}
            rows.append([float(id_ in feeds) for id_ in order])
    sums = np.array(rows)
    rank = np.linalg.matrix_rank(sums)
    units = np.eye(len(order))
    return {id_ for at, id_ in enumerate(order) if np.linalg.matrix_rank(np.vstack([sums, units[at]])) == rank}


INDICATOR = st.tuples(st.sampled_from(LEAVES), st.sampled_from(TIERS), st.sampled_from([0.0, 1.0, 1.0, 1.0]))


@given(st.lists(INDICATOR, min_size=1, max_size=9), st.data())
def test_no_reader_can_work_out_a_closed_figure(drawn: list[tuple[str, Tier, float]], data: st.DataObject) -> None:
    catalogue = index_of(drawn)
    all_ = [one.id for one in catalogue.indicators]
    there = set(data.draw(st.lists(st.sampled_from(all_), unique=True, min_size=1)))
    secret = set(data.draw(st.lists(st.sampled_from(sorted(there)), unique=True, max_size=2)))
    weighed = {one.id for one in catalogue.indicators if one.weight > 0 and one.id in there}
    seen_nodes, unknown = {node.id for node in catalogue.index.nodes}, set(there)
    for tier in TIERS:
        ids, nodes = withheld_with(secret if tier == "public" else set(), there, catalogue=catalogue, tier=tier)
        # Who sees the folder of a tier sees those of all more open ones.
        unknown &= ids
        hidden = {node.id for node in catalogue.index.nodes if node.id in nodes}
        seen_nodes = {node.id for node in catalogue.index.nodes} - hidden | (seen_nodes if tier != "public" else set())
        own = {one.id for one in catalogue.indicators if TIERS.index(one.tier) > TIERS.index(tier)} & weighed
        own |= secret & weighed if tier == "public" else set()
        assert own <= ids
        shut = {node.id for node in catalogue.index.nodes} - seen_nodes
        if len(ids & weighed) > 1:
            assert not given_back(catalogue, set(unknown & weighed), shut) & own


def test_three_withheld_in_two_pillars_leave_no_pillar_to_tell_the_third() -> None:
    """Economy is of two withheld ones, violence of one: drivers less economy would be violence, and so the one."""
    drawn: list[tuple[str, Tier, float]] = [
        ("violence", "partner", 1.0), ("violence", "public", 1.0), ("economic", "partner", 1.0),
        ("economic", "partner", 1.0), ("origin", "public", 1.0),
    ]  # fmt: skip
    catalogue = index_of(drawn)
    ids, nodes = withheld_with(set(), {f"i{at}" for at in range(5)}, catalogue=catalogue, tier="public")
    assert ids == {"i0", "i2", "i3"}
    assert nodes == {"violence", "economic"}


@pytest.mark.parametrize(
    ("tier", "nodes"), [("partner", {"violence", "economic"}), ("public", {"violence", "economic"})]
)
def test_a_node_that_is_hidden_from_partners_is_hidden_from_everyone(tier: Tier, nodes: set[str]) -> None:
    """To the public violence would be a sum of two withheld ones; a partner knows the second of them."""
    drawn: list[tuple[str, Tier, float]] = [
        ("violence", "internal", 1.0), ("violence", "partner", 1.0), ("economic", "internal", 1.0),
    ]  # fmt: skip
    _, gone = withheld_with(set(), {"i0", "i1", "i2"}, catalogue=index_of(drawn), tier=tier)
    assert gone == {"violence", "economic"}
