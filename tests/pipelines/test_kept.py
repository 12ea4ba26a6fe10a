"""Check that runs are kept under a name, listed, found and forgotten."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from geo.errors import RunError
from pipelines import kept
from tests.pipelines.reran import PUBLISHED, arraigo, edit, page, places
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from pathlib import Path


def test_a_first_run_has_nothing_before_it_and_is_kept_as_last(first: Path) -> None:
    assert "first run that is kept" in page(first)
    assert "primera corrida" in page(first, "es")
    assert not (first / PUBLISHED / "what_changed.csv").exists()
    assert [path.name for path in (first / "data/processed/tiny/runs").iterdir()] == ["last"]


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


def test_a_run_is_found_by_name_by_folder_and_by_its_record(second: Path) -> None:
    folder = second / "data/processed/tiny/runs/before"
    told = [
        arraigo(second, "diff", which, "last").output for which in ("before", str(folder), str(folder / "run.json"))
    ]
    assert told[0] == told[1] == told[2]
    published = second / PUBLISHED / "run.json"
    assert arraigo(second, "diff", "before", str(published)).output == arraigo(second, "diff", "before").output


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
