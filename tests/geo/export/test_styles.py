"""Check that rules draw every unit once, in the class of the map, and that both forms of style say the same."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from geo.export.qgis import qml, sld
from geo.export.styles import Condition, Rule, Style, class_title, styles

if TYPE_CHECKING:
    from geo.export import Whole

LAYERS = ("units", "departments", "zones", "selected")
OGC = "{http://www.opengis.net/ogc}"
SLD = "{http://www.opengis.net/sld}"


def met(frame: pd.DataFrame, rule: Rule) -> pd.Series:
    keep = pd.Series(data=True, index=frame.index)
    for test in rule.tests:
        cells = frame[test.field]
        keep &= {
            "=": lambda c, v: c == v,
            ">": lambda c, v: c > v,
            "<=": lambda c, v: c <= v,
            "missing": lambda c, _: c.isna(),
        }[test.operator](cells, test.value).fillna(value=False)
    return keep


def by_name(whole: Whole) -> dict[str, Style]:
    return {style.name: style for style in styles(whole, layers=LAYERS, lang="es")}


@pytest.mark.parametrize("name", ["Puntaje (es)", "Tipo (es)", "Score (en)"])
def test_every_unit_is_drawn_once(whole: Whole, name: str) -> None:
    rules = by_name(whole)[name].rules
    assert sum(met(whole.table.frame, rule).astype(int) for rule in rules if rule.fill).tolist() == [1] * 6


def test_units_bear_the_colour_of_their_class(whole: Whole) -> None:
    drawn = {
        whole.table.frame["code"][at]: rule.fill
        for rule in by_name(whole)["Puntaje (es)"].rules
        for at in whole.table.frame.index[met(whole.table.frame, rule)]
        if rule.fill
    }
    expected = {
        code: "#cfd2d1" if pd.isna(score) else whole.classes.colours[whole.classes.place(score)]
        for code, score in zip(whole.table.frame["code"], whole.table.frame["score"], strict=True)
    }
    assert drawn == expected


def test_what_is_scored_on_too_little_is_striped(whole: Whole) -> None:
    frame = whole.table.frame.assign(gate="below_gate")
    rules = [rule for rule in by_name(whole)["Puntaje (es)"].rules if met(frame, rule).iloc[0]]
    # Over the colour of its class, which is drawn first.
    assert [(rule.fill is not None, rule.striped) for rule in rules] == [(True, False), (False, True)]
    assert rules[1].title == "Rayado: se sabe demasiado poco, sin puesto"
    assert "LinePatternFill" in qml(Style("units", "x", (rules[1],)))
    assert "fill-opacity" in sld(Style("units", "x", (rules[1],)))


def test_class_titles_are_in_both_languages(whole: Whole) -> None:
    titles = [class_title(whole.classes, place, "es") for place in range(3)]
    assert titles == ["hasta 30.0", "más de 30.0, hasta 45.3", "más de 45.3"]
    assert class_title(whole.classes, 1, "en") == "more than 30.0, up to 45.3"


def test_only_layers_that_are_there_are_styled(whole: Whole) -> None:
    assert {style.layer for style in styles(whole, layers=("units",), lang="es")} == {"units"}
    bare = replace(whole, zones=None, types=None)
    names = {style.name for style in styles(bare, layers=LAYERS, lang="es")}
    assert not names & {"Zonas (es)", "Tipo (es)"}


def test_zones_and_types_are_named(whole: Whole) -> None:
    drawn = by_name(whole)
    assert [rule.title for rule in drawn["Zonas (es)"].rules] == ["1 Ñu", "2 Golfo", "3 Vacía"]
    assert [rule.title for rule in drawn["Type (en)"].rules] == [
        "1: Violence & gender", "2: Drought", "Mixed, resembles several types", "No data",
    ]  # fmt: skip


def test_one_style_a_layer_is_opened_first(whole: Whole) -> None:
    first = [(style.layer, style.name) for style in styles(whole, layers=LAYERS, lang="en") if style.default]
    assert first == [
        ("units", "Score (en)"), ("departments", "Departments (en)"), ("zones", "Zones (en)"),
        ("selected", "Selected (en)"),
    ]  # fmt: skip


def test_a_map_tip_tells_no_rank_without_its_interval(whole: Whole) -> None:
    for style in styles(whole, layers=LAYERS, lang="es"):
        if style.tip and "rank" in style.tip:
            assert "rank_p5" in style.tip
            assert "rank_p95" in style.tip


def test_both_forms_carry_the_same_rules(whole: Whole) -> None:
    for style in styles(whole, layers=LAYERS, lang="es"):
        ours = ET.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", qml(style)))
        other = ET.fromstring(sld(style))
        assert [rule.get("label") for rule in ours.iter("rule")] == [rule.title for rule in style.rules]
        assert [title.text for title in other.iter(f"{SLD}Title")] == [rule.title for rule in style.rules]
        fills = [css.text for css in other.iter(f"{SLD}CssParameter") if css.get("name") == "fill"]
        assert fills == [rule.fill or rule.edge for rule in style.rules if rule.fill or rule.striped]
        # Every rule has its symbol.
        symbols = [symbol.get("name") for symbol in ours.find("renderer-v2/symbols")]
        assert symbols == [rule.get("symbol") for rule in ours.iter("rule")]


def test_filters_are_written_as_each_form_has_them() -> None:
    tests = (Condition("score", ">", 30.05), Condition("gate", "=", "o'x"), Condition("n", "missing"))
    style = Style("units", "x", (Rule("a & <b>", tests, fill="#0a0b0c"),), label="name", tip="<b>x</b>")
    rule = ET.fromstring(qml(style)).find("renderer-v2/rules/rule")
    assert rule.get("filter") == '"score" > 30.05 AND "gate" = \'o\'\'x\' AND "n" IS NULL'
    assert rule.get("label") == "a & <b>"
    other = ET.fromstring(sld(style))
    within = other.find(f".//{OGC}And")
    assert [part.tag for part in within] == [
        f"{OGC}PropertyIsGreaterThan", f"{OGC}PropertyIsEqualTo", f"{OGC}PropertyIsNull",
    ]  # fmt: skip
    assert [literal.text for literal in within.iter(f"{OGC}Literal")] == ["30.05", "o'x"]
    assert 'value="10,11,12,255"' in qml(style)


def test_a_score_that_reads_as_the_limit_belongs_to_the_class_below(whole: Whole) -> None:
    # 30.04 is shown as 30.0, which is the limit; 30.06 as 30.1.
    frame = whole.table.frame.assign(score=[30.04, 30.06, 45.34, 45.36, 0.0, 99.0])
    titles = [
        next(rule.title for rule in by_name(whole)["Score (en)"].rules if rule.fill and met(frame, rule)[at])
        for at in frame.index
    ]
    middle, last = "more than 30.0, up to 45.3", "more than 45.3"
    assert titles == ["up to 30.0", middle, middle, last, "up to 30.0", last]
