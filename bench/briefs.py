"""Measure the briefs: one, forty in one process, and the atlas of all; and how many bytes they have."""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from bench.row import RUNS, Row, fresh, python, report, row

ROOT = Path(__file__).parents[1]

WARM = """
import time
from pipelines.brief import load_briefs
from pipelines.paths import find_places
briefs = load_briefs(find_places())
chosen = briefs.places[::{step}][:{count}]
briefs.of_place(chosen[0], lang="es")
clock = time.perf_counter()
sizes = [len(briefs.of_place(code, lang="es")) for code in chosen]
print((time.perf_counter() - clock) / {per})
"""
"""What all share is prepared untimed: the app and the atlas do it once."""


def rows(*, quick: bool = False) -> dict[str, Row]:
    """Time briefs of the shipped study in a folder of its own, which is run first, untimed."""
    runs = 2 if quick else RUNS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        shutil.copytree(ROOT / "data" / "studies", home / "data" / "studies")
        told = {"ARRAIGO_HOME": folder, "ARRAIGO_RAW": str(home / "raw")}
        begin = f"import os; os.environ |= {told}\n"
        arraigo = python(f"{begin}from pipelines.cli import app; app()")
        fresh([*arraigo, "run"])
        out = home / "atlas"
        found = {
            "briefs: one, all it shares prepared": row(
                python(begin + WARM.format(step=22, count=40, per=40)), runs=runs, inside=True
            ),
            "briefs: one on the command line": row([*arraigo, "brief", "HN0501", "-o", f"{folder}/a.pdf"], runs=runs),
            "briefs: 40 in one process": row(
                python(begin + WARM.format(step=22, count=40, per=1)), runs=runs, inside=True
            ),
        }
        if not quick:
            # Beside the row above this tells whether memory grows with the number of briefs.
            found["briefs: all in one process"] = row(
                python(begin + WARM.format(step=1, count=9999, per=1)), runs=1, inside=True
            )
            found["briefs: atlas of all, a process per core"] = row(
                [*arraigo, "brief", "--atlas", "--out", str(out)],
                runs=2,
                before=lambda: shutil.rmtree(out, ignore_errors=True),
            )
            sizes = [path.stat().st_size for path in out.rglob("*.pdf")]
            print(f"{len(sizes)} files, median {statistics.median(sizes):,.0f} bytes, largest {max(sizes):,} bytes")
        return found


if __name__ == "__main__":
    report(rows(quick="--quick" in sys.argv))
