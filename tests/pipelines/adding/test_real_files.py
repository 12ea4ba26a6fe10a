"""Add every real table that analysts received: each is imported as the study's own table has it, or clearly refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from geo.errors import ArraigoError
from geo.tables import read_series
from pipelines.adding.indicator import plan_indicator
from pipelines.paths import find_places
from tests.pipelines.adding.said import said

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.paths import Places

pytestmark = pytest.mark.raw

OK = {"accept_fuzzy": True}
LEFT_OUT = {"neet_hnd_2023", "violence_against_women_gtm_2021"}
"""Tables from which the study leaves rows out that the file has: departments hardly sampled, zeros that mean unknown."""

IMPORTED: list[tuple[str, str, dict[str, Any]]] = [
    # The file, the study's own table that it must equal, what a person says.
    ("facts/hdi_hnd_adm1_2022.csv", "human_development_hnd_2022", {"kind": "index", "by": "code"}),
    ("facts/population_slv_adm2_2007.csv", "population_slv_2007",
     {"kind": "count", "column": "population_persons_census"}),
    ("facts/population_slv_adm2_2024.csv", "population_slv_2024", {"kind": "count"}),
    ("facts/population_hnd_adm2_2024.csv", "population_hnd_2024", {"kind": "count", "by": "name", **OK}),
    ("facts/women_violent_deaths_hnd_adm1_2024.csv", "women_killed_hnd_2024", {"kind": "rate", "per": 1e5, "denominator": "people"}),
    ("facts/poverty_ehpm_slv_adm2_2018.csv", "poverty_slv_2018",
     {"kind": "share", "column": "poverty_ratio_persons_2018", "by": "code"}),
    ("indicators/gtm_census2018_population.xlsx", "population_gtm_2018",
     {"kind": "count", "column": "Pop_Total", "year": 2018}),
    ("indicators/gtm_census2018_emigrants_poverty2023.csv", "emigrants_gtm_2018",
     {"kind": "rate", "per": 1000.0, "denominator": "people", "column": "emigrants", "year": 2018}),
    ("indicators/gtm_census2018_emigrants_poverty2023.csv", "poverty_gtm_2023",
     {"kind": "share", "column": "poverty_rate_2023"}),
    ("indicators/gtm_mvi_master_indicators.xlsx", "deportees_gtm_2021", {"column": "A.M.2", "year": 2021}),
    ("indicators/gtm_mvi_master_indicators.xlsx", "crimes_gtm_2020",
     {"kind": "rate", "per": 1e5, "denominator": "people", "column": "A.V.1", "year": 2020}),
    ("indicators/gtm_mvi_master_indicators.xlsx", "violence_against_women_gtm_2021", {"column": "A.V.2", "year": 2021}),
    ("indicators/gtm_mvi_master_indicators.xlsx", "family_violence_gtm_2021",
     {"kind": "rate", "per": 1e5, "denominator": "people", "column": "A.V.3", "year": 2021}),
    ("indicators/gtm_segeplan_municipal_ranking_2012.csv", "municipal_management_gtm_2012",
     {"kind": "index", "column": "indice_gestion", "by": "code"}),
    ("indicators/hnd_iudpas_homicides_2014.csv", "homicides_hnd_2014",
     {"kind": "rate", "per": 1e5, "column": "totalHomicides", "denominator": "popTotal", "by": "name",
      "alias": ("SAN PEDRO DE COPAN=HN0420",), **OK}),
    ("indicators/slv_census2007_indicators.xlsx", "illiteracy_slv_2007",
     {"kind": "share", "column": "Tasa - Analfabetismo", "sheet": "Municipios", "year": 2007,
      "alias": ("Dolores=SV0909",), **OK}),
    ("indicators/slv_census2007_indicators.xlsx", "dirt_floors_slv_2007",
     {"kind": "share", "column": "Con Piso de Tierra", "sheet": "Municipios", "year": 2007,
      "alias": ("Dolores=SV0909",), **OK}),
    ("indicators/slv_census2024_municipality_summary.csv", "neet_slv_2024",
     {"kind": "share", "column": "neet_count", "denominator": "neet_population_15_24", "by": "code",
      "countries": ("SLV",), "level": "municipio_2024", "year": 2024, "leave_out_refused": True}),
    ("indicators/slv_census2024_emigrants_by_cause_year.csv", "emigrants_slv_2024",
     {"kind": "rate", "per": 1000.0, "denominator": "people", "by": "code", "countries": ("SLV",), "level": "municipio_2024",
      "year": 2024, "combine": "sum", "column": "emigrants"}),
    ("indicators/hnd_survey2023_by_department.csv", "neet_hnd_2023",
     {"kind": "share", "column": "neet_count", "denominator": "neet_population_15_24", "where": ("Country=Honduras",),
      "year": 2023}),
    ("indicators/slv_iml_homicides_2018.csv", "homicides_slv_2018",
     {"kind": "rate", "per": 1e5, "denominator": "people", "column": "homicides_2018", "accept_fuzzy": True,
      "alias": ("ATACO=SV0104", "CIUDAD VICTORIA=SV0908", "CANDELARIA CUSCATLAN=SV0701", "EL CARMEN CUSCATLAN=SV0703",
                "ROSARIO CUSCATLAN=SV0704", "SAN JUAN OPICO=SV0512", "ROSARIO DE LA PAZ=SV0802", "CIUDAD DELGADO=SV0619")}),
]  # fmt: skip

REFUSED: list[tuple[str, str, dict[str, Any]]] = [
    # The file, a part of the reason, what a person says.
    ("facts/population_hnd_adm2_2024.csv", "NOT REFUSED", {}),
]


@pytest.fixture(scope="module")
def places() -> Places:
    return find_places()


@pytest.mark.parametrize(("name", "table", "changes"), IMPORTED, ids=lambda value: value if isinstance(value, str) else "")
def test_a_real_file_gives_the_studys_own_table(
    name: str, table: str, changes: dict[str, Any], places: Places, raw: Path
) -> None:
    plan = plan_indicator(places, raw / name, said(**changes))
    assert plan.table is not None
    own = read_series((places.study / "tables" / f"{table}.csv").read_bytes(), name=table)
    has = [frame["value"].notna() | frame["numerator"].notna() for frame in (plan.table, own)]
    ours, own = plan.table[has[0]], own[has[1]]
    if table in LEFT_OUT:
        ours = ours[ours["code"].isin(own["code"])]
    assert list(ours["code"]) == list(own["code"])
    assert list(ours["level"]) == list(own["level"])
    for column in ("value", "numerator", "denominator"):
        mine, theirs = ours[column].to_numpy(float), own[column].to_numpy(float)
        if not np.isnan(theirs).all() and not (column == "denominator" and np.isnan(mine).all()):
            np.testing.assert_allclose(mine, theirs, rtol=1e-12, err_msg=column)
    assert set(ours["year"]) == set(own["year"])
