"""Check that one command makes a study of a workbook, and that its scores are those worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

from geo.errors import ArraigoError, MethodError, MissingFileError, StoreError, TableError
from pipelines.paths import find_places
from pipelines.workbook import import_index
from tests.geo.workbook.worlds import a2sit, coinr
from tests.pipelines.test_flow import run
from tests.pipelines.tiny import units, write_study

if TYPE_CHECKING:
    from pathlib import Path

CODES = [f"AA{d:02d}{p:02d}" for d in (1, 2) for p in (1, 2, 3)]
# GDPpc 0, 10 .. 50, more is more; Illit 8, 8, 4, 4, 0, 0, less is more; Viol.1 1, -, 3, 4, 5, 2, more is more.
# Econ = (GDPpc + 3 Illit) / 4, the index = (2 Econ + Viol) / 3, each scaled from its least to its greatest.
GDP = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
ILLIT = [0.0, 0.0, 0.5, 0.5, 1.0, 1.0]
VIOL = [0.0, None, 0.5, 0.75, 1.0, 0.25]
ECON = [(g + 3 * i) / 4 for g, i in zip(GDP, ILLIT, strict=True)]
SCORE = [100 * (e if v is None else (2 * e + v) / 3) for e, v in zip(ECON, VIOL, strict=True)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_study(tmp_path)
    return tmp_path


def named(content: bytes, path: Path) -> Path:
    """Give the workbook the names of the tiny study's places."""
    path.write_bytes(content)
    book = openpyxl.load_workbook(path)
    names = units().set_index("code")["name"]
    for sheet in book:
        for row in sheet.iter_rows():
            if row and str(row[0].value) in names.index:
                row[1].value = names[str(row[0].value)]
    book.save(path)
    return path


@pytest.mark.parametrize("content", [coinr(), a2sit()], ids=["COINr", "A2SIT"])
def test_a_workbook_becomes_a_study_whose_scores_are_those_worked_out_by_hand(home: Path, content: bytes) -> None:
    file = named(content, home / "índice.xlsx")
    output = run(home, "import-index", str(file), "--study", "mine", "--base", "tiny", "--year", "2021").output
    assert "Run it with: arraigo run --study mine" in output
    assert "3 indicators in 3 nodes" in run(home, "check", "--study", "mine").output
    run(home, "run", "--study", "mine")
    scores = pd.read_parquet(home / "data/processed/mine/3_scored/scores.parquet").set_index("code")
    assert scores.loc[CODES, "score"].tolist() == pytest.approx(SCORE, abs=1e-9)
    assert scores.loc[CODES, "node_econ"].tolist() == pytest.approx([100 * e for e in ECON], abs=1e-9)
    assert (home / "data/processed/mine/5_published/map.html").is_file()
    assert set(scores["iso3"]) == {"AAA"}
    assert len(scores) == 6
    values = pd.read_parquet(home / "data/processed/mine/2_measured/values.parquet").set_index(["indicator", "code"])
    assert values.loc[("viol_1", "AA0102"), "status"] == "source_failed"  # in the workbook, without a figure
    assert pd.isna(values.loc[("viol_1", "AA0102"), "value"])


def test_the_template_imports_back(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "empty.xlsx"
    assert str(out) in run(home, "template", "--country", "aaa", "--out", str(out), "--base", "tiny").output.replace(
        "\n", ""
    )
    book = openpyxl.load_workbook(out)
    for row, value in enumerate((1, 1, "violence", "Delitos", "Crimes"), start=1):
        book["Data"].cell(row, 3).value = value
    for number in range(6):
        book["Data"].cell(6 + number, 3).value = number
    book.save(out)
    output = run(
        home, "import-index", str(out), "-s", "again", "-c", "AAA", "--base", "tiny", "--tier", "public"
    ).output
    assert "groups have no indicator and stay in the tree as unknown" in output
    run(home, "run", "--study", "again")
    scores = pd.read_parquet(home / "data/processed/again/3_scored/scores.parquet").set_index("code")
    assert scores.loc[CODES, "node_violence"].tolist() == pytest.approx([0, 20, 40, 60, 80, 100])


def test_a_study_that_is_there_is_never_written_over(home: Path) -> None:
    file = named(coinr(), home / "a.xlsx")
    before = (home / "data/studies/tiny/study.yml").read_bytes()
    with pytest.raises(StoreError, match="is there already and stays as it is"):
        run(home, "import-index", str(file), "--study", "tiny", "--base", "tiny")
    assert (home / "data/studies/tiny/study.yml").read_bytes() == before


@pytest.mark.parametrize("name", ["../out", "/tmp/x", "Mine", "", "a" * 61, "tiny/x"])
def test_a_name_that_could_be_a_path_names_no_study(home: Path, name: str) -> None:
    file = named(coinr(), home / "a.xlsx")
    with pytest.raises(MethodError, match="cannot name a study"):
        import_index(file, study=name, base=find_places("tiny", home=home))
    assert sorted(p.name for p in (home / "data/studies").iterdir()) == ["tiny"]


def test_a_faulty_workbook_leaves_nothing_behind(home: Path) -> None:
    file = home / "a.xlsx"
    file.write_bytes(coinr(data=[["uCode", "GDPpc", "Illit", "Viol.1"], ["AA0101", "x", 1, 2], ["ZZ0101", 1, 1, 2]]))
    with pytest.raises(TableError, match=r"2 faults[\s\S]*iData!B2 \('x'\)[\s\S]*iData!A3 \(ZZ0101\)"):
        run(home, "import-index", str(file), "--study", "mine", "--base", "tiny")
    assert sorted(p.name for p in (home / "data/studies").iterdir()) == ["tiny"]


def test_files_that_are_not_there_and_countries_nobody_knows_are_told(home: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"gone\.xlsx is not there"):
        run(home, "import-index", str(home / "gone.xlsx"), "--study", "mine", "--base", "tiny")
    with pytest.raises(ArraigoError, match=r"is not in the study tiny: ZZZ\. It has AAA, BBB"):
        run(home, "template", "--country", "ZZZ", "--out", str(tmp_path / "z.xlsx"), "--base", "tiny")
    out = tmp_path / "z.xlsx"
    out.write_bytes(b"filled in by somebody")
    with pytest.raises(StoreError, match="stays as it is"):
        run(home, "template", "--country", "AAA", "--out", str(out), "--base", "tiny")
    assert out.read_bytes() == b"filled in by somebody"
