"""Add every real table that analysts received: each is imported as the study's own table has it, or clearly refused."""

from __future__ import annotations

import re
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
PEOPLE = {"kind": "rate", "per": 1e5, "denominator": "people"}
OF_44 = {"by": "code", "countries": ("SLV",), "level": "municipio_2024", "year": 2024}
ALIASES = (
    *("ATACO=SV0104", "CIUDAD VICTORIA=SV0908", "CANDELARIA CUSCATLAN=SV0701", "EL CARMEN CUSCATLAN=SV0703"),
    *("ROSARIO CUSCATLAN=SV0704", "SAN JUAN OPICO=SV0512", "ROSARIO DE LA PAZ=SV0802", "CIUDAD DELGADO=SV0619"),
)
IN_MUNICIPIOS = {"kind": "share", "sheet": "Municipios", "year": 2007, "alias": ("Dolores=SV0909",), **OK}
LEFT_OUT = {"neet_hnd_2023", "violence_against_women_gtm_2021"}
"""Tables from which the study leaves rows out that the file has: departments hardly sampled, zeros that are unknown."""

IMPORTED: list[tuple[str, str, dict[str, Any]]] = [
    # The file, the study's own table that it must equal, what a person says.
    ("facts/hdi_hnd_adm1_2022.csv", "human_development_hnd_2022", {"kind": "index", "by": "code"}),
    ("facts/population_slv_adm2_2007.csv", "population_slv_2007",
     {"kind": "count", "column": "population_persons_census"}),
    ("facts/population_slv_adm2_2024.csv", "population_slv_2024", {"kind": "count"}),
    ("facts/population_hnd_adm2_2024.csv", "population_hnd_2024", {"kind": "count"}),
    ("facts/population_hnd_adm2_2024.csv", "population_hnd_2024", {"kind": "count", "by": "name", **OK}),
    ("facts/women_violent_deaths_hnd_adm1_2024.csv", "women_killed_hnd_2024", PEOPLE),
    ("facts/poverty_ehpm_slv_adm2_2018.csv", "poverty_slv_2018",
     {"kind": "share", "column": "poverty_ratio_persons_2018", "by": "code"}),
    ("indicators/gtm_census2018_population.xlsx", "population_gtm_2018",
     {"kind": "count", "column": "Pop_Total", "year": 2018}),
    ("indicators/gtm_census2018_emigrants_poverty2023.csv", "emigrants_gtm_2018",
     PEOPLE | {"column": "emigrants", "year": 2018}),
    ("indicators/gtm_census2018_emigrants_poverty2023.csv", "poverty_gtm_2023",
     {"kind": "share", "column": "poverty_rate_2023"}),
    ("indicators/gtm_mvi_master_indicators.xlsx", "deportees_gtm_2021", {"column": "A.M.2", "year": 2021}),
    ("indicators/gtm_mvi_master_indicators.xlsx", "crimes_gtm_2020", PEOPLE | {"column": "A.V.1", "year": 2020}),
    ("indicators/gtm_mvi_master_indicators.xlsx", "violence_against_women_gtm_2021", {"column": "A.V.2", "year": 2021}),
    ("indicators/gtm_mvi_master_indicators.xlsx", "family_violence_gtm_2021",
     PEOPLE | {"column": "A.V.3", "year": 2021}),
    ("indicators/gtm_segeplan_municipal_ranking_2012.csv", "municipal_management_gtm_2012",
     {"kind": "index", "column": "indice_gestion", "by": "code"}),
    ("indicators/hnd_iudpas_homicides_2014.csv", "homicides_hnd_2014",
     PEOPLE | {"column": "totalHomicides", "denominator": "popTotal", "by": "name",
               "alias": ("SAN PEDRO DE COPAN=HN0420",), **OK}),
    ("indicators/slv_census2007_indicators.xlsx", "illiteracy_slv_2007",
     IN_MUNICIPIOS | {"column": "Tasa - Analfabetismo"}),
    ("indicators/slv_census2007_indicators.xlsx", "dirt_floors_slv_2007",
     IN_MUNICIPIOS | {"column": "Con Piso de Tierra"}),
    ("indicators/slv_census2024_municipality_summary.csv", "neet_slv_2024",
     OF_44 | {"kind": "share", "column": "neet_count", "denominator": "neet_population_15_24",
              "leave_out_refused": True}),
    ("indicators/slv_census2024_emigrants_by_cause_year.csv", "emigrants_slv_2024",
     PEOPLE | OF_44 | {"combine": "sum", "column": "emigrants"}),
    ("indicators/hnd_survey2023_by_department.csv", "neet_hnd_2023",
     {"kind": "share", "column": "neet_count", "denominator": "neet_population_15_24", "where": ("Country=Honduras",),
      "year": 2023}),
    ("indicators/slv_iml_homicides_2018.csv", "homicides_slv_2018",
     PEOPLE | {"column": "homicides_2018", "alias": ALIASES, **OK}),
]  # fmt: skip

