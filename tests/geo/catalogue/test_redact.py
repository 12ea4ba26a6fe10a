"""Check that a study's texts keep the shape of the index and lose the names of what is closed."""

from __future__ import annotations

import pytest

from geo.catalogue import load_catalogue, redacted
from tests.dashboards import world

TEXTS = world.texts() | {"downloads.yml": "[]", "layers.yml": "# injuries\n{}"}


def made(tier, texts=TEXTS):
    return redacted(texts, load_catalogue(texts), tier=tier)


def test_texts_without_anything_closed_stay_as_they_are():
    texts = world.open_texts()
    assert made("public", texts) == texts
    assert made("internal") == TEXTS


@pytest.mark.parametrize(("tier", "gone", "kept"), [
    ("public", ["injuries", "Lesiones", "Casos", "counted", "trust_index", "Confianza"], ["homicide_rate"]),
    ("partner", ["injuries", "Lesiones", "Casos", "counted"], ["trust_index", "Confianza"]),
])  # fmt: skip
def test_closed_names_are_gone_and_the_index_is_the_same(tier, gone, kept):
    texts = made(tier)
    said = "".join(texts.values())
    # The series of the trust survey is itself open to all.
    said = said.replace("title:\n      es: Confianza", "") if tier == "public" else said
    assert [word for word in gone if word in said] == []
    assert [word for word in kept if word not in said] == []
    assert "downloads.yml" not in texts
    again, own = load_catalogue(texts), load_catalogue(TEXTS)
    assert (again.index, again.study) == (own.index, own.study)
    shape = [[(i.pillar, i.weight) for i in catalogue.indicators] for catalogue in (again, own)]
    assert shape[0] == shape[1]


def test_a_closed_series_that_something_open_needs_stays_without_its_title():
    open_ = "people: {title: {es: Personas, en: People}, "
    office = TEXTS["sources/office.yml"].replace(open_, f"{open_}tier: internal, ")
    texts = made("public", TEXTS | {"sources/office.yml": office})
    assert load_catalogue(texts).series["people"].title.es == "Reservado"


def test_a_selection_by_a_closed_indicator_does_not_name_it():
    closed = (
        TEXTS["indicators.yml"]
        .replace(
            "kind: intensity\n  method: value",
            "kind: rate\n  method: rate\n  rate: {per: 1000, denominator: [people]}",
            1,
        )
        .replace("tier: public", "tier: internal", 1)
    )
    texts = TEXTS | {
        "indicators.yml": closed,
        "study.yml": TEXTS["study.yml"] + "targeting: {migrants: emigrants_rate, k: 2}\n",
    }
    study = load_catalogue(made("public", texts)).study
    assert (study.targeting.migrants, study.targeting.k) == (None, 2)
