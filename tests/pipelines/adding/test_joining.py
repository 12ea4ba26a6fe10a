"""Join small tables to the shipped study's places, where codes and names may mean several things."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo.errors import NameMatchError
from geo.intake import Layout, Sheet, find_layout
from pipelines.adding.joining import UnsaidError, join
from tests.pipelines.adding.test_mangled import world

if TYPE_CHECKING:
    from pipelines.adding.joining import Join


def joined(*rows: list[str | float], **said: object) -> Join:
    layout: Layout = find_layout(Sheet("sheet", [list(row) for row in rows]), known=world().known)
    return join(layout, world(), **said)  # type: ignore[arg-type]


def codes(found: Join) -> list[str | None]:
    return [None if pd.isna(code) else code for code in found.rows["code"]]


def test_digits_alone_may_be_of_several_countries() -> None:
    rows = [["codigo", "casos"], ["0101", 1], ["0102", 2], ["0103", 3]]
    with pytest.raises(UnsaidError, match="may be of") as error:
        joined(*rows)
    assert error.value.flag == "--level"
    with pytest.raises(UnsaidError, match="the codes may be of GTM or HND or SLV") as error:
        joined(*rows, level="municipality")
    assert error.value.flag == "--countries"
    found = joined(*rows, countries=["GTM"], level="municipality")
    assert codes(found) == ["GT0101", "GT0102", "GT0103"]
    assert found.problems == ()


def test_codes_of_doubted_lists_are_not_believed_alone() -> None:
    rows = [["codigo", "casos"], ["SV0101", 1], ["SV0102", 2]]
    assert "no names confirm them" in joined(*rows).problems[0]
    assert joined(*rows, by="code").problems == ()
    assert joined(["codigo", "casos"], ["GT0206", 1], ["GT0101", 2]).problems
    assert not joined(["codigo", "casos"], ["GT0205", 1], ["GT0101", 2]).problems


def test_a_code_of_another_level_is_no_place_of_this_one() -> None:
    rows = [["codigo", "municipio", "casos"]]
    rows += [[f"GT01{n:02d}", name, 1] for n, name in enumerate(["Guatemala", "Santa Catarina Pinula"], start=1)]
    rows += [[f"GT01{n:02d}", name, 1] for n, name in enumerate(["San José Pinula", "San José del Golfo"], start=3)]
    rows += [
        [f"GT01{n:02d}", name, 1] for n, name in enumerate(["Palencia", "Chinautla", "San Pedro Ayampuc"], start=5)
    ]
    rows += [["GT0108", "Mixco", 1], ["GT0110", "San Juan Sacatepéquez", 1], ["GT01", "Guatemala", 1]]
    found = joined(*rows)
    assert codes(found)[-1] is None
    assert found.rows["how"].tolist()[-1] == "refused"


def test_a_name_that_two_countries_have_is_asked() -> None:
    with pytest.raises(UnsaidError, match="the file may be of") as error:
        joined(["Municipio", "Casos"], ["San Lorenzo", 1], ["La Libertad", 2], ["Concepción", 3])
    assert error.value.flag == "--countries"


def test_a_column_of_countries_tells_them_row_by_row() -> None:
    rows = [["País", "Departamento", "Casos"], ["Honduras", "La Paz", 1], ["El Salvador", "La Paz", 2]]
    rows += [["Honduras", "Santa Bárbara", 3], ["Guatemala", "Santa Rosa", 4]]
    found = joined(*rows)
    assert (found.level, codes(found)) == ("department", ["HN12", "SV08", "HN16", "GT06"])
    assert found.countries == ("GTM", "HND", "SLV")


def test_the_44_are_told_by_their_names() -> None:
    found = joined(["municipio", "casos"], ["Ahuachapán Centro", 1], ["San Salvador Este", 2], ["La Paz Oeste", 3])
    assert found.level == "municipio_2024"
    assert all(str(code).startswith("SV") and len(str(code)) == 7 for code in codes(found))


def test_the_code_column_that_agrees_with_the_names_is_taken() -> None:
    rows = [["code", "pcode", "municipio", "casos"]]
    rows += [
        ["HN1606", "HN1612", "Ilama", 1],
        ["HN1602", "HN1602", "Arada", 2],
        ["HN1601", "HN1601", "Santa Bárbara", 3],
    ]
    by_name = joined(*rows, by="name")
    found = joined(*rows)
    assert codes(found) == codes(by_name)
    assert found.problems == ()


def test_two_columns_of_codes_that_disagree_without_names_are_refused() -> None:
    with pytest.raises(NameMatchError, match="2 columns of codes disagree"):
        joined(["code", "pcode", "casos"], ["GT0101", "GT0102", 1], ["GT0103", "GT0103", 2])


def test_a_municipality_called_as_a_department_is_told_wherever_it_lies() -> None:
    found = joined(["municipio", "casos"], ["Guatemala", 1], ["Mixco", 1], ["Palencia", 1])
    assert found.namesakes["GT0101"] == "GT01"
    assert found.namesakes["GT2202"] == "GT02"
    assert "GT0108" not in found.namesakes


def test_a_row_of_another_country_does_not_go_to_its_namesake_in_the_one_asked_for() -> None:
    rows = [["pais", "municipio", "casos"], ["Guatemala", "Mixco", 1], ["El Salvador", "La Unión", 2]]
    rows += [["Guatemala", "Palencia", 1], ["Honduras", "Guanaja", 3], ["El Salvador", "Conchagua", 2]]
    found = joined(*rows, countries=["GTM"])
    assert codes(found) == ["GT0108", None, "GT0105", None, None]
    assert found.rows["nearest"].tolist()[1] == "its country is not known, or not asked for"
    # A blank cell, as merged ones leave it, is of the one country that was said.
    rows = [rows[0], ["El Salvador", "La Unión", 2], ["", "Conchagua", 1], ["El Salvador", "Apopa", 1]]
    assert codes(joined(*rows, countries=["SLV"])) == codes(joined(*[row[1:] for row in rows], countries=["SLV"]))
    assert None not in codes(joined(*rows, countries=["SLV"]))


def test_a_column_of_countries_is_none_of_departments() -> None:
    rows = [["pais", "codigo", "casos"], ["Guatemala", "0101", 1], ["Guatemala", "0102", 2], ["Honduras", "0103", 3]]
    assert codes(joined(*rows, level="municipality")) == ["GT0101", "GT0102", "HN0103"]
    assert codes(joined(*rows, level="municipality", countries=["GTM"])) == ["GT0101", "GT0102", None]
    rows = [["pais", "departamento", "municipio", "casos"], ["Guatemala", "Petén", "La Libertad", 1]]
    rows += [["Guatemala", "Huehuetenango", "La Libertad", 2], ["Guatemala", "Guatemala", "Mixco", 2]]
    assert codes(joined(*rows)) == ["GT1705", "GT1311", "GT0108"]
