"""Check the selection in the flow and on the command line, on a study small enough to know by heart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from pipelines import cli
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from pathlib import Path

FILES = ("zones.parquet", "targets.parquet", "portfolios.csv", "targeting.json")


def arraigo(*words: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["arraigo", *words])
        with pytest.raises(SystemExit) as left:
            cli.main()
    return int(left.value.code or 0)


def write_tiny(home: Path, *, targeting: str = "") -> None:
    study = write_study(home)
    text = (study / "study.yml").read_text(encoding="utf-8")
    (study / "study.yml").write_text(text + targeting, encoding="utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    write_tiny(home, targeting="targeting: {min_per_country: 1, zone_people: 20000, priority_share: 0.5, zones: 3}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARRAIGO_HOME", str(home))
        patch.delenv("ARRAIGO_RAW", raising=False)
        assert arraigo("run", "--study", "tiny") == 0
    return home


@pytest.fixture
def home(published: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ARRAIGO_HOME", str(published))
    monkeypatch.delenv("ARRAIGO_RAW", raising=False)
    return published


def grouped(home: Path) -> Path:
    return home / "data" / "processed" / "tiny" / "4_grouped"


def test_the_flow_selects_by_the_studys_settings(home: Path) -> None:
    targets = pd.read_parquet(grouped(home) / "targets.parquet")
    scores = pd.read_parquet(home / "data/processed/tiny/3_scored/scores.parquet")
    assert targets["code"].tolist() == scores["code"].tolist()
    assert targets["selected"].dtype == bool
    assert targets["selected"].sum() == 3
    assert set(targets.loc[targets["selected"], "code"].str[:2]) == {"AA", "BB"}
    ranked = scores["rank"].notna().to_numpy()
    assert (targets["frequency"].notna() == ranked).all()
    assert targets["frequency"].between(0, 1)[ranked].all()
    assert targets["frequency"].sum() == pytest.approx(3)


def test_the_record_says_how_good_the_selection_is(home: Path) -> None:
    record = json.loads((grouped(home) / "targeting.json").read_text(encoding="utf-8"))
    scores = pd.read_parquet(home / "data/processed/tiny/3_scored/scores.parquet").set_index("code")
    targets = pd.read_parquet(grouped(home) / "targets.parquet")
    chosen = targets.loc[targets["selected"], "code"]
    assert record["reached"] == pytest.approx(scores.loc[chosen, "score"].sum())
    assert (record["gap"], record["proven"], record["draws"]) == (0.0, True, 200)
    assert sum(record["per_country"].values()) == record["selected"] == 3
    assert record["rules"]["quotas"][0] == {"name": "country AAA", "least": 1, "most": None}
    assert set(record["text"]) == set(record["not_nested"]) == {"es", "en"}
    portfolios = pd.read_csv(grouped(home) / "portfolios.csv")
    assert portfolios.loc[portfolios["portfolio"] == 1, "code"].tolist() == chosen.tolist()
    assert portfolios["portfolio"].nunique() == 1 + len(record["portfolios"])


def test_the_flow_cuts_zones(home: Path) -> None:
    zones = pd.read_parquet(grouped(home) / "zones.parquet")
    assert zones["zone"].dtype == "Int64"
    assert len(zones) == 12
    table = pd.read_csv(grouped(home) / "zones.csv")
    assert table["members"].tolist() == zones["zone"].value_counts().sort_index().tolist()
    assert (table["people"] >= 20_000).all()
    assert {"zone", "name_es", "name_en", "countries", "corridor", "score"} <= set(table.columns)


def test_the_same_study_gives_the_same_bytes(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tiny(
        tmp_path, targeting="targeting: {min_per_country: 1, zone_people: 20000, priority_share: 0.5, zones: 3}\n"
    )
    monkeypatch.setenv("ARRAIGO_HOME", str(tmp_path))
    assert arraigo("run", "--study", "tiny", "--until", "group") == 0
    for name in (*FILES, "zones.csv"):
        assert (grouped(tmp_path) / name).read_bytes() == (grouped(home) / name).read_bytes(), name


def test_a_study_too_small_for_zones_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tiny(tmp_path)
    monkeypatch.setenv("ARRAIGO_HOME", str(tmp_path))
    assert arraigo("run", "--study", "tiny", "--until", "group") == 0
    assert "groups of neighbours have 100,000 people in 2 places" in capsys.readouterr().out
    assert pd.read_parquet(grouped(tmp_path) / "zones.parquet")["zone"].isna().all()
    assert not (grouped(tmp_path) / "zones.csv").exists()


def test_settings_that_cannot_be_met_stop_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tiny(tmp_path, targeting="targeting: {min_per_country: 2}\n")
    monkeypatch.setenv("ARRAIGO_HOME", str(tmp_path))
    assert arraigo("run", "--study", "tiny", "--until", "group") == 2
    said = capsys.readouterr().err
    assert "3 of 3 conditions cannot hold together: exactly 3 places; at least 2 of country AAA" in said


def test_places_are_chosen_on_the_command_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert arraigo("target", "--study", "tiny", "--k", "4", "--min-per-country", "2") == 0
    said = capsys.readouterr().out
    assert "4 places" in said
    assert "points of the score" in said
    assert "no selection that meets what is asked reaches more" in said
    assert "are the same; people" in said
    assert "the share of 200 draws" in said
    assert "A selection holds for its number or budget" in said


def test_chosen_places_are_written(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "deep" / "chosen.csv"
    assert arraigo("target", "--study", "tiny", "--k", "2", "--objective", "people", "--out", str(out)) == 0
    table = pd.read_csv(out)
    assert list(table.columns[:2]) == ["code", "name"]
    assert len(table) == 2
    assert {"rank_p5", "rank_p95", "why", "frequency", "reach"} <= set(table.columns)
    assert (table["reach"] == table["people"] * table["score"] / 100).all()
    assert "people, weighed by the score" in capsys.readouterr().out


def test_a_name_that_a_spreadsheet_would_run_is_written_as_text(home: Path) -> None:
    from pipelines.target_command import _csv

    row = {"code": "AA0101", "name": "=1+1", "adm1_name": "D", "iso3": "AAA", "why": "w", "highest": "h", "reach": -1.5}
    assert _csv(pd.DataFrame([row])).decode().splitlines()[1] == "AA0101,'=1+1,D,AAA,w,h,-1.5"


def test_a_budget_with_costs_locks_and_quotas(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scores = pd.read_parquet(home / "data/processed/tiny/3_scored/scores.parquet")
    cost = tmp_path / "cost.csv"
    pd.DataFrame({"code": scores["code"], "cost": 2}).to_csv(cost, index=False)
    words = ["--budget", "6", "--cost", str(cost), "--lock", "AA0101", "--exclude", "Lugar BB23", "--quota"]
    assert arraigo("target", "--study", "tiny", *words, "department=AA02:1-") == 0
    said = capsys.readouterr().out
    assert "3 places" in said
    assert "locked in" in said
    assert "cost       6.00" in said
    assert "BB0203" not in said


def test_places_lie_together(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--k", "4", "--contiguous", "--zones", "2", "--zone-size", "2", "--portfolios", "1"]
    assert arraigo("target", "--study", "tiny", *words) == 0
    said = capsys.readouterr().out
    assert "zone" in said
    assert "how often a place is chosen is not known" in said


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--k", "3", "--min-per-country", "2"], "3 of 3 conditions cannot hold together: exactly 3 places"),
        (["--k", "2", "--max-per-country", "0"], r"at least 1, at most 0"),
        (["--lock", "Nowhere"], "No place of 12 is called `Nowhere`"),
        (["--quota", "most"], "`most` is no quota. Write country=SLV:10-20"),
        (["--quota", "pillar=fame:1-"], "there is no pillar fame among 3"),
        (["--budget", "5"], "a budget is given, but no cost for any place"),
        (["--cost", "nowhere.csv", "--budget", "5"], "nowhere.csv cannot be read"),
        (["--objective", "migrants"], "have figures of migrants"),
        (["--contiguous", "--zones", "1", "--zone-size", "12"], "no 12 of"),
    ],
)
def test_what_cannot_be_done_is_one_message(
    home: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert arraigo("target", "--study", "tiny", *words) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("arraigo: ")
    assert message in captured.err
    assert "Traceback" not in captured.err


def test_without_results_the_reader_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tiny(tmp_path)
    monkeypatch.setenv("ARRAIGO_HOME", str(tmp_path))
    assert arraigo("target", "--study", "tiny") == 2
    assert "holds no results yet" in capsys.readouterr().err


def test_draws_of_another_run_are_not_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tiny(tmp_path)
    monkeypatch.setenv("ARRAIGO_HOME", str(tmp_path))
    assert arraigo("run", "--study", "tiny") == 0
    assert arraigo("score", "--study", "tiny", "--seed", "99") == 0
    capsys.readouterr()
    assert arraigo("target", "--study", "tiny") == 0
    assert "how often a place is chosen is not known" in capsys.readouterr().out


def test_migrants_are_counted_where_the_study_says_how(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tiny(tmp_path, targeting="targeting: {migrants: emigrant_rate, objective: migrants}\n")
    monkeypatch.setenv("ARRAIGO_HOME", str(tmp_path))
    assert arraigo("run", "--study", "tiny") == 0
    capsys.readouterr()
    assert arraigo("target", "--study", "tiny") == 0
    said = capsys.readouterr().out
    assert "people who have left" in said
    assert "migrants are not counted alike in all countries" in said


@pytest.mark.parametrize(
    ("targeting", "message"),
    [
        ("targeting: {migrants: nothing}\n", "`targeting.migrants` names `nothing`, which is no indicator with a rate"),
        ("targeting: {migrants: poverty_rate}\n", "which is no indicator with a rate"),
        ("targeting: {k: 0}\n", "targeting.k"),
        ("targeting: {objective: fame}\n", "targeting.objective"),
        ("targeting: {min_per_country: 3, max_per_country: 2}\n", r"max_per_country (2) is below min_per_country (3)"),
        ("targeting: {fame: 2}\n", "targeting.fame"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    targeting: str,
    message: str,
) -> None:
    write_tiny(tmp_path, targeting=targeting)
    monkeypatch.setenv("ARRAIGO_HOME", str(tmp_path))
    assert arraigo("check", "--study", "tiny") == 2
    said = capsys.readouterr().err
    assert message in said
    assert "study.yml" in said
