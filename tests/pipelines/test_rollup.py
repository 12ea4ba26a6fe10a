"""Follow larger places through the flow: scored with the units, published with their codebook."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from typer.testing import CliRunner

from geo.boundaries import to_topojson
from geo.export import place_columns, read_csv
from pipelines.cli import app
from tests.pipelines.tiny import units, write_study

if TYPE_CHECKING:
    from pathlib import Path


def run(home: Path) -> str:
    env = {"ARRAIGO_HOME": str(home), "ARRAIGO_RAW": str(home / "raw")}
    result = CliRunner(env=env).invoke(app, ["run", "--study", "tiny"])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the tiny study with four 44s in the east: a code of theirs must begin with SV, whatever the country."""
    home = tmp_path_factory.mktemp("rollup")
    study = write_study(home)
    layer = units()
    east = layer["iso3"] == "BBB"
    number = "SV" + layer["adm1_code"].str[-2:] + layer["code"].str[-1].map({"1": "001", "2": "001", "3": "002"})
    layer["muni44_code"] = number.where(east)
    layer["muni44_name"] = ("Municipio " + number).where(east)
    (study / "boundaries.topojson").write_text(to_topojson(layer), encoding="utf-8")
    run(home)
    return home


def test_both_levels_are_scored_and_published(home: Path) -> None:
    folder = home / "data" / "processed" / "tiny"
    scores = pd.read_parquet(folder / "3_scored" / "scores.parquet").set_index("code")
    for name, file, count in (("municipio_2024", "rollup_44.csv", 4), ("department", "departments.csv", 4)):
        stored = pd.read_parquet(folder / "3_scored" / f"rollup_{name}.parquet").set_index("code")
        published = read_csv((folder / "5_published" / file).read_bytes(), columns=place_columns()).set_index("code")
        assert len(published) == len(stored) == count
        assert published["score"].tolist() == pytest.approx(stored["score"].tolist())
        assert published["rank"].notna().all()
        assert (published["rank_p5"] <= published["rank_p50"]).all()
        assert (published["rank_p50"] <= published["rank_p95"]).all()
    departments = pd.read_parquet(folder / "3_scored" / "rollup_department.parquet").set_index("code")
    mine = scores[scores.index.str.startswith("AA01")]
    by_hand = (mine["score"] * mine["people"]).sum() / mine["people"].sum()
    assert departments.loc["AA01", "score"] == pytest.approx(by_hand)
    assert departments.loc["AA01", "name"] == "Departamento AA1"


def test_the_codebook_names_every_column(home: Path) -> None:
    folder = home / "data" / "processed" / "tiny" / "5_published"
    book = pd.read_csv(folder / "codebook_places.csv")
    assert book["name"].tolist() == pd.read_csv(folder / "departments.csv").columns.tolist()


def test_a_study_without_the_44_has_departments_only(tmp_path: Path) -> None:
    write_study(tmp_path)
    run(tmp_path)
    published = tmp_path / "data" / "processed" / "tiny" / "5_published"
    assert (published / "departments.csv").is_file()
    assert not (published / "rollup_44.csv").exists()
    told = json.loads((published / "summary.json").read_text(encoding="utf-8"))["files"]
    assert "departments.csv" in told.values()
    assert "rollup_44.csv" not in told.values()
