"""Make a study small enough to know by heart: two countries of six square places each, five indicators.

Every place is a square of 0.1 degrees. Country AAA (prefix AA) lies in the west, BBB in the east; each has two
departments of three places. Violence is known by place, migration in BBB by department only, and no governance at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
from shapely import box

from geo.boundaries import to_topojson

if TYPE_CHECKING:
    from pathlib import Path

STUDY = """\
id: tiny
title: {es: Prueba, en: Test}
subtitle: {es: Un mundo de doce lugares, en: A world of twelve places}
countries:
  - {iso3: AAA, prefix: AA, units: 6, name: {es: Aria, en: Aria}, unit_word: {es: municipio, en: municipality}}
  - {iso3: BBB, prefix: BB, units: 6, name: {es: Boria, en: Boria}, unit_word: {es: municipio, en: municipality}}
boundaries: boundaries.topojson
people: [people]
top_k: 3
replicates: 200
seed: 7
types: [2, 3]
"""

INDEX = """\
coverage_gate: 0.4
normalisation: percentile
nodes:
  - {id: priority, title: {es: Prioridad, en: Priority}, rationale: {es: Dónde empezar, en: Where to begin}}
  - {id: origin, parent: priority, title: {es: Origen, en: Origin}, rationale: {es: De dónde salen, en: Where from}}
  - {id: drivers, parent: priority, title: {es: Causas, en: Drivers}, rationale: {es: Por qué salen, en: Why}}
  - {id: violence, parent: drivers, title: {es: Violencia, en: Violence}, rationale: {es: Daño, en: Harm}}
  - {id: poverty_pillar, parent: drivers, title: {es: Pobreza, en: Poverty}, rationale: {es: Falta, en: Want}}
"""

INDICATOR = """\
- id: {id}
  title: {{es: {id}, en: {id}}}
  unit: {{es: {unit}, en: {unit}}}
  rationale: {{es: Porque sí, en: Because}}
  pillar: {pillar}
  direction: {direction}
  kind: {kind}
  method: {method}
  method_class: measured
  series: [{series}]
  comparable: {comparable}
  comparable_why: {{es: De prueba, en: For the test}}
  missing: leave
  treatment: none
  tier: public
"""

SOURCE = """\
id: office
producer: Office
publication: Yearbook
url: https://example.org/yearbook
licence: CC BY 4.0
licence_status: open
attribution: Office
series:
  people: {title: {es: Personas, en: People}, countries: [AAA, BBB], level: municipality, year: 2020}
  homicides:
    title: {es: Homicidios, en: Homicides}
    countries: [AAA, BBB]
    level: municipality
    year: 2020
    complete: true
  poverty: {title: {es: Pobreza, en: Poverty}, countries: [AAA, BBB], level: municipality, year: 2020}
"""

CENSUS = """\
id: census
producer: Census
publication: Census
url: https://example.org/census
licence: none stated
licence_status: unstated
attribution: Census
doubts:
  - {es: Solo por departamento en Boria, en: By department only in Boria}
series:
  emigrants_aaa: {title: {es: Emigrantes, en: Emigrants}, countries: [AAA], level: municipality, year: 2020}
"""

CENSUS_B = (
    CENSUS.replace("id: census", "id: census_b")
    .replace("emigrants_aaa", "emigrants_bbb")
    .replace("[AAA], level: municipality", "[BBB], level: department")
)


def units() -> gpd.GeoDataFrame:
    """Draw the twelve places: three columns and two rows (departments) for each country."""
    rows = []
    for iso3, prefix, west in (("AAA", "AA", 0.0), ("BBB", "BB", 0.5)):
        for department in (1, 2):
            for place in (1, 2, 3):
                x, y = west + 0.1 * (place - 1), 0.1 * (department - 1)
                rows.append(
                    {
                        "code": f"{prefix}{department:02d}{place:02d}",
                        "name": f"Lugar {prefix}{department}{place}",
                        "adm1_code": f"{prefix}{department:02d}",
                        "adm1_name": f"Departamento {prefix}{department}",
                        "muni44_code": None,
                        "muni44_name": None,
                        "iso3": iso3,
                        "kind": "municipio",
                        "vintage": "2020",
                        "area_km2": 123.0,
                        "label_lon": round(x + 0.05, 4),
                        "label_lat": round(y + 0.05, 4),
                        "geometry": box(round(x, 4), round(y, 4), round(x + 0.1, 4), round(y + 0.1, 4)),
                    }
                )
    return gpd.GeoDataFrame(rows, crs="EPSG:4326").sort_values("code", ignore_index=True)


def table(rows: pd.DataFrame, **columns: object) -> str:
    """Write a tidy table of the study."""
    frame = pd.DataFrame({"code": rows["code"], "name": rows["name"]})
    for name in ("value", "numerator", "denominator", "se", "coverage"):
        frame[name] = columns.get(name)
    return frame.assign(year=2020, level=columns.get("level", "municipality")).to_csv(index=False, lineterminator="\n")


def write_study(home: Path) -> Path:
    """Write the study below a project folder, and give the study's folder."""
    layer = units()
    number = pd.Series(range(12), dtype=float)
    departments = layer.loc[layer["iso3"] == "BBB"].drop_duplicates("adm1_code")
    departments = departments.assign(code=departments["adm1_code"], name=departments["adm1_name"])
    west = layer[layer["iso3"] == "AAA"]
    indicators = (
        INDICATOR.format(
            id="homicide_rate", unit="por 100 000", pillar="violence", direction=1, kind="rate", method="rate",
            series="homicides", comparable="true",
        ) + "  rate: {per: 100000, denominator: [people]}\n",
        INDICATOR.format(
            id="poverty_rate", unit="proporción", pillar="poverty_pillar", direction=1, kind="share", method="value",
            series="poverty", comparable="false",
        ),
        INDICATOR.format(
            id="emigrant_rate", unit="por 1 000", pillar="origin", direction=1, kind="rate", method="rate",
            series="emigrants_aaa, emigrants_bbb", comparable="false",
        ) + "  rate: {per: 1000, denominator: [people]}\n",
    )  # fmt: skip
    files = {
        "study.yml": STUDY,
        "index.yml": INDEX,
        "indicators.yml": "".join(indicators),
        "sources/office.yml": SOURCE,
        "sources/census.yml": CENSUS,
        "sources/census_b.yml": CENSUS_B,
        "names.csv": "source,name,code,note\n",
        "boundaries.topojson": to_topojson(layer),
        "tables/people.csv": table(layer, value=10_000 + 1_000 * number),
        "tables/homicides.csv": table(layer[number % 5 != 4], numerator=number[number % 5 != 4] * 3),
        "tables/poverty.csv": table(layer, value=(0.2 + number / 20).round(3), se=0.05),
        "tables/emigrants_aaa.csv": table(west, numerator=[50.0, 90.0, 20.0, 10.0, 70.0, 30.0]),
        "tables/emigrants_bbb.csv": table(
            departments.reset_index(drop=True), numerator=[400.0, 900.0], level="department"
        ),
    }
    folder = home / "data" / "studies" / "tiny"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
