"""Measure an analyst's day: a file of 900 rows becomes an indicator, and the indicator a map."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from bench.row import RUNS, Row, fresh, python, report, row
from geo.boundaries import places_of, read_topojson

ROOT = Path(__file__).parents[1]
STUDY = Path("data") / "studies" / "northern_triangle"
ANSWERS = """\
id: bench
title_es: Puestos de salud
title_en: Health posts
unit_es: por 100 000 habitantes
unit_en: per 100,000 inhabitants
rationale_es: De prueba.
rationale_en: For the test.
pillar: economic
direction: -1
kind: rate
per: 100000
denominator: people
method_class: measured
comparable: false
comparable_why_es: De prueba.
comparable_why_en: For the test.
missing: leave
treatment: winsorise
tier: public
producer: Office
publication: Directory
url: https://example.org
licence: CC BY 4.0
licence_status: open
attribution: Office
"""


def _file(home: Path) -> None:
    """Write counts for every municipality as an office would: semicolons, Windows letters, names and codes."""
    units = pd.DataFrame(read_topojson((ROOT / STUDY / "boundaries.topojson").read_text(encoding="utf-8")))
    places = places_of(units)
    places = places[places["level"] == "municipality"]
    counts = np.random.default_rng(0).poisson(12, len(places))
    pd.DataFrame(
        {
            "codigo": places["code"],
            "departamento": places["adm1_name"].str.upper(),
            "municipio": places["name"].str.upper(),
            "Puestos de salud 2022": counts,
        }
    ).to_csv(home / "posts.csv", index=False, sep=";", encoding="cp1252")
    (home / "answers.yml").write_text(ANSWERS, encoding="utf-8")


def rows(*, quick: bool = False) -> dict[str, Row]:
    """Time `arraigo add indicator`, the `arraigo run` after it, and both in one, from the shipped study's state."""
    runs = 1 if quick else RUNS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        shutil.copytree(ROOT / "data" / "studies", home / "data" / "studies")
        _file(home)
        told = {"ARRAIGO_HOME": folder, "ARRAIGO_RAW": str(home / "raw")}
        command = python(f"import os; os.environ |= {told}; from pipelines.cli import app; app()")
        adding = [*command, "add", "indicator", str(home / "posts.csv"), "--answers", str(home / "answers.yml")]
        fresh([*command, "run"])
        shutil.copytree(home / "data" / "processed", home / "kept")

        def unchanged() -> None:
            for name in ("studies", "processed"):
                shutil.rmtree(home / "data" / name)
            shutil.copytree(ROOT / "data" / "studies", home / "data" / "studies")
            shutil.copytree(home / "kept", home / "data" / "processed")

        def added() -> None:
            unchanged()
            fresh(adding)

        return {
            "add: 900 rows to an entry": row(adding, runs=runs, before=unchanged),
            "add: an entry to a new map": row([*command, "run"], runs=runs, before=added),
            "add: 900 rows to a new map, in one command": row([*adding, "--run"], runs=runs, before=unchanged),
        }


if __name__ == "__main__":
    report(rows(quick="--quick" in sys.argv))
