"""Check what the group stage writes: types, neighbours, hot spots, and a reason where something is not measured."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from typer.testing import CliRunner

from pipelines import cli
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "centres.csv", "members.parquet", "models.parquet", "moran.csv", "neighbours.parquet", "rates.parquet", "run.json",
    "space.parquet", "stability.csv", "types.parquet",
}  # fmt: skip


def run(home: Path, *words: str) -> None:
    result = CliRunner(env={"ARRAIGO_HOME": str(home), "ARRAIGO_RAW": str(home / "raw")}).invoke(
        cli.app, list(words), catch_exceptions=False
    )
    assert result.exit_code == 0, result.output


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    write_study(home)
    run(home, "run", "--study", "tiny")
    return home


def grouped(home: Path) -> Path:
    return home / "data" / "processed" / "tiny" / "4_grouped"


def test_every_file_is_there(home: Path) -> None:
    assert {path.name for path in grouped(home).iterdir()} >= FILES


def test_every_place_has_a_class_of_each_kind(home: Path) -> None:
    space = pd.read_parquet(grouped(home) / "space.parquet")
    assert list(space.columns) == [
        "code", "hotspot", "hotspot_z", "hotspot_p", "hotspot_q", "lisa", "lisa_p", "lisa_q", "bilisa", "bilisa_p",
        "bilisa_q",
    ]  # fmt: skip
    assert len(space) == 12
    assert set(space["hotspot"]) <= {"hot", "cold", "not_significant", "no_data", "island"}
    assert set(space["lisa"]) | set(space["bilisa"]) <= {"HH", "LL", "HL", "LH", "not_significant", "no_data", "island"}
    assert (space["lisa_p"].isna() == space["lisa"].isin(["no_data", "island"])).all()


def test_neighbours_are_those_of_the_squares(home: Path) -> None:
    pairs = pd.read_parquet(grouped(home) / "neighbours.parquet")
    # Two boards of three by two, 20 km apart: seven links each, both ways.
    assert len(pairs) == 2 * 7 * 2
    assert set(pairs["kind"]) == {"border"}


def test_statistics_of_all_places_are_named(home: Path) -> None:
    table = pd.read_csv(grouped(home) / "moran.csv").set_index("statistic")
    assert {"moran_score", "moran_origin", "moran_drivers", "moran_drivers_origin"} <= set(table.index)
    assert list(table.columns) == ["value", "expected", "z", "p", "n", "left_out"]
    assert table.index.str.startswith("joins_type_").sum() == len(pd.read_parquet(grouped(home) / "types.parquet"))


def test_rates_are_of_places_that_counted_themselves(home: Path) -> None:
    rates = pd.read_parquet(grouped(home) / "rates.parquet")
    emigrants = rates[rates["indicator"] == "emigrant_rate"].set_index("code")
    # Boria's are handed down from departments.
    assert (emigrants["lisa"].drop(emigrants.index[emigrants.index.str.startswith("AA")]) == "no_data").all()
    assert emigrants.loc[emigrants.index.str.startswith("AA"), "rate_z"].notna().all()


def test_the_choice_of_the_number_of_types_is_shown(home: Path) -> None:
    table = pd.read_csv(grouped(home) / "stability.csv")
    assert table["chosen"].sum() == 1
    assert {"silhouette", "calinski_harabasz", "davies_bouldin", "bic", "jaccard", "rand"} <= set(table.columns)
    assert set(table["model"]) == {"k_means", "mixture", "ward", "ward_contiguous", "hdbscan"}


def test_numbers_of_types_are_kept_from_the_run_before(home: Path) -> None:
    path = grouped(home) / "members.parquet"
    before = pd.read_parquet(path)
    count = before["nearest"].max()
    turned = before.assign(nearest=count + 1 - before["nearest"])
    turned.to_parquet(path, index=False)
    run(home, "run", "--study", "tiny", "--from", "group")
    after = pd.read_parquet(path)
    assert (after["nearest"] == turned["nearest"]).all()
    path.write_bytes(b"no parquet")
    run(home, "run", "--study", "tiny", "--from", "group")
    pd.testing.assert_frame_equal(pd.read_parquet(path), before)


def test_a_study_without_drivers_and_origin_says_what_was_not_measured(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    index = (folder / "index.yml").read_text(encoding="utf-8")
    (folder / "index.yml").write_text(index.replace("drivers", "causes"), encoding="utf-8")
    run(tmp_path, "run", "--study", "tiny")
    space = pd.read_parquet(grouped(tmp_path) / "space.parquet")
    assert set(space["bilisa"]) == {"no_data"}
    notes = json.loads((grouped(tmp_path) / "run.json").read_text(encoding="utf-8"))["notes"]
    assert any(note.startswith("bilisa: not measured") for note in notes)
