"""Check what briefs share: medians by hand, classes, what is public, and every fault of the tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geo.errors import NameMatchError, TableError
from geo.export.brief.ground import score_limits
from tests.dashboards import world
from tests.geo.export.brief.conftest import PAIRS, scores

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.export.brief import Briefs


def test_medians_leave_missing_aside(briefs: Briefs) -> None:
    ground = briefs.ground
    assert ground.node_medians["AAA"]["origin"] == 65
    assert ground.node_medians["BBB"]["origin"] == 25
    assert ground.node_medians["type:2"]["violence"] == 50
    assert ground.value_medians["BB02"] == {"homicide_rate": 35}
    assert "governance" not in ground.node_medians[""]


def test_neighbours_have_a_median_across_borders_and_an_island_none(briefs: Briefs) -> None:
    ground = briefs.ground
    assert ground.around("AA0101", "node_origin") == (70 + 40) / 2
    assert ground.around("BB0102", "node_origin") is None
    assert ground.around("AA0101", "node_governance") is None


def test_what_is_not_public_is_neither_shown_nor_counted(briefs: Briefs) -> None:
    assert [indicator.id for indicator in briefs.ground.indicators] == [
        "emigrants_rate",
        "homicide_rate",
        "poverty_share",
    ]


def test_figures_of_a_closed_series_are_withheld(prepare: Callable[..., Briefs]) -> None:
    values = world.values()
    values.loc[values["indicator"] == "homicide_rate", "source"] = "counted"
    ground = prepare(values=values).ground
    held = ground.values["AA0101"]["homicide_rate"]
    assert math.isnan(held["value"])
    assert held["status"] == "suppressed"
    assert "homicide_rate" not in ground.value_medians["AAA"]


def test_classes_have_about_as_many_places_each_and_ignore_missing() -> None:
    assert score_limits(pd.Series([*range(1, 11), None], dtype=float)) == (2, 4, 6, 8, 10)
    assert score_limits(pd.Series([5.0, 5.0])) == (5,)
    assert score_limits(pd.Series([None], dtype=float)) == ()


def test_a_place_without_flags_may_say_nothing_or_null(prepare: Callable[..., Briefs]) -> None:
    table = scores()
    table.loc[0, "flags"] = None
    assert prepare(scores=table).ground.places["AA0101"]["flags"] == ""


def test_the_order_of_the_rows_changes_nothing(prepare: Callable[..., Briefs], briefs: Briefs) -> None:
    other = prepare(scores=scores()[::-1], values=world.values()[::-1], neighbours=PAIRS[::-1])
    assert other.places == tuple(sorted(world.NAMES))
    assert other.of_place("AA0102", lang="es") == briefs.of_place("AA0102", lang="es")
    assert other.of_department("AA01", lang="es") == briefs.of_department("AA01", lang="es")


def twice(table: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([table, table.iloc[:1]], ignore_index=True)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"scores": scores().drop(columns=["p_top_3", "rank_p5"])}, "2 of .* columns of the scores are not there"),
        ({"values": world.values().drop(columns="status")}, "1 of 7 columns of the values are not there: status"),
        ({"types": world.types().drop(columns="title_es")}, "columns of the types are not there: title_es"),
        ({"zones": pd.DataFrame({"zone": [1]})}, "2 of 3 columns of the zones are not there"),
        ({"neighbours": pd.DataFrame({"code": ["AA0101"]})}, "columns of the neighbours are not there: neighbour"),
        ({"scores": twice(scores())}, "1 of 9 scores stand twice: AA0101"),
        ({"values": twice(world.values())}, "1 of 41 values stand twice: AA0101"),
        ({"values": world.values().replace({"code": {"AA0101": "ZZ9999"}})}, "codes of the values .*: ZZ9999"),
        ({"values": world.values().replace({"indicator": {"trust_index": "no"}})}, "not in the catalogue: no"),
        ({"values": world.values().replace({"source": {"homicides": "gone"}})}, "sources of the values .*: gone"),
        ({"neighbours": PAIRS.replace("BB0101", "XX0101")}, "codes of the neighbours .*: XX0101"),
        ({"run": {"seed": 7, "date": "yesterday"}}, "does not tell its date"),
        ({"run": {"date": "2026-03-05"}}, "and its seed"),
    ],
)
def test_faults_of_the_tables_are_told(prepare: Callable[..., Briefs], changes: dict[str, Any], message: str) -> None:
    with pytest.raises(TableError, match=message):
        prepare(**changes)


def test_all_faults_are_told_together(prepare: Callable[..., Briefs]) -> None:
    with pytest.raises(TableError, match="3 faults"):
        prepare(scores=twice(scores()), neighbours=PAIRS.replace("BB0101", "XX0101"), run={})


@pytest.mark.parametrize("ask", ["of_place", "of_department", "bound"])
def test_a_place_that_is_not_there_is_told(briefs: Briefs, ask: str) -> None:
    with pytest.raises(NameMatchError, match=r"There is no .* `XX0101` among"):
        getattr(briefs, ask)("XX0101", lang="es")