REFUSED: list[tuple[str, str, dict[str, Any]]] = [
    # The file, a part of the reason, what a person says.
    ("facts/hdi_hnd_adm1_2022.csv", "row 4 (Bay Islands, code of Islas de la Bahía)", {}),
    ("facts/uac_origin_all_adm2_2014.csv", "row 3 (Tegucigalpa, code of Distrito Central)", {}),
    ("facts/poverty_ehpm_slv_adm2_2018.csv", "7 columns hold figures", {}),
    ("facts/ipc_hnd_adm1_2020_2022.csv", "--year: the file names none, or several", {}),
    ("facts/SOURCES.tsv", "no column holds codes or names of places", {}),
    ("indicators/gtm_mvi_master_indicators.xlsx", "0 of", {"where": ("Departamento=Atlántida",)}),
    ("indicators/gtm_pnc_injured_monthly_2001_2018.xlsx", "38 of 340 rows are about no place", {}),
    ("indicators/gtm_segeplan_municipal_ranking_2012.csv", "Tucura, code of San Miguel Tucurú", {}),
    ("indicators/hnd_iudpas_homicides_2014.csv", "16 of 265 rows have a code and a name of different places", {}),
    ("indicators/hnd_survey2023_emigrants_by_department_cause.csv", "another row is about", {}),
    ("indicators/slv_census2007_indicators.xlsx", "Name one: --sheet", {}),
    ("indicators/slv_census2007_indicators.xlsx", "Dolores", {"sheet": "Municipios"}),
    ("indicators/slv_census2024_emigrants_by_cause_year.csv", "municipality or municipio_2024", {}),
    ("indicators/slv_census2024_municipality_summary.csv", "Cuscatlán Norte, code of San Salvador Centro", {}),
    ("indicators/slv_iml_homicides_2018.csv", "matched by a near or cut spelling only", {}),
    ("boundaries/gtm_cod_2019/gtm_admbnda_adm2_ocha_conred_20190207.shp", "Sanarate, code of Sansare", {}),
    ("boundaries/slv_wof_adm2.geojson", "Zona De Demarcacion", {}),
    ("boundaries/hnd_icf/hn-municipios-01-atlantida.geo.json", "it may mean San Francisco (HN0106)", {}),
    ("rasters/cigefi_stations_prcptot_monthly_1979_2010.csv", "arraigo add events", {}),
    ("rasters/worldpop_2020_5min.tif", "a file that ends in .tif is not read", {}),
]  # fmt: skip


@pytest.fixture(scope="module")
def places() -> Places:
    return find_places()


@pytest.mark.parametrize(
    ("name", "table", "changes"), IMPORTED, ids=lambda value: value if isinstance(value, str) else ""
)
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


@pytest.mark.parametrize(
    ("name", "reason", "changes"), REFUSED, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_real_file_that_only_a_person_can_settle_is_refused_with_its_reason(
    name: str, reason: str, changes: dict[str, Any], places: Places, raw: Path
) -> None:
    with pytest.raises(ArraigoError, match=re.escape(reason)):
        plan_indicator(places, raw / name, said(**changes))


def test_every_real_table_is_told_of(raw: Path) -> None:
    told = {name for name, *_ in (*IMPORTED, *REFUSED)}
    there = {
        path.relative_to(raw).as_posix() for folder in ("indicators", "facts") for path in (raw / folder).iterdir()
    }
    plain = {  # imported as they are, without a table of the study to compare with
        "facts/homicide_rate_hnd_adm1_2021.csv", "facts/homicides_hnd_adm2_2025.csv",
        "facts/ipc_phase3_gtm_adm1_2020_2021.csv",
    }  # fmt: skip
    assert there - told == plain
    for name in sorted(plain):
        column = {"column": "may_aug2021", "year": 2021} if "ipc" in name else {}
        plan = plan_indicator(find_places(), raw / name, said(**column))
        assert plan.table is not None
        source = pd.read_csv(raw / name, dtype={"code": str}).set_index("code")
        figures = source[plan.taking.main] if plan.taking else source.iloc[:, 0]
        assert dict(zip(plan.table["code"], plan.table["value"], strict=True)) == figures.astype(float).to_dict()
