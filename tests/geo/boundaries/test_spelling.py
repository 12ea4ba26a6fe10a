"""Check what counts as the same name, and that nothing unsure is chosen."""

from __future__ import annotations

import pytest

from geo.boundaries.spelling import Candidates, choose, fold

LA_PAZ = {"HN1201": "La Paz", "HN1203": "Cabañas", "HN1213": "San Juan", "HN1217": "Santa María"}


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Cabañas", "cabanas"),
        ("  SANTA  CRUZ   Michapa ", "santa cruz michapa"),
        ("Concepción de Oriente", "concepcion oriente"),
        ("CONCEPCION DE OTE", "concepcion oriente"),
        ("S. FCO. CHINAMECA", "san francisco chinameca"),
        ("STO DOMINGO DE GUZMAN", "santo domingo guzman"),
        ("DULCE NOMBRE DE MA.", "dulce nombre maria"),
        ("MAZATENANGO,SUCHI", "mazatenango suchi"),
        ("Las", "las"),  # a name of particles only keeps them
        ("¿?", ""),
    ],
)
def test_fold(name: str, folded: str) -> None:
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("CABANAS", ["HN1203"]),
        ("CABAAS", ["HN1203"]),  # the accented letter is lost
        ("SANTA MARA", ["HN1217"]),
        ("SANJUAN", ["HN1213"]),
        ("PAZ", ["HN1201"]),
        ("Cabaña", []),
        ("ñ", []),  # nothing is left of it, and nothing is not a name
    ],
)
def test_same(name: str, codes: list[str]) -> None:
    assert Candidates(LA_PAZ).same(name) == codes


def test_nearest_is_hand_computable() -> None:
    # "sensembra" and "semsembra" share 8 of 9 letters each: 2 * 8 / 18.
    (best, score), *_ = Candidates({"SV1322": "Sensembra", "SV1324": "Torola"}).nearest("SEMSEMBRA")
    assert best == "SV1322"
    assert score == pytest.approx(100 * 16 / 18)


def test_an_exact_name_goes_before_an_alias() -> None:
    choice = choose("San Juan", Candidates(LA_PAZ), aliases={"san juan": ["HN1217"]})
    assert (choice.code, choice.how) == ("HN1213", "exact")


def test_an_alias_of_another_department_is_passed_over() -> None:
    aliases = {"villa": ["HN0101", "HN1217"]}
    assert choose("Villa", Candidates(LA_PAZ), aliases=aliases).code == "HN1217"
    assert choose("Villa", Candidates({"HN0303": "Comayagua"}), aliases=aliases).how == "refused"


def test_a_cut_name_needs_its_whole_length_and_one_continuation() -> None:
    among = Candidates({"SV0101": "San Pedro Nonualco", "SV0102": "San Pedro Masahuat"})
    assert choose("SAN PEDRO N", among, aliases={}, clipped=11).how == "clipped"
    assert choose("SAN PEDRO N", among, aliases={}, clipped=12).how == "refused"
    assert choose("SAN PEDRO", among, aliases={}, clipped=9).how == "refused"


def test_two_near_spellings_are_refused_and_named() -> None:
    among = Candidates({"HN1": "Concepcion Norte", "HN2": "Concepcion Norta"})
    choice = choose("Concepcion Nort", among, aliases={})
    assert choice.how == "refused"
    assert choice.why == "nearest are Concepcion Norte (HN1) 96.8 and Concepcion Norta (HN2) 96.8"


def test_two_places_of_one_name_are_refused() -> None:
    among = Candidates({"SV0704": "El Rosario", "SV0802": "El Rosario"})
    choice = choose("Rosario", among, aliases={})
    assert choice.code is None
    assert choice.why == "it may mean El Rosario (SV0704), El Rosario (SV0802)"


def test_a_lone_candidate_still_needs_the_threshold() -> None:
    assert choose("Sansara", Candidates({"GT0206": "Sansare"}), aliases={}).how == "refused"
    assert choose("Sansara", Candidates({"GT0206": "Sansare"}), aliases={}, threshold=85).how == "fuzzy"


def test_an_empty_cell_is_refused() -> None:
    assert choose(None, Candidates(LA_PAZ), aliases={}).why == "the cell is empty"
