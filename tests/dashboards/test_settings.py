"""Check what the controls offer, and that a setting is told in words against the study."""

import pytest

from dashboards import settings
from dashboards.live import live_for
from dashboards.scorer import STUDY
from dashboards.state import Setting


def test_the_controls_are_the_tree_with_the_studys_weights(scored):
    told = settings.describe(scored, lang="es")
    assert told["hindrance"] == ""
    assert [(node["id"], node["parent"], node["leaf"]) for node in told["nodes"]] == [
        ("priority", None, False), ("origin", "priority", True), ("drivers", "priority", False),
        ("violence", "drivers", True), ("economic", "drivers", True), ("governance", "drivers", True),
    ]  # fmt: skip
    assert {one["id"]: one["parent"] for one in told["indicators"]}["poverty_share"] == "economic"
    assert told["gate"] == 0.4
    assert told["most"] == 5


def test_the_studys_own_method_comes_first_and_goalposts_only_where_there_are_any(scored):
    methods = settings.describe(scored, lang="en")["methods"]
    assert methods["n"][0] == {"value": "", "title": "place among the others (percentile) (study)"}
    assert [option["value"] for option in methods["n"][1:]] == ["minmax", "zscore", "rank"]
    assert methods["s"][0]["title"] == "all countries together (study)"


def test_a_study_that_cannot_be_scored_again_says_why(data):
    said = settings.describe(data, lang="es")["hindrance"]
    assert "2 indicadores que no son públicos (Lesiones, Confianza)" in said


@pytest.mark.parametrize(
    ("setting", "lang", "said"),
    [
        (STUDY, "es", []),
        (Setting(weights=(("origin", 1.0),)), "es", []),
        (Setting(weights=(("origin", 2.0),)), "es", ["Pesos cambiados: Origen 2 (estudio 1)"]),
        (
            Setting(weights=(("origin", 2.5), ("poverty_share", 0.0)), gate=0.55),
            "en",
            ["Weights changed: Origin 2.5 (study 1); Poverty 0 (study 1)", "Least coverage: 55% (study: 40%)"],
        ),
        (
            Setting(normalisation="rank", aggregation="geometric", scope="within_country"),
            "es",
            [
                "Escala: puestos (estudio: lugar entre los demás (percentil))",
                "Se juntan por: media geométrica (estudio: media aritmética)",
                "Se compara: dentro de cada país (estudio: todos los países juntos)",
            ],
        ),
    ],
)
def test_differences_are_told(scored, setting, lang, said):
    assert settings.differences(scored, setting, lang=lang) == said


def test_many_weights_are_summed_up(scored):
    ids = ("drivers", "economic", "emigrants_rate", "governance", "origin", "violence")
    (said,) = settings.differences(scored, Setting(weights=tuple((id_, 2.0) for id_ in ids)), lang="es")
    assert said.startswith("Pesos cambiados: Origen 2 (estudio 1); Causas 2 (estudio 1);")
    assert said.endswith("y 2 más")


def test_a_fault_is_told_in_the_readers_language(scored):
    setting = Setting(weights=(("emigrants_rate", 0.0),))
    live = live_for(scored, setting)
    assert settings.fault(scored, setting, live, lang="es").startswith(
        "Con estos pesos no hay puntaje: dentro de Origen"
    )
    assert settings.fault(scored, STUDY, live_for(scored, STUDY), lang="es") == ""
    goalposts = Setting(normalisation="goalposts")
    assert "goalposts" in settings.fault(scored, goalposts, live_for(scored, goalposts), lang="en")
