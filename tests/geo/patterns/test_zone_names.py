"""Check that zones are called by where they lie, in both languages, and that those across a border say so."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.catalogue import Text
from geo.patterns import name_zones
from geo.patterns.zone_names import _and

COUNTRIES = {"HND": Text(es="Honduras", en="Honduras"), "SLV": Text(es="El Salvador", en="El Salvador")}
PLACES = pd.DataFrame(
    {
        "name": ["Sesori", "Ciudad Barrios", "Mapulaca", "Candelaria", "Guarita"],
        "adm1_name": ["San Miguel", "San Miguel", "Lempira", "Lempira", "Intibucá"],
        "iso3": ["SLV", "SLV", "HND", "HND", "HND"],
    },
    index=pd.Index(["SV01", "SV02", "HN01", "HN02", "HN03"], name="code"),
)
PEOPLE = pd.Series({"SV01": 10.0, "SV02": 20.0, "HN01": 5.0, "HN02": 5.0})


def named(**zones: int | None) -> pd.DataFrame:
    members = pd.DataFrame({"code": list(zones), "zone": pd.array(list(zones.values()), dtype="Int64")})
    return name_zones(members, places=PLACES, people=PEOPLE, countries=COUNTRIES)


def test_a_zone_is_called_by_its_departments_and_its_country() -> None:
    table = named(HN01=1, HN02=1, HN03=1, SV01=None)
    assert table["name_es"].tolist() == ["Lempira e Intibucá, Honduras"]
    assert table["name_en"].tolist() == ["Lempira and Intibucá, Honduras"]
    assert table["countries"].tolist() == ["HND"]
    assert not table["corridor"].any()


def test_a_zone_across_a_border_is_a_corridor() -> None:
    table = named(HN01=1, HN02=1, SV01=1)
    assert table["name_es"].tolist() == ["Corredor Lempira (Honduras) – San Miguel (El Salvador)"]
    assert table["name_en"].tolist() == ["Corridor Lempira (Honduras) – San Miguel (El Salvador)"]
    assert table["countries"].tolist() == ["HND;SLV"]
    assert table["corridor"].tolist() == [True]


def test_zones_of_one_department_are_told_apart_by_their_largest_place() -> None:
    table = named(SV01=1, SV02=2, HN01=3, HN02=3)
    assert table["name_es"].tolist()[:2] == [
        "San Miguel, El Salvador: Sesori y alrededores",
        "San Miguel, El Salvador: Ciudad Barrios y alrededores",
    ]
    assert table["name_en"].tolist()[2] == "Lempira, Honduras"


def test_no_zones_have_no_names() -> None:
    assert named(SV01=None).empty


@pytest.mark.parametrize(
    ("last", "word"),
    [("Intibucá", "e"), ("Yoro", "y"), ("Hidalgo", "e"), ("Hielo", "y"), ("Íntimo", "e"), ("Colón", "y")],
)
def test_spanish_says_e_before_the_sound_i(last: str, word: str) -> None:
    assert _and(["Cortés", last], lang="es") == f"Cortés {word} {last}"
    assert _and(["Cortés", last], lang="en") == f"Cortés and {last}"
