"""Check that runs are kept, listed, held side by side, run again and forgotten, whatever happens in between."""

from __future__ import annotations

import errno
import json
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from geo.errors import ArraigoError, RunError, StoreError
from pipelines import cli, kept, store
from pipelines.paths import Places, find_places
from tests.pipelines.tiny import write_study

ROOT = Path(__file__).parents[2]
PUBLISHED = "data/processed/tiny/5_published"


def arraigo(home: Path, *words: str, code: int = 0) -> Result:
    told = {"ARRAIGO_HOME": str(home), "ARRAIGO_RAW": str(home / "raw")}
    result = CliRunner(env=told).invoke(cli.app, [words[0], *words[1:], "--study", "tiny"], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def edit(home: Path, name: str, old: str, new: str) -> None:
    path = home / "data/studies/tiny" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def page(home: Path, lang: str = "en") -> str:
    return (home / PUBLISHED / f"what_changed.{lang}.md").read_text(encoding="utf-8")


def places(home: Path) -> Places:
    return find_places("tiny", home=home, raw=None)


HEAVY = ("index.yml", "id: violence, parent: drivers", "id: violence, weight: 3, parent: drivers")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home whose study was run once; nobody changes it."""
    home = tmp_path_factory.mktemp("first")
    write_study(home)
    edit(home, "study.yml", "replicates: 200", "replicates: 100")
    arraigo(home, "run")
    return home


@pytest.fixture(scope="module")
def second(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home whose study was run, kept as `before`, and run again with violence three times as heavy."""
    home = tmp_path_factory.mktemp("second") / "home"
    shutil.copytree(first, home)
    arraigo(home, "keep", "before", "--note", "Línea [base]")
    edit(home, *HEAVY)
    arraigo(home, "run")
    return home


@pytest.fixture
def home(first: Path, tmp_path: Path) -> Path:
    shutil.copytree(first, tmp_path / "home")
    return tmp_path / "home"


def test_a_first_run_has_nothing_before_it_and_is_kept_as_last(first: Path) -> None:
    assert "first run that is kept" in page(first)
    assert "primera corrida" in page(first, "es")
    assert not (first / PUBLISHED / "what_changed.csv").exists()
    assert [path.name for path in (first / "data/processed/tiny/runs").iterdir()] == ["last"]


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


def test_the_last_run_and_the_one_before_are_kept(first: Path, second: Path) -> None:
    found = {name: kept.opened(second / "data/processed/tiny/runs" / name) for name in ("last", "previous")}
    assert found["previous"].record["checksum"] == kept.now(places(first)).record["checksum"]
    assert found["last"].record["checksum"] == kept.now(places(second)).record["checksum"]


def test_an_unchanged_run_keeps_nothing_anew(second: Path) -> None:
    record = second / "data/processed/tiny/runs/last/run.json"
    before = record.stat()
    assert arraigo(second, "run").output.count("unchanged") == 5
    assert (record.stat().st_ino, record.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_equal_files_lie_on_the_disk_once_but_never_share_with_the_study(second: Path) -> None:
    runs = second / "data/processed/tiny/runs"
    table = "study/tables/people.csv"
    assert len({(runs / name / table).stat().st_ino for name in ("last", "previous", "before")}) == 1
    assert (second / "data/studies/tiny/tables/people.csv").stat().st_nlink == 1
    assert (runs / "last/study/index.yml").stat().st_ino != (runs / "before/study/index.yml").stat().st_ino
    assert (runs / "last" / table).stat().st_mode & 0o222 == 0
    for name in ("last", "previous", "before"):
        kept.opened(runs / name).check()


def test_runs_are_listed_with_what_tells_them_apart(second: Path) -> None:
    output = arraigo(second, "runs").output
    assert "Línea [base]" in output
    for name in ("last", "previous", "before"):
        record = kept.opened(second / "data/processed/tiny/runs" / name).record
        line = next(line for line in output.splitlines() if line.startswith(name))
        assert record["checksum"][:12] in line
        assert record["date"] in line
        assert " 7 " in line


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


def test_a_run_is_found_by_name_by_folder_and_by_its_record(second: Path) -> None:
    folder = second / "data/processed/tiny/runs/before"
    told = [
        arraigo(second, "diff", which, "last").output for which in ("before", str(folder), str(folder / "run.json"))
    ]
    assert told[0] == told[1] == told[2]
    published = second / PUBLISHED / "run.json"
    assert arraigo(second, "diff", "before", str(published)).output == arraigo(second, "diff", "before").output


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


def test_a_replay_gives_the_same_check_sum_and_touches_nothing(second: Path) -> None:
    folder = second / "data/processed/tiny"
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if "replays" not in path.parts}
    output = arraigo(second, "replay", "before").output
    assert "The same came out" in output
    told = json.loads((folder / "replays/before/replay.json").read_text(encoding="utf-8"))
    assert told["same"]
    assert told["same_code"]
    assert told["other_packages"] == []
    again = folder / "replays/before/data/processed/tiny/5_published/scores.csv"
    assert store.sha256(again) == kept.opened(folder / "runs/before").record["checksum"]
    after = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if "replays" not in path.parts}
    assert {path: when for path, when in after.items() if path.is_file()} == {
        path: when for path, when in before.items() if path.is_file()
    }
    # Once more: the folder is that of a replay, and nothing has to be run again.
    assert arraigo(second, "replay", "before").output.count("unchanged") == 5


