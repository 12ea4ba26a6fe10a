"""Make the catalogue and the tables of a small run, for the tests of the page."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.catalogue import Catalogue, Comparator, Index, Indicator, Study

STUDY = Study.model_validate(
    {
        "id": "tiny",
        "title": {"es": "Prueba", "en": "Test"},
        "subtitle": {"es": "Un mundo pequeño", "en": "A small world"},
        "countries": [
            {
                "iso3": iso3,
                "prefix": iso3[:2],
                "name": {"es": name, "en": name},
                "units": 40,
                "unit_word": {"es": "municipio", "en": "municipality"},
            }
            for iso3, name in (("AAA", "Aria <b>"), ("BBB", "Boria"))
        ],
        "boundaries": "boundaries.topojson",
        "people": ["people"],
    }
)


def _node(id_: str, parent: str | None, es: str, en: str) -> dict[str, object]:
    return {"id": id_, "parent": parent, "title": {"es": es, "en": en}, "rationale": {"es": es, "en": en}}


INDEX = Index.model_validate(
    {
        "nodes": [
            _node("priority", None, "Prioridad", "Priority"),
            _node("origin", "priority", "Origen", "Origin"),
            _node("drivers", "priority", "Causas", "Drivers"),
        ]
    }
)


def indicator(id_: str, pillar: str, es: str, en: str) -> Indicator:
    text = {"es": es, "en": en}
    return Indicator.model_validate(
        {
            "id": id_, "title": text, "unit": {"es": "proporción", "en": "share"}, "rationale": text, "pillar": pillar,
            "direction": 1, "kind": "share", "method": "value", "method_class": "measured", "series": [f"{id_}_2020"],
            "comparable": False, "comparable_why": text, "missing": "leave", "treatment": "none", "tier": "public",
        }
    )  # fmt: skip


CATALOGUE = Catalogue(
    STUDY,
    INDEX,
    (
        indicator("returns", "origin", "Retornos", "Returns"),
        indicator("emigrants", "origin", "Personas emigradas & más", "Emigrants & more"),
        indicator("poverty", "drivers", "Pobreza", "Poverty"),
    ),
    (),
)
GDP = Comparator.model_validate(
    {
        "id": "gdp", "title": {"es": "Producto <i>", "en": "Product <i>"}, "unit": {"es": "dólares", "en": "dollars"},
        "producer": "Bank", "publication": "Yearbook", "url": "https://example.org", "licence": "CC BY 4.0",
        "licence_status": "open", "attribution": "Bank", "countries": ["AAA"], "level": "municipality", "year": 2020,
        "direction": -1, "against": "drivers", "doubts": [{"es": "Duda única", "en": "A single doubt"}],
    }
)  # fmt: skip


def skill(iso3: str, model: str | None, *found: float, places: int) -> dict[str, object]:
    return {
        "iso3": iso3, "outcome": "emigrants", "level": "municipality" if model else "department", "years": "2018",
        "places": places, "exposure": 1e6, "drivers": 1 if model else np.nan, "model": model,
        **dict(zip(("skill", "skill_p5", "skill_p95"), found, strict=True)), "rank_correlation": 0.5,
    }  # fmt: skip


LINKS = pd.DataFrame(
    [
        skill("AAA", "poisson", 0.2, -0.7, 0.4, places=40),
        skill("AAA", "boosting", 0.31, 0.1, 0.5, places=40),
        skill("BBB", None, np.nan, np.nan, np.nan, places=16),
    ]
)
DEPENDENCE = pd.DataFrame(
    {
        "iso3": "AAA", "outcome": "emigrants", "driver": "poverty", "value": [0.1, 0.2, 0.3],
        "expected": [0.8, 1.0, 1.3], "low": [0.7, 0.9, 1.1], "high": [0.9, 1.1, 1.5], "known": 38,
    }
)  # fmt: skip
_SPENT = np.linspace(0.025, 1, 40)
REACH = pd.concat(
    pd.DataFrame(
        {
            "iso3": "AAA", "outcome": "emigrants", "level": "municipality", "ranking": ranking, "by": by,
            "k": np.arange(1, 41), "spent": _SPENT, "reached": _SPENT**power, "random": _SPENT,
            "random_p5": _SPENT**1.1, "random_p95": _SPENT**0.9, "best": _SPENT**0.5,
            "exclusion_error": 1 - _SPENT**power, "inclusion_error": 0.3,
        }
    )
    for ranking, power in (("priority", 0.6), ("drivers", 0.8))
    for by in ("places", "people")
)  # fmt: skip
FIRST = pd.DataFrame(
    {
        "iso3": ["AAA", "BBB"], "outcome": "emigrants", "level": ["municipality", "department"], "k": 60,
        "chosen": [12, 48], "reached_low": [0.25, 0.05], "reached_high": [0.25, 0.45],
    }
)  # fmt: skip


def correlated(kind: str, figure: str, against: str, value: float) -> dict[str, object]:
    return {
        "kind": kind, "figure": figure, "level": "municipality", "iso3": "AAA", "against": against, "n": 40,
        "spearman": value, "spearman_p5": value - 0.1, "spearman_p95": value + 0.1, "pearson": value,
        "pearson_p5": value - 0.1, "pearson_p95": value + 0.1,
    }  # fmt: skip


COMPARATORS = pd.DataFrame(
    [
        correlated("external", "gdp", "priority", -0.2),
        correlated("external", "gdp", "drivers", -0.6),
        correlated("held_out", "emigrants", "drivers", 0.3),
    ]
)
TABLES = {"links": LINKS, "dependence": DEPENDENCE, "reach": REACH, "first": FIRST, "comparators": COMPARATORS}
