"""Measure every format of the whole study, each in a fresh process, and all of them in one."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from bench.row import RUNS, Row, fresh, python, report, row
from geo.export import FORMATS

ROOT = Path(__file__).parents[1]
WRITE = """
import os, pathlib, time
os.environ |= {told}
from geo.catalogue import load_catalogue
from geo.export import write_format
from pipelines.export import read_whole
from pipelines.paths import find_places
places = find_places()
whole = read_whole(places, load_catalogue(places.texts()))
clock = time.perf_counter()
file, content = write_format(whole.table, {format_!r}, name="arraigo", whole=whole)
seconds = time.perf_counter() - clock
pathlib.Path({out!r}, file).write_bytes(content)
print(seconds)
"""
"""What a reader of the app waits for: the study is read already."""


def rows(*, quick: bool = False) -> dict[str, Row]:
    """Time each writer, then `arraigo export --all-formats` from its start, on the shipped inputs."""
    runs = 1 if quick else RUNS
    with tempfile.TemporaryDirectory() as folder:
        home, out = Path(folder), Path(folder) / "out"
        out.mkdir()
        shutil.copytree(ROOT / "data" / "studies", home / "data" / "studies")
        told = {"ARRAIGO_HOME": folder, "ARRAIGO_RAW": str(home / "raw")}
        command = f"import os; os.environ |= {told}; from pipelines.cli import app; app()"
        fresh([*python(command), "run"])
        lines = {}
        for format_, form in FORMATS.items():
            line = row(python(WRITE.format(told=told, format_=format_, out=str(out))), runs=runs, inside=True)
            megabytes = (out / f"arraigo.{form.suffix}").stat().st_size / 1e6
            lines[f"export: {format_}, 900 municipalities, {megabytes:.1f} MB"] = line
        words = ["export", "--all-formats", "-o", str(out)]
        lines[f"export: all {len(FORMATS)} formats, from the command line"] = row(
            [*python(command), *words], runs=runs, before=lambda: shutil.rmtree(out, ignore_errors=True)
        )
        words = ["export", "--every-department", "-f", "shp,gpkg,kmz,xlsx", "-o", str(out)]
        lines["export: four formats for each of 54 departments"] = row([*python(command), *words], runs=1)
        return lines


if __name__ == "__main__":
    report(rows(quick="--quick" in sys.argv))
