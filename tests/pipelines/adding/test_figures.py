"""Check what becomes of figures, in tables of a few rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geo.errors import TableError
from geo.intake import Layout
from pipelines.adding.figures import choose_figures, take_figures
from pipelines.adding.joining import COLUMNS, Join
from tests.pipelines.adding.said import said

if TYPE_CHECKING:
    from geo.kinds import Kind

CODES = ["GT0101", "GT0102", "GT0103", "GT0104", "GT0105"]


def taken(
    kind: Kind, figures: dict[str, list[Any]], *, codes: list[str] | None = None, **answers: Any
) -> tuple[pd.DataFrame, list[str]]:
    n = len(next(iter(figures.values())))
    index = pd.Index(range(2, n + 2), name="row")
    frame = pd.DataFrame({"Código": (codes or CODES)[:n], **figures}, index=index, dtype=object)
    layout = Layout(frame, None, None, None, ("Código",), False, ())
    rows = pd.DataFrame("", index=index, columns=COLUMNS, dtype=object).assign(
        code=frame["Código"], place=frame["Código"], how="code"
    )
    joined = Join(rows, "municipality", ("GTM",), "code", (), {"GT0101": "GT01", "GT0103": "GT01", "GT2202": "GT02"})
    spoken = said(kind=kind, **answers)
    taking = choose_figures(layout, spoken, kind=kind, series={"people_gtm"}, people=("people_gtm",))
    return take_figures(layout, joined, spoken, taking=taking, kind=kind, year=2020)


def test_percentages_become_shares_without_digits_that_were_not_there() -> None:
    table, notes = taken("share", {"Pobreza (%)": [37.05, "12,3%", 99.9], "se": [1.5, 2, 3]}, column="Pobreza", se="se")
    assert table["value"].tolist() == [0.3705, 0.123, 0.999]
    assert table["se"].tolist() == [0.015, 0.02, 0.03]
    assert "`Pobreza (%)`: percentages, divided by 100" in notes


def test_counts_stand_above_the_line() -> None:
    table, _ = taken("rate", {"Casos": [1, "s/d", 0]}, denominator="people")
    assert table["numerator"].tolist()[::2] == [1.0, 0.0]
    assert table["numerator"].isna().tolist() == [False, True, False]
    assert table["value"].isna().all()


def test_a_column_of_the_file_stands_below_the_line() -> None:
    table, _ = taken("share", {"Pobres": [1, 2], "Hogares": [4, 5]}, column="Pobres", denominator="Hogares")
    assert table[["numerator", "denominator"]].to_numpy().tolist() == [[1, 4], [2, 5]]


def test_rows_and_columns_are_added_only_where_all_parts_are_there() -> None:
    codes = ["GT0101", "GT0101", "GT0102", "GT0102"]
    table, _ = taken("count", {"Casos": [1, 2, 3, ""]}, codes=codes, combine="sum")
    assert table["value"].tolist()[0] == 3
    assert table["value"].isna().tolist() == [False, True]
    table, _ = taken("count", {"ene": [1, 2], "feb": [3, "s/d"]}, column="ene|feb", combine="sum")
    assert table["value"].isna().tolist() == [False, True]
    table, _ = taken("intensity", {"ene": [1.0, 2.0], "feb": [3.0, 4.0]}, column="ene|feb", combine="mean")
    assert table["value"].tolist() == [2.0, 3.0]


@pytest.mark.parametrize(
    ("kind", "figures", "answers", "reason"),
    [
        ("count", {"a": [1, 2, 3, 4, 10]}, {}, r"1 of 5 places have as much as all others together: GT0105 \(10\)"),
        ("count", {"a": [1, -2, 3]}, {}, r"negative value: row 3 \(-2\)"),
        ("intensity", {"a": ["", "s/d"]}, {"column": "a"}, "none of 2 rows has a figure"),
        ("intensity", {"a": [1, "dos"]}, {"column": "a"}, r"row 3 \(dos\)"),
        ("share", {"a": [5, 2], "b": [4, 5]}, {"column": "a", "denominator": "b"}, "more above than below.*row 2"),
        ("rate", {"a": [5, 2], "b": [4, 0]}, {"column": "a", "denominator": "b"}, "no denominator above zero: row 3"),
        ("intensity", {"a": [1, 2], "b": [3, 4]}, {}, "2 columns hold figures: a, b"),
        ("intensity", {"a": ["x", "y"]}, {}, "0 columns hold figures"),
        ("rate", {"a": [1, 2]}, {"denominator": "nothing"}, "--denominator `nothing` is no column"),
    ],
)
def test_figures_that_cannot_be_are_refused(
    kind: Kind, figures: dict[str, list[Any]], answers: dict[str, Any], reason: str
) -> None:
    with pytest.raises(TableError, match=f"(?s){reason}"):
        taken(kind, figures, **answers)


@pytest.mark.parametrize(
    ("codes", "counts", "refused"),
    [
        (["GT0101", "GT0102", "GT0104", "GT0201"], [9, 4, 5, 3], True),
        (["GT0101", "GT0102", "GT0104", "GT0201"], [8, 4, 5, 3], False),
        (["GT0102", "GT0104", "GT0105", "GT0201"], [9, 4, 5, 3], False),
        (["GT0102", "GT0103", "GT0104", "GT0201"], [3, 9, 9, 4], False),
        (["GT2202", "GT0201", "GT0202", "GT0301"], [9, 4, 5, 3], True),
        (["GT2202", "GT2203", "GT2204", "GT2205"], [9, 4, 5, 3], False),
    ],
)
def test_a_department_that_stands_before_its_rows_is_not_its_capital(
    codes: list[str], counts: list[int], refused: bool
) -> None:
    if refused:
        with pytest.raises(TableError, match=rf"sum of its rows below: row 2 \({codes[0]}, 9\)"):
            taken("count", {"a": counts}, codes=codes)
    else:
        assert taken("count", {"a": counts}, codes=codes)[0]["value"].tolist() == counts


@pytest.mark.parametrize(("accept", "used"), [(False, ["GT0101"]), (True, ["GT0101", "GT0102"])])
def test_near_spellings_are_used_only_if_accepted(accept: bool, used: list[str]) -> None:
    rows = pd.DataFrame({"code": ["GT0101", "GT0102", None], "how": ["exact", "fuzzy", "refused"]})
    join = Join(rows, "municipality", ("GTM",), "name", ())
    assert join.used(accept_fuzzy=accept)["code"].tolist() == used


def test_two_rows_of_one_place_are_refused() -> None:
    with pytest.raises(TableError, match=r"2 of 3 rows are about a place that another row is about: row 2 .*row 3"):
        taken("count", {"a": [1, 2, 3]}, codes=["GT0101", "GT0101", "GT0102"])


@pytest.mark.parametrize(("combine", "value", "error"), [("sum", 12.0, 5.0), ("mean", 6.0, 2.5)])
def test_errors_of_joined_rows_are_added_as_squares(combine: str, value: float, error: float) -> None:
    codes = ["GT0101", "GT0101", "GT0102"]
    figures: dict[str, list[Any]] = {"v": [6, 6, 2], "se": [3, 4, ""]}
    table, _ = taken("intensity", figures, codes=codes, column="v", se="se", combine=combine)
    assert (table["value"][0], table["se"][0]) == (value, error)
    assert table["value"][1] == 2
    assert pd.isna(table["se"][1])


def test_errors_of_counts_are_refused_and_not_dropped() -> None:
    with pytest.raises(TableError, match="Leave --se out"):
        taken("rate", {"v": [6, 2], "se": [3, 4]}, column="v", se="se", denominator="people")


@pytest.mark.parametrize(
    "heading", ["Tasa de homicidios", "Homicidios por 100 mil", "deaths per 100,000", "casos por 10000 habitantes"]
)
def test_a_rate_is_not_taken_for_a_count(heading: str) -> None:
    with pytest.raises(TableError, match=r"1 of 2 figures .* a rate already: row 2 \(45.2\).*--kind intensity"):
        taken("rate", {heading: [45.2, 31]}, denominator="people")
    assert taken("rate", {heading: [45, 31]}, denominator="people")[0]["numerator"].tolist() == [45, 31]
    assert taken("rate", {"Casos ponderados, 2014": [45.2, 31]}, denominator="people")[0]["numerator"][0] == 45.2


def test_rows_without_a_figure_are_told() -> None:
    assert "`a`: 2 of 3 rows have no figure" in taken("count", {"a": [1, "", "s/d"]})[1]


def test_a_total_among_the_rows_or_columns_to_join_is_not_counted_twice() -> None:
    codes = ["GT0101"] * 3 + ["GT0102"] * 3
    with pytest.raises(TableError, match="in 2 of 2 places that have more than two rows to join"):
        taken("count", {"a": [5, 6, 11, 7, 8, 15]}, codes=codes, combine="sum")
    assert taken("count", {"a": [5, 6, 11, 7, 8, 9]}, codes=codes, combine="sum")[0]["value"].tolist() == [22, 24]
    sexes: dict[str, list[Any]] = {"n hombres": [5, 7], "n mujeres": [6, 8], "n total": [11, 15]}
    with pytest.raises(TableError, match="more than two columns to join"):
        taken("count", sexes, column="^n ", combine="sum")
    assert taken("count", sexes, column="hombres|mujeres", combine="sum")[0]["value"].tolist() == [11, 15]
