"""Change the tiny study by the command line and by hand: all or nothing, comments kept, every reference followed."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo.catalogue import load_catalogue
from geo.errors import ArraigoError, CatalogueError, StoreError
from pipelines import cli, study_edit
from pipelines.adding import edits
from pipelines.adding.answers import Answers, Question, read_answers
from pipelines.adding.indicator import plan_indicator
from pipelines.paths import Places, find_places
from pipelines.store import locked
from pipelines.study_edit import change_study, complete_change
from tests.pipelines.adding.said import ALL, flags
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    study = write_study(tmp_path)
    text = (study / "indicators.yml").read_text(encoding="utf-8")
    text = "# The head of the file.\n" + text.replace("- id: poverty_rate", "# Before poverty.\n- id: poverty_rate")
    (study / "indicators.yml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("ARRAIGO_HOME", str(tmp_path))
    monkeypatch.delenv("ARRAIGO_RAW", raising=False)
    return find_places("tiny")


def contents(places: Places) -> dict[str, bytes]:
    return {
        p.relative_to(places.study).as_posix(): p.read_bytes() for p in sorted(places.study.rglob("*")) if p.is_file()
    }


def arraigo(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["arraigo", *words])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return int(left.value.code or 0)


def table(tmp_path: Path, **changes: str) -> Path:
    """Write figures of Aria's six places by name, the third unknown."""
    path = tmp_path / "escuelas_2021.csv"
    rows = ["Departamento;Municipio;Escuelas"]
    for n in range(6):
        department, place = divmod(n, 3)
        name = f"Lugar AA{department + 1}{place + 1}"
        rows.append(f"Departamento AA{department + 1};{changes.get(name, name)};{'s/d' if n == 2 else f'{n + 1},5'}")
    path.write_text("\n".join(rows) + "\n", encoding="cp1252")
    return path


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


def test_an_indicator_goes_with_what_nothing_else_uses(places: Places) -> None:
    before = contents(places)
    said = edits.remove_indicator(places, "emigrant_rate")
    after = contents(places)
    assert set(before) - set(after) == {
        "sources/census.yml", "sources/census_b.yml", "tables/emigrants_aaa.csv", "tables/emigrants_bbb.csv",
    }  # fmt: skip
    assert any("tables/emigrants_aaa.csv" in line for line in said)
    assert b"# The head of the file." in after["indicators.yml"]
    assert b"# Before poverty." in after["indicators.yml"]


def test_a_source_that_gives_more_only_loses_the_series(places: Places) -> None:
    before = contents(places)
    edits.remove_indicator(places, "homicide_rate")
    after = contents(places)
    assert set(before) - set(after) == {"tables/homicides.csv"}
    assert list(load_catalogue(places.texts()).series) == [
        "emigrants_aaa", "emigrants_bbb", "people", "poverty",
    ]  # fmt: skip
    assert b"poverty: {title:" in after["sources/office.yml"]


def test_a_new_id_is_followed_everywhere(places: Places) -> None:
    study = places.study / "study.yml"
    study.write_text(
        study.read_text(encoding="utf-8") + "targeting:\n  migrants: emigrant_rate # who left\n", encoding="utf-8"
    )
    edits.rename_indicator(places, "emigrant_rate", "left")
    assert study.read_text(encoding="utf-8").endswith("targeting:\n  migrants: left # who left\n")
    assert load_catalogue(places.texts()).indicator("left").pillar == "origin"


def test_a_weight_changes_alone(places: Places) -> None:
    before = contents(places)
    assert edits.reweight(places, "poverty_rate", 2.5) == "changed  indicators.yml: `poverty_rate` weighs 2.5, after 1"
    after = contents(places)["indicators.yml"].decode()
    assert after.replace("  weight: 2.5\n", "") == before["indicators.yml"].decode()
    edits.reweight(places, "poverty_rate", 1)
    assert contents(places)["indicators.yml"].decode() == after.replace("2.5", "1")
    edits.reweight(places, "violence", 3)
    assert next(n for n in load_catalogue(places.texts()).index.nodes if n.id == "violence").weight == 3


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda p: edits.remove_indicator(p, "nobody"), "there is no indicator `nobody`"),
        (lambda p: edits.rename_indicator(p, "nobody", "other"), "there is no indicator `nobody`"),
        (lambda p: edits.rename_indicator(p, "poverty_rate", "Not An Id"), "is no id"),
        (lambda p: edits.rename_indicator(p, "poverty_rate", "violence"), "is taken"),
        (lambda p: edits.reweight(p, "nobody", 1), "there is no indicator `nobody`"),
        (lambda p: change_study(p, {"tables/poverty.csv": b"code\n"}), "tables/poverty.csv"),
        (lambda p: change_study(p, {"indicators.yml": b"- id: ["}), "not valid YAML"),
    ],
)
def test_what_cannot_be_changed_leaves_the_study_as_it_is(
    change: Callable[[Places], object], reason: str, places: Places
) -> None:
    before = contents(places)
    with pytest.raises(ArraigoError, match=reason):
        change(places)
    assert contents(places) == before