def test_a_replay_that_comes_out_otherwise_says_what_differs(second: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(second / "data/processed/tiny/runs/before", folder)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    record |= {"checksum": "0" * 64, "code": "older", "packages": record["packages"] | {"numpy": "1.0"}}
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    output = arraigo(second, "replay", str(folder), "--out", str(tmp_path / "out"), code=1).output
    assert "Something else came out" in output
    assert "kept was 000000000000" in output
    assert "The code of arraigo is not the one" in output
    assert "numpy: 1.0 then" in output


@pytest.mark.parametrize(
    ("out", "message"),
    [("data/processed/tiny/3_scored", "holds the study or its results"), ("data", "holds the study"), ("full", "else")],
)
def test_a_replay_writes_over_nothing(second: Path, out: str, message: str) -> None:
    (second / "full").mkdir(exist_ok=True)
    (second / "full" / "mine.txt").touch()
    with pytest.raises(RunError, match=message):
        arraigo(second, "replay", "before", "--out", str(second / out))


@pytest.mark.parametrize("name", ["", "a/b", "..", ".hidden", "a.b", "ñu", "-x", "a b", "x" * 61, "=1", "a\n"])
def test_a_name_that_is_none_is_refused(first: Path, name: str) -> None:
    with pytest.raises(RunError, match="cannot be that of a run"):
        kept.keep(places(first), name)


@pytest.mark.parametrize("name", ["last", "previous", "now", "Last", "NOW"])
def test_names_that_arraigo_uses_are_refused(first: Path, name: str) -> None:
    with pytest.raises(RunError, match="uses itself"):
        kept.keep(places(first), name)


def test_a_name_is_taken_once(second: Path) -> None:
    with pytest.raises(RunError, match="is called before already"):
        arraigo(second, "keep", "Before")


def test_an_unknown_run_names_the_known_ones(second: Path) -> None:
    for which in ("nothing", "../..", "a/b", str(second / "data")):
        with pytest.raises(RunError, match="Known are before, last, previous, now"):
            arraigo(second, "diff", which)
    for which in ("nothing", "../last", ""):
        with pytest.raises(RunError, match="Known are"):
            kept.forget(places(second), which)


def test_a_forgotten_run_is_gone_and_the_others_stand(home: Path) -> None:
    arraigo(home, "keep", "one")
    assert "not kept any more" in arraigo(home, "forget", "one").output
    assert sorted(path.name for path in (home / "data/processed/tiny/runs").iterdir()) == ["last"]
    kept.opened(home / "data/processed/tiny/runs/last").check()
    shutil.rmtree(home / "data/processed/tiny/runs")
    assert "No run is kept yet" in arraigo(home, "runs").output


def test_a_run_cannot_be_kept_when_the_study_was_edited_since(home: Path) -> None:
    edit(home, "tables/people.csv", "2020", "2019")
    with pytest.raises(RunError, match=r"1 of \d+ files are not those of the last run any more: people\.csv"):
        arraigo(home, "keep", "one")
    edit(home, "tables/people.csv", "2019", "2020")
    arraigo(home, "run", "--until", "score", "--seed", "8")
    with pytest.raises(RunError, match="a stage has run again since"):
        arraigo(home, "keep", "one")


def test_nothing_published_is_said(tmp_path: Path) -> None:
    write_study(tmp_path)
    for words in (("keep", "one"), ("diff", "now"), ("replay", "now")):
        with pytest.raises(RunError, match="0 of 1 runs are published"):
            arraigo(tmp_path, *words)


def test_runs_of_other_studies_are_not_compared(second: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(second / "data/processed/tiny/runs/before", folder)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    (folder / "run.json").write_text(json.dumps(record | {"study": "other"}), encoding="utf-8")
    with pytest.raises(RunError, match="of different studies: other and tiny"):
        arraigo(second, "diff", str(folder))


DAMAGES = {
    "no record": lambda folder: (folder / "run.json").unlink(),
    "half a record": lambda folder: (folder / "run.json").write_text('{"study": "ti', encoding="utf-8"),
    "another format": lambda folder: (folder / "run.json").write_text('{"format": 99}', encoding="utf-8"),
    "no values": lambda folder: (folder / "results/2_measured/values.parquet").unlink(),
    "other scores": lambda folder: overwrite(folder / "results/3_scored/scores.parquet", b"PAR1"),
    "another log": lambda folder: overwrite(folder / "results/3_scored/log.json", b"[]"),
}


def overwrite(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["../../escaped.yml", "/escaped.yml", "tables/../../x.csv"])
def test_a_run_that_reaches_out_of_its_folder_is_not_opened(second: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(second / "data/processed/tiny/runs/before", folder)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    record["inputs"][name] = "0" * 64
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(RunError, match="not there or damaged"):
        arraigo(second, "replay", str(folder))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_run_is_a_message(second: Path, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(second / "data/processed/tiny/runs/before", folder)
    DAMAGES[damage](folder)
    with pytest.raises(RunError, match=r"damaged or gone|not there or damaged"):
        arraigo(second, "diff", str(folder))
    with pytest.raises(RunError, match=r"damaged or gone|not there or damaged"):
        arraigo(second, "replay", str(folder))


def test_a_damaged_run_is_listed_and_can_be_forgotten(home: Path) -> None:
    arraigo(home, "keep", "one")
    (home / "data/processed/tiny/runs/one/run.json").unlink()
    assert "damaged" in arraigo(home, "runs").output
    arraigo(home, "forget", "one")


def test_a_damaged_last_run_does_not_stop_the_next(home: Path) -> None:
    overwrite(home / "data/processed/tiny/runs/last/results/3_scored/scores.parquet", b"")
    edit(home, *HEAVY)
    arraigo(home, "run")
    assert "The run before could not be compared: 1 of" in page(home)
    assert "No se pudo comparar" in page(home, "es")
    kept.opened(home / "data/processed/tiny/runs/last").check()
    edit(home, "index.yml", "weight: 3", "weight: 2")
    arraigo(home, "run")
    assert "`violence` 3 → 2" in page(home)


def test_a_run_of_another_version_is_a_message(second: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(second / "data/processed/tiny/runs/before", folder)
    log = folder / "results/3_scored/log.json"
    text = log.read_text(encoding="utf-8").replace('"direction"', '"was_direction"')
    overwrite(log, text.encode())
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    record["outputs"]["3_scored/log.json"] = store.sha256(log)
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(RunError, match="made by another version of arraigo"):
        arraigo(second, "diff", str(folder))


def test_a_file_edited_before_the_run_was_kept_is_left_out_and_said(home: Path) -> None:
    shutil.rmtree(home / "data/processed/tiny/runs")
    edit(home, "tables/people.csv", "10000", "10001")
    kept.remember(places(home))
    last = kept.opened(home / "data/processed/tiny/runs/last")
    assert last.record["left_out"] == ["tables/people.csv"]
    with pytest.raises(RunError, match="had been edited before the run `last` was kept"):
        last.check()
    edit(home, *HEAVY)
    arraigo(home, "run")
    assert "`tables/people.csv` changed" in page(home)
    with pytest.raises(RunError, match="had been edited"):
        arraigo(home, "replay", "previous")


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_keeps_nothing_half(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.os, "fsync", _full)
    with pytest.raises(StoreError, match="could not be written"):
        kept.keep(places(home), "one")
    monkeypatch.undo()
    monkeypatch.setattr(kept.Path, "hardlink_to", _full)
    with pytest.raises(StoreError, match="could not be written"):
        kept.keep(places(home), "one")
    monkeypatch.undo()
    assert [path.name for path in (home / "data/processed/tiny/runs").iterdir()] == ["last"]
    kept.keep(places(home), "one")


def test_a_disk_without_links_has_copies(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(kept.Path, "hardlink_to", refuse)
    kept.keep(places(home), "one").check()


def test_a_run_that_cannot_be_taken_away_is_a_message(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(kept.shutil, "rmtree", refuse)
    with pytest.raises(StoreError, match="could not be taken away"):
        kept.forget(places(home), "last")


@pytest.fixture(scope="module")
def unkept(second: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home whose last run was published, and killed before it could be kept."""
    home = tmp_path_factory.mktemp("unkept") / "home"
    shutil.copytree(second, home)
    runs = home / "data/processed/tiny/runs"
    edit(home, "index.yml", "weight: 3", "weight: 2")
    arraigo(home, "run")
    shutil.rmtree(runs)
    shutil.copytree(second / "data/processed/tiny/runs", runs)
    return home


@pytest.mark.parametrize("renames", [1, 2, 3, 4])
def test_kill_9_while_the_last_run_is_kept_loses_nothing(unkept: Path, tmp_path: Path, renames: int) -> None:
    home = tmp_path / "home"
    shutil.copytree(unkept, home)
    program = textwrap.dedent(f"""
        import os, pathlib
        from pipelines import kept
        from pipelines.paths import find_places
        real, count = pathlib.Path.rename, 0
        def rename(self, target):
            global count
            done = real(self, target)
            count += 1
            if count == {renames}:
                os.kill(os.getpid(), {int(signal.SIGKILL)})
            return done
        pathlib.Path.rename = rename
        kept.remember(find_places("tiny", home=pathlib.Path({str(home)!r})))
    """)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL
    kept.remember(places(home))
    runs = home / "data/processed/tiny/runs"
    assert sorted(path.name for path in runs.iterdir()) == ["before", "last", "previous"]
    last, previous = (kept.opened(runs / name) for name in ("last", "previous"))
    last.check()
    previous.check()
    assert last.record["checksum"] == kept.now(places(home)).record["checksum"]
    old = {kept.opened(unkept / "data/processed/tiny/runs" / name).record["checksum"] for name in ("last", "previous")}
    assert previous.record["checksum"] in old


def test_a_run_killed_before_it_was_kept_is_what_the_next_is_held_against(unkept: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(unkept, home)
    edit(home, "index.yml", "weight: 2", "weight: 4")
    arraigo(home, "run")
    assert "`violence` 2 → 4" in page(home)


def test_faults_end_with_a_message_and_code_2(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARRAIGO_HOME", str(first))
    monkeypatch.setattr("sys.argv", ["arraigo", "diff", "nothing", "--study", "tiny"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    assert issubclass(RunError, ArraigoError)
