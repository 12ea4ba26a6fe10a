"""Check the whole flow on a study small enough to know by heart."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from geo.scoring import replay
from pipelines import cli
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a project folder with the tiny study, brought up to date once."""
    home = tmp_path_factory.mktemp("home")
    write_study(home)
    run(home, "run", "--study", "tiny")
    return home


def run(home: Path, *words: str) -> Result:
    result = CliRunner(env={"ARRAIGO_HOME": str(home), "ARRAIGO_RAW": str(home / "raw")}).invoke(
        cli.app, list(words), catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return result


def published(home: Path) -> Path:
    return home / "data" / "processed" / "tiny" / "5_published"


def test_every_place_gets_a_score_and_an_interval_or_a_reason(home: Path) -> None:
    scores = gpd.read_parquet(published(home) / "scores.parquet")
    assert len(scores) == 12
    assert scores["score"].notna().all()
    assert (scores["rank"].notna() == scores["rank_p95"].notna()).all()
    assert set(scores["gate"]) <= {"ranked", "below_gate", "no_data"}
    assert set(scores.loc[scores["rank"].notna(), "iso3"]) == {"AAA", "BBB"}


def test_a_rank_within_the_country_stands_beside_the_one_among_all(home: Path) -> None:
    scores = gpd.read_parquet(published(home) / "scores.parquet")
    ranked = scores[scores["rank"].notna()]
    for _, rows in ranked.groupby("iso3"):
        expected = rows["score"].rank(ascending=False, method="min")
        assert rows["rank_in_country"].tolist() == expected.tolist()
        assert rows[["rank_in_country_p5", "rank_in_country_p50", "rank_in_country_p95"]].notna().all(axis=None)
        assert rows["rank_in_country_p95"].max() <= len(rows)
    layer = gpd.read_file(published(home) / "arraigo_tiny.zip")
    assert {"crank", "crank_p5", "crank_p50", "crank_p95"} <= set(layer)
    assert "rank_in_country_p5" in (published(home) / "codebook.csv").read_text(encoding="utf-8-sig")


def test_what_ranks_hang_on_is_written_beside_them(home: Path) -> None:
    folder = home / "data/processed/tiny/3_scored"
    sobol, alone, settled = (pd.read_csv(folder / f"{name}.csv") for name in ("sobol", "leave_one_out", "convergence"))
    assert set(sobol["output"]) == {"rank", "mean_rank_shift"}
    assert {"weights", "normalisation", "measurement", "sum"} <= set(sobol["choice"])
    assert (sobol.loc[sobol["choice"] == "sum", "first_p5"] <= 1).all()
    assert set(alone["indicator"]) == set(pd.read_csv(folder / "weights.csv")["indicator"])
    assert "jaccard_top_3" in alone
    assert settled["replicates"].unique().tolist() == [200, 100, 50]
    units = pd.read_parquet(folder / "sobol_units.parquet")
    assert set(units["code"]) == set(pd.read_parquet(folder / "scores.parquet").dropna(subset="rank")["code"])


def test_what_changes_nothing_in_a_study_is_held_and_said(home: Path) -> None:
    notes = json.loads((home / "data/processed/tiny/3_scored/run.json").read_text(encoding="utf-8"))["notes"]
    assert any(note.startswith("held, since it changes nothing here: ") for note in notes)


def test_what_a_department_hands_down_says_so(home: Path) -> None:
    values = pd.read_parquet(published(home) / "values.parquet").set_index(["indicator", "code"])
    handed = values.loc["emigrant_rate"]
    assert (handed["status"].str.startswith("inherited") == handed.index.str.startswith("BB")).all()
    assert handed.loc[["BB0101", "BB0102", "BB0103"], "value"].drop_duplicates().size == 1
    assert set(handed.loc[handed.index.str.startswith("BB"), "level"]) == {"department"}


def test_a_census_of_events_makes_an_absent_place_a_zero(home: Path) -> None:
    values = pd.read_parquet(published(home) / "values.parquet").set_index(["indicator", "code"])
    assert values.loc[("homicide_rate", "AA0202"), "status"] == "observed_zero"


def test_contributions_sum_to_the_score(home: Path) -> None:
    scores = pd.read_parquet(home / "data/processed/tiny/3_scored/scores.parquet")
    parts = scores.filter(like="contribution_").sum(axis=1)
    np.testing.assert_allclose(parts, scores["score"], atol=1e-9)


def test_no_rank_leaves_without_its_interval_whatever_the_scale(home: Path) -> None:
    table = pd.read_csv(home / "data/processed/tiny/3_scored/variants.csv")
    assert len(table) == 12
    for suffix in ("", "_pooled", "_within_country"):
        ranked = table[f"rank{suffix}"].notna()
        assert (
            table[[f"rank_p5{suffix}", f"rank_p50{suffix}", f"rank_p95{suffix}"]].notna().all(axis=1) == ranked
        ).all()
    both = table["rank"].notna() & table["rank_pooled"].notna()
    np.testing.assert_array_equal(table["shift_pooled"][both], (table["rank"] - table["rank_pooled"])[both])


def test_the_quality_of_the_index_is_written_each_run_and_published(home: Path) -> None:
    scored = home / "data/processed/tiny/3_scored"
    table = pd.read_csv(scored / "quality.csv")
    assert table.loc[table["check"] == "nominal_weight", "value"].between(0, 1).all()
    assert table.loc[table["check"] == "variance_share", "value"].sum() == pytest.approx(1)
    assert {"alpha", "correlation", "shapley_effect", "correlation_ratio"} <= set(table["check"])
    for folder in (scored, published(home)):
        page = (folder / "quality.html").read_text(encoding="utf-8")
        assert "Calidad del índice" in page
        assert "Quality of the index" in page
    assert (published(home) / "quality.csv").is_file()


def test_strengths_and_weaknesses_are_told_against_country_and_type(home: Path) -> None:
    told = pd.read_parquet(home / "data/processed/tiny/4_grouped/profiles.parquet")
    assert set(told["against"]) <= {"country", "type"}
    assert "country" in set(told["against"])
    assert {"weakness", "strength"} <= set(told["marks"])
    assert (told["group"] != "0").all()


def test_the_log_of_a_run_makes_its_scores_again(home: Path) -> None:
    folder = home / "data/processed/tiny"
    log = json.loads((folder / "3_scored" / "log.json").read_text(encoding="utf-8"))
    people = pd.read_parquet(folder / "2_measured" / "people.parquet").set_index("code")["people"]
    again = replay(
        log,
        pd.read_parquet(folder / "2_measured" / "values.parquet"),
        units=pd.read_parquet(folder / "1_harmonised" / "units.parquet"),
        people=people,
    )
    scores = pd.read_parquet(folder / "3_scored" / "scores.parquet")
    pd.testing.assert_frame_equal(again.scores, scores, check_exact=True)


def test_what_was_filled_in_says_so_in_what_is_published(home: Path, tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    entries = folder / "indicators.yml"
    told = entries.read_text(encoding="utf-8")
    entries.write_text(told.replace("missing: leave", "missing: model"), encoding="utf-8")
    table = folder / "tables" / "poverty.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(line for line in lines if not line.startswith("AA0101")), encoding="utf-8")
    run(tmp_path, "run", "--study", "tiny")
    checks = pd.read_csv(tmp_path / "data/processed/tiny/3_scored/imputed.csv").set_index("indicator")
    values = pd.read_parquet(published(tmp_path) / "values.parquet")
    filled = values[values["status"].str.startswith("imputed")]
    assert filled[["code", "indicator"]].values.tolist() == [["AA0101", "poverty_rate"]]
    assert checks["filled"].to_dict() == {"poverty_rate": 1}
    assert values[values["code"] == "AA0101"].set_index("indicator").loc["poverty_rate", ["value", "se"]].notna().all()


def test_a_second_run_changes_nothing(home: Path) -> None:
    before = (published(home) / "run.json").read_bytes()
    result = run(home, "run", "--study", "tiny")
    assert result.output.count("unchanged") == 5
    assert (published(home) / "run.json").read_bytes() == before


def test_a_second_run_loads_nothing_heavy(home: Path) -> None:
    """Until a stage has work to do, a run takes half a second: what tables and shapes need is not imported."""
    say = "sys.exit(f'{sorted({name.split(\".\")[0] for name in sys.modules})}')"
    code = f"import sys; from pipelines.cli import app; app(['run', '--study', 'tiny'], standalone_mode=False); {say}"
    told = os.environ | {"ARRAIGO_HOME": str(home), "ARRAIGO_RAW": str(home / "raw")}
    ran = subprocess.run([sys.executable, "-c", code], env=told, capture_output=True, text=True, check=False)
    assert "'geo'" in ran.stderr
    for heavy in ("pandas", "geopandas", "shapely", "scipy", "sklearn", "folium"):
        assert f"'{heavy}'" not in ran.stderr, heavy


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(home: Path, tmp_path: Path) -> None:
    write_study(tmp_path)
    run(tmp_path, "run", "--study", "tiny")
    for name in ("scores.csv", "scores.parquet", "values.csv", "arraigo_tiny.zip", "arraigo_tiny.gpkg"):
        first, second = (hashlib.sha256((published(h) / name).read_bytes()).hexdigest() for h in (home, tmp_path))
        assert first == second, name
    run(tmp_path, "run", "--study", "tiny", "--seed", "8")
    assert (published(home) / "scores.csv").read_bytes() != (published(tmp_path) / "scores.csv").read_bytes()


def test_a_changed_weight_runs_score_again_but_not_measure(home: Path, tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    run(tmp_path, "run", "--study", "tiny", "--until", "score")
    index = folder / "index.yml"
    index.write_text(
        index.read_text(encoding="utf-8").replace("coverage_gate: 0.4", "coverage_gate: 0.9"), encoding="utf-8"
    )
    run(tmp_path, "run", "--study", "tiny", "--until", "score")
    scores = pd.read_parquet(tmp_path / "data/processed/tiny/3_scored/scores.parquet")
    assert set(scores.loc[scores["iso3"] == "BBB", "gate"]) == {"below_gate"}
    assert scores.loc[scores["iso3"] == "BBB", "rank"].isna().all()
    assert scores["score"].notna().all()


def test_the_end_of_a_run_says_who_leads_and_where_things_lie(home: Path) -> None:
    output = run(home, "run", "--study", "tiny").output
    summary = json.loads((published(home) / "summary.json").read_text(encoding="utf-8"))
    leader = summary["leaders"][0]
    assert leader["name"] in output
    assert f"{leader['rank_p5']:.0f}-{leader['rank_p95']:.0f}" in output
    for name in summary["files"].values():
        assert (published(home) / name).is_file()
        assert name in output


def test_explain_tells_the_interval_and_what_is_handed_down(home: Path) -> None:
    for code in pd.read_parquet(published(home) / "scores.parquet")["code"]:
        assert code in run(home, "explain", code, "--study", "tiny").output
    output = run(home, "explain", "bb0101", "--study", "tiny").output
    assert output.count("90 % interval") == 2
    assert "of its department" in output
    assert run(home, "explain", "lugar BB11", "--study", "tiny").output == output


def test_check_finds_the_study_sound(home: Path) -> None:
    assert "is sound: 3 indicators in 5 nodes, 5 tables of 3 sources" in run(home, "check", "--study", "tiny").output


def test_export_writes_one_department(home: Path, tmp_path: Path) -> None:
    run(home, "export", "--study", "tiny", "-d", "BB02", "-f", "shp,gpkg,csv,parquet", "-o", str(tmp_path))
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "arraigo_tiny_BB02.csv", "arraigo_tiny_BB02.gpkg", "arraigo_tiny_BB02.parquet", "arraigo_tiny_BB02.zip",
    ]  # fmt: skip
    codes = pd.read_csv(tmp_path / "arraigo_tiny_BB02.csv", dtype=str)["code"]
    assert codes.tolist() == ["BB0201", "BB0202", "BB0203"]
    with sqlite3.connect(tmp_path / "arraigo_tiny_BB02.gpkg") as layer:
        assert layer.execute("select count(*) from units").fetchone() == (3,)
    layer.close()
    assert gpd.read_file(tmp_path / "arraigo_tiny_BB02.zip")["code"].tolist() == codes.tolist()


def test_fetch_says_what_is_at_hand(home: Path) -> None:
    assert "0 of 0 raw files" in run(home, "fetch", "--study", "tiny").output


def test_a_name_with_markup_is_a_name(home: Path, tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    layer = folder / "boundaries.topojson"
    layer.write_text(layer.read_text(encoding="utf-8").replace("Lugar AA11", "Lugar [/x]"), encoding="utf-8")
    assert "Lugar [/x]" in run(tmp_path, "run", "--study", "tiny").output
    assert "Lugar [/x]" in run(tmp_path, "explain", "AA0101", "--study", "tiny").output


def test_gaps_are_filled_from_the_places_around(tmp_path: Path) -> None:
    study = write_study(tmp_path)
    entries = (study / "indicators.yml").read_text(encoding="utf-8").split("- id: ")
    entries = [text.replace("missing: leave", "missing: neighbours") if "poverty" in text else text for text in entries]
    (study / "indicators.yml").write_text("- id: ".join(entries), encoding="utf-8")
    table = pd.read_csv(study / "tables" / "poverty.csv").set_index("code")
    table.loc[["AA0102"], ["value", "se"]] = None
    table.to_csv(study / "tables" / "poverty.csv", lineterminator="\n")
    assert run(tmp_path, "run", "--study", "tiny", "--until", "score").exit_code == 0
    filled = pd.read_parquet(tmp_path / "data" / "processed" / "tiny" / "3_scored" / "values.parquet")
    filled = filled[filled["indicator"] == "poverty_rate"].set_index("code")
    assert filled.loc["AA0102", "status"] == "imputed"
    around = filled.loc[["AA0101", "AA0103", "AA0202"], "value"]
    assert around.min() <= filled.loc["AA0102", "value"] <= around.max()
    assert filled.loc["AA0102", "se"] > 0
