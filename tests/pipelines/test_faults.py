"""Check that what an analyst gets wrong ends in one clear message, exit code 2, and the previous results whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from pipelines import cli
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_study(tmp_path)
    monkeypatch.setenv("ARRAIGO_HOME", str(tmp_path))
    monkeypatch.delenv("ARRAIGO_RAW", raising=False)
    return tmp_path


def arraigo(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["arraigo", *words])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return int(left.value.code or 0)


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(study: Path) -> None:
        text = (study / name).read_text(encoding="utf-8")
        assert old in text
        (study / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def cut(name: str) -> Callable[[Path], None]:
    def change(study: Path) -> None:
        content = (study / name).read_bytes()
        (study / name).write_bytes(content[: len(content) // 2])

    return change


def recoded(name: str) -> Callable[[Path], None]:
    def change(study: Path) -> None:
        text = (study / name).read_text(encoding="utf-8").replace("Lugar", "Lugár")
        (study / name).write_bytes(text.encode("latin-1"))

    return change


def cut_to_heading(name: str) -> Callable[[Path], None]:
    def change(study: Path) -> None:
        text = (study / name).read_text(encoding="utf-8")
        (study / name).write_text(text.splitlines()[0] + "\n", encoding="utf-8")

    return change


def folder_for(name: str) -> Callable[[Path], None]:
    def change(study: Path) -> None:
        (study / name).unlink()
        (study / name).mkdir()

    return change


def recoded_yaml(name: str) -> Callable[[Path], None]:
    def change(study: Path) -> None:
        (study / name).write_bytes(
            (study / name).read_text(encoding="utf-8").replace("Prueba", "Prúeba").encode("latin-1")
        )

    return change


def without_country(study: Path) -> None:
    lines = (study / "study.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    (study / "study.yml").write_text("".join(line for line in lines if "iso3: BBB" not in line), encoding="utf-8")


FAULTS = {
    "unknown code": (replaced("tables/poverty.csv", "AA0102", "AA0199"), r"AA0199"),
    "duplicated code": (replaced("tables/poverty.csv", "AA0102", "AA0101"), r"AA0101"),
    "text in a number": (replaced("tables/poverty.csv", "0.25", "un cuarto"), r"row 3.*un cuarto"),
    "percent as share": (replaced("tables/poverty.csv", "0.25", "25"), r"25"),
    "negative count": (replaced("tables/homicides.csv", "3.0", "-3.0"), r"row 3.*-3"),
    "no denominator": (replaced("tables/people.csv", "11000.0", ""), r"AA0102"),
    "year missing": (replaced("tables/poverty.csv", "2020", ""), r"row 2"),
    "truncated table": (cut("tables/poverty.csv"), r"tables/poverty\.csv"),
    "wrong encoding": (recoded("tables/poverty.csv"), r"tables/poverty\.csv.*(UTF-8|utf-8)"),
    "truncated layer": (cut("boundaries.topojson"), r"boundary layer.*cut short"),
    "unknown key": (
        replaced("indicators.yml", "  tier: public", "  tier: public\n  colour: red"),
        r"indicators\.yml:\d+: `colour`",
    ),
    "cycle": (
        replaced("index.yml", "id: origin, parent: priority", "id: origin, parent: violence"),
        r"index\.yml|tree",
    ),
    "missing table": (lambda study: (study / "tables/poverty.csv").unlink(), r"tables/poverty\.csv is declared"),
    "undeclared table": (lambda study: (study / "tables/x.csv").write_text("code\n", encoding="utf-8"), r"x\.csv"),
    "empty table": (cut_to_heading("tables/poverty.csv"), r"0 rows follow the heading"),
    "a folder for a table": (folder_for("tables/poverty.csv"), r"tables/poverty\.csv is declared"),
    "YAML in another encoding": (recoded_yaml("study.yml"), r"study\.yml:\d+: is not UTF-8"),
    "no boundaries": (lambda study: (study / "boundaries.topojson").unlink(), r"boundaries\.topojson is not there"),
    "units of nobody": (without_country, r"countries that study\.yml does not declare"),
    "wrong number of units": (replaced("study.yml", "units: 6", "units: 7"), r"AAA has 6 units, study.yml declares 7"),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_told_and_the_previous_results_stay(
    kind: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    change, told = FAULTS[kind]
    until = ("run", "--study", "tiny", "--until", "measure")
    assert arraigo(monkeypatch, *until) == 0
    results = home / "data" / "processed" / "tiny"
    before = {path: path.read_bytes() for path in results.rglob("*") if path.is_file()}
    change(home / "data" / "studies" / "tiny")
    capsys.readouterr()
    assert arraigo(monkeypatch, *until) == 2
    message = capsys.readouterr().err
    assert message.startswith("arraigo: ")
    assert "Traceback" not in message
    assert re.search(told, message, flags=re.DOTALL), message
    after = {path: path.read_bytes() for path in results.rglob("*") if path.is_file()}
    assert {k: v for k, v in after.items() if "2_measured" in k.parts} == {
        k: v for k, v in before.items() if "2_measured" in k.parts
    }


def test_all_faults_of_all_files_are_told_at_once(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    study = home / "data" / "studies" / "tiny"
    replaced("tables/poverty.csv", "0.25", "un cuarto")(study)
    replaced("tables/homicides.csv", "3.0", "-3.0")(study)
    cut("boundaries.topojson")(study)
    (study / "names.csv").write_text("nombre\n", encoding="utf-8")
    assert arraigo(monkeypatch, "check", "--study", "tiny") == 2
    message = capsys.readouterr().err
    for told in ("un cuarto", "-3", "boundary layer"):
        assert told in message


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("run", "--study", "nowhere"), "There is no study `nowhere`"),
        (("explain", "HN0501", "--study", "tiny"), "holds no results yet"),
        (("serve", "--study", "tiny"), "holds no results yet"),
        (("export", "--study", "tiny"), "holds no results yet"),
        (("run", "--study", "tiny", "--from", "score"), "which is not there yet"),
        (("run", "--study", "tiny", "--from", "publish", "--until", "score"), "comes after"),
        (("fetch", "--study", "tiny", "--mirror", "nowhere"), "it is not a folder"),
    ],
)
def test_what_cannot_be_done_yet_says_what_to_do(
    words: tuple[str, ...], told: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert arraigo(monkeypatch, *words) == 2
    assert told in " ".join(capsys.readouterr().err.split())