def test_a_change_that_was_killed_is_completed_by_whoever_comes_next(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(study: Path) -> bool:
        if (study / ".change").is_dir():
            raise Killed
        return False

    before = contents(places)
    wanted = dict(before)
    text = wanted["indicators.yml"].decode()
    files: dict[str, bytes | None] = {
        "indicators.yml": text.replace("direction: 1", "direction: -1").encode(),
        "names.csv": before["names.csv"] + b"*,x,AA0101,\n",
    }
    monkeypatch.setattr(study_edit, "complete_change", killed)
    with pytest.raises(Killed):
        change_study(places, files)
    monkeypatch.undo()
    kept = {name: content for name, content in contents(places).items() if not name.startswith(".change")}
    assert kept == before
    monkeypatch.setenv("ARRAIGO_HOME", str(places.study.parents[2]))
    find_places("tiny")
    assert contents(places) == wanted | {name: content for name, content in files.items() if content is not None}


def test_a_command_that_is_killed_leaves_the_old_study_or_the_new_one(places: Places, tmp_path: Path) -> None:
    before = contents(places)
    code = "import os, signal; from pipelines import study_edit, cli; study_edit.complete_change = {then}; cli.main()"
    words = ["add", "indicator", str(table(tmp_path)), "--study", "tiny", *flags(id="schools", pillar="poverty_pillar")]
    kill = "lambda study: (study / '.change').is_dir() and os.kill(os.getpid(), signal.SIGKILL)"
    env = {**os.environ, "ARRAIGO_HOME": str(places.study.parents[2]), "ARRAIGO_RAW": str(tmp_path / "raw")}
    done = subprocess.run([sys.executable, "-c", code.format(then=kill), *words], cwd=ROOT, env=env, check=False)
    assert done.returncode == -signal.SIGKILL
    assert {name: content for name, content in contents(places).items() if not name.startswith(".change")} == before
    find_places("tiny")
    assert load_catalogue(places.texts()).indicator("schools").pillar == "poverty_pillar"
    assert (places.study / "tables" / "schools_aaa_2021.csv").is_file()
    assert not (places.study / ".change").exists()


def test_a_change_that_never_came_to_stand_is_cleared_away(places: Places) -> None:
    before = contents(places)
    (places.study / ".change" / "tables").mkdir(parents=True)
    (places.study / ".change" / "tables" / "poverty.csv").write_text("half", encoding="utf-8")
    assert complete_change(places.study)
    assert contents(places) == before
    assert not complete_change(places.study)


def test_a_full_disk_leaves_the_study_as_it_is(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(places)

    def full(path: Path, content: bytes) -> bool:
        raise StoreError(f"{path} could not be written (No space left on device).")

    monkeypatch.setattr(study_edit, "write_bytes", full)
    with pytest.raises(StoreError, match="No space left"):
        change_study(places, {"names.csv": before["names.csv"] + b"*,x,AA0101,\n"})
    assert contents(places) == before


def test_no_change_while_a_run_is_under_way(places: Places) -> None:
    with locked(places.processed), pytest.raises(StoreError, match="Another run"):
        edits.reweight(places, "poverty_rate", 2)


def test_what_comes_with_an_addition_is_not_taken_out_alone(places: Places) -> None:
    shutil.copytree(places.study, places.study.parent / "copy")
    copy = Places(study=places.study.parent / "copy", raw=places.raw, processed=places.processed)
    addition = copy.study / "additions" / "rain.yml"
    addition.parent.mkdir()
    source = """\
source:
  id: rain
  producer: Office
  publication: Rain
  url: https://example.org
  licence: CC BY 4.0
  licence_status: open
  attribution: Office
  rasters: {rain: {path: rain/*.tif}}
  series: {rain_mm: {title: {es: Lluvia, en: Rain}, countries: [AAA, BBB], level: municipality, year: 2020}}
indicators:
"""
    entry = (copy.study / "indicators.yml").read_text(encoding="utf-8").split("- id: poverty_rate")[1].split("- id:")[0]
    entry = (
        ("- id: rain_total" + entry).replace("method: value", "method: raster").replace("kind: share", "kind: index")
    )
    entry = (
        entry.replace("series: [poverty]", "series: [rain_mm]")
        + "  raster: {source: rain, layer: 1, statistic: mean}\n"
    )
    lines = "".join(f"  {line}\n" for line in entry.splitlines())
    addition.write_text(source + lines, encoding="utf-8")
    text = (copy.study / "tables" / "poverty.csv").read_text(encoding="utf-8")
    (copy.study / "tables" / "rain_mm.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"comes with additions/rain\.yml"):
        edits.remove_indicator(copy, "rain_total")
    edits.reweight(copy, "rain_total", 4)
    assert "weight: 4" in addition.read_text(encoding="utf-8")
