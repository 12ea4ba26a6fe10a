"""Make up a small study for the map: a topology of five places, or any other, with scores and values drawn on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geo.catalogue import Catalogue, Text, load_catalogue
from geo.catalogue.indicator import Raster

RUN = {"date": "2024-05-06", "seed": 7, "replicates": 100}

STUDY = """
id: test
title: {es: Prioridad de prueba, en: Test priority}
subtitle: {es: Dónde empezar, en: Where to begin}
countries:
  - {iso3: SLV, prefix: SV, units: 1, name: {es: El Salvador, en: El Salvador}, unit_word: {es: lugar, en: place}}
  - {iso3: GTM, prefix: GT, units: 2, name: {es: Guatemala, en: Guatemala}, unit_word: {es: lugar, en: place}}
  - {iso3: HND, prefix: HN, units: 1, name: {es: Honduras, en: Honduras}, unit_word: {es: lugar, en: place}}
boundaries: boundaries.topojson
people: [people]
"""

INDEX = """
nodes:
  - {id: priority, title: {es: Prioridad, en: Priority}, rationale: {es: Dónde empezar., en: Where to begin.}}
  - {id: origin, parent: priority, title: {es: Origen, en: Origin}, rationale: {es: De dónde salen., en: Where from.}}
  - {id: drivers, parent: priority, title: {es: Causas, en: Drivers}, rationale: {es: Qué empuja., en: What pushes.}}
  - {id: economic, parent: drivers, title: {es: Economía, en: Economy}, rationale: {es: Pobreza., en: Poverty.}}
  - {id: violence, parent: drivers, title: {es: Violencia, en: Violence}, rationale: {es: Homicidios., en: Homicides.}}
  - {id: rights, parent: drivers, title: {es: Derechos, en: Rights}, rationale: {es: Trabajo., en: Work.}}
"""

_INDICATOR = """
- id: {id}
  title: {{es: {es}, en: {en}}}
  unit: {{es: {unit_es}, en: {unit_en}}}
  rationale: {{es: Por qué se mide., en: Why it is measured.}}
  pillar: {pillar}
  direction: {direction}
  kind: {kind}
  method: value
  method_class: measured
  series: [{id}]
  comparable: true
  comparable_why: {{es: Misma pregunta., en: Same question.}}
  missing: leave
  treatment: none
  tier: {tier}
  decimals: {decimals}
"""

_SERIES = """  {id}:
    title: {{es: {id}, en: {id}}}
    countries: [SLV, GTM, HND]
    level: municipality
    year: 2018
    tier: {tier}
