"""Check what the page of changes says, in both languages, and that no name breaks it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from geo.changes import (
    EntryChange,
    FigureChange,
    Inputs,
    Label,
    Moves,
    WeightChange,
    compare_runs,
    nothing_before,
    report,
    signed,
)
from geo.changes.texts import TEXTS
from geo.kinds import LANGS, Lang
from tests.geo.changes.worlds import A, B, C, D, X, Y, run, tree
from tests.geo.scoring.worlds import index, indicator, node

BEFORE, NOW = Label("abcdef0123456789", "2026-11-01", "previous"), Label("fedcba")


def page(moves: Moves, inputs: Inputs | None = None, lang: Lang = "en") -> str:
    return report(
        moves,
        inputs or Inputs(),
        title="A *study*",
        before=BEFORE,
        now=NOW,
        countries={"HND": "Honduras"},
        lang=lang,
    )


def weights() -> Moves:
    return compare_runs(run(width=0.4), run(told=tree(1, 3), width=0.4), k=1, follow={})


def test_both_languages_have_the_same_keys_and_slots() -> None:
    assert TEXTS["es"].keys() == TEXTS["en"].keys()
    slots = [{key: set(re.findall(r"{(\w+)}", text)) for key, text in TEXTS[lang].items()} for lang in LANGS]
    assert slots[0] == slots[1]


@pytest.mark.parametrize("lang", LANGS)
def test_every_place_that_entered_or_left_is_told_with_its_intervals(lang: Lang) -> None:
    text = page(weights(), lang=lang)
    assert "| Place 2 (HN0102) | Atlántida, Honduras | 3 (3\N{EN DASH}3) | 1 (1\N{EN DASH}1) | +2 | +2.0 |" in text
    assert "(HN0101) | Atlántida, Honduras | 1 (1\N{EN DASH}1) | 3 (3\N{EN DASH}3) | \N{MINUS SIGN}2 |" in text
    assert "abcdef012345" in text
    assert "abcdef0123456" not in text
    assert "A \\*study\\*" in text


def test_the_gist_is_in_numbers() -> None:
    text = page(weights())
    assert "Entered the first 1: 1; left: 1." in text
    assert (
        "Places that moved: 2 of the 3 that both runs rank; half of them by 2 ranks or fewer, the farthest by 2."
        in text
    )
    assert "the intervals before and now do not meet: 2." in text
    assert "Spearman): -1.000" in text
    assert "People in the first 1: 1,000 before, 1,000 now (0)." in text
    assert "| Weights | 2 | 1.3 | 2.0 | 100.0% |" in text
    assert "| Data | 0 | 0.0 | 0.0 | 0.0% |" in text


def test_a_cause_that_does_not_differ_has_no_column() -> None:
    header = next(line for line in page(weights()).splitlines() if line.startswith("| Place |"))
    assert header == "| Place | Department | Before | Now | Move | Weights |"


@pytest.mark.parametrize("lang", LANGS)
def test_a_run_in_which_nothing_changed_says_so(lang: Lang) -> None:
    same = compare_runs(run(), run(), k=1, follow={})
    assert TEXTS[lang]["same"] in page(same, lang=lang)
    other = page(same, Inputs(code=True), lang=lang)
    assert TEXTS[lang]["same_ranks"] in other
    assert TEXTS[lang]["code_line"] in other
    assert "##" not in page(same, lang=lang)


@pytest.mark.parametrize("lang", LANGS)
def test_a_first_run_says_that_there_is_nothing_before(lang: Lang) -> None:
    assert TEXTS[lang]["first"] in nothing_before("X", lang=lang)
    assert "1 \\| 2 \\<b\\>" in nothing_before("X", lang=lang, reason="1 | 2 <b>")


def test_what_was_changed_is_listed() -> None:
    inputs = Inputs(
        weights=(WeightChange("px", "3", "1"),),
        entries=(
            EntryChange("index.yml", ("coverage_gate",), "0.4", "0.5"),
            EntryChange("index.yml", ("nodes", "new"), None, ""),
            EntryChange("a.yml", (), "", None),
            EntryChange("b.yml", ("k",), "1", None),
            EntryChange("c.topojson", (), "", ""),
            EntryChange("d.yml", ("k",), None, "2"),
        ),
        tables=(FigureChange("poverty_gtm", 12, 3, 0),),
        values=(FigureChange("poverty", 0, 0, 1200),),
        parameters=(WeightChange("seed", "1", "2"),),
        packages=(WeightChange("scipy", None, "1"),),
        withheld=2,
    )
    text = page(weights(), inputs)
    for line in (
        "- Weights: `px` 3 → 1",
        "  - `index.yml` `coverage_gate`: 0.4 → 0.5",
        "  - `index.yml` `nodes.new` is new",
        "  - `a.yml` is gone",
        "  - `b.yml` `k` is gone: 1",
        "  - `c.topojson` changed",
        "  - `d.yml` `k` is new: 2",
        "- Tables: `poverty_gtm`: rows changed 12, rows new 3",
        "- Values measured: `poverty`: gone 1,200",
        "- Parameters: `seed` 1 → 2",
        "- Packages: `scipy` none → 1",
        "- Changes that name data which are not public, not told here: 2.",
    ):
        assert f"{line}\n" in text


def test_long_lists_are_cut_and_counted() -> None:
    text = page(weights(), Inputs(values=tuple(FigureChange(f"i{number}", 1, 0, 0) for number in range(40))))
    assert text.count("`: changed 1") == 30
    assert "and 10 more" in text


def test_units_that_come_and_go_are_named() -> None:
    b = run({"x": X | {D: 0.9}, "y": Y | {D: 0.9}}, codes=(A, B, D))
    text = page(compare_runs(run(), b, k=2, follow={}))
    assert "- Units that appeared (1): Place 4 (HN0104)" in text
    assert "- Units that are gone (1): Place 3 (HN0103)" in text
    assert "| was not there |" in text
    assert "| is gone |" in text
    gained = page(compare_runs(run({"x": {A: 1.0, B: 0.0}, "y": {A: 1.0, B: 0.0}}), run(), k=3, follow={}))
    assert "- Units that have a rank now and had none before (1): Place 3 (HN0103)" in gained
    assert "| no rank |" in gained


def test_moves_that_could_not_be_split_say_why() -> None:
    told = index(node("root"), node("px", "root"), node("py", "root"), node("below", "py"))
    b = run({"x": {A: 0.0, B: 1.0, C: 0.4}}, told=told, indicators=[indicator("x", "below")])
    assert "could not be shared out among the causes: " in page(compare_runs(run(), b, k=1, follow={}))


def test_what_only_the_code_explains_is_said() -> None:
    a = run()
    ranks = a.scores["rank"].map({1: 2, 2: 1, 3: 3}).astype("Int64")
    text = page(compare_runs(replace(a, scores=a.scores.assign(rank=ranks)), run(), k=1, follow={}))
    assert "Places that today's program ranks otherwise than the kept run published: 2" in text


def test_unknown_people_are_said() -> None:
    moves = compare_runs(run(), run(told=tree(1, 3), people=float("nan")), k=1, follow={})
    assert "Places among these whose people are not known, and not counted: 1." in page(moves)


def test_a_name_cannot_break_the_table() -> None:
    b = run(told=tree(1, 3))
    b = replace(b, units=b.units.assign(name=["a | b", "<script>", "new\nline"]))
    text = page(compare_runs(run(), b, k=1, follow={}))
    assert "a \\| b (HN0101)" in text
    assert "\\<script\\>" in text
    code = page(weights(), Inputs(entries=(EntryChange("a`b.yml", ("x\ny",), "1", "2"),)))
    assert "`a'b.yml` `x y`" in code


@pytest.mark.parametrize(
    ("number", "text"),
    [(3, "+3"), (-1234, "\N{MINUS SIGN}1,234"), (0.0, "0"), (-0.2, "0"), (float("nan"), "")],
)
def test_a_signed_number(number: float, text: str) -> None:
    assert signed(number) == text


def test_the_rest_are_the_largest_first() -> None:
    text = page(compare_runs(run(), run(told=tree(1, 3)), k=3, follow={}))
    assert "The 2 largest of the 2 places that moved" in text
    assert "None.\n" in text
    assert Y[C] == 0.3
