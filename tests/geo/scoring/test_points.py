"""Check that scores without replicates are those of a whole run, and that other weights are quick and the same."""

from __future__ import annotations

import pandas as pd

from geo.scoring import Uncertainty, score_units
from geo.scoring.points import score_points
from tests.geo.scoring.worlds import TWO_BLOCKS_LEAVES, two_blocks, units, values

UNITS = units(6)
VALUES = values(
    UNITS["code"].tolist(),
    {
        "returnees": [1, 2, 3, 4, 5, 6],
        "homicides": [3, 1, 4, 1, 5, 9],
        "injured": [2, 7, 1, 8, 2, 8],
        "poor": [1, 1, 2, 3, 5, float("nan")],
    },
)


def test_points_are_those_of_a_whole_run() -> None:
    told = {"units": UNITS, "index": two_blocks(), "indicators": TWO_BLOCKS_LEAVES, "seed": 1}
    whole = score_units(VALUES, uncertainty=Uncertainty(replicates=100, idle="hold"), top=(2,), **told)
    points = score_points(VALUES, **told)
    columns = ["score", "score_low", "score_high", "coverage", "rank", "gate"]
    pd.testing.assert_frame_equal(points.scores[columns], whole.scores.set_index("code")[columns], check_exact=True)


def test_other_weights_are_those_of_scoring_anew() -> None:
    told = {"units": UNITS, "indicators": TWO_BLOCKS_LEAVES, "seed": 1}
    nodes = [node if node.id != "poverty" else node.model_copy(update={"weight": 5.0}) for node in two_blocks().nodes]
    heavy = two_blocks().model_copy(update={"nodes": tuple(nodes)})
    again = score_points(VALUES, index=two_blocks(), **told).reweighted(heavy, TWO_BLOCKS_LEAVES)
    pd.testing.assert_frame_equal(again, score_points(VALUES, index=heavy, **told).scores, check_exact=True)
