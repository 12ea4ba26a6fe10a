"""Measure the main job: the whole study cold, and again when nothing changed."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from bench.row import RUNS, Row, python, report, row

ROOT = Path(__file__).parents[1]


def rows(*, quick: bool = False) -> dict[str, Row]:
    """Time `arraigo run` in a folder of its own, on the shipped inputs."""
    runs = 2 if quick else RUNS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        shutil.copytree(ROOT / "data" / "studies", home / "data" / "studies")
        # No raw files: what is measured is the shipped study, as a newcomer meets it.
        told = {"ARRAIGO_HOME": folder, "ARRAIGO_RAW": str(home / "raw")}
        command = [*python(f"import os; os.environ |= {told}; from pipelines.cli import app; app()"), "run"]

        def cold() -> None:
            shutil.rmtree(home / "data" / "processed", ignore_errors=True)

        return {
            "study: every stage, cold": row(command, runs=runs, before=cold),
            "study: nothing changed": row(command, runs=runs),
        }


if __name__ == "__main__":
    report(rows(quick="--quick" in sys.argv))
