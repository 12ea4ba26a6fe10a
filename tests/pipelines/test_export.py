"""Check what `arraigo export` writes of a study, and that what it cannot do ends in one message and exit code 2."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pyogrio
import pytest

from geo.errors import MissingFileError, TableError
from geo.export import FORMATS, read_classes
from pipelines import cli
from pipelines.export import read_codes
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from pathlib import Path

LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
from pipelines.cli import main
sys.argv = ["arraigo", *sys.argv[1:]]
main()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    write_study(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARRAIGO_HOME", str(home))
        patch.delenv("ARRAIGO_RAW", raising=False)
        assert arraigo(patch, "run") == 0
    return home


@pytest.fixture
def there(home: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("ARRAIGO_HOME", str(home))
    monkeypatch.delenv("ARRAIGO_RAW", raising=False)
    return monkeypatch


def arraigo(patch: pytest.MonkeyPatch, verb: str, *words: str) -> int:
    patch.setattr("sys.argv", ["arraigo", verb, "--study", "tiny", *words])
    try:
        cli.main()
    except SystemExit as left:
        return int(left.code or 0)
    return 0


def written(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def codes(path: Path) -> list[str]:
    return pd.read_csv(path, dtype=str)["code"].tolist()


def test_all_formats_are_written_at_once(there: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert arraigo(there, "export", "-d", "bb02", "--all-formats", "-o", str(tmp_path)) == 0
    assert written(tmp_path) == sorted(f"arraigo_tiny_BB02.{form.suffix}" for form in FORMATS.values())
    assert codes(tmp_path / "arraigo_tiny_BB02.csv") == ["BB0201", "BB0202", "BB0203"]
    layers = [name for name, _ in pyogrio.list_layers(tmp_path / "arraigo_tiny_BB02.gpkg")]
    assert {"units", "departments", "codebook", "layer_styles"} <= set(layers)


def test_every_department_has_its_own_file(there: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert arraigo(there, "export", "--every-department", "-f", "csv,kmz", "-o", str(tmp_path)) == 0
    tables = sorted(tmp_path.glob("*.csv"))
    assert len(tables) == len(sorted(tmp_path.glob("*.kmz"))) >= 4
    together = [code for path in tables for code in codes(path)]
    assert len(together) == len(set(together)) == 12
    for path in tables:
        department = path.stem.rpartition("_")[2]
        assert all(code.startswith(department) for code in codes(path))


def test_a_list_of_codes_and_a_name(there: pytest.MonkeyPatch, tmp_path: Path) -> None:
    listed = tmp_path / "lista.txt"
    listed.write_text("\ufeffbb0201\n\nAA0101\n", encoding="utf-8")
    out = tmp_path / "out"
    words = ("--codes", str(listed), "-f", "csv,xlsx", "--lang", "en", "--name", "visita", "-o", str(out))
    assert arraigo(there, "export", *words) == 0
    assert written(out) == ["visita.csv", "visita.xlsx"]
    assert codes(out / "visita.csv") == ["AA0101", "BB0201"]
    assert "Ranking" in openpyxl.load_workbook(out / "visita.xlsx").sheetnames


def test_the_selected_set_leaves_alone(there: pytest.MonkeyPatch, home: Path, tmp_path: Path) -> None:
    scores = pd.read_parquet(home / "data/processed/tiny/5_published/scores.parquet")
    assert arraigo(there, "export", "--selected", "-f", "csv", "-o", str(tmp_path)) == 0
    assert codes(tmp_path / "arraigo_tiny_selected.csv") == scores.loc[scores["selected"] == 1, "code"].tolist()


def test_a_part_is_drawn_in_the_classes_of_the_study(there: pytest.MonkeyPatch, home: Path, tmp_path: Path) -> None:
    classes = read_classes((home / "data/processed/tiny/5_published/classes.json").read_text(encoding="utf-8"))
    assert arraigo(there, "export", "-d", "BB02", "-f", "gpkg", "-o", str(tmp_path)) == 0
    styles = pyogrio.read_dataframe(tmp_path / "arraigo_tiny_BB02.gpkg", layer="layer_styles")
    drawn = styles.loc[styles["styleName"] == "Puntaje (es)", "styleQML"].iloc[0]
    assert f"{classes.limits[0]:,.1f}" in drawn


def test_exporting_again_gives_the_same_bytes(there: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        assert arraigo(there, "export", "--all-formats", "-o", str(tmp_path / folder)) == 0
    for name in written(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-d", "ZZ99"), "no unit lies in a department ZZ99, among 4 departments that have units, such as AA01"),
        (("-d", "BB/02"), "no unit lies in a department BB/02"),
        (("-f", "dwg,csv"), "1 of 2 formats are not known: dwg. Choose of shp, gpkg, kmz"),
        (("-f", ","), "no format is named"),
        (("--name", "../etc"), "`../etc` cannot name a file or a layer. Use ASCII letters"),
        (("-d", "BB02", "--every-department"), "both one department (BB02) and every department are asked for"),
        (("--codes", "nowhere.txt"), "nowhere.txt cannot be read (No such file or directory)"),
    ],
)
def test_what_cannot_be_done_is_told(
    words: tuple[str, ...], told: str, there: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there.chdir(tmp_path)
    assert arraigo(there, "export", *words, "-o", str(tmp_path / "out")) == 2
    assert told in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()


def test_results_of_an_older_version_say_what_to_do(
    there: pytest.MonkeyPatch, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = home / "data/processed/tiny/5_published/classes.json"
    drawn.rename(tmp_path / "aside")
    try:
        assert arraigo(there, "export", "-o", str(tmp_path / "out")) == 2
    finally:
        (tmp_path / "aside").rename(drawn)
    assert "were published by an older version" in " ".join(capsys.readouterr().err.split())


def test_a_folder_that_may_not_be_written_is_told(
    there: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert arraigo(there, "export", "-f", "csv", "-o", str(tmp_path / "file" / "below")) == 2
    assert "arraigo:" in capsys.readouterr().err


def test_a_read_only_folder_is_told(
    there: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    there.setattr("tempfile.NamedTemporaryFile", refuse)
    assert arraigo(there, "export", "-f", "csv", "-o", str(tmp_path)) == 2
    assert "Read-only file system" in " ".join(capsys.readouterr().err.split())
    assert written(tmp_path) == []


def test_a_disk_that_fills_up_leaves_what_was_there(
    there: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "arraigo_tiny.csv").write_text("before", encoding="utf-8")
    there.setattr(os, "fsync", refuse)
    assert arraigo(there, "export", "-f", "csv", "-o", str(tmp_path)) == 2
    assert "No space left on device" in " ".join(capsys.readouterr().err.split())
    assert written(tmp_path) == ["arraigo_tiny.csv"]
    assert (tmp_path / "arraigo_tiny.csv").read_text(encoding="utf-8") == "before"


@pytest.mark.parametrize("format_", ["csv", "gpkg", "xlsx", "shp", "pmtiles"])
def test_a_system_that_takes_no_more_bytes_ends_in_one_message(format_: str, home: Path, tmp_path: Path) -> None:
    """The system itself refuses here, whether in the temporary folder or where the file is to be."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "export", "--study", "tiny", "-f", format_, "-o", str(tmp_path)],
        env={**os.environ, "ARRAIGO_HOME": str(home), "PYTHONWARNINGS": "ignore"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("arraigo:")
    assert written(tmp_path) == []


@pytest.mark.parametrize(
    "text", ["GT1301\ngt1302\n", "rank;x\n1\n", "name,code\nA,GT1301\nB,gt1302\n", "code\nGT1301\nGT1302"]
)
def test_codes_are_read_from_a_list_or_a_table(text: str, tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text(text, encoding="utf-8")
    expected = ["RANK;X", "1"] if ";" in text else ["GT1301", "GT1302"]
    assert read_codes(path) == expected


@pytest.mark.parametrize(
    ("content", "error", "told"),
    [
        (b"", TableError, "holds no code in 0 lines"),
        (b"code\n", TableError, "holds no code in 1 lines"),
        (b"\xff\xfe1", TableError, "is not UTF-8"),
    ],
)
def test_a_list_that_holds_no_codes_is_told(content: bytes, error: type[Exception], told: str, tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_bytes(content)
    with pytest.raises(error, match=told):
        read_codes(path)


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="cannot be read"):
        read_codes(tmp_path / "gone")
