"""Build a world of six units in two countries, small enough to check by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.catalogue import Catalogue, load_catalogue
from geo.export import Classes, Table, Whole, units_table

if TYPE_CHECKING:
    from collections.abc import Callable

STUDY = """\
id: tiny
title: {es: Prueba, en: Test}
subtitle: {es: Dos países, en: Two countries}
countries:
  - {iso3: HND, prefix: HN, units: 3, name: {es: Honduras, en: Honduras}, unit_word: {es: municipio, en: municipality}}
  - {iso3: SLV, prefix: SV, units: 3, name: {es: El Salvador, en: El Salvador}, unit_word: {es: distrito, en: district}}
boundaries: boundaries.topojson
people: [people]
top_k: 2
"""
INDEX = """\
nodes:
  - {id: priority, title: {es: Prioridad, en: Priority}, rationale: {es: Dónde empezar, en: Where to begin}}
  - {id: origin, parent: priority, title: {es: Origen, en: Origin}, rationale: {es: De dónde, en: From where}}
  - {id: drivers, parent: priority, title: {es: Causas, en: Drivers}, rationale: {es: Por qué, en: Why}}
  - {id: gender_violence, parent: drivers, title: {es: Género, en: Gender}, rationale: {es: Por qué, en: Why}}
  - {id: violence, parent: drivers, title: {es: Violencia, en: Violence}, rationale: {es: Por qué, en: Why}}
"""
INDICATOR = """\
- id: {id}
  title: {{es: "{es}", en: "{en}"}}
  unit: {{es: proporción, en: share}}
  rationale: {{es: Importa, en: It matters}}
  pillar: {pillar}
  direction: {direction}
  kind: share
  method: value
  method_class: {method_class}
  series: [{series}]
  comparable: {comparable}
  comparable_why: {{es: "Una | sola fuente", en: "One | source"}}
  missing: leave
  treatment: none
  tier: {tier}
"""
INDICATORS = "".join(
    INDICATOR.format_map({"direction": 1, "method_class": "measured", "comparable": "true", "tier": "public"} | changes)
    for changes in (
        {"id": "emigrants_by_cause", "es": "Emigrantes", "en": "Emigrants", "pillar": "origin", "series": "causes"},
        {"id": "homicides", "es": "Homicidios", "en": "Homicides", "pillar": "violence", "series": "killed"},
        {
            "id": "access_to_justice",
            "es": "Acceso a la justicia",
            "en": "Access to justice",
            "pillar": "violence",
            "series": "justice_hnd, justice_slv",
            "direction": -1,
            "method_class": "modelled",
            "comparable": "false",
        },
    )
)
SOURCE = """\
id: office
producer: Oficina de Estadística
publication: Anuario <2020>
url: https://example.org
licence: none stated
licence_status: unstated
attribution: Oficina, Anuario
doubts: [{es: Hay dudas, en: There are doubts}]
series:
  people: {title: {es: Personas, en: People}, countries: [HND, SLV], level: municipality, year: 2020}
  causes: {title: {es: Causas, en: Causes}, countries: [HND, SLV], level: municipality, year: 2020, tier: internal}
  killed: {title: {es: Muertes, en: Deaths}, countries: [HND, SLV], level: municipality, year: 2020}
  justice_slv: {title: {es: Justicia, en: Justice}, countries: [SLV], level: municipality, year: 2018}
"""
COURT = """\
id: court
producer: Corte
publication: Memoria
url: https://example.org
licence: CC BY 4.0
licence_status: open
attribution: Corte, Memoria
series:
  justice_hnd: {title: {es: Justicia, en: Justice}, countries: [HND], level: department, year: 2019}
