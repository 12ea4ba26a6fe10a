"""Check the sentences of a brief: what to do next, flags, groups, sources, and the foot of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.export.brief import Briefs, words
from geo.export.brief.texts import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("p_top", "flags", "keys"),
    [
        (0.8, "", ["next_firm"]),
        (0.8, "low_coverage", ["next_firm", "next_confirm"]),
        (0.95, "wide_interval;inherited_origin", ["next_firm", "next_confirm"]),
        (0.79, "low_coverage", ["next_doubt"]),
        (0.2, "", ["next_doubt"]),
        (0.19, "", ["next_out"]),
    ],
)
def test_what_to_do_next_follows_the_chance(briefs: Briefs, p_top: float, flags: str, keys: list[str]) -> None:
    place = briefs.ground.places["AA0101"] | {"p_top_3": p_top, "flags": flags}
    said = words.next_step(place, briefs.ground, lang="es")
    assert said == " ".join(TEXTS["es"][key].format(k=3) for key in keys)


def test_a_place_without_a_rank_is_told_to_gather_data(briefs: Briefs) -> None:
    place = briefs.ground.places["BB0201"]
    assert words.next_step(place, briefs.ground, lang="en") == TEXTS["en"]["next_gate"]
    assert "23.0%" in words.no_rank(place, briefs.ground, lang="es")
    assert "mínimo es 40%" in words.no_rank(place, briefs.ground, lang="es")


def test_flags_are_said_in_words_and_an_unknown_one_is_not_lost(briefs: Briefs) -> None:
    ground = briefs.ground
    assert words.flags(ground.places["AA0102"], ground, lang="es") == [
        "No se midió en el lugar; viene de un área mayor: Origen.",
        "El intervalo del puesto es muy amplio.",
    ]
    assert words.flags(ground.places["BB0202"], ground, lang="es") == ["odd one"]
    closed = ground.places["AA0101"] | {"flags": "dominated:trust_index"}
    assert words.flags(closed, ground, lang="en") == [
        "More than half of the score comes from a single indicator: one that is not public."
    ]


def test_groups_name_type_hot_spot_zone_selection_and_neighbours(briefs: Briefs) -> None:
    said = words.groups(briefs.ground.places["AA0101"], briefs.ground, lang="es")
    assert said == [
        "Tipo 1, certeza 97%. Origen y violencia altos",
        "Punto caliente: parte de un grupo de puntajes altos juntos",
        "Zona: Valle de Alfa",
        "En la selección propuesta de lugares (elegido en el 75% de las simulaciones)",
        "Vecinos: Ávila, Eneida",
    ]


def test_a_mixed_place_without_neighbours_says_so(briefs: Briefs) -> None:
    said = words.groups(briefs.ground.places["BB0101"] | {"code": "BB0102"}, briefs.ground, lang="en")
    assert said[0] == "Mixed type: resembles more than one"
    assert said[-1] == "It has no neighbours by land in the study."


def test_what_a_study_does_without_is_not_spoken_of(prepare: Callable[..., Briefs]) -> None:
    from tests.dashboards import world

    grouped = ("hotspot", "lisa", "bilisa", "zone", "selected")
    scores = world.scores()
    scores = scores.drop(columns=[name for name in scores if name.startswith(grouped)])
    ground = prepare(scores=scores, types=None, zones=None, neighbours=None).ground
    assert words.groups(ground.places["AA0101"], ground, lang="es") == []


def test_sources_stand_once_with_years_and_licence(briefs: Briefs) -> None:
    assert words.sources(["AA0101", "AA0102"], briefs.ground, lang="es") == [
        "Oficina Central: Anuario 2020 (2018, 2019, 2020); CC BY 4.0."
    ]
    assert words.sources(["BB0202"], briefs.ground, lang="es") == []


def test_the_foot_tells_limits_years_date_seed_and_version(briefs: Briefs) -> None:
    assert words.foot(["AA0101"], briefs.ground, lang="es") == (
        "arraigo · Límites: 2020 · Datos: 2018–2020 · Cálculo: 2026-03-05, semilla 7, 200 simulaciones · versión 1.2.3"
    )
    assert "Data: no data" in words.foot(["BB0202"], briefs.ground, lang="en")


def test_a_list_counts_what_it_does_not_name() -> None:
    assert words.listed(["a", "b", "c"], most=2, lang="es") == "a, b y 1 más"
    assert words.listed(["a", "b"], most=2, lang="es") == "a, b"
