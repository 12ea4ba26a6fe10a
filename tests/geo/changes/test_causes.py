"""Check that moves are split by cause as one would by hand, and that the parts always add up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.changes import CAUSES, Run, split_moves
from geo.changes.causes import differing, standing
from geo.changes.mixture import mix
from geo.errors import MethodError
from tests.geo.changes.worlds import A, B, C, D, X, Y, leaves, places, run, scored, tree
from tests.geo.scoring.worlds import index, indicator, node

MOVED = {"x": X | {C: 0.95}, "y": Y}
"""With it C stands first under the heavy x, and the others move down by one where it passes them."""


def shares(a: Run, b: Run, **follow: str) -> dict[str, dict[str, float]]:
    table = split_moves(a, b, follow=follow).shares  # type: ignore[arg-type]
    return {cause: column[column != 0].to_dict() for cause, column in table.items() if (column != 0).any()}


def test_nothing_moves_between_equal_runs() -> None:
    split = split_moves(run(), run(), follow={})
    assert split.causes == ()
    assert (split.shares == 0).all(axis=None)
    assert split.code == 0


def test_a_weight_alone_moves_all() -> None:
    a, b = run(), run(told=tree(1, 3))
    assert split_moves(a, b, follow={}).causes == ("weights",)
    assert shares(a, b) == {"weights": {A: -2, B: 2}}


def test_the_weight_of_an_indicator_counts_as_weights() -> None:
    pillar = index(node("root"), node("p", "root"))
    both = [[indicator("x", "p", weight=w), indicator("y", "p", weight=4 - w)] for w in (3, 1)]
    a, b = (run(told=pillar, indicators=entries) for entries in both)
    assert shares(a, b) == {"weights": {A: -2, B: 2}}


def test_a_figure_alone_moves_all() -> None:
    assert shares(run(), run(MOVED)) == {"data": {A: -1, C: 1}}


def test_two_causes_share_what_only_both_together_bring() -> None:
    # C: 2nd before, 1st by the figure alone, 2nd by the weights alone, 2nd by both.
    # A: 1st, 2nd, 3rd, 3rd.  B: 3rd, 3rd, 1st, 1st.
    assert shares(run(), run(MOVED, told=tree(1, 3))) == {
        "data": {A: -0.5, C: 0.5},
        "weights": {A: -1.5, B: 2, C: -0.5},
    }


def test_a_direction_is_method() -> None:
    a = run(told=tree(1, 3))
    b = run(told=tree(1, 3), indicators=(leaves()[0], leaves(direction=-1)[1]))
    assert shares(a, b) == {"method": {A: 2, B: -2}}


def test_a_new_place_is_boundary_and_brings_its_values() -> None:
    b = run({"x": X | {D: 0.9}, "y": Y | {D: 0.9}}, codes=(A, B, C, D))
    assert shares(run(), b) == {"boundary": {A: -1, B: -1, C: -1}}
    assert shares(b, run()) == {"boundary": {A: 1, B: 1, C: 1}}


def test_a_new_indicator_is_data_with_its_pillar() -> None:
    told = index(node("root"), node("px", "root", weight=3), node("py", "root", weight=1), node("pz", "root", weight=8))
    z = {A: 0.0, B: 1.0, C: 0.5}
    b = run({"x": X, "y": Y, "z": z}, told=told, indicators=(*leaves(), indicator("z", "pz")))
    assert shares(run(), b) == {"data": {A: -2, B: 2}}
    assert shares(b, run()) == {"data": {A: 2, B: -2}}


def test_a_pillar_that_both_runs_have_stays_without_its_indicator() -> None:
    empty = run({"x": X}, indicators=leaves()[:1])
    nodes = {node.id for node in mix(empty, run(), now={"method"}).index.nodes}
    assert nodes == {"root", "px", "py"}


def test_a_root_of_another_name_is_no_second_root() -> None:
    told = index(node("top"), node("px", "top", weight=3), node("pz", "top", weight=8))
    z = {A: 0.0, B: 1.0, C: 0.5}
    b = run({"x": X, "z": z}, told=told, indicators=(leaves()[0], indicator("z", "pz")))
    table = split_moves(run(), b, follow={}).shares
    assert table.sum(axis=1).tolist() == [-2, 2, 0]


def test_values_that_follow_the_method_are_method() -> None:
    assert shares(run(), run(MOVED), x="method") == {"method": {A: -1, C: 1}}
    assert shares(run(), run(MOVED), x="boundary") == {"boundary": {A: -1, C: 1}}


def test_what_only_the_code_can_explain_is_method_and_counted() -> None:
    a = run()
    # As if an older version had ranked the first two the other way.
    ranks = a.scores["rank"].map({1: 2, 2: 1, 3: 3}).astype("Int64")
    split = split_moves(replace(a, scores=a.scores.assign(rank=ranks)), run(), follow={})
    assert split.code == 2
    assert split.shares["method"].to_dict() == {A: 1, B: 0, C: -1}
    assert split.causes == ()


def test_a_place_that_is_not_ranked_half_way_counts_with_the_rank_it_would_have() -> None:
    # Before, C knows x only; under a gate of 0.5 it is ranked by the weight of x, and under the new weights is not.
    gate = {"coverage_gate": 0.5}
    a = run({"x": X, "y": {A: 0.0, B: 1.0}}, told=tree(3, 1, **gate))
    b = run(told=tree(1, 3, **gate))
    split = split_moves(a, b, follow={})
    assert split.shares.notna().all(axis=None)
    assert split.shares.sum(axis=1).to_dict() == {A: -2, B: 2, C: 0}


def test_a_place_without_any_score_half_way_is_not_split() -> None:
    a = run({"x": X, "y": Y | {C: float("nan")}}, told=tree(1, 1))
    b = run({"x": X | {C: float("nan")}, "y": Y}, told=tree(1, 1))
    table = split_moves(a, b, follow={"x": "data", "y": "method"}).shares
    assert table.loc[C].isna().all()
    assert table.loc[[A, B]].notna().all(axis=None)


def test_places_that_one_run_does_not_rank_have_no_move() -> None:
    b = run({"x": {A: 1.0, B: 0.0}, "y": {A: 0.0, B: 1.0}}, codes=(A, B))
    assert split_moves(run(), b, follow={}).shares.index.tolist() == [A, B]


def test_runs_that_cannot_be_mixed_say_so() -> None:
    told = index(node("root"), node("px", "root"), node("py", "root"), node("below", "py"))
    b = run({"x": X}, told=told, indicators=[indicator("x", "below")])
    with pytest.raises(MethodError, match="not a leaf of the tree"):
        split_moves(run(), b, follow={})


def test_titles_and_lakes_are_no_cause() -> None:
    a = run()
    lake = places([D]).assign(kind="lake")
    b = replace(a, units=pd.concat([a.units, lake]), indicators=leaves(decimals=3))
    assert differing(a, b, follow={}) == ()


def test_a_changed_department_is_boundary() -> None:
    a = run()
    assert differing(a, replace(a, units=a.units.assign(adm1_code="HN02")), follow={}) == ("boundary",)


def test_where_a_unit_stands() -> None:
    scores = pd.DataFrame({"score": [5.0, 3.0, 3.0, 4.0, np.nan], "rank": [1, 2, 2, None, None]})
    assert standing(scores).tolist()[:4] == [1, 2, 2, 2]
    assert np.isnan(standing(scores).iloc[4])


figure = st.one_of(st.none(), st.integers(0, 4).map(float))


@st.composite
def runs(draw: st.DrawFn) -> Run:
    codes = [f"HN01{place:02d}" for place in range(1, 7)]
    known = draw(st.lists(st.sampled_from(codes), min_size=2, unique=True).map(sorted))
    ids = draw(st.lists(st.sampled_from("xyz"), min_size=1, unique=True).map(sorted))
    weight = st.integers(1, 4).map(float)
    told = index(
        node("root"), *(node(f"p{id_}", "root", weight=draw(weight)) for id_ in "xyz"),
        coverage_gate=draw(st.sampled_from([0.0, 0.4, 0.8])), normalisation=draw(st.sampled_from(["minmax", "rank"])),
    )  # fmt: skip
    directions, policies = st.sampled_from([1, -1]), st.sampled_from(["leave", "group_median"])
    entries = [indicator(id_, f"p{id_}", direction=draw(directions), missing=draw(policies)) for id_ in ids]
    figures = {id_: {code: value for code in known if (value := draw(figure)) is not None} for id_ in ids}
    return run(figures, told=told, indicators=entries, codes=known)


@settings(max_examples=25)
@given(runs(), runs(), st.dictionaries(st.sampled_from("xyz"), st.sampled_from(["data", "method", "boundary"])))
def test_causes_add_up_to_the_move_and_turn_their_sign_backwards(a: Run, b: Run, follow: dict[str, str]) -> None:
    there, back = (split_moves(*pair, follow=follow) for pair in ((a, b), (b, a)))  # type: ignore[arg-type]
    ranks = [one.scores.set_index("code")["rank"].astype("Float64") for one in (a, b)]
    move = (ranks[0] - ranks[1]).dropna().astype(float)
    assert there.shares.index.tolist() == move.index.tolist()
    told = there.shares.dropna()
    np.testing.assert_allclose(told.sum(axis=1), move.loc[told.index], atol=1e-9)
    pd.testing.assert_frame_equal(there.shares, -back.shares, check_exact=True)
    assert (there.shares.drop(columns=[*there.causes]).fillna(0.0) == 0).all(axis=None)
    assert there.code == 0
    assert list(there.shares) == list(CAUSES)


def test_the_order_of_rows_changes_nothing() -> None:
    b = run(MOVED, told=tree(1, 3))
    turned = replace(b, measured=b.measured[::-1], units=b.units[::-1].reset_index(drop=True))
    pd.testing.assert_frame_equal(
        split_moves(run(), b, follow={}).shares, split_moves(run(), scored(turned), follow={}).shares
    )
