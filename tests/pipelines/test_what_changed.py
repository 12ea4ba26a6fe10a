"""Check that two runs are held side by side, and that every move of a place is told with its cause."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo.errors import RunError
from tests.pipelines.reran import PUBLISHED, arraigo, edit, page

if TYPE_CHECKING:
    from pathlib import Path


def test_a_weight_is_told_as_the_cause_of_every_move(second: Path) -> None:
    table = pd.read_csv(second / PUBLISHED / "what_changed.csv")
    moved = table.dropna(subset="move")
    assert (moved["move"] != 0).any()
    assert (moved["by_weights"] == moved["move"]).all()
    assert (moved[["by_data", "by_boundary", "by_method"]] == 0).all(axis=None)
    assert moved[["rank_before_p5", "rank_before_p95", "rank_now_p5", "rank_now_p95"]].notna().all(axis=None)
    assert "- Weights: `violence` 1 → 3\n" in page(second)
    assert "- Pesos: `violence` 1 → 3\n" in page(second, "es")
    assert "kept as `previous`" in page(second)
    assert "YAML" not in page(second)
    record = json.loads((second / PUBLISHED / "run.json").read_text(encoding="utf-8"))
    assert any(note.startswith("against the run before, of ") for note in record["notes"])


def test_two_runs_are_held_side_by_side(second: Path, tmp_path: Path) -> None:
    shown = arraigo(second, "diff", "before", "--out", str(tmp_path / "a")).output
    assert "violence 1 → 3" in shown
    assert "Weights" in shown
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [
        "what_changed.csv", "what_changed.en.md", "what_changed.es.md",
    ]  # fmt: skip
    published = (second / PUBLISHED / "what_changed.csv").read_bytes()
    assert (tmp_path / "a/what_changed.csv").read_bytes() == published
    es = arraigo(second, "diff", "before", "now", "--lang", "es", "--out", str(tmp_path / "b")).output
    assert "Se compara" in es
    assert sorted(path.name for path in (tmp_path / "b").iterdir()) == ["what_changed.csv", "what_changed.es.md"]


def test_the_other_way_round_every_move_turns(second: Path, tmp_path: Path) -> None:
    tables = []
    for pair in (("before", "last"), ("last", "before")):
        arraigo(second, "diff", *pair, "--out", str(tmp_path))
        tables.append(pd.read_csv(tmp_path / "what_changed.csv").set_index("code").sort_index())
    pd.testing.assert_series_equal(tables[0]["move"], -tables[1]["move"])
    pd.testing.assert_series_equal(tables[0]["by_weights"], -tables[1]["by_weights"])


def test_a_run_against_itself_has_nothing_to_tell(second: Path) -> None:
    assert "Places that moved: 0 of the" in arraigo(second, "diff", "last").output


def test_a_table_a_source_and_a_weight_share_the_moves(second: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(second, home)
    table = home / "data/studies/tiny/tables/homicides.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",3.0,", ",300.0,"), encoding="utf-8")
    edit(home, "index.yml", "weight: 3", "weight: 1")
    edit(
        home, "sources/office.yml", "poverty: {title: {es: Pobreza, en: Poverty}", "poverty: {title: {es: P, en: Poor}"
    )
    arraigo(home, "run")
    text = page(home)
    assert "- Tables: `homicides`: rows changed 1\n" in text
    assert "`sources/office.yml` `series.poverty.title.en`: Poverty → Poor" in text
    moves = pd.read_csv(home / PUBLISHED / "what_changed.csv").dropna(subset="move")
    parts = moves[["by_data", "by_boundary", "by_method", "by_weights"]]
    assert (parts.sum(axis=1) - moves["move"]).abs().max() < 1e-3
    assert (parts["by_data"] != 0).any()
    assert (parts["by_weights"] != 0).any()


def test_what_is_not_public_is_told_at_the_terminal_only(home: Path, tmp_path: Path) -> None:
    edit(home, "indicators.yml", "tier: public", "tier: internal")
    arraigo(home, "run")
    edit(home, "indicators.yml", "direction: 1", "direction: -1")
    table = home / "data/studies/tiny/tables/homicides.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",3.0,", ",300.0,"), encoding="utf-8")
    arraigo(home, "run")
    for lang in ("es", "en"):
        assert "homicide" not in page(home, lang)
    assert "Changes that name data which are not public, not told here: 3." in page(home)
    shown = arraigo(home, "diff", "previous", "--out", str(tmp_path / "out")).output
    assert "indicators.yml homicide_rate.direction: 1 → -1" in shown
    assert "homicide" not in (tmp_path / "out/what_changed.en.md").read_text(encoding="utf-8")


def test_runs_of_other_studies_are_not_compared(second: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(second / "data/processed/tiny/runs/before", folder)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    (folder / "run.json").write_text(json.dumps(record | {"study": "other"}), encoding="utf-8")
    with pytest.raises(RunError, match="of different studies: other and tiny"):
        arraigo(second, "diff", str(folder))
