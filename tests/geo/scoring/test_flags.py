"""Check each flag by a unit that carries it and one that does not."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.scoring.flags import flags

from .worlds import TWO_BLOCKS_LEAVES, two_blocks

IDS = [leaf.id for leaf in TWO_BLOCKS_LEAVES]


def told(**changes: object) -> str:
    """Flag one sound unit with something changed, among ten that are ranked."""
    codes = [f"HN01{place:02d}" for place in range(10)]
    scores = pd.DataFrame(
        {
            "score": 60.0, "coverage": 0.9, "rank": 1.0, "rank_p5": 1.0, "rank_p95": 3.0,
            "node_origin": 50.0, "node_drivers": 50.0,
        },
        index=codes,
    )  # fmt: skip
    parts = pd.DataFrame(15.0, index=codes, columns=IDS)
    own = pd.DataFrame(True, index=codes, columns=IDS)
    for key, value in changes.items():
        frame = next(f for f in (scores, parts if not isinstance(value, bool) else own) if key in f)
        frame.loc["HN0105", key] = value
    result = flags(scores, parts=parts, own=own, index=two_blocks(), indicators=TWO_BLOCKS_LEAVES)
    assert result.drop("HN0105").eq("").all()
    return str(result["HN0105"])


def test_a_sound_unit_has_none() -> None:
    assert told() == ""


def test_each_word() -> None:
    assert told(node_origin=np.nan, returnees=False) == "no_data_origin"
    assert told(returnees=False) == "inherited_origin"
    assert told(coverage=0.49) == "low_coverage"
    assert told(coverage=0.5) == ""
    assert told(poor=30.1) == "dominated:poor"
    assert told(poor=30.0) == ""
    assert told(rank_p95=4.4) == "wide_interval"
    assert told(rank_p95=4.3) == ""


def test_a_block_is_inherited_only_when_all_of_it_is() -> None:
    assert told(homicides=False, poor=False) == ""
    assert told(homicides=False, poor=False, injured=False) == "inherited_drivers"


def test_words_are_joined_in_order() -> None:
    assert told(coverage=0.1, poor=40.0, returnees=False) == "inherited_origin;low_coverage;dominated:poor"
