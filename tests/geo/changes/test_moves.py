"""Check who is said to have entered, left, appeared or gone, and that the table reads back."""

from __future__ import annotations

import io
import math
from dataclasses import replace

import pandas as pd
import pytest

from geo.changes import CAUSES, compare_runs, moves_csv
from geo.export import frame_csv
from tests.geo.changes.worlds import A, B, C, D, X, Y, run, tree
from tests.geo.scoring.worlds import index, indicator, node


def test_who_enters_and_who_leaves() -> None:
    moves = compare_runs(run(width=0.4), run(told=tree(1, 3), width=0.4, people=500), k=1, follow={})
    assert moves.table["top"].to_dict() == {A: "left", B: "entered", C: "outside"}
    assert moves.table["move"].to_dict() == {A: -2, B: 2, C: 0}
    assert moves.table["by_weights"].to_dict() == {A: -2, B: 2, C: 0}
    assert moves.table["intervals_apart"].to_dict() == {A: True, B: True, C: False}
    assert moves.jaccard == 0
    assert moves.spearman == pytest.approx(-1)
    assert moves.people("before") == (1000, 0)
    assert moves.people("now") == (500, 0)


def test_intervals_that_meet_are_not_apart() -> None:
    moves = compare_runs(run(width=1), run(told=tree(1, 3), width=1), k=1, follow={})
    assert not moves.table["intervals_apart"].any()


def test_units_that_come_and_go_have_no_move() -> None:
    a = run()
    b = run({"x": X | {D: 0.9}, "y": Y | {D: 0.9}}, codes=(A, B, D))
    table = compare_runs(a, b, k=2, follow={}).table
    assert table["state"].to_dict() == {A: "ranked_in_both", B: "ranked_in_both", C: "disappeared", D: "appeared"}
    assert table["top"].to_dict() == {A: "stayed", B: "outside", C: "left", D: "entered"}
    assert table.loc[[C, D], ["move", *(f"by_{cause}" for cause in CAUSES)]].isna().all(axis=None)
    assert table.loc[[C, D], "intervals_apart"].isna().all()
    assert table["name"].tolist() == ["Place 1", "Place 2", "Place 3", "Place 4"]


def test_a_rank_gained_and_lost() -> None:
    a, b = run({"x": {A: 1.0, B: 0.0}, "y": {A: 1.0, B: 0.0}}), run()
    assert compare_runs(a, b, k=1, follow={}).table.loc[C, "state"] == "gained_rank"
    assert compare_runs(b, a, k=1, follow={}).table.loc[C, "state"] == "lost_rank"
    assert compare_runs(a, a, k=1, follow={}).table.loc[C, "state"] == "unranked"


def test_people_that_are_not_known_are_counted_as_such() -> None:
    moves = compare_runs(run(), run(people=float("nan")), k=2, follow={})
    assert moves.people("now") == (0, 2)


def test_runs_that_cannot_be_mixed_are_told_without_causes() -> None:
    told = index(node("root"), node("px", "root"), node("py", "root"), node("below", "py"))
    b = run({"x": X}, told=told, indicators=[indicator("x", "below")])
    moves = compare_runs(run(), b, k=1, follow={})
    assert moves.split is None
    assert "not a leaf of the tree" in moves.fault
    assert moves.table[[f"by_{cause}" for cause in CAUSES]].isna().all(axis=None)
    assert moves.table["move"].notna().all()


def test_one_place_alone_has_no_correlation() -> None:
    alone = run({"x": {A: 1.0}, "y": {A: 1.0}}, codes=(A,))
    assert math.isnan(compare_runs(alone, alone, k=1, follow={}).spearman)


def test_the_table_reads_back_and_no_name_is_a_formula() -> None:
    b = run(told=tree(1, 3))
    b = replace(b, units=b.units.assign(name=["=1+1", "-2", "San José"]))
    text = moves_csv(compare_runs(run(), b, k=1, follow={})).decode()
    assert "'=1+1" in text
    assert "'-2" in text
    back = pd.read_csv(io.StringIO(text))
    assert back["code"].tolist() == [A, B, C]  # the largest move first, then by code
    assert (back[[f"by_{cause}" for cause in CAUSES]].sum(axis=1) == back["move"]).all()
    assert back["rank_now_p95"].notna().all()
    assert frame_csv(back, texts=["name"]).startswith(b"code,name")
