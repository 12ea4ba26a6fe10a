"""Check that the table is found in a grid, by grids small enough to see."""

from __future__ import annotations

import pytest

from geo.errors import TableError
from geo.intake import figure_columns, year_of
from tests.geo.intake.worlds import laid_out

HEAD = ["Código", "Departamento", "Municipio", "Casos"]
BODY = [["GT0101", "Norte", "Peñón", "1"], ["GT0102", "Norte", "La Unión", "2"], ["GT0201", "Sur", "Río Hondo", "3"]]


def test_a_plain_table() -> None:
    layout = laid_out(HEAD, *BODY)
    assert (layout.codes, layout.department, layout.name) == (("Código",), "Departamento", "Municipio")
    assert layout.frame.index.tolist() == [2, 3, 4]
    assert figure_columns(layout) == ["Casos"]


def test_titles_totals_notes_and_nowhere_are_left_out() -> None:
    blank = ["", "", "", ""]
    layout = laid_out(
        ["Cuadro 3. Casos por municipio, 2019", "", "", ""], blank, HEAD, ["", "", "TOTAL", "6"], *BODY,
        ["", "", "No especificado", "9"], blank, ["Fuente: Oficina, 2021", "", "", ""],
    )  # fmt: skip
    assert layout.frame["Casos"].tolist() == ["1", "2", "3"]
    assert layout.titles == ("Cuadro 3. Casos por municipio, 2019",)
    assert year_of(layout, column="Casos", file="x", sheet="y") == (2019, "the title above the table")
    assert [note.split(",")[1].split(":")[0] for note in layout.notes] == [" totals", " no place", " text"]


def test_a_heading_several_rows_deep() -> None:
    layout = laid_out(
        ["", "", "", "Hombres", "", "Mujeres", ""], [*HEAD[:3], "2019", "2020", "2019", "2020"],
        *[[*row[:3], row[3], "5", "6", "7"] for row in BODY],
    )  # fmt: skip
    assert figure_columns(layout) == ["Hombres / 2019", "Hombres / 2020", "Mujeres / 2019", "Mujeres / 2020"]


def test_merged_departments_are_filled_down() -> None:
    body = [[*row[:1], "" if n == 1 else row[1], *row[2:]] for n, row in enumerate(BODY)]
    assert laid_out(HEAD, *body).frame["Departamento"].tolist() == ["Norte", "Norte", "Sur"]


def test_a_department_that_stands_in_the_row_of_its_total_is_filled_down() -> None:
    layout = laid_out(
        ["Departamento", "Municipio", "Casos"], ["Norte", "TOTAL", "3"], ["", "Peñón", "1"], ["", "La Unión", "2"],
        ["Sur", "TOTAL", "3"], ["", "Río Hondo", "3"],
    )  # fmt: skip
    assert layout.frame["Departamento"].tolist() == ["Norte", "Norte", "Sur"]


def test_one_blank_among_written_departments_is_not_filled() -> None:
    rows = [["Norte", "Peñón", "1"], ["Norte", "Sur", "1"], ["", "La Unión", "2"], ["Sur", "Río Hondo", "3"]]
    layout = laid_out(["Departamento", "Municipio", "Casos"], *rows)
    assert layout.frame["Departamento"].tolist() == ["Norte", "Norte", "", "Sur"]


def test_rows_that_name_the_department_of_those_below() -> None:
    layout = laid_out(
        ["Municipio", "Casos"], ["01-NORTE", "4"], ["Peñón", "1"], ["La Unión", "3"], ["02-SUR", "3"],
        ["Río Hondo", "3"],
    )  # fmt: skip
    assert layout.frame["department (from the rows above)"].tolist() == ["01-NORTE", "01-NORTE", "02-SUR"]
    assert layout.frame["Casos"].tolist() == ["1", "3", "3"]


def test_a_municipality_called_as_a_department_is_not_taken_for_its_heading() -> None:
    layout = laid_out(["Municipio", "Casos"], ["Peñón", "1"], ["Sur", "2"], ["Río Hondo", "3"])
    assert layout.frame["Municipio"].tolist() == ["Peñón", "Sur", "Río Hondo"]


def test_the_first_place_may_have_no_figure_or_an_odd_name() -> None:
    assert len(laid_out(HEAD, ["GT0103", "Norte", "Sur", ""], *BODY).frame) == 4
    layout = laid_out(["Municipio", "Casos"], ["Pinion", "7"], ["La Unión", "2"], ["Río Hondo", "3"])
    assert layout.frame["Municipio"].tolist() == ["Pinion", "La Unión", "Río Hondo"]


