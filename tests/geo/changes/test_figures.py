"""Check how many figures are counted as changed, and which cause their values go with."""

from __future__ import annotations

from dataclasses import replace

from geo.catalogue.indicator import Rate
from geo.changes import FigureChange, follows, table_changes, value_changes
from tests.geo.changes.worlds import B, C, X, Y, leaves, run
from tests.geo.scoring.worlds import indicator

HEAD = "code,name,value,numerator,denominator,se,coverage,year,level\n"
ROW = "HN0101,La Ceiba,1,,,,,2020,municipality\n"


def counted(before: str | None, now: str | None) -> tuple[int, int, int]:
    one = table_changes("t", *(None if text is None else (HEAD + text).encode() for text in (before, now)))
    return one.changed, one.new, one.gone


def test_rows_are_found_by_code_year_and_level() -> None:
    other = ROW.replace("HN0101", "HN0102")
    assert counted(ROW, ROW) == (0, 0, 0)
    assert counted(ROW, ROW.replace(",1,", ",2,")) == (1, 0, 0)
    assert counted(ROW, ROW + other) == (0, 1, 0)
    assert counted(ROW + other, other) == (0, 0, 1)
    assert counted(ROW, ROW.replace("2020", "2021")) == (0, 1, 1)
    assert counted(None, ROW) == (0, 1, 0)
    assert counted(ROW, None) == (0, 0, 1)


def test_another_spelling_of_a_name_is_no_figure() -> None:
    assert counted(ROW, ROW.replace("La Ceiba", '"Ceiba, La"')) == (0, 0, 0)
    assert not table_changes("t", b"\xff\xfe", b"\xff\xfe")


def test_values_are_counted_by_indicator() -> None:
    b = run({"x": X | {C: 0.5}, "y": {B: 1.0, C: 0.3}})
    assert value_changes(run(), b) == [FigureChange("x", 1, 0, 0), FigureChange("y", 0, 0, 1)]
    assert value_changes(b, run()) == [FigureChange("x", 1, 0, 0), FigureChange("y", 0, 1, 0)]
    assert value_changes(run(), run()) == []


def test_a_missing_value_that_stays_missing_has_not_changed() -> None:
    lacking = run({"x": X, "y": {B: 1.0}})
    assert value_changes(lacking, lacking) == []


def test_values_go_with_what_changed_them() -> None:
    a = run()
    assert follows(a, a, series=frozenset({"x"})) == {"x": "data", "y": "method"}
    moved = replace(a, units=a.units.assign(adm1_code="HN02"))
    assert follows(a, moved, series=frozenset()) == {"x": "boundary", "y": "boundary"}
    per_1000 = [
        indicator("x", "px", kind="rate", method="rate", rate=Rate(per=per, denominator=("people",)))
        for per in (1000.0, 100.0)
    ]
    before, now = (replace(a, indicators=(entry, leaves()[1])) for entry in per_1000)
    assert follows(before, replace(now, units=moved.units), series=frozenset()) == {"x": "method", "y": "boundary"}
    # The table of the denominator is one that values are made of.
    assert follows(before, now, series=frozenset({"people"}))["x"] == "data"


def test_an_indicator_of_one_run_follows_nothing() -> None:
    b = run({"x": X}, indicators=leaves()[:1])
    assert follows(run({"x": X, "y": Y}), b, series=frozenset()) == {"x": "method"}
