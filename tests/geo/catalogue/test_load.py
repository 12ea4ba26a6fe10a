"""Check that a study's YAML is read whole, and that every fault is told with its file and line."""

from __future__ import annotations

import pytest

from geo.catalogue import load_catalogue
from geo.errors import CatalogueError

STUDY = """\
id: tiny
title: {es: Prueba, en: Test}
subtitle: {es: Prueba, en: Test}
countries:
  - {iso3: HND, prefix: HN, units: 2, name: {es: Honduras, en: Honduras}, unit_word: {es: municipio, en: municipality}}
boundaries: boundaries.topojson
people: [people]
"""
INDEX = """\
nodes:
  - {id: priority, title: {es: Prioridad, en: Priority}, rationale: {es: Por qué, en: Why}}
  - {id: violence, parent: priority, title: {es: Violencia, en: Violence}, rationale: {es: Por qué, en: Why}}
"""
INDICATORS = """\
- id: homicide_rate
  title: {es: Homicidios, en: Homicides}
  unit: {es: por 100 000, en: "per 100,000"}
  rationale: {es: Por qué, en: Why}
  pillar: violence
  direction: 1
  kind: rate
  method: rate
  method_class: measured
  series: [homicides]
  comparable: false
  comparable_why: {es: Fuentes distintas, en: Different sources}
  missing: leave
  treatment: winsorise
  tier: public
  rate: {per: 100000, denominator: [people]}
"""
SOURCE = """\
id: census
producer: Office
publication: Census
url: https://example.org
licence: none stated
licence_status: unstated
attribution: Office
series:
  people: {title: {es: Personas, en: People}, countries: [HND], level: municipality, year: 2014}
  homicides: {title: {es: Homicidios, en: Homicides}, countries: [HND], level: municipality, year: 2014}
"""


def texts(**changes: str) -> dict[str, str]:
    whole = {"study.yml": STUDY, "index.yml": INDEX, "indicators.yml": INDICATORS, "sources/census.yml": SOURCE}
    return whole | {name.replace("__", "/") + ".yml": text for name, text in changes.items()}


def faults(**changes: str) -> str:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(texts(**changes))
    return str(caught.value)


def test_a_sound_study_loads() -> None:
    catalogue = load_catalogue(texts())
    assert catalogue.index.root.id == "priority"
    assert [node.id for node in catalogue.index.walk()] == ["priority", "violence"]
    assert catalogue.of_pillar("violence")[0].scope == "within_country"
    assert catalogue.source_of["homicides"].id == "census"
    assert catalogue.indicator("homicide_rate").title.in_("es") == "Homicidios"
    assert catalogue.study.country("HND").name.en == "Honduras"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param(
            {"indicators": INDICATORS.replace("  direction: 1\n", "")}, "`direction`: Field required", id="blank"
        ),
        pytest.param({"indicators": INDICATORS.replace("direction: 1", "direction: 2")}, "indicators.yml:6", id="line"),
        pytest.param({"indicators": INDICATORS + "  colour: red\n"}, "`colour`: Extra inputs", id="unknown key"),
        pytest.param({"indicators": INDICATORS + "  weight: -1\n"}, "greater than or equal to 0", id="weight"),
        pytest.param({"indicators": INDICATORS + "  tier: internal\n"}, "key `tier` stands twice", id="twice"),
        pytest.param({"indicators": INDICATORS.replace("es: Por qué", 'es: ""')}, "rationale.es", id="blank rationale"),
        pytest.param({"indicators": INDICATORS.replace(", en: Why", "")}, "rationale.en", id="one language"),
        pytest.param({"indicators": INDICATORS + INDICATORS}, "stand twice", id="indicator twice"),
        pytest.param({"indicators": INDICATORS.replace("violence", "health")}, "homicide_rate -> health", id="pillar"),
        pytest.param({"indicators": INDICATORS.replace("violence", "priority")}, "not a leaf", id="not a leaf"),
        pytest.param(
            {"indicators": INDICATORS.replace("[homicides]", "[murders]")}, "homicide_rate -> murders", id="series"
        ),
        pytest.param(
            {"indicators": INDICATORS.replace("[homicides]", "[homicides, people]")}, "two series in", id="two for one"
        ),
        pytest.param(
            {"indicators": INDICATORS.replace("method: rate", "method: value")}, "`rate` must be given", id="rate"
        ),
        pytest.param({"indicators": "a: b"}, "must be a list", id="not a list"),
        pytest.param({"study": STUDY.replace("[people]", "[nobody]")}, "study.yml people -> nobody", id="people"),
        pytest.param({"study": "id: [1"}, "not valid YAML", id="not YAML"),
        pytest.param({"index": INDEX.replace("parent: priority", "parent: root")}, "not in the tree", id="orphan"),
        pytest.param({"index": INDEX.replace(", parent: priority", "")}, "2 nodes have no parent", id="two roots"),
        pytest.param(
            {"index": INDEX.replace("{id: priority,", "{id: priority, parent: violence,")}, "in a cycle", id="cycle"
        ),
        pytest.param({"index": INDEX.replace("id: violence", "id: priority")}, "nodes stand twice", id="node twice"),
        pytest.param(
            {"sources__census": SOURCE.replace("id: census", "id: census2")}, "sources/census2.yml", id="file name"
        ),
        pytest.param(
            {"sources__other": SOURCE.replace("id: census", "id: other")}, "more than one source", id="two sources"
        ),
    ],
)
def test_each_fault_is_told(changes: dict[str, str], told: str) -> None:
    assert told in faults(**changes)


def test_faults_of_several_files_are_told_together() -> None:
    message = faults(
        indicators=INDICATORS + "  colour: red\n", study=STUDY + "colour: red\n", index=INDEX + "colour: red\n"
    )
    assert message.count("`colour`") == 3
    assert "3 faults" in message


def test_a_missing_file_is_told() -> None:
    with pytest.raises(CatalogueError, match=r"index\.yml: the file is missing"):
        load_catalogue({"study.yml": STUDY, "indicators.yml": INDICATORS})