def test_places_side_by_side_are_turned() -> None:
    layout = laid_out(["municipio", "Peñón", "La Unión", "Río Hondo"], ["2018-01", "1", "2", "3"])
    assert layout.transposed
    assert layout.frame["2018-01"].tolist() == ["1", "2", "3"]


def test_departments_are_told_from_municipalities() -> None:
    assert laid_out(["Departamento", "Casos"], ["Norte", "1"], ["Sur", "2"]).of_departments
    assert not laid_out(["Municipio", "Casos"], ["Peñón", "1"], ["Sur", "2"]).of_departments


def test_headings_that_stand_twice_are_told_apart() -> None:
    layout = laid_out(["Municipio", "Casos", "Casos", ""], ["Peñón", "1", "2", "3"], ["Río Hondo", "1", "2", "3"])
    assert list(layout.frame)[1:] == ["Casos (column B)", "Casos (column C)", "column D"]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([["a", "b"], ["x", "1"]], "no column holds codes or names of places"),
        ([["lat", "lon"], ["14.1", "-90.2"]], "arraigo add events"),
        ([HEAD, *BODY, ["GT0202", "Sur", "La Unión", "4", "5"]], r"1 of 4 rows do not have the 4 cells.*row 5 \(5\)"),
        ([HEAD, *BODY, ["GT0202", "Sur", "La Unión"]], r"1 of 4 rows do not have the 4 cells.*row 5 \(3\)"),
    ],
)
def test_what_has_no_table_of_places_is_refused(rows: list[list[str | float]], reason: str) -> None:
    with pytest.raises(TableError, match="(?s)" + reason):
        laid_out(*rows)


@pytest.mark.parametrize("figure", ["2015", 1999.0, "12*", "=B2+1", "1e308"])
@pytest.mark.parametrize("heading", [HEAD, ["Departamento", "Municipio", "Casos"], ["Municipio", "Casos"]])
def test_a_first_row_with_an_odd_figure_is_no_heading(heading: list[str], figure: str | float) -> None:
    first = [*BODY[0][:3], figure][-len(heading) :]
    layout = laid_out(heading, first, *[row[-len(heading) :] for row in BODY[1:]])
    assert layout.frame["Municipio"].tolist() == ["Peñón", "La Unión", "Río Hondo"]
    assert layout.frame["Casos"].tolist() == [figure, "2", "3"]
    assert layout.notes == ()


def test_a_heading_that_begins_with_a_place_stays_the_heading() -> None:
    layout = laid_out(["Sur", 2015.0, 2016.0], ["Peñón", "1", "4"], ["La Unión", "2", "5"])
    assert figure_columns(layout) == ["2015", "2016"]


def test_a_department_that_stands_alone_in_its_column_is_filled_down_from_the_first_row_on() -> None:
    layout = laid_out(
        ["Departamento", "Municipio", "Casos"], ["Norte", "", ""], ["", "Peñón", "1"], ["", "La Unión", "2"],
        ["Sur", "", ""], ["", "Río Hondo", "3"],
    )  # fmt: skip
    assert layout.frame["Departamento"].tolist() == ["Norte", "Norte", "Sur"]


def test_rows_below_a_merged_department_that_is_spelt_wrongly_do_not_go_to_the_one_above() -> None:
    layout = laid_out(
        ["Departamento", "Municipio", "Casos"], ["Norte", "Peñón", "1"], ["", "La Unión", "2"], ["Surr", "Lago", "3"],
        ["", "La Unión", "4"], ["Oeste", "Cerro", "5"],
    )  # fmt: skip
    assert layout.frame["Departamento"].tolist() == ["Norte", "Norte", "Surr", "Surr", "Oeste"]


@pytest.mark.parametrize("titles", [("Norte", "Surr"), ("NORTE", "SURR"), ("1. Norte", "2. Surr")])
def test_rows_below_a_section_that_is_spelt_wrongly_do_not_go_to_the_one_above(titles: tuple[str, str]) -> None:
    layout = laid_out(
        ["Municipio", "Casos"], [titles[0], ""], ["Peñón", "1"], ["La Unión", "2"], [titles[1], ""], ["Río Hondo", "3"],
        ["La Unión", "4"], ["Cerro", "5"],
    )  # fmt: skip
    towns = layout.frame[layout.frame["Casos"] != ""]
    assert towns[str(layout.department)].tolist() == [titles[0]] * 2 + [titles[1]] * 3
    # The row itself is for a person to tell.
    assert titles[1] in layout.frame["Municipio"].tolist()
