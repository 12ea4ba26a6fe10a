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
    "homicides_hnd_adm2_2025": (HND | {"take": {"numerator": "homicides_count_1jan_20jul2025"}}, 25, 745),
    "uac_origin_all_adm2_2014": (
        HND | {"take": {"numerator": "unaccompanied_children_apprehended_more_than"}},
        3,
        3800,
    ),
    "homicide_rate_hnd_adm1_2021": (
        HND | {"level": "department", "kind": "rate", "take": {"value": "homicides_per_100k"}},
        10,
        500.4,
    ),
}

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
    assert files - used == {f"facts/{name}.csv" for name in COUNTED}


@pytest.mark.parametrize("name", COUNTED)
def test_unused_files_are_read_by_declaration(name: str, raw: Path, places: pd.DataFrame) -> None:
    series, rows, total = COUNTED[name]
    source = source_of(raw, f"facts/{name}.csv", series={"figures": series})
    table = tidy(read_raw(raw / "facts" / f"{name}.csv", source), source, places=places)["figures"]
    assert len(table) == rows
    assert table[["value", "numerator"]].sum().sum() == pytest.approx(total)


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
