"""Walk the shipped comparators: they load, they are no inputs, and they are what the raw files say."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from geo.boundaries import read_topojson
from geo.catalogue import Catalogue, load_catalogue
from pipelines.comparators import read_comparators
from pipelines.paths import Places, find_places

ROOT = Path(__file__).parents[2]
COLUMNS = {
    "gdp_per_capita_gtm_2021": "S.E.2",
    "disaster_exposure_gtm_2017": "A.D.1",
    "food_vulnerability_gtm_2017": "S.A.1",
}
STEPS = {"gdp_per_capita_gtm_2021": 0.5, "disaster_exposure_gtm_2017": 0.05, "food_vulnerability_gtm_2017": 0.0005}
"""Half a unit of the last decimal that was keyed in."""


@pytest.fixture(scope="module")
def places() -> Places:
    return find_places(str(ROOT / "data" / "studies" / "northern_triangle"), home=ROOT)


@pytest.fixture(scope="module")
def catalogue(places: Places) -> Catalogue:
    return load_catalogue(places.texts())


@pytest.fixture(scope="module")
def figures(places: Places, catalogue: Catalogue) -> dict[str, pd.Series]:
    units = read_topojson((places.study / catalogue.study.boundaries).read_text(encoding="utf-8"))
    entries, found = read_comparators(places, catalogue, units=units)
    assert [entry.id for entry in entries] == sorted([*COLUMNS, "homicides_above_national_hnd_2021"])
    return found


def test_every_comparator_has_doubts_in_both_languages_and_is_no_input(catalogue: Catalogue, figures: dict) -> None:
    assert not set(figures) & {*catalogue.series, *(i.id for i in catalogue.indicators)}
    assert {id_: len(found) for id_, found in figures.items()} == dict.fromkeys(COLUMNS, 340) | {
        "homicides_above_national_hnd_2021": 18
    }


@pytest.mark.raw
@pytest.mark.parametrize("id_", sorted(COLUMNS))
def test_a_comparator_is_what_the_workbook_says(id_: str, figures: dict[str, pd.Series], raw: Path) -> None:
    book = CalamineWorkbook.from_path(raw / "indicators" / "gtm_mvi_master_indicators.xlsx")
    rows = book.get_sheet_by_name("Master").to_python(skip_empty_area=False)
    at = rows[5].index(COLUMNS[id_])
    told = pd.Series({f"GT{int(row[2]):04d}": row[at] for row in rows[6:346]})
    np.testing.assert_allclose(figures[id_], told.reindex(figures[id_].index), atol=STEPS[id_] + 1e-9, rtol=0)


@pytest.mark.raw
def test_the_departments_above_the_national_rate_are_those_of_the_article(figures: dict, raw: Path) -> None:
    with (raw / "facts" / "homicide_rate_hnd_adm1_2021.csv").open(encoding="utf-8", newline="") as file:
        named = {row["code"] for row in csv.DictReader(file)}
    found = figures["homicides_above_national_hnd_2021"]
    assert set(found.index[found == 1]) == named
    assert set(found.unique()) == {0.0, 1.0}
