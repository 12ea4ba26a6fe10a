"""Check that what was changed is listed, and that what is not public is counted only."""

from __future__ import annotations

from geo.changes import EntryChange, FigureChange, Inputs, WeightChange, changed_inputs, without
from tests.geo.changes.worlds import C, X, Y, run, tree

TEXT = "nodes:\n  - {id: px, weight: 3}\n  - {id: py, weight: 1}\n"
HEAD = b"code,year,level,value\n"


def listed(**more: object) -> Inputs:
    return changed_inputs(run(), run(told=tree(1, 1)), **{"texts": {}, "tables": {}, **more})  # type: ignore[arg-type]


def test_equal_runs_have_nothing_to_list() -> None:
    same = changed_inputs(run(), run(), texts={}, tables={"x": (HEAD, HEAD)})
    assert not same
    assert same == Inputs()


def test_a_weight_is_told_once_as_a_weight() -> None:
    told = listed(texts={"index.yml": (TEXT, TEXT.replace("3", "1"))})
    assert told.weights == (WeightChange("px", "3", "1"),)
    assert told.entries == ()


def test_a_weight_of_another_file_is_a_key() -> None:
    told = listed(texts={"sources/a.yml": ("px: {weight: 1}", "px: {weight: 2}")})
    assert told.entries == (EntryChange("sources/a.yml", ("px", "weight"), "1", "2"),)


def test_everything_else_is_listed() -> None:
    b = run({"x": X | {C: 0.9}, "y": Y})
    whole = EntryChange("boundaries.topojson", (), "", "")
    told = changed_inputs(
        run(),
        b,
        texts={"sources/a.yml": ("series: {s: {year: 1}}", "series: {s: {year: 2}}")},
        tables={"x": (HEAD + b"HN0103,2020,municipality,0.4\n", HEAD + b"HN0103,2020,municipality,0.9\n")},
        others=[whole],
        parameters=({"seed": 1, "replicates": 9}, {"seed": 2, "replicates": 9}),
        packages=({"numpy": "2.0"}, {"numpy": "2.1", "scipy": "1"}),
        code=True,
    )
    assert told.entries == (EntryChange("sources/a.yml", ("series", "s", "year"), "1", "2"), whole)
    assert told.tables == (FigureChange("x", 1, 0, 0),)
    assert told.values == (FigureChange("x", 1, 0, 0),)
    assert told.parameters == (WeightChange("seed", "1", "2"),)
    assert told.packages == (WeightChange("numpy", "2.0", "2.1"), WeightChange("scipy", None, "1"))
    assert told.code
    # A table is another, and a source says something else of a series.
    assert told.series >= {"x", "s"}


def test_what_is_not_public_is_counted_only() -> None:
    told = Inputs(
        weights=(WeightChange("secret", "1", "2"), WeightChange("open", "1", "2")),
        entries=(
            EntryChange("indicators.yml", ("secret", "direction"), "1", "-1"),
            EntryChange("sources/closed.yml", ("url",), "a", "b"),
            EntryChange("sources/open.yml", ("url",), "a", "b"),
        ),
        tables=(FigureChange("secret_gtm", 1, 0, 0),),
        values=(FigureChange("secret", 1, 0, 0),),
    )
    kept = without(told, {"secret", "secret_gtm", "closed"})
    assert kept.withheld == 5
    assert "secret" not in repr(kept)
    assert "closed" not in repr(kept)
    assert [change.id for change in kept.weights] == ["open"]
    assert [change.file for change in kept.entries] == ["sources/open.yml"]
    assert without(told, set()) == told
