"""Check the table of ranks without each indicator."""

from __future__ import annotations

import numpy as np
import pytest

from geo.errors import MethodError
from geo.scoring.leave_out import leave_one_out

from .replicate_world import TREE

CODES = ["HN0001", "HN0002", "HN0003"]
# In the order of the tree: poor, homicides, injured, returnees; nominal shares 3/8, 3/16, 3/16, 1/4.
LEAVES = np.array([[0.0, 0.4, 1.0], [0.9, 0.5, 0.0], [0.9, 0.5, 0.0], [0.5, 0.5, 0.5]])


def test_by_hand() -> None:
    assert TREE.leaves == ("poor", "homicides", "injured", "returnees")
    table = leave_one_out(LEAVES, codes=CODES, tree=TREE, top=(1, 2)).set_index("indicator")
    # Scores 0.4625, 0.4625, 0.5: the third leads, the others tie for second. Without poverty the drivers are violence
    # alone, 0.8, 0.5, 0.125: ranks 1, 2, 3 against 2, 2, 1.
    assert table.loc["poor", "mean_shift"] == pytest.approx(1)
    assert table.loc["poor", "greatest_shift"] == 2
    assert table.loc["poor", "shifted_most"] == "HN0003"
    assert table.loc["poor", "jaccard_top_1"] == 0
    # The first two are all three at first, where two tie, and two of them without poverty.
    assert table.loc["poor", "jaccard_top_2"] == pytest.approx(2 / 3)
    # What tells nobody apart moves nobody.
    assert table.loc["returnees", ["mean_shift", "greatest_shift", "jaccard_top_1"]].tolist() == [0, 0, 1]
    assert table["weight"].tolist() == pytest.approx([3 / 8, 3 / 16, 3 / 16, 1 / 4])
    assert (table["unranked"] == 0).all()


def test_units_with_nothing_else_are_counted_and_left_aside() -> None:
    leaves = LEAVES.copy()
    leaves[1:, 0] = np.nan
    table = leave_one_out(leaves, codes=CODES, tree=TREE, top=(1,)).set_index("indicator")
    assert table["unranked"].to_dict() == {"poor": 1, "homicides": 0, "injured": 0, "returnees": 0}
    assert table.loc["poor", "jaccard_top_1"] == 0
    alone = leave_one_out(leaves[:, :1], codes=CODES[:1], tree=TREE, top=(1,)).set_index("indicator")
    assert alone.loc["poor", ["mean_shift", "jaccard_top_1"]].isna().all()


def test_faults_are_told_together() -> None:
    leaves = LEAVES.copy()
    leaves[:, 1] = np.nan
    with pytest.raises(MethodError) as caught:
        leave_one_out(leaves, codes=CODES, tree=TREE, top=(0,))
    assert "1 of 3 units have no score: HN0002" in str(caught.value)
    assert "1 of 1 sizes of the top are below 1: 0" in str(caught.value)
