"""Check what is told of how settled the intervals are."""

from __future__ import annotations

import numpy as np
import pytest

from geo.scoring.convergence import convergence
from geo.scoring.rank import intervals


def test_each_step_compares_a_number_with_its_half() -> None:
    rankings = np.random.default_rng(1).integers(1, 51, size=(400, 50))
    told = convergence(rankings, intervals(rankings)).set_index(["replicates", "quantile"])
    assert told["half"].unique().tolist() == [200, 100, 50]
    for count in (400, 200, 100):
        after, before = (np.quantile(rankings[:size], 0.95, axis=0) for size in (count, count // 2))
        moves = np.abs(after - before)
        assert told.loc[(count, "rank_p95"), "mean_move"] == pytest.approx(moves.mean())
        assert told.loc[(count, "rank_p95"), "greatest_move"] == pytest.approx(moves.max())


def test_moves_shrink_as_replicates_are_doubled() -> None:
    rankings = np.random.default_rng(1).integers(1, 901, size=(4000, 60))
    told = convergence(rankings, intervals(rankings))
    ends = told[told["quantile"] == "rank_p95"]["mean_move"].tolist()
    assert ends == sorted(ends)


def test_a_half_too_small_for_a_quantile_is_not_gone_back_to() -> None:
    rankings = np.random.default_rng(1).integers(1, 5, size=(50, 4))
    assert convergence(rankings, intervals(rankings))["half"].unique().tolist() == [25]