"""

_FIELDS = ("id", "es", "en", "unit_es", "unit_en", "pillar", "kind", "decimals", "direction", "tier")
INDICATORS = [
    dict(zip(_FIELDS, row, strict=True))
    for row in [
        ("emigrants", "Emigrantes", "Emigrants", "por mil", "per thousand", "origin", "intensity", 1, 1, "public"),
        ("poverty", "Pobreza", "Poverty", "personas", "people", "economic", "share", 3, 1, "public"),
        ("literacy", "Alfabetismo", "Literacy", "personas", "people", "economic", "share", 3, -1, "public"),
        (
            "homicides",
            "Homicidios",
            "Homicides",
            "por cien mil",
            "per hundred thousand",
            "violence",
            "intensity",
            1,
            1,
            "public",
        ),
        ("victims", "Víctimas", "Victims", "casos", "cases", "violence", "count", 0, 1, "internal"),
    ]
]


def catalogue() -> Catalogue:
    """Load the made-up study; its last indicator is not public."""
    series = [_SERIES.format(**row) for row in INDICATORS]
    source = (
        "id: census\nproducer: Oficina de Estadística\npublication: Censo\nurl: none\nlicence: CC BY 4.0\n"
        "licence_status: open\nattribution: Oficina\nseries:\n"
    )
    return load_catalogue(
        {
            "study.yml": STUDY,
            "index.yml": INDEX,
            "indicators.yml": "".join(_INDICATOR.format(**row) for row in INDICATORS),
            "sources/census.yml": source + "".join(series) + _SERIES.format(id="people", tier="public"),
        }
    )


def topology(*, names: dict[str, str] | None = None) -> dict[str, Any]:
    """Draw five squares in a row, the third a lake, the fifth an island of two parts.

    Arcs 0 to 3 are the borders between neighbours and the ends; the rest close the squares above and below.
    """
    codes = {"SV0101": "SLV", "GT0101": "GTM", "GT0100": "GTM", "GT0201": "GTM", "HN0101": "HND"}
    arcs = [[[10 * side, 0], [0, 10]] for side in range(5)]
    arcs += [[[10 * place, 10], [10, 0], [0, 0]][:2] for place in range(4)]
    arcs += [[[10 * place, 0], [10, 0]] for place in range(4)]
    arcs += [[[50, 0], [0, 4], [4, 0], [0, -4], [-4, 0]], [[50, 6], [0, 4], [4, 0], [0, -4], [-4, 0]]]
    squares = [[[place, 5 + place, ~(1 + place), ~(9 + place)]] for place in range(4)]
    shapes = [
        *({"type": "Polygon", "arcs": square} for square in squares),
        {"type": "MultiPolygon", "arcs": [[[13]], [[14]]]},
    ]
    for place, (code, iso3) in enumerate(codes.items()):
        shapes[place]["properties"] = {
            "code": code,
            "name": (names or {}).get(code, f"Lugar {code}"),
            "adm1_code": code[:4],
            "adm1_name": f"Departamento {code[:4]}",
            "iso3": iso3,
            "kind": "lake" if code == "GT0100" else "municipio",
            "vintage": "2019",
            "area_km2": 100.0,
            "label_lon": -90 + place * 0.1 + 0.05,
            "label_lat": 14.05,
        }
    return {
        "type": "Topology",
        "transform": {"scale": [0.01, 0.01], "translate": [-90, 14]},
        "objects": {"units": {"type": "GeometryCollection", "geometries": shapes}},
        "arcs": arcs,
    }


def codes_of(topology: dict[str, Any]) -> list[str]:
    """List the codes that are scored."""
    rows = [item["properties"] for item in topology["objects"]["units"]["geometries"]]
    return [row["code"] for row in rows if row["kind"] != "lake"]


def values(codes: list[str], *, seed: int = 1) -> pd.DataFrame:
    """Draw a value per place and indicator: Honduras knows emigrants by department, poverty is missing in places."""
    rng = np.random.default_rng(seed)
    frames = []
    for row in INDICATORS:
        numbers = rng.beta(2, 4, len(codes)) * (1 if row["kind"] == "share" else 40)
        frame = pd.DataFrame({"code": codes, "indicator": row["id"], "value": numbers, "status": "observed"})
        frame["level"] = "municipality"
        handed = frame["code"].str.startswith("HN") & (row["id"] == "emigrants")
        frame.loc[handed, ["status", "level"]] = ["inherited", "department"]
        gone = (row["id"] == "poverty") & (frame.index % 7 == 3)
        frame.loc[gone, "value"] = np.nan
        frame.loc[gone, "status"] = "not_monitored"
        frame["source"] = pd.Series(row["id"], index=frame.index).where(frame["value"].notna())
        frame["year"] = pd.array([2018] * len(frame), dtype="Int64")
        frames.append(frame)
    table = pd.concat(frames, ignore_index=True)
    return table.assign(raw_value=np.nan, se=np.nan, n=np.nan, reliability=None, coverage=np.nan)


def scores(codes: list[str], *, seed: int = 2, gated: int = 1) -> pd.DataFrame:
    """Draw scores; the first `gated` places are below the coverage gate and have no rank."""
    rng = np.random.default_rng(seed)
    score = np.round(rng.beta(3, 3, len(codes)) * 100, 3)
    frame = pd.DataFrame({"code": codes, "score": score, "score_low": score * 0.8, "score_high": score * 0.8 + 20})
    frame["iso3"] = frame["code"].str[:2].map({"SV": "SLV", "GT": "GTM", "HN": "HND"})
    frame["people"] = np.round(rng.lognormal(10, 0.8, len(codes)))
    frame["coverage"] = 0.78
    frame["gate"] = "ranked"
    frame["flags"] = np.where(
        frame["code"].str.startswith("HN"), "inherited_origin;dominated:homicides;wide_interval", ""
    )
    frame.loc[: gated - 1, ["gate", "coverage"]] = ["below_gate", 0.31]
    ranked = frame["gate"].eq("ranked")
    frame["rank"] = frame["score"].where(ranked).rank(ascending=False, method="first").astype("Int64")
    place = frame["rank"].astype(float)
    frame["rank_p5"], frame["rank_p50"], frame["rank_p95"] = np.ceil(place * 0.6), place, np.ceil(place * 1.5)
    inside = frame["score"].where(ranked).groupby(frame["iso3"]).rank(ascending=False, method="first")
    frame["rank_in_country"] = inside.astype("Int64")
    for end, times in (("p5", 0.6), ("p50", 1.0), ("p95", 1.5)):
        frame[f"rank_in_country_{end}"] = np.ceil(inside * times)
    frame["p_top_60"] = (1 / (1 + np.exp((place - 60) / 12))).where(ranked)
    for number, node in enumerate(("origin", "drivers", "economic", "violence")):
        frame[f"node_{node}"] = np.clip(score + rng.normal(0, 10 + number, len(codes)), 0, 100)
    frame["node_rights"] = np.nan
    for row, part in zip(INDICATORS, (0.5, 0.2, 0.1, 0.15, 0.05), strict=True):
        frame[f"contribution_{row['id']}"] = score * part
    frame["type"] = pd.array((np.arange(len(codes)) % 3) + 1, dtype="Int64")
    frame["type_p"] = 0.8
    return frame


def types(codes: list[str]) -> pd.DataFrame:
    """Name three types."""
    words = {
        1: ("Sale mucha gente", "Many leave"),
        2: ("Pobreza alta", "High poverty"),
        3: ("Violencia alta", "High violence"),
    }
    rows = [
        {"type": n, "title_es": es, "title_en": en, "n": len(codes) // 3, "people": 1000.0}
        for n, (es, en) in words.items()
    ]
    return pd.DataFrame(rows)


GRID = {"source": "census", "layer": 1, "min_coverage": 0.5}
TESTED = {"permutations": 9999, "false_discovery": 0.05}
ZONES = pd.DataFrame({"zone": [1, 2], "name_es": ["Valle del Sur", "Litoral"], "name_en": ["South valley", "Coast"]})


def gridded(whole: Catalogue, id_: str) -> Catalogue:
    """Let an indicator of the study come from a raster, of which half of a place is enough."""
    source = whole.sources[0].model_copy(update={"resolution": Text(es="celdas de 1 km", en="cells of 1 km")})
    indicators = [
        entry.model_copy(update={"method": "raster", "raster": Raster(**GRID)}) if entry.id == id_ else entry
        for entry in whole.indicators
    ]
    return Catalogue(whole.study, whole.index, tuple(indicators), (source,))


def covered(table: pd.DataFrame, id_: str, shares: dict[str, float]) -> pd.DataFrame:
    """Give an indicator the coverage of a raster: all of each place but those named; below half there is no value."""
    rows = table["indicator"].eq(id_)
    table = table.assign(coverage=table["coverage"].mask(rows, table["code"].map(shares).fillna(1.0)))
    gone = rows & table["coverage"].lt(GRID["min_coverage"])
    table.loc[gone, ["value", "year", "source", "status"]] = [np.nan, pd.NA, None, "not_monitored"]
    return table


def grouped(table: pd.DataFrame) -> pd.DataFrame:
    """Put scores into groups, by turns: every class of every statistic occurs where there are enough places."""
    row = np.arange(len(table))
    hot = np.array(["hot", "island", "not_significant", "cold", "no_data"])
    quadrant = np.array(["HH", "LL", "not_significant", "HL", "LH", "island", "no_data"])
    q = np.where(row % 5 == 0, 0.0004, 0.04 + row % 7 / 8)
    zone = pd.array([None if place == 2 else place + 1 for place in row % 3], dtype="Int64")
    groups = {"hotspot": hot[row % 5], "lisa": quadrant[row % 7], "bilisa": quadrant[(row + 1) % 7], "zone": zone}
    table = table.assign(**groups, hotspot_q=q, lisa_q=q, bilisa_q=q, selected=row % 2 == 1)
    # A place without a rank is not among those that the selection draws on.
    return table.assign(selected_p=np.where(table["rank"].isna(), np.nan, 0.87 - row % 4 / 5))


def ranked_within_countries(table: pd.DataFrame) -> pd.DataFrame:
    """Add the rank within the country, with an interval around it."""
    place = table.groupby("iso3")["rank"].rank().astype(float)
    ends = {f"rank_in_country{end}": place * times for end, times in (("", 1), ("_p5", 1), ("_p50", 1), ("_p95", 2))}
    return table.assign(**ends)
