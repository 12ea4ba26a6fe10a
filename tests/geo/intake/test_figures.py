"""Check which column is taken, whether it holds shares or percentages, and which year it is of."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.errors import TableError
from geo.intake import choose_column, figure_columns, numbers_of, scale_of, year_of
from tests.geo.intake.worlds import laid_out


def scaled(*cells: str | float, heading: str = "Pobreza", scale: str | None = None) -> float:
    figures = numbers_of(pd.Series(list(cells), dtype=object, name=heading), decimal=None)
    return scale_of(figures, heading=heading, scale=scale)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cells", "heading", "scale", "factor"),
    [
        ((0.2, 0.9), "Pobreza", None, 1.0), ((20.0, 90.0), "Pobreza", None, 0.01), ((20.0, 90.0), "% p", None, 0.01),
        (("0.2%", "0.9%"), "Pobreza", None, 0.01), ((0.2, 0.9), "% pobres", "share", 1.0),
        ((0.2, 0.9), "pct_pobres", "percent", 0.01), ((0.2, 1.4), "Pobreza", "percent", 0.01),
    ],
)  # fmt: skip
def test_shares_and_percentages_are_told_apart(
    cells: tuple[str | float, ...], heading: str, scale: str | None, factor: float
) -> None:
    assert scaled(*cells, heading=heading, scale=scale) == factor


@pytest.mark.parametrize(
    ("cells", "heading", "scale", "reason"),
    [
        ((0.2, 0.9), "% pobres", None, "its heading says per cent"),
        ((0.2, 1.4), "Pobreza", None, "may be shares or small percentages"),
        ((20.0, 190.0), "Pobreza", None, "those are no shares"),
        ((-0.2, 0.5), "Pobreza", None, "those are no shares"),
        ((0.2, 20.0), "Pobreza", "share", "a share ends at 1"),
    ],
)
def test_what_may_be_either_is_asked(cells: tuple[float, ...], heading: str, scale: str | None, reason: str) -> None:
    with pytest.raises(TableError, match=reason):
        scaled(*cells, heading=heading, scale=scale)


def test_keys_years_places_and_running_numbers_are_no_figures() -> None:
    layout = laid_out(
        ["n", "cod_mun", "Municipio", "lat", "lbl_longitude", "Año", "Casos", "Nota"],
        ["1", "101", "Peñón", "14.1", "-90.1", "2019", "5", "a"],
        ["2", "201", "Río Hondo", "14.2", "-90.2", "2019", "s/d", "b"],
        ["3", "202", "La Unión", "14.3", "-90.3", "2019", "7", "c"],
    )
    assert figure_columns(layout) == ["Casos"]
    assert year_of(layout, column="Casos", file="x_2011", sheet="y") == (2019, "the column `Año`")


@pytest.mark.parametrize(
    ("column", "file", "year"),
    [
        ("Casos 2018", "x_2011", 2018),
        ("Casos", "casos_2011_final", 2011),
        ("2010-2018", "x_2011", None),
        ("Casos", "x", None),
    ],
)
def test_the_year_is_found_or_not_guessed(column: str, file: str, year: int | None) -> None:
    layout = laid_out(["Municipio", column], ["Peñón", "5"], ["Río Hondo", "6"])
    found = year_of(layout, column=column, file=file, sheet="sheet")
    assert (found[0] if found else None) == year


@pytest.mark.parametrize(
    ("asked", "found"),
    [("Casos / 2019", "Casos / 2019"), ("casos / 2019", "Casos / 2019"), ("2020", "Casos / 2020"), ("muer", "Muertes")],
)
def test_a_column_is_named_by_a_part_of_its_heading(asked: str, found: str) -> None:
    assert choose_column(asked, ["Casos / 2019", "Casos / 2020", "Muertes"], what="--column") == found


@pytest.mark.parametrize(("asked", "reason"), [("casos", "fits 2 columns"), ("heridos", "is no column")])
def test_a_part_that_fits_none_or_several_is_refused(asked: str, reason: str) -> None:
    with pytest.raises(TableError, match=reason):
        choose_column(asked, ["Casos / 2019", "Casos / 2020", "Muertes"], what="--column")


def test_some_cells_with_a_sign_of_per_cent_and_some_that_may_be_shares_are_asked_about() -> None:
    with pytest.raises(TableError, match=r"1 of 3 cells of `Pobreza` carry no sign.*row 1 \(0.31\)"):
        scaled("45%", 0.31, "40%")
    assert scaled("45%", 0.31, "40%", scale="percent") == 0.01
    assert scaled("45%", 31, 0, "", "40%") == 0.01
