"""Publish a study small enough to know by heart: eight square places in two countries, five indicators.

Alfa leads and is firm; Ávila's origin is known by department only, so its interval is wide; the name of AA0201 is
markup; BB0201 has too little data for a rank, and BB0202 none at all. Nothing is known of governance anywhere, and the
survey of trust is for partners only.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from shapely import box

from geo.boundaries import to_topojson
from geo.catalogue import load_catalogue
from geo.export import geoparquet_bytes, parquet_bytes, units_table, values_table
from geo.maps import build_page, live_files
from geo.scoring import Uncertainty, score_units
from tests.dashboards import world_findings

if TYPE_CHECKING:
    from pathlib import Path

MARKUP = "<img src=x onerror=alert(1)>"
NAMES = {
    "AA0101": "Alfa", "AA0102": "Ávila", "AA0201": MARKUP, "AA0202": "Duraznal",
    "BB0101": "Eneida", "BB0102": "San José de la Frontera y Valle Largo del Norte", "BB0201": "Gámbita",
    "BB0202": "Hondo",
}  # fmt: skip
DEPARTMENTS = {"AA01": "La Paz", "AA02": "Norte", "BB01": "La Paz", "BB02": "Sur"}

STUDY = """\
id: little
title: {es: Prioridad de prueba, en: Test priority}
subtitle: {es: Dónde empezar en un mundo de ocho lugares, en: Where to begin in a world of eight places}
countries:
  - {iso3: AAA, prefix: AA, units: 4, name: {es: Aria, en: Arya}, unit_word: {es: municipio, en: municipality}}
  - {iso3: BBB, prefix: BB, units: 4, name: {es: Boria, en: Borya}, unit_word: {es: distrito, en: district}}
boundaries: boundaries.topojson
people: [people]
top_k: 3
replicates: 200
seed: 7
types: [2]
"""

INDEX = """\
coverage_gate: 0.4
normalisation: percentile
nodes:
  - {id: priority, title: {es: Prioridad, en: Priority}, rationale: {es: Dónde empezar, en: Where to begin}}
  - {id: origin, parent: priority, title: {es: Origen, en: Origin}, rationale: {es: De dónde salen, en: Where from}}
  - {id: drivers, parent: priority, title: {es: Causas, en: Drivers}, rationale: {es: Por qué salen, en: Why}}
  - {id: violence, parent: drivers, title: {es: Violencia, en: Violence}, rationale: {es: Daño, en: Harm}}
  - {id: economic, parent: drivers, title: {es: Economía, en: Economy}, rationale: {es: Falta, en: Want}}
  - {id: governance, parent: drivers, title: {es: Gobierno, en: Government}, rationale: {es: Mando, en: Rule}}
"""

INDICATOR = """\
- id: {id}
  title: {{es: {es}, en: {en}}}
  unit: {{es: '{unit_es}', en: '{unit_en}'}}
  rationale: {{es: Porque sí, en: Because}}
  pillar: {pillar}
  direction: 1
  kind: {kind}
  method: value
  method_class: measured
  series: [{series}]
  comparable: true
  comparable_why: {{es: De prueba, en: For the test}}
  missing: leave
  treatment: none
  tier: {tier}
"""

SOURCE = """\
id: office
producer: Oficina Central
publication: Anuario 2020
url: https://example.org/yearbook
licence: CC BY 4.0
licence_status: open
attribution: Oficina Central
series:
  people: {title: {es: Personas, en: People}, countries: [AAA, BBB], level: municipality, year: 2020}
  emigrants: {title: {es: Emigrantes, en: Emigrants}, countries: [AAA, BBB], level: municipality, year: 2018}
  homicides: {title: {es: Homicidios, en: Homicides}, countries: [AAA, BBB], level: municipality, year: 2020}
  poverty: {title: {es: Pobreza, en: Poverty}, countries: [AAA, BBB], level: municipality, year: 2019}
  counted: {title: {es: Casos, en: Cases}, countries: [AAA, BBB], level: municipality, year: 2020, tier: internal}
  trust: {title: {es: Confianza, en: Trust}, countries: [AAA, BBB], level: municipality, year: 2020}
"""


def texts() -> dict[str, str]:
    """Write the study's YAML by file name."""
    rows = (
        ("emigrants_rate", "Emigrantes", "Emigrants", "por mil", "per 1,000", "origin", "intensity", "emigrants"),
        (
            "homicide_rate",
            "Homicidios",
            "Homicides",
            "por 100 mil",
            "per 100,000",
            "violence",
            "intensity",
            "homicides",
        ),
        ("injuries", "Lesiones", "Injuries", "casos", "cases", "violence", "intensity", "counted"),
        ("poverty_share", "Pobreza", "Poverty", "de las personas", "of people", "economic", "share", "poverty"),
        ("trust_index", "Confianza", "Trust", "índice", "index", "economic", "index", "trust"),
    )
    fields = ("id", "es", "en", "unit_es", "unit_en", "pillar", "kind", "series")
    indicators = (
        INDICATOR.format(**dict(zip(fields, row, strict=True)), tier="partner" if row[0] == "trust_index" else "public")
        for row in rows
    )
    return {
        "study.yml": STUDY,
        "index.yml": INDEX,
        "indicators.yml": "".join(indicators),
        "sources/office.yml": SOURCE,
    }


