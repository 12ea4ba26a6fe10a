"""Check the files that a workbook becomes: what it says is kept, what it does not say is said not to be there."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

from geo.catalogue import load_catalogue
from geo.errors import TableError
from geo.workbook import StudyFiles, read_workbook, to_study
from tests.geo.workbook.clock import with_year
from tests.geo.workbook.worlds import BASE, CODES, IMETA, NAMES, UNITS, A, a2sit, coinr


def made(content: bytes, **options: object) -> StudyFiles:
    book = read_workbook(content, name="índice.xlsx")
    return to_study(book, study="mine", base=BASE, units=UNITS, **options)  # type: ignore[arg-type]


def told(content: bytes, **options: object) -> str:
    with pytest.raises(TableError) as caught:
        made(content, **options)
    return str(caught.value)


def entries(files: StudyFiles, name: str) -> object:
    return yaml.safe_load(files.texts[name])


@pytest.mark.parametrize("content", [coinr(), a2sit()], ids=["COINr", "A2SIT"])
def test_the_study_says_what_the_workbook_says(content: bytes) -> None:
    files = made(content)
    index, indicators = entries(files, "index.yml"), entries(files, "indicators.yml")
    assert [(node["id"], node.get("parent"), node["weight"]) for node in index["nodes"]] == [
        ("econ", "index", 2.0), ("harm", "index", 1.0), ("index", None, 1.0),
    ]  # fmt: skip
    assert [(i["id"], i["pillar"], i["weight"], i["direction"]) for i in indicators] == [
        ("gdppc", "econ", 1.0, 1), ("illit", "econ", 3.0, -1), ("viol_1", "harm", 1.0, 1),
    ]  # fmt: skip
    assert indicators[1]["title"] == {"es": "Alfabetización", "en": "Alfabetización"}
    assert files.countries == ("AAA",)
    assert files.people == ("people_aaa",)
    table = files.tables["gdppc"]
    assert table["code"].tolist() == CODES
    assert table["name"].tolist() == NAMES
    assert table["value"].tolist() == A
    assert set(table["year"]) == {2022}  # when it was saved, and the source's doubts say so
    assert np.isnan(files.tables["viol_1"].set_index("code").loc["AA0102", "value"])


def test_the_files_are_a_sound_catalogue() -> None:
    files = made(coinr())
    plain = {
        **files.texts,
        "sources/census_aaa.yml": yaml.safe_dump(BASE.sources[0].model_dump(mode="json", exclude_none=True)),
    }
    catalogue = load_catalogue(plain)
    assert catalogue.study.title.es == "Índice"
    assert catalogue.index.normalisation == "minmax"
    assert {i.tier for i in catalogue.indicators} == {"internal"}
    assert catalogue.study.country("AAA").units == 6
    assert catalogue.study.top_k == 1
    assert catalogue.study.types == (2, 3)


def test_what_the_workbook_does_not_say_is_said_not_to_be_there() -> None:
    files = made(coinr())
    indicator = entries(files, "indicators.yml")[0]
    assert indicator["rationale"]["es"] == "El libro no la trae; escríbala antes de publicar."
    assert indicator["unit"]["en"] == "no unit in the workbook"
    source = entries(files, "sources/workbook.yml")
    assert source["producer"] == "not stated in the workbook"
    assert "se anotó el año en que se guardó" in source["doubts"][1]["es"]
    notes = " ".join(files.notes)
    assert "6 of 6 entries have no rationale" in notes
    assert "tier `internal`" in notes
    given = entries(made(coinr(), year=2015), "sources/workbook.yml")
    assert "the one given when it was imported" in given["doubts"][1]["en"]


def test_texts_fill_what_the_two_sheets_have_no_place_for() -> None:
    texts = [
        ["iCode", "name_es", "name_en", "unit_es", "rationale_es", "rationale_en", "year"],
        ["GDPpc", "Ingreso", "Income", "dólares", "Falta de ingreso", "Want of income", 2019],
        ["Harm", None, None, None, "Por el daño", None, None],
    ]
    files = made(a2sit(Texts=texts))
    first = entries(files, "indicators.yml")[0]
    assert first["title"] == {"es": "Ingreso", "en": "Income"}
    assert first["unit"] == {"es": "dólares", "en": "dólares"}
    assert first["rationale"] == {"es": "Falta de ingreso", "en": "Want of income"}
    assert set(files.tables["gdppc"]["year"]) == {2019}
    assert set(files.tables["illit"]["year"]) == {2022}
    harm = next(node for node in entries(files, "index.yml")["nodes"] if node["id"] == "harm")
    assert harm["rationale"]["en"] == "Por el daño"
    assert "4 of 6 entries have no rationale" in " ".join(files.notes)


def test_an_indicator_without_figures_and_a_group_without_indicators_are_told() -> None:
    data = [["uCode", "GDPpc", "Illit", "Viol.1"], *([code, n, 2, None] for n, code in enumerate(CODES[:4]))]
    files = made(coinr(data=data))
    assert set(files.tables) == {"gdppc", "illit"}
    notes = " ".join(files.notes)
    assert "1 indicators have no figure and were left out: Viol.1." in notes
    assert "1 groups have no indicator and stay in the tree as unknown, which lowers coverage: Harm." in notes
    assert "2 places of AAA are not in the workbook" in notes
    assert [node["id"] for node in entries(files, "index.yml")["nodes"]] == ["econ", "harm", "index"]


def test_digits_are_enough_for_the_codes_of_one_country() -> None:
    data = [["uCode", "GDPpc", "Illit", "Viol.1"], *([int(code[2:]), 1, 2, n] for n, code in enumerate(CODES))]
    assert made(coinr(data=data), countries=["AAA"]).tables["viol_1"]["code"].tolist() == CODES
    assert "6 of 6 rows carry a code that is no place of the study: iData!A2 (101)" in told(coinr(data=data))


def test_a_workbook_of_two_countries_is_put_on_one_scale_as_it_was() -> None:
    data = [["uCode", "GDPpc", "Illit", "Viol.1"], ["AA0101", 1, 2, 3], ["bb0102", 2, 3, 4]]
    files = made(coinr(data=data))
    assert files.countries == ("AAA", "BBB")
    assert files.people == ("people_aaa", "people_bbb")
    assert {i["comparable"] for i in entries(files, "indicators.yml")} == {True}
    assert {i["comparable"] for i in entries(made(coinr()), "indicators.yml")} == {False}


def test_every_fault_of_codes_is_told_by_row_and_at_once() -> None:
    data = [["uCode", "GDPpc", "Illit", "Viol.1"]]
    data += [["AA0101", 1, 2, 3], ["AA0101", 1, 2, "x"], ["ZZ99", 1, 2, 3], [None, 1, 2, 3], ["AA0100", 1, 2, 3]]
    message = told(coinr([[*IMETA[0][:4], -2, *IMETA[0][5:]], *IMETA[1:]], data), countries=["AAA", "QQQ"])
    for words in (
        "1 of 6 rows have a weight below 0: iMeta!A2 (-2)",
        "1 of 5 cells of `Viol.1` are no number: iData!D3 ('x')",
        "1 of 2 countries asked for are not in the study whose boundaries are taken: QQQ",
        "1 of 5 rows have no code: iData!A5",
        "2 of 5 rows carry a code that is no place of the study in AAA, QQQ: iData!A4 (ZZ99), iData!A6 (AA0100)",
        "2 of 5 rows carry a code that another row has: iData!A2 (AA0101), iData!A3 (AA0101)",
    ):
        assert words in message


def test_names_that_slipped_by_a_row_are_noticed_and_one_other_spelling_is_not() -> None:
    head = ["uCode", "uName", "GDPpc", "Illit", "Viol.1"]
    slipped = [
        head,
        *([code, name, 1, 2, n] for n, (code, name) in enumerate(zip(CODES, NAMES[1:] + NAMES[:1], strict=True))),
    ]
    assert "6 of 6 names are not those of their codes: iData!A2 (Peñón, here Ahuachapán)" in told(coinr(data=slipped))
    spelt = [head, *([code, name.upper(), 1, 2, n] for n, (code, name) in enumerate(zip(CODES, NAMES, strict=True)))]
    spelt[1][1] = "Ahuachapam"
    assert made(coinr(data=spelt)).countries == ("AAA",)


def test_without_figures_or_indicators_there_is_no_study() -> None:
    data = [["uCode", "GDPpc", "Illit", "Viol.1"], ["AA0101", None, None, "NA"]]
    assert "none of 3 indicators has a figure" in told(coinr(data=data))
    assert "there is no indicator" in told(coinr(IMETA[3:], [["uCode"], ["AA0101"]]))


def test_a_year_that_nobody_says_is_asked_for() -> None:
    silent = with_year(coinr(), None)
    assert "`GDPpc`: the workbook says no year, nor when it was saved. Give `--year`." in told(silent)
    assert "nor when it was saved" in told(coinr(saved=1980))
    assert set(made(silent, year=2018).tables["gdppc"]["year"]) == {2018}
    assert "the year `soon` is none from 1900 to 2100" in told(a2sit(Texts=[["iCode", "year"], ["GDPpc", "soon"]]))


def test_names_that_a_spreadsheet_or_yaml_would_run_stay_text() -> None:
    wild = "=cmd|' /C calc'!A0\n- id: !!python/object {x: &a}"
    meta = [[IMETA[0][0], wild, *IMETA[0][2:]], *IMETA[1:]]
    files = made(coinr(meta))
    assert entries(files, "indicators.yml")[0]["title"]["es"] == wild.strip()
    assert set(files.texts) == {"study.yml", "index.yml", "indicators.yml", "sources/workbook.yml"}


def test_a_code_that_climbs_folders_becomes_a_plain_name() -> None:
    meta = [["../../x", *IMETA[0][1:]], *IMETA[1:]]
    data = [["uCode", "../../x", "Illit", "Viol.1"], *([code, n, 2, 3] for n, code in enumerate(CODES))]
    assert set(made(coinr(meta, data)).tables) == {"x", "illit", "viol_1"}


def test_a_series_never_takes_the_name_of_a_table_that_comes_along() -> None:
    meta = [["people_aaa", *IMETA[0][1:]], *IMETA[1:]]
    data = [["uCode", "people_aaa", "Illit", "Viol.1"], *([code, n, 2, 3] for n, code in enumerate(CODES))]
    files = made(coinr(meta, data))
    assert "people_aaa_imported" in files.tables
    assert entries(files, "indicators.yml")[0]["series"] == ["people_aaa_imported"]


def test_equal_workbooks_give_equal_files() -> None:
    assert made(coinr()).texts == made(coinr()).texts
