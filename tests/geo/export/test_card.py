"""Check that the data card tells sources, licences, doubts, coverage and weight, in both languages."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from geo.catalogue import Comparator, Text
from geo.errors import MethodError
from geo.export import data_card
from geo.export.card_texts import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd

    from geo.catalogue import Catalogue
    from geo.kinds import Lang

LAYER = SimpleNamespace(
    producer="Instituto",
    publication="Límites",
    url="https://example.org/limits",
    vintage="2019-02-07",
    licence="CC BY 3.0 IGO",
    licence_status="open",
    attribution="Instituto, 2019",
    doubts=(Text(es="Dos códigos cambiados", en="Two codes swapped"),),
)


@pytest.fixture
def card(
    catalogue: Catalogue, values: pd.DataFrame, scores: gpd.GeoDataFrame, weights: dict[str, float]
) -> Callable[[Lang], list[str]]:
    def write(lang: Lang) -> list[str]:
        return data_card(catalogue, values, units=scores, weights=weights, layers=[LAYER], lang=lang).splitlines()

    return write


OUTSIDE = {
    "title": Text(es="Producto | por persona", en="Product | per person"),
    "unit": Text(es="dólares al año", en="dollars a year"),
    "producer": "Fundación",
    "publication": "Índice",
    "url": "https://example.org/product",
    "licence": "no licence stated",
    "licence_status": "unstated",
    "attribution": "Fundación, 2021",
    "doubts": (Text(es="Es una estimación", en="It is an estimate"),),
    "countries": ("HND",),
    "level": "municipality",
    "year": 2021,
    "direction": -1,
    "against": "violence",
}


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "es",
            [
                "## Comparadores",
                (
                    "| Producto \\| por persona | dólares al año | Violencia | el valor bajo | Fundación "
                    "| HND 2021 (municipio) | no licence stated | sin licencia declarada |"
                ),
                "- Índice. Fundación, 2021. <https://example.org/product>. Dudas: Es una estimación",
            ],
        ),
        (
            "en",
            [
                "## Comparators",
                (
                    "| Product \\| per person | dollars a year | Violence | a low value | Fundación "
                    "| HND 2021 (municipality) | no licence stated | no licence stated |"
                ),
                "- Índice. Fundación, 2021. <https://example.org/product>. Doubts: It is an estimate",
            ],
        ),
    ],
)
def test_comparators_tell_what_they_are_held_against(
    catalogue: Catalogue, values: pd.DataFrame, scores: gpd.GeoDataFrame, lang: Lang, lines: list[str]
) -> None:
    entries = [Comparator(id="product", **OUTSIDE), Comparator(id="closed", **OUTSIDE, tier="internal")]
    weights = {"emigrants_by_cause": 0.5, "homicides": 0.125, "access_to_justice": 0.125}
    told = data_card(catalogue, values, units=scores, weights=weights, comparators=entries, lang=lang).splitlines()
    for line in lines:
        # The internal one is not told of.
        assert told.count(line) == 1


def test_a_card_without_comparators_has_no_such_part(card: Callable[[Lang], list[str]]) -> None:
    assert "## Comparators" not in card("en")


def test_both_languages_have_the_same_words_to_fill() -> None:
    assert TEXTS["es"].keys() == TEXTS["en"].keys()
    for key, text in TEXTS["es"].items():
        assert text.count("{") == TEXTS["en"][key].count("{"), key


def test_both_cards_have_the_same_build(card: Callable[[Lang], list[str]]) -> None:
    def build(lines: list[str]) -> list[tuple[str, int]]:
        return [(line.partition(" ")[0], line.count("|")) for line in lines if line.startswith(("#", "|", "-"))]

    assert build(card("es")) == build(card("en"))


def test_sources_tell_licence_years_and_doubts(card: Callable[[Lang], list[str]]) -> None:
    lines = card("es")
    assert "# Ficha de datos: Prueba" in lines
    assert r"| Memoria | Corte | HND 2019 (departamento) | CC BY 4.0 | licencia abierta |" in lines
    assert (
        r"| Anuario \<2020\> | Oficina de Estadística | HND, SLV 2020 (municipio); SLV 2018 (municipio) | none stated "
        "| sin licencia declarada |"
    ) in lines
    assert r"- Anuario \<2020\>. Oficina, Anuario. <https://example.org>. Dudas: Hay dudas" in lines
    assert "- Memoria. Corte, Memoria. <https://example.org>" in lines


def test_boundaries_tell_their_own_licence(card: Callable[[Lang], list[str]]) -> None:
    lines = card("en")
    assert "| Límites | Instituto | 2019-02-07 | CC BY 3.0 IGO | open licence |" in lines
    assert "- Límites. Instituto, 2019. <https://example.org/limits>. Doubts: Two codes swapped" in lines


def test_indicators_tell_how_they_are_read(card: Callable[[Lang], list[str]]) -> None:
    assert (
        "| Access to justice | share | Violence | 12.5% | a low value | modelled | left without data | by country | "
        r"One \| source | public | HND 2019 (department); SLV 2018 (municipality) |"
    ) in card("en")


def test_a_pillar_without_indicator_is_named(card: Callable[[Lang], list[str]]) -> None:
    lines = card("es")
    assert lines[lines.index("## Pilares sin ningún indicador") + 4] == "- Género"


def test_coverage_tells_what_was_not_measured_there(card: Callable[[Lang], list[str]]) -> None:
    lines = card("en")
    assert "| Emigrants | 100.0% | 100.0% |" not in lines  # closed
    assert "| Homicides | 66.7% (33.3% not measured) | 100.0% |" in lines
    assert "| Access to justice | 100.0% (100.0% not measured) | 100.0% |" in lines


def test_weight_by_evidence_and_country(card: Callable[[Lang], list[str]]) -> None:
    lines = card("en")
    assert "| Honduras | 54.2% | 0.0% | 0.0% | 12.5% | 4.2% | 4.2% | 25.0% |" in lines
    assert "| El Salvador | 62.5% | 0.0% | 12.5% | 0.0% | 0.0% | 0.0% | 25.0% |" in lines
    assert "| All | 58.3% | 0.0% | 6.2% | 6.2% | 2.1% | 2.1% | 25.0% |" in lines


def test_a_country_without_values_has_empty_cells(
    catalogue: Catalogue, values: pd.DataFrame, scores: gpd.GeoDataFrame, weights: dict[str, float]
) -> None:
    here = scores[scores["iso3"] == "HND"]
    rows = values[values["code"].isin(here["code"])]
    lines = data_card(catalogue, rows, units=here, weights=weights, lang="en").splitlines()
    assert "| Homicides | 66.7% (33.3% not measured) |  |" in lines
    assert not any(line.startswith(("| El Salvador", "## Boundaries")) for line in lines)


def test_weights_of_another_index_are_refused(
    catalogue: Catalogue, values: pd.DataFrame, scores: gpd.GeoDataFrame
) -> None:
    with pytest.raises(MethodError, match="no weight"):
        data_card(catalogue, values, units=scores, weights={}, lang="es")