"""
CODES = ["HN0101", "HN0102", "HN0103", "SV0101", "SV0102", "SV0201"]
MISSING = None


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    sources = {"sources/court.yml": COURT, "sources/office.yml": SOURCE}
    return load_catalogue({"study.yml": STUDY, "index.yml": INDEX, "indicators.yml": INDICATORS, **sources})


@pytest.fixture(scope="session")
def weights() -> dict[str, float]:
    """`gender_violence` has no indicator and keeps its quarter."""
    return {"emigrants_by_cause": 0.5, "homicides": 0.125, "access_to_justice": 0.125}


@pytest.fixture
def values() -> pd.DataFrame:
    cells = {
        "emigrants_by_cause": [(0.1, "observed"), (0.2, "observed"), (0.0, "observed_zero"), *[(0.4, "observed")] * 3],
        "homicides": [(1 / 3, "observed"), (MISSING, "not_monitored"), (0.25, "imputed"), *[(0.5, "observed")] * 3],
        "access_to_justice": [*[(0.7, "inherited")] * 3, (0.1, "observed"), (0.2, "observed"), (0.3, "observed")],
    }
    rows = [
        {"code": code, "indicator": id_, "value": value, "raw_value": value, "year": 2020, "status": status}
        for id_, pairs in cells.items()
        for code, (value, status) in zip(CODES, pairs, strict=True)
    ]
    frame = pd.DataFrame(rows).astype({"value": float, "raw_value": float, "year": "Int64"})
    level = frame["status"].map(
        {"inherited": "department", "observed": "municipality", "observed_zero": "municipality"}
    )
    return frame.assign(level=level, se=float("nan"), n=1000.0, reliability=None, coverage=float("nan"), source="x")


@pytest.fixture
def scores() -> gpd.GeoDataFrame:
    """Names that a spreadsheet would run, a Spanish letter, missing numbers, an island of two parts."""
    ranked = [1, 2, 3, 4, 5, MISSING]
    frame = pd.DataFrame(
        {
            "code": CODES,
            "name": ["La Ceiba", "=1+1", "Ñandú, Güinope", "-5", "'@x", "NA"],
            "adm1_code": ["HN01", "HN01", "HN01", "SV01", "SV01", "SV02"],
            "adm1_name": ["Atlántida", "Atlántida", "Atlántida", "Ahuachapán", "Ahuachapán", "Santa Ana"],
            "muni44_code": [MISSING, MISSING, MISSING, "SV01001", "SV01001", "SV02001"],
            "muni44_name": [MISSING, MISSING, MISSING, "Centro", "Centro", "Norte"],
            "iso3": ["HND"] * 3 + ["SLV"] * 3,
            "kind": ["municipio"] * 3 + ["distrito"] * 3,
            "vintage": "2020",
            "area_km2": [1.5, 2.25, 1234567.891, 3.0, 4.0, 5.0],
            "people": [1000.0, 2000.0, MISSING, 4000.0, 5000.0, 6000.0],
            "score": [200 / 3, 55.1, 45.3, 30.0, 0.0, MISSING],
            "score_low": [60.0, 50.0, 40.0, 20.0, 0.0, MISSING],
            "score_high": [70.0, 60.0, 50.0, 40.0, 0.0, MISSING],
            "coverage": [0.9, 0.8, 0.7, 0.6, 0.5, 0.0],
            "rank": pd.array(ranked, dtype="Int64"),
            "rank_p5": [1.0, 1.0, 2.0, 3.0, 4.5, MISSING],
            "rank_p50": [1.0, 2.0, 3.0, 4.0, 5.0, MISSING],
            "rank_p95": [2.0, 3.0, 5.0, 5.0, 5.0, MISSING],
            "rank_in_country": pd.array([1, 2, 3, 1, 2, MISSING], dtype="Int64"),
            "rank_in_country_p5": [1.0, 1.0, 2.0, 1.0, 1.5, MISSING],
            "rank_in_country_p50": [1.0, 2.0, 3.0, 1.0, 2.0, MISSING],
            "rank_in_country_p95": [2.0, 3.0, 3.0, 2.0, 2.0, MISSING],
            "gate": ["ranked"] * 5 + ["no_data"],
            "flags": ["", "low_coverage", "dominated:homicides;low_coverage", "", "", ""],
            "p_top_2": [0.999, 0.5, 0.001, 0.0, 0.0, MISSING],
            "node_origin": [1e-9, 20.0, 30.0, 40.0, 50.0, MISSING],
            "node_drivers": [10.0, 20.0, 30.0, 40.0, 50.0, MISSING],
            "node_gender_violence": [MISSING] * 6,
            "node_violence": [10.0, 20.0, 30.0, 40.0, 50.0, MISSING],
            "contribution_emigrants_by_cause": [10.0, 20.0, 30.0, 40.0, 50.0, MISSING],
            "contribution_homicides": [-0.1, -20.0, 0.1 + 0.2, 40.0, 50.0, MISSING],
            "contribution_access_to_justice": [10.0, 20.0, 30.0, 40.0, 50.0, MISSING],
        }
    ).astype({"node_gender_violence": float})
    squares = [shapely.box(-88 + i, 14, -87 + i, 15) for i in range(5)]
    island = shapely.MultiPolygon([shapely.box(-83, 14, -82.5, 15), shapely.box(-82, 14, -81.5, 15)])
    return gpd.GeoDataFrame(frame, geometry=[*squares, island], crs="EPSG:4326")


@pytest.fixture
def table(scores: gpd.GeoDataFrame, values: pd.DataFrame, catalogue: Catalogue) -> Table:
    return units_table(scores, values, catalogue=catalogue)


@pytest.fixture
def equal() -> Callable[..., None]:
    """Compare a layer that was read back with the table, cell by cell, to the last bit."""

    def compare(back: gpd.GeoDataFrame, table: Table, names: dict[str, str]) -> None:
        """Compare cell by cell: nulls are nulls, numbers the same to the last bit."""
        assert [name for name in back.columns if name != "geometry"] == list(names)
        for short, name in names.items():
            expected = table.plain[name]
            assert back[short].isna().tolist() == expected.isna().tolist(), name
            assert back[short].dropna().tolist() == expected.dropna().tolist(), name
        assert back.crs.to_epsg() == 4326
        assert shapely.equals(back.geometry.to_numpy(), table.frame.geometry.to_numpy()).all()

    return compare


@pytest.fixture
def grouped(scores: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Two zones: one of neighbours, one over the border and a place apart; the last unit in none."""
    tested = {
        f"{name}{end}": 0.01
        for name, ends in {"hotspot": "zpq", "lisa": "pq", "bilisa": "pq"}.items()
        for end in (f"_{letter}" for letter in ends)
    }
    return scores.assign(
        hotspot=["hot", "cold", "not_significant", "no_data", "island", "hot"],
        lisa=["HH", "LL", "HL", "LH", "not_significant", "no_data"],
        bilisa=["island", "HH", "LL", "HL", "LH", "not_significant"],
        zone=pd.array([2, 2, 1, 1, MISSING, MISSING], dtype="Int64"),
        selected=[True, False, True, False, True, False],
        selected_p=[0.999, 0.5, 0.25, 0.0, 0.75, MISSING],
        **tested,
    )


