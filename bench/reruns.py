"""Measure what holding a run against the last one adds to it: keeping it, comparing it by one cause and by four."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from bench.row import RUNS, Row, fresh, python, report, row

ROOT = Path(__file__).parents[1]
START = """
import os, sys, time
os.environ |= {told}
from dataclasses import replace
from pathlib import Path
from geo.changes import compare_runs, moves_csv
from pipelines import kept, what_changed
from pipelines.paths import find_places
places = find_places()
"""
KEEP = """
clock = time.perf_counter()
kept.remember(places)
print(time.perf_counter() - clock)
"""
COMPARE = """
before = kept.find(places, "last")
now = kept.now(places)
clock = time.perf_counter()
moves, inputs, runs = what_changed.compare(before, now, k=60)
out = Path(os.environ["ARRAIGO_HOME"]) / "out"
what_changed.write(out, moves, inputs, study=what_changed.study_of(now), before=before, now=now)
print(time.perf_counter() - clock)
"""
SPLIT = """
a = what_changed.load(kept.now(places))
nodes = tuple(node.model_copy(update={"weight": 2.0}) if node.id == "violence" else node for node in a.index.nodes)
heavy = replace(a, index=a.index.model_copy(update={"nodes": nodes}))
figures = a.measured.copy()
some = figures.index[(figures["indicator"] == "poverty") & figures["value"].notna()][:40]
figures.loc[some, "value"] *= 1.5
last = a.units["code"].iloc[-1]
everything = replace(
    heavy,
    measured=figures[figures["code"] != last],
    units=a.units[a.units["code"] != last],
    index=heavy.index.model_copy(update={"coverage_gate": 0.4}),
)
b = {"one": heavy, "four": everything}[sys.argv[1]]
clock = time.perf_counter()
moves = compare_runs(a, b, k=60, follow={})
spent = time.perf_counter() - clock
assert len(moves.split.causes) == {"one": 1, "four": 4}[sys.argv[1]], moves.split
print(spent)
"""


def rows(*, quick: bool = False) -> dict[str, Row]:
    """Time the parts on the results of the shipped study, in a folder of its own."""
    runs = 2 if quick else RUNS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        shutil.copytree(ROOT / "data" / "studies", home / "data" / "studies")
        told = {"ARRAIGO_HOME": folder, "ARRAIGO_RAW": str(home / "raw")}
        command = [*python(f"import os; os.environ |= {told}; from pipelines.cli import app; app()"), "run"]
        fresh(command)
        start = START.replace("{told}", repr(told))
        kept_runs = home / "data" / "processed" / "northern_triangle" / "runs"

        def forget() -> None:
            shutil.rmtree(kept_runs, ignore_errors=True)

        return {
            "reruns: keep a run": row(python(start + KEEP), runs=runs, before=forget, inside=True),
            "reruns: compare with an equal run": row(python(start + COMPARE), runs=runs, inside=True),
            "reruns: split by one cause": row([*python(start + SPLIT), "one"], runs=runs, inside=True),
            "reruns: split by four causes": row([*python(start + SPLIT), "four"], runs=runs, inside=True),
            "reruns: nothing changed": row(command, runs=runs),
        }


if __name__ == "__main__":
    report(rows(quick="--quick" in sys.argv))
