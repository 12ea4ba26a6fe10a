"""Add an indicator to the tiny study by the command line: what is asked, refused, written, and run at once."""

from __future__ import annotations

import json
import multiprocessing
import shutil
from typing import TYPE_CHECKING

import pytest

from geo.catalogue import load_catalogue
from geo.errors import CatalogueError
from pipelines.adding.answers import Answers, Question, read_answers
from pipelines.adding.indicator import plan_indicator
from pipelines.paths import Places, find_places
from tests.pipelines.adding.said import ALL, arraigo, contents, flags, table

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_becomes_an_indicator_in_scores_and_map(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(places)
    file = table(tmp_path)
    words = flags(id="schools", title_en="Schools of old", pillar="poverty_pillar", direction="-1", doubt_es="Pocas")
    assert arraigo(monkeypatch, "add", "indicator", str(file), "--study", "tiny", *words) == 0
    told = capsys.readouterr().out
    assert "5 of 6 places have a figure, of 2021" in told
    after = contents(places)
    assert set(after) - set(before) == {"tables/schools_aaa_2021.csv", "sources/aaa_schools_2021.yml"}
    assert {name for name in before if before[name] != after[name]} == {"indicators.yml"}
    old, new = before["indicators.yml"].decode(), after["indicators.yml"].decode()
    start = new.index("- id: schools")
    assert new[:start] + new[new.index("- id: emigrant_rate") :] == old
    assert after["tables/schools_aaa_2021.csv"].decode().splitlines()[1:4] == [
        "AA0101,Lugar AA11,1.5,,,,,2021,municipality",
        "AA0102,Lugar AA12,2.5,,,,,2021,municipality",
        "AA0103,Lugar AA13,,,,,,2021,municipality",
    ]
    assert arraigo(monkeypatch, "run", "--study", "tiny") == 0
    published = places.published()
    assert "schools" in (published / "values.csv").read_text(encoding="utf-8")
    assert "contribution_schools" in (published / "scores.csv").read_text(encoding="utf-8").splitlines()[0] or (
        "schools" in (published / "scores.csv").read_text(encoding="utf-8").splitlines()[0]
    )
    assert "Schools of old" in (published / "map.html").read_text(encoding="utf-8")


def results(places: Places) -> dict[str, bytes]:
    """Read all that a run left, but for the records, which hold its time, and the lock."""
    files = [p for p in sorted(places.processed.rglob("*")) if p.is_file() and p.name not in {"run.json", ".lock"}]
    return {p.relative_to(places.processed).as_posix(): p.read_bytes() for p in files}


def test_one_command_leaves_what_two_leave(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(table(tmp_path))
    words = ["add", "indicator", file, "--study", "tiny", *flags(id="schools", pillar="poverty_pillar")]
    other = tmp_path / "other"
    shutil.copytree(tmp_path / "data", other / "data")
    assert arraigo(monkeypatch, *words, "--run") == 0
    told = capsys.readouterr().out
    assert "See it on the map with" not in told
    assert "check sum" in told
    one, study = results(places), contents(places)
    monkeypatch.setenv("ARRAIGO_HOME", str(other))
    places = find_places("tiny")
    assert arraigo(monkeypatch, *words) == 0
    assert "See it on the map with: arraigo run --study tiny" in capsys.readouterr().out
    assert not results(places)
    assert arraigo(monkeypatch, "run", "--study", "tiny") == 0
    assert (contents(places), results(places)) == (study, one)
    assert len(one) > 50


def test_what_is_refused_is_not_run(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pipelines.beside.processors", lambda: 2)
    file, before = str(table(tmp_path)), contents(places)
    assert arraigo(monkeypatch, "add", "indicator", file, "--study", "tiny", "--run") == 2
    assert "things are not said" in capsys.readouterr().err
    words = flags(id="schools", pillar="poverty_pillar")
    assert arraigo(monkeypatch, "add", "indicator", file, "--study", "tiny", *words, "--run", "--dry-run") == 2
    assert "--run goes not with --dry-run" in " ".join(capsys.readouterr().err.split())
    assert contents(places) == before
    assert not results(places)
    assert not multiprocessing.active_children()


def test_everything_that_is_missing_is_told_at_once(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(places)
    file = table(tmp_path, **{"Lugar AA12": "Otra parte"})
    assert arraigo(monkeypatch, "add", "indicator", str(file), "--study", "tiny", "--kind", "shared") == 2
    told = " ".join(capsys.readouterr().err.split())
    for part in (
        "--kind cannot be `shared`", "1 of 6 rows are about no place", "row 3 (Otra parte", "--id", "--title-es",
        "--title-en", "--unit-es", "--unit-en", "--rationale-es", "--rationale-en", "--pillar", "--direction",
        "--method-class", "--comparable or --not-comparable", "--missing", "--treatment", "--tier", "--producer",
        "--publication", "--url", "--licence", "--licence-status", "--attribution",
    ):  # fmt: skip
        assert part in told, part
    assert contents(places) == before


def test_answers_come_from_a_file_too(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = flags(id="schools", pillar="poverty_pillar")
    lines = [f"{key}: {json.dumps(value)}" for key, value in flat(words).items()]
    answers = tmp_path / "answers.yml"
    answers.write_text("\n".join([*lines, "comparable: false"]) + "\n", encoding="utf-8")
    file = str(table(tmp_path))
    assert arraigo(monkeypatch, "add", "indicator", file, "--study", "tiny", "--answers", str(answers)) == 0
    assert load_catalogue(places.texts()).indicator("schools").comparable is False


def flat(words: list[str]) -> dict[str, str]:
    found, left = {}, list(words)
    while left:
        flag = left.pop(0)
        if flag != "--not-comparable":
            found[flag[2:].replace("-", "_")] = left.pop(0)
    return found


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- a\n", "must be keys and values"),
        ("titel_es: x\nyear: often\n", "answers.yml:1: `titel_es` is no flag"),
        ("titel_es: x\nyear: often\n", "answers.yml:2: `year` cannot be `often`"),
        ("a: [\n", "not valid YAML"),
    ],
)
def test_a_file_of_answers_tells_its_faults_with_their_lines(text: str, reason: str, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yml"
    answers.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=reason):
        read_answers(answers)


def test_at_a_terminal_all_that_is_missing_is_asked(places: Places, tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(question: Question) -> str:
        asked.append(question.key)
        told = {
            "accept_fuzzy": "yes",
            "comparable": "no",
            "column": "Escuelas",
            "pillar": "poverty_pillar",
            "year": "2021",
        }
        return told.get(question.key, str(ALL.get(question.key)))

    file = tmp_path / "escuelas.csv"
    rows = table(tmp_path).read_text(encoding="cp1252").splitlines()
    rows = [f"{row};{n}" for n, row in enumerate(rows)]
    file.write_text("\n".join(["Departamento;Municipio;Escuelas;Aulas", *rows[1:]]), encoding="utf-8")
    plan = plan_indicator(places, file, Answers(), ask=ask)
    assert plan.table is not None
    assert plan.table["value"].notna().sum() == 5
    assert {"id", "title_es", "direction", "licence", "column", "year", "pillar"} <= set(asked)
    assert plan.answers.comparable is False


def test_a_dry_run_shows_all_and_writes_nothing(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(places)
    words = flags(id="schools", pillar="poverty_pillar")
    report = tmp_path / "report.csv"
    words += ["--dry-run", "--report", str(report)]
    assert arraigo(monkeypatch, "add", "indicator", str(table(tmp_path)), "--study", "tiny", *words) == 0
    assert "tables/schools_aaa_2021.csv" in capsys.readouterr().out
    assert contents(places) == before
    lines = report.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "row,code_in_file,name_in_file,department_in_file,code,place,how,score,nearest"
    assert lines[1] == "2,,Lugar AA11,Departamento AA1,AA0101,Lugar AA11,exact,100.0,"


def test_a_second_series_joins_an_indicator(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (places.study / "indicators.yml").read_text(encoding="utf-8")
    (places.study / "indicators.yml").write_text(
        text.replace("[emigrants_aaa, emigrants_bbb]", "[emigrants_bbb]"), encoding="utf-8"
    )
    source = {key: value for key, value in flat(flags()).items() if key in {
        "producer", "publication", "url", "licence", "licence_status", "attribution"}}  # fmt: skip
    words = [part for key, value in source.items() for part in (f"--{key.replace('_', '-')}", value)]
    words += ["--to-indicator", "emigrant_rate", "--denominator", "people"]
    assert arraigo(monkeypatch, "add", "indicator", str(table(tmp_path)), "--study", "tiny", *words) == 0
    catalogue = load_catalogue(places.texts())
    assert catalogue.indicator("emigrant_rate").series == ("emigrants_bbb", "emigrant_rate_aaa_2021")


def test_nothing_is_overwritten(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    words = flags(id="poverty_rate", pillar="poverty_pillar", series="poverty", source="office")
    assert arraigo(monkeypatch, "add", "indicator", str(table(tmp_path)), "--study", "tiny", *words) == 2
    told = " ".join(capsys.readouterr().err.split())
    for part in ("an indicator `poverty_rate` already", "a series `poverty` already", "a source `office` already"):
        assert part in told


def test_near_spellings_are_kept_as_aliases_if_asked(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(table(tmp_path, **{"Lugar AA12": "Doce"}))
    words = flags(id="schools", pillar="poverty_pillar", alias=["Doce=AA0102"])
    assert arraigo(monkeypatch, "add", "indicator", file, "--study", "tiny", *words) == 0
    names = (places.study / "names.csv").read_text(encoding="utf-8")
    assert names.endswith("aaa_schools_2021,Doce,AA0102,entered\n")
    capsys.readouterr()
    words = flags(id="other", pillar="poverty_pillar", alias=["Doce=AA9902", "nothing"])
    assert arraigo(monkeypatch, "add", "indicator", file, "--study", "tiny", *words) == 2
