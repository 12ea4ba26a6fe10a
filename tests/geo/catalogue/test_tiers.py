"""Check who may see what: an entry as closed as its series, a node as the one that feeds it alone."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.catalogue import closed_flags, closed_nodes, closed_to, load_catalogue, seen_by, tiers_in, with_closed_nodes
from geo.kinds import TIERS, at_most
from tests.dashboards import world

CATALOGUE = load_catalogue(world.texts())
"""`trust_index` is for partners, `injuries` is made of an internal series."""


@pytest.mark.parametrize("tier", TIERS)
def test_readers_see_what_is_as_open_as_their_own(tier):
    assert [at_most(one, tier) for one in TIERS] == [TIERS.index(one) <= TIERS.index(tier) for one in TIERS]


@pytest.mark.parametrize(
    ("tier", "closed"), [("public", ["injuries", "trust_index"]), ("partner", ["injuries"]), ("internal", [])]
)
def test_an_indicator_is_as_closed_as_its_series(tier, closed):
    assert [one.id for one in closed_to(CATALOGUE, tier)] == closed
    seen = [one.id for one in seen_by(CATALOGUE, tier)]
    assert sorted([*seen, *closed]) == sorted(one.id for one in CATALOGUE.indicators)


def test_flags_name_nothing_closed():
    assert closed_flags(CATALOGUE, "partner") == {"dominated:injuries": "dominated"}


def test_the_tiers_of_a_study():
    assert tiers_in(CATALOGUE) == ("partner", "internal")
    assert tiers_in(load_catalogue(world.open_texts())) == ()


def test_a_node_that_a_closed_indicator_feeds_alone_is_missing():
    texts = world.texts()
    alone = load_catalogue(
        texts | {"indicators.yml": texts["indicators.yml"].replace("pillar: violence", "pillar: governance", 1)}
    )
    assert closed_nodes(alone, "public") == ("violence",)
    assert closed_nodes(alone, "internal") == ()
    scores = pd.DataFrame({"node_origin": [1.0]})
    assert with_closed_nodes(scores, alone, "public")["node_violence"].isna().all()
    assert with_closed_nodes(scores, alone, "internal") is scores
