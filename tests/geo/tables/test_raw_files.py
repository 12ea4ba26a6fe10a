"""Carry the raw files that no source of the shipped study uses, so that every one of them is read by declaration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from geo.boundaries import match_names, places_of, read_aliases, read_topojson
from geo.catalogue import Catalogue, load_catalogue
from geo.tables import key_names, read_raw, tidy

from .worlds import source_of

if TYPE_CHECKING:
    import pandas as pd

STUDY = Path(__file__).parents[3] / "data" / "studies" / "northern_triangle"
HND = {"countries": ["HND"], "level": "municipality", "kind": "count"}
COUNTED = {
    "facts/homicides_hnd_adm2_2025.csv": (HND | {"take": {"numerator": "homicides_count_1jan_20jul2025"}}, 25, 745),
    "facts/uac_origin_all_adm2_2014.csv": (
        HND | {"take": {"numerator": "unaccompanied_children_apprehended_more_than"}},
        3,
        3800,
    ),
    "facts/homicide_rate_hnd_adm1_2021.csv": (
        HND | {"level": "department", "kind": "rate", "take": {"value": "homicides_per_100k"}},
        10,
        500.4,
    ),
    # Its causes; the emigrants themselves are taken from the file that counts their departments' people too.
    "indicators/hnd_survey2023_emigrants_by_department_cause.csv": (
        HND | {"level": "department", "combine": "sum", "take": {"numerator": "emigrants"}},
        18,
        575_370,
    ),
}
KEYS = {"indicators": {"column": "depto", "prefix": "HN", "digits": 2}, "facts": {"column": "code"}}

pytestmark = pytest.mark.raw


@pytest.fixture(scope="module")
def places() -> pd.DataFrame:
    return places_of(read_topojson((STUDY / "boundaries.topojson").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    files = [path for path in STUDY.rglob("*.yml") if path.name not in {"layers.yml", "corrections.yml"}]
    return load_catalogue({path.relative_to(STUDY).as_posix(): path.read_text(encoding="utf-8") for path in files})


def test_every_file_is_carried(raw: Path, catalogue: Catalogue) -> None:
    files = {f"indicators/{path.name}" for path in (raw / "indicators").iterdir()}
    files |= {f"facts/{path.name}" for path in (raw / "facts").glob("*.csv")}
    used = {source.raw.path for source in catalogue.sources if source.raw is not None}
    assert files - used == set(COUNTED)


@pytest.mark.parametrize("path", COUNTED)
def test_unused_files_are_read_by_declaration(path: str, raw: Path, places: pd.DataFrame) -> None:
    series, rows, total = COUNTED[path]
    source = source_of(raw, path, series={"figures": series}, keys={"code": KEYS[path.partition("/")[0]]})
    table = tidy(read_raw(raw / path, source), source, places=places)["figures"]
    assert len(table) == rows
    assert table[["value", "numerator"]].sum().sum() == pytest.approx(total, abs=0.5)


def test_names_of_all_tables_are_matched(raw: Path, catalogue: Catalogue, places: pd.DataFrame) -> None:
    aliases = read_aliases((STUDY / "names.csv").read_text(encoding="utf-8"), places=places)
    asked: list[tuple[pd.DataFrame, dict[str, Any]]] = []
    for source in catalogue.sources:
        if source.raw is not None and source.keys is not None and source.keys.name is not None:
            names = key_names(read_raw(raw / source.raw.path, source), source)
            asked.append((names, {"iso3": source.iso3, "source": source.id, "clipped": source.keys.name.clipped}))
    assert sum(len(names) for names, _ in asked) > 1000
    for names, options in asked:
        found = match_names(names, places[places["level"] == "municipality"], aliases=aliases, **options)
        assert found.codes.notna().all()
