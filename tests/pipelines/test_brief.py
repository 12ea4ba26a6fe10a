"""Check the briefs on the command line: one, all, the same again, and what a person gets wrong."""

from __future__ import annotations

import errno
import io
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from geo.errors import MissingFileError, StoreError, TableError
from pipelines import brief, cli, store
from pipelines.paths import Places, find_places
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from typing import NoReturn

REAL = Path(__file__).parents[2]
"""The project itself, whose results may be at hand."""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the tiny study once; every test works on the results, and none changes them."""
    home = tmp_path_factory.mktemp("home")
    write_study(home)
    env = {"ARRAIGO_HOME": str(home), "ARRAIGO_RAW": str(home / "raw")}
    done = CliRunner(env=env).invoke(cli.app, ["run", "--study", "tiny"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return home


@pytest.fixture
def places(published: Path) -> Places:
    return find_places("tiny", home=published)


def arraigo(home: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setenv("ARRAIGO_HOME", str(home))
    monkeypatch.setattr("sys.argv", ["arraigo", "brief", *words, "--study", "tiny"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return int(left.value.code or 0)


def text(path: Path) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(path).pages)


def full(*_: object) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(("asked", "name"), [("aa0101", "Lugar AA11"), ("lugar bb23", "Lugar BB23")])
def test_a_brief_of_a_place_by_code_or_name(
    published: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked: str, name: str
) -> None:
    out = tmp_path / "new" / "brief.pdf"
    assert arraigo(published, monkeypatch, asked, "--lang", "en", "--out", str(out)) == 0
    assert len(PdfReader(out).pages) == 2
    assert name in text(out)
    assert "Overall rank" in text(out)


def test_a_brief_of_a_department_by_its_code_in_the_working_folder(
    published: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert arraigo(published, monkeypatch, "AA01") == 0
    assert "Sus lugares por prioridad" in text(tmp_path / "AA01.es.pdf")
    assert "AA01.es.pdf" in capsys.readouterr().out


def test_the_brief_tells_the_run(places: Places) -> None:
    run = brief.load_briefs(places).ground.run
    assert run["seed"] == 7
    assert run["replicates"] == 200
    assert len(run["version"]) >= 8
    assert run["date"] == brief.read_run(places.published())["started"][:10]


def test_an_atlas_holds_every_place_and_department(
    published: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert arraigo(published, monkeypatch, "--atlas", "--bound", "--jobs", "1", "--out", str(tmp_path)) == 0
    names = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.pdf"))
    assert len(names) == 12 + 4 + 4
    assert names[:4] == ["AA01.es.pdf", "AA01/AA01.es.pdf", "AA01/AA0101.es.pdf", "AA01/AA0102.es.pdf"]
    assert len(PdfReader(tmp_path / "AA01.es.pdf").pages) == 2 * 4
    said = capsys.readouterr().out
    assert "12 briefs of municipalities and 4 of departments and their volumes" in said


def test_several_processes_write_the_same_bytes_as_one(places: Places, tmp_path: Path) -> None:
    seen: list[int] = []
    for jobs in (1, 2):
        brief.write_atlas(
            places, lang="es", out=tmp_path / str(jobs), jobs=jobs, begin=seen.append, progress=seen.append
        )
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / jobs).rglob("*.pdf")} for jobs in ("1", "2"))
    assert len(one) == 16
    assert one == two
    assert seen == [12, 3, 3, 3, 3] * 2


def test_neighbours_that_were_published_go_before_those_of_the_stage(places: Places, tmp_path: Path) -> None:
    shutil.copytree(places.processed, tmp_path / "tiny")
    copied = Places(places.study, places.raw, tmp_path / "tiny")
    assert brief.load_briefs(copied).ground.neighbours["AA0101"] == ("AA0102", "AA0201")
    findings = copied.published() / "findings"
    findings.mkdir(exist_ok=True)
    pairs = pd.DataFrame({"code": ["AA0101"], "neighbour": ["BB0203"], "kind": "border", "border_km": 1.0})
    pairs.to_parquet(findings / "neighbours.parquet")
    assert brief.load_briefs(copied).ground.neighbours == {"AA0101": ("BB0203",)}
    shutil.rmtree(findings)
    (copied.result("4_grouped") / "neighbours.parquet").unlink()
    assert brief.load_briefs(copied).ground.neighbours is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["Nowhere"], "No place of 12 is called `Nowhere`"),
        (["AA99"], "No place of 12 is called `AA99`"),
        (["Lugar"], "Near it:"),
        ([], "name one place or department, or ask for all with --atlas"),
        (["AA0101", "--atlas"], "name one place or department, or ask for all with --atlas"),
        (["--atlas"], "--atlas needs --out FOLDER"),
        (["AA0101", "--bound"], "go with --atlas"),
        (["AA0101", "--jobs", "2"], "go with --atlas"),
        (["AA0101", "--lang", "fr"], "fr"),
    ],
)
def test_what_is_asked_wrongly_is_one_message_and_exit_2(
    published: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert arraigo(published, monkeypatch, *words) == 2
    said = " ".join(capsys.readouterr().err.replace("│", " ").split())
    assert message in said
    assert "Traceback" not in said


def test_a_study_without_results_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_study(tmp_path)
    assert arraigo(tmp_path, monkeypatch, "AA0101") == 2
    assert "holds no results yet" in capsys.readouterr().err


def test_a_file_where_a_folder_should_be_is_told(
    published: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for words in (["AA0101", "-o", f"{tmp_path}/file/a.pdf"], ["--atlas", "--jobs", "1", "-o", f"{tmp_path}/file"]):
        assert arraigo(published, monkeypatch, *words) == 2
        assert "could not be written" in capsys.readouterr().err


def test_a_full_disk_leaves_the_brief_that_was_there(
    places: Places, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"before")
    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        brief.write_brief(places, "AA0101", lang="es", out=tmp_path / "a.pdf")
    with pytest.raises(StoreError, match="No space left"):
        brief.write_atlas(places, lang="es", out=tmp_path / "atlas", jobs=1)
    assert (tmp_path / "a.pdf").read_bytes() == b"before"
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "a.pdf"]


def test_a_fault_of_another_process_reaches_the_person(places: Places, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="could not be written"):
        brief.write_atlas(places, lang="es", out=tmp_path / "file", jobs=2)


def test_results_that_are_half_there_are_told(places: Places, tmp_path: Path) -> None:
    shutil.copytree(places.processed, tmp_path / "tiny")
    copied = Places(places.study, places.raw, tmp_path / "tiny")
    (copied.published() / "run.json").unlink()
    with pytest.raises(TableError, match="does not tell its date"):
        brief.load_briefs(copied)
    (copied.published() / "values.parquet").unlink()
    with pytest.raises(MissingFileError, match=r"1 of 3 files .*: values\.parquet"):
        brief.load_briefs(copied)


def test_briefs_of_the_real_study_are_two_small_pages_with_every_name() -> None:
    places = find_places(home=REAL)
    if not (places.processed / "5_published" / "run.json").is_file():
        pytest.skip("the real study has not been run here")
    briefs = brief.load_briefs(places)
    sample = [*briefs.places[::31], "HN1101", "SV1410"]
    for number, code in enumerate(sample):
        content = briefs.of_place(code, lang=("es", "en")[number % 2])
        reader = PdfReader(io.BytesIO(content))
        assert len(reader.pages) == 2
        assert len(content) < 150 * 1024
        place = briefs.ground.places[code]
        first = " ".join(reader.pages[0].extract_text().split())
        assert str(place["name"]) in first
        if place["gate"] == "ranked":
            low, high = (f"{round(place[key]):,}" for key in ("rank_p5", "rank_p95"))
            assert re.search(rf"entre el {low}\.º y el {high}\.º|between {low}\w\w and {high}\w\w", first)
