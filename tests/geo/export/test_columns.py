"""Check the registry of columns: names that serve, texts in both languages, tiers that close."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from geo.catalogue import Catalogue, load_catalogue
from geo.catalogue.indicator import Raster
from geo.errors import CatalogueError
from geo.export import Column, declare_columns
from geo.export.columns import check_columns, open_to
from geo.kinds import Gate, Level, Reliability, Status, UnitKind

if TYPE_CHECKING:
    from pathlib import Path

STUDIES = "data/studies"


def by_name(catalogue: Catalogue) -> dict[str, Column]:
    return {column.name: column for column in declare_columns(catalogue).of_units}


def with_short(catalogue: Catalogue, id_: str, short: str) -> Catalogue:
    indicators = tuple(i.model_copy(update={"short": short}) if i.id == id_ else i for i in catalogue.indicators)
    return Catalogue(catalogue.study, catalogue.index, indicators, catalogue.sources)


def from_a_raster(catalogue: Catalogue, id_: str) -> Catalogue:
    raster = Raster(source="court", layer=1)
    indicators = tuple(
        i.model_copy(update={"method": "raster", "raster": raster}) if i.id == id_ else i for i in catalogue.indicators
    )
    return Catalogue(catalogue.study, catalogue.index, indicators, catalogue.sources)


def test_every_node_and_indicator_has_its_columns(catalogue: Catalogue) -> None:
    names = by_name(catalogue)
    for id_ in ("origin", "drivers", "gender_violence", "violence"):
        assert f"node_{id_}" in names
    assert "node_priority" not in names
    for id_ in ("emigrants_by_cause", "homicides", "access_to_justice"):
        assert {f"value_{id_}", f"status_{id_}", f"contribution_{id_}"} <= set(names)
    assert names["p_top_2"].title.es == "Probabilidad de estar entre las 2 primeras"
    assert names["value_homicides"].title.en == "Homicides"
    assert names["value_homicides"].unit is not None
    assert names["value_homicides"].unit.es == "proporción"
    assert names["value_access_to_justice"].sources == (
        "HND 2019 (department): Corte; SLV 2018 (municipality): Oficina de Estadística"
    )


def test_a_raster_tells_how_much_of_a_unit_it_covers(catalogue: Catalogue) -> None:
    assert not [name for name in by_name(catalogue) if name.startswith("grid_")]
    column = by_name(from_a_raster(catalogue, "homicides"))["grid_homicides"]
    assert (column.short, column.tier, column.type) == ("g_homicide", "public", "number")
    assert column.title.es == "Homicidios: superficie con dato"
    closed = by_name(from_a_raster(catalogue, "emigrants_by_cause"))["grid_emigrants_by_cause"]
    assert closed.tier == "internal"


def test_every_column_says_its_meaning_in_both_languages(catalogue: Catalogue) -> None:
    for column in declare_columns(from_a_raster(catalogue, "homicides")).of_units:
        for text in (column.title, column.description, *(column.values or {}).values()):
            assert text.es.strip(), column.name
            assert text.en.strip(), column.name
        assert "{" not in column.title.es + column.description.es, column.name


def test_short_names_are_unique_ascii_of_at_most_ten(catalogue: Catalogue) -> None:
    shorts = [column.short for column in declare_columns(catalogue).of_units]
    assert len({short.lower() for short in shorts}) == len(shorts)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,9}", short) for short in shorts)


def test_declared_words_are_those_of_the_kinds(catalogue: Catalogue) -> None:
    columns = declare_columns(catalogue)
    words = {column.name: set(column.values or {}) for column in (*columns.of_units, *columns.of_values)}
    assert words["kind"] == set(UnitKind.__args__)
    assert words["gate"] == set(Gate.__args__)
    assert words["status"] == words["status_homicides"] == set(Status.__args__)
    assert words["level"] == set(Level.__args__)
    assert words["reliability"] == set(Reliability.__args__)
    quadrants = {"HH", "LL", "HL", "LH", "not_significant", "no_data", "island"}
    assert words["hotspot"] == {"hot", "cold", "not_significant", "no_data", "island"}
    assert words["lisa"] == words["bilisa"] == quadrants


def test_a_closed_series_closes_its_indicator_and_the_node_it_feeds_alone(catalogue: Catalogue) -> None:
    names = by_name(catalogue)
    closed = {name for name, column in names.items() if column.tier == "internal"}
    assert closed == {
        "node_origin",
        "value_emigrants_by_cause",
        "status_emigrants_by_cause",
        "contribution_emigrants_by_cause",
    }
    assert not closed & {column.name for column in open_to(names.values(), "partner")}
    assert closed <= {column.name for column in open_to(names.values(), "internal")}


def test_a_declared_short_name_wins(catalogue: Catalogue) -> None:
    assert by_name(with_short(catalogue, "homicides", "killed"))["value_homicides"].short == "v_killed"


def test_colliding_short_names_are_refused(catalogue: Catalogue) -> None:
    with pytest.raises(CatalogueError, match=r"share a short name: v_homicide \(value_homicides\)") as caught:
        declare_columns(with_short(catalogue, "access_to_justice", "homicide"))
    assert "Declare `short`" in str(caught.value)


@pytest.mark.parametrize("short", ["ñandú", "toolongname", "2020", "", "a b"])
def test_unfit_short_names_are_refused(catalogue: Catalogue, short: str) -> None:
    column = by_name(catalogue)["score"].model_copy(update={"short": short})
    with pytest.raises(CatalogueError, match="are not 1 to 10 ASCII letters"):
        check_columns([column])


def test_short_names_differ_by_more_than_case(catalogue: Catalogue) -> None:
    score = by_name(catalogue)["score"]
    with pytest.raises(CatalogueError, match="2 of 2 columns share a short name"):
        check_columns([score, score.model_copy(update={"name": "other", "short": "SCORE"})])


def test_equal_names_are_refused(catalogue: Catalogue) -> None:
    score = by_name(catalogue)["score"]
    with pytest.raises(CatalogueError, match="columns share a name: score"):
        check_columns([score, score.model_copy(update={"short": "other"})])


def test_every_shipped_study_has_names_that_serve(pytestconfig: pytest.Config) -> None:
    folders: list[Path] = sorted((pytestconfig.rootpath / STUDIES).iterdir())
    for folder in folders:
        files = [*folder.glob("*.yml"), *folder.glob("sources/*.yml")]
        texts = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}
        assert declare_columns(load_catalogue(texts)).of_units