def units() -> gpd.GeoDataFrame:
    """Draw the eight places as squares of a tenth of a degree, four to a country."""
    rows = [
        {
            "code": code,
            "name": name,
            "adm1_code": code[:4],
            "adm1_name": DEPARTMENTS[code[:4]],
            "muni44_code": None,
            "muni44_name": "Gran Boria" if code == "BB0101" else None,
            "iso3": "AAA" if code < "B" else "BBB",
            "kind": "municipio",
            "vintage": "2020",
            "area_km2": 123.0,
            "label_lon": round(x + 0.05, 2),
            "label_lat": round(y + 0.05, 2),
            "geometry": box(x, y, round(x + 0.1, 1), round(y + 0.1, 1)),
        }
        for place, (code, name) in enumerate(NAMES.items())
        for x, y in [(round(place % 4 / 10 - 89, 1), round(place // 4 / 10 + 14, 1))]
    ]
    return gpd.GeoDataFrame(rows, crs="EPSG:4326")


def scores() -> gpd.GeoDataFrame:
    """Score the places: six with a rank, one below the gate, one without anything."""
    nan = float("nan")
    table = pd.DataFrame(
        {
            "people": [12_000.0, 8_500, 40_300, 1_200, 60_000, 7_700, 950, nan],
            "score": [81.25, 66.5, 60.0, 48.0, 41.5, 12.25, 55.0, nan],
            "score_low": [70.0, 40.0, 52.0, 40.0, 30.0, 10.0, 11.0, nan],
            "score_high": [88.0, 90.0, 66.0, 55.0, 52.0, 20.0, 92.0, nan],
            "coverage": [0.9, 0.55, 0.8, 0.8, 0.75, 0.8, 0.23, 0.0],
            "rank": pd.array([1, 2, 3, 4, 5, 6, None, None], dtype="Int64"),
            "rank_p5": [1.0, 1, 2, 3, 4, 6, nan, nan],
            "rank_p50": [1.0, 3, 3, 4, 5, 6, nan, nan],
            "rank_p95": [1.0, 6, 4, 5, 5, 6, nan, nan],
            "rank_in_country": pd.array([1, 2, 3, 1, 2, 3, None, None], dtype="Int64"),
            "rank_in_country_p5": [1.0, 1, 2, 1, 1, 3, nan, nan],
            "rank_in_country_p50": [1.0, 2, 3, 1, 2, 3, nan, nan],
            "rank_in_country_p95": [1.0, 3, 3, 2, 2, 3, nan, nan],
            "gate": [*["ranked"] * 6, "below_gate", "no_data"],
            "flags": [
                "", "inherited_origin;wide_interval", "", "", "dominated:poverty_share", "",
                "no_data_origin;low_coverage", "odd_one",
            ],
            "node_origin": [90.0, 70, 60, 50, 40, 10, nan, nan],
            "node_drivers": [72.5, 63, 60, 46, 43, 14.5, 55, nan],
            "node_violence": [80.0, 60, 60, 50, 30, 9, 55, nan],
            "node_economic": [65.0, 66, 60, 42, 56, 20, nan, nan],
            "node_governance": [nan] * 8,
            "p_top_3": [1.0, 0.6, 0.9, 0.3, 0.15, 0.0, nan, nan],
            "type": pd.array([1, 1, 2, 2, 0, 2, None, None], dtype="Int64"),
            "type_p": [0.97, 0.7, 0.9, 0.8, 0.4, 0.99, nan, nan],
        }
    )  # fmt: skip
    parts = {"emigrants_rate": 0.4, "homicide_rate": 0.3, "injuries": 0.1, "poverty_share": 0.15, "trust_index": 0.05}
    for indicator, part in parts.items():
        table[f"contribution_{indicator}"] = table["score"] * part
    return pd.concat([units(), table.assign(**world_findings.GROUPS)], axis=1)


def values() -> pd.DataFrame:
    """List a value, or why there is none, for each place and indicator."""
    figures = {
        "emigrants_rate": ([31.4, 22.0, 18.2, 9.0, 7.5, 1.1, None, None], 2018, "emigrants"),
        "homicide_rate": ([88.0, 40.5, 41.0, 30.0, 10.0, 0.0, 35.0, None], 2020, "homicides"),
        "injuries": ([4.0, 2.0, 9.0, 1.0, 3.0, 1.0, None, None], 2020, "counted"),
        "poverty_share": ([0.71, 0.66, 0.6, 0.41, 0.8, 0.2, None, None], 2019, "poverty"),
        "trust_index": ([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, None, None], 2020, "trust"),
    }
    rows = [
        _value(code, indicator, number, year, series)
        for indicator, (numbers, year, series) in figures.items()
        for code, number in zip(NAMES, numbers, strict=True)
    ]
    numbers = dict.fromkeys(("value", "raw_value", "se", "n", "coverage"), float)
    return pd.DataFrame(rows).astype({"year": "Int64", **numbers})


def _value(code: str, indicator: str, number: float | None, year: int, series: str) -> dict[str, Any]:
    there = number is not None
    lent = code == "AA0102" and indicator == "emigrants_rate"
    status = "inherited" if lent else "observed" if number else "observed_zero" if there else "not_monitored"
    return {
        "code": code,
        "indicator": indicator,
        "value": number,
        "raw_value": None,
        "year": year if there else None,
        "level": ("department" if lent else "municipality") if there else None,
        "se": None,
        "n": None,
        "reliability": None,
        "coverage": None,
        "status": status,
        "source": series if there else None,
    }


def types() -> pd.DataFrame:
    """Name the two types."""
    return pd.DataFrame(
        {
            "type": [1, 2],
            "title_es": ["Origen y violencia altos", "Sin rasgos marcados"],
            "title_en": ["High origin and violence", "Nothing stands out"],
            "n": [2, 3],
            "people": [20_500.0, 49_200.0],
            "rule_es": ["Origen por encima de 65", "Origen hasta 65"],
            "rule_en": ["Origin above 65", "Origin up to 65"],
            "rule_share": [1.0, 0.8],
            "rule_right": [0.9, 1.0],
            "jaccard": [0.6, 0.8],
        }
    )


def publish(folder: Path) -> Path:
    """Write the folder as the publish stage does."""
    return write(folder, scores(), study=texts(), checksum="")


def open_texts() -> dict[str, str]:
    """Write the same study without anything that is kept from the public."""
    return {
        name: text.replace("tier: partner", "tier: public").replace(", tier: internal", "")
        for name, text in texts().items()
    }


def publish_scored(folder: Path, *, seed: int = 7) -> Path:
    """Write the open study with the scores that its values give, so that they can be made again."""
    study = open_texts() | {"study.yml": STUDY.replace("seed: 7", f"seed: {seed}")}
    catalogue, told = load_catalogue(study), scores()
    result = score_units(
        values(), units=units(), index=catalogue.index, indicators=catalogue.indicators, seed=seed,
        people=told.set_index("code")["people"], top=catalogue.study.tops,
        uncertainty=Uncertainty(replicates=catalogue.study.replicates, idle="hold"),
    )  # fmt: skip
    scored = (
        units().merge(result.scores.drop(columns="iso3"), on="code").merge(told[["code", "type", "type_p"]], on="code")
    )
    return write(folder, scored, study=study, checksum=f"{seed:012d}", weights=result.weights.to_dict())


def write(
    folder: Path,
    scored: gpd.GeoDataFrame,
    *,
    study: dict[str, str],
    checksum: str,
    weights: dict[str, float] | None = None,
) -> Path:
    """Write scores and what goes with them."""
    (folder / "live").mkdir(parents=True, exist_ok=True)
    listed, catalogue, topology = values(), load_catalogue(study), json.loads(to_topojson(units()))
    shown = {
        "scores": pd.DataFrame(scored.drop(columns="geometry")), "values": listed, "catalogue": catalogue,
        "types": types(), "run": {"date": "2026-03-05", "seed": 7},
    }  # fmt: skip
    files = {"map": "map.html", "table": "scores.csv", "shapefile": "little.zip"}
    summary = {"title": "Test priority", "top_k": 3, "leaders": [], "files": files, "checksum": checksum}
    texts_ = {
        "map.html": build_page(topology, **shown),
        "scores.csv": "code,name\n",
        "little.zip": "not really",
        "secret.txt": "not offered",
        "study.json": json.dumps(study),
        "summary.json": json.dumps(summary),
    }
    for name, text in texts_.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name, content in live_files(topology, **shown).items():
        (folder / "live" / name).write_bytes(content)
    (folder / "scores.parquet").write_bytes(
        geoparquet_bytes(units_table(scored, listed, catalogue=catalogue, weights=weights))
    )
    (folder / "values.parquet").write_bytes(parquet_bytes(values_table(listed, catalogue=catalogue)))
    types().to_parquet(folder / "types.parquet", index=False)
    world_findings.publish(folder / "findings")
    return folder