@pytest.fixture
def zones() -> pd.DataFrame:
    return pd.DataFrame({"zone": [1, 2, 3], "name_es": ["Ñu", "Golfo", "Vacía"], "name_en": ["Gnu", "Gulf", "Empty"]})


CLASSES = Classes(
    limits=(30.0, 45.3, 66.7),
    colours=("#fdedcb", "#f2955a", "#981b2e"),
    types={1: "#0072b2", 2: "#e69f00", 0: "#9b9a97"},
    zones={1: "#0072b2", 2: "#e69f00", 3: "#009e73"},
)


@pytest.fixture
def types() -> pd.DataFrame:
    return pd.DataFrame(
        {"type": [1, 2], "title_es": ["Violencia & género", "Sequía"], "title_en": ["Violence & gender", "Drought"]}
    )


@pytest.fixture
def whole(
    grouped: gpd.GeoDataFrame,
    values: pd.DataFrame,
    zones: pd.DataFrame,
    types: pd.DataFrame,
    catalogue: Catalogue,
) -> Whole:
    """Give all there may be: classes, zones, types, a selected set."""
    scores = grouped.assign(
        type=pd.array([1, 2, 0, 1, 2, MISSING], dtype="Int64"),
        type_p=[0.9, 0.8, 0.3, 0.7, 0.6, MISSING],
        label_lon=[-87.5, -86.5, -85.5, -84.5, -83.5, -82.75],
        label_lat=14.5,
    )
    table = units_table(scores, values, catalogue=catalogue)
    cards = {"data_card.es.md": b"# Ficha\n"}
    return Whole(table, catalogue, classes=CLASSES, zones=zones, types=types, cards=cards)


@pytest.fixture
def alone(catalogue: Catalogue) -> Callable[[Table], Whole]:
    """Take a table as the whole of its study, without classes, zones or types."""
    return lambda table: Whole(table, catalogue)
