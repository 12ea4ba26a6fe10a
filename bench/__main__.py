"""Run the benchmarks, all of them or some, and keep the tables in `bench/RESULTS.md`."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from bench.results import updated
from bench.row import report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.row import Row

PARTS = (
    "study", "add", "reruns", "export", "briefs", "app", "harmonise", "zonal", "spi", "score", "patterns", "targeting",
)  # fmt: skip
"""Files of this folder, each of which gives its rows; in the order of the results."""
PACKAGES = (
    "climate_indices", "exactextract", "geopandas", "numpy", "pandas", "ProMCDA", "rapidfuzz", "rasterstats",
    "reportlab", "scikit-criteria", "scikit-learn", "scipy", "shapely", "standard_precip", "xarray", "xclim", "xvec",
)  # fmt: skip
RESULTS = Path(__file__).with_name("RESULTS.md")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write each part as soon as it is measured, unless only a quick look was asked for."""
    asked = _parser().parse_args(arguments)
    rows: dict[str, Row] = {}
    for part in asked.only:
        found = importlib.import_module(f"bench.{part}").rows(quick=asked.quick)
        rows |= found
        if not asked.quick:
            before = RESULTS.read_text(encoding="utf-8") if RESULTS.is_file() else ""
            text = updated(before, {part: found}, parts=PARTS, measured_on=_today())
            RESULTS.write_text(text, encoding="utf-8")
    report(rows)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure speed and memory.")
    parser.add_argument("--quick", action="store_true", help="a smaller form; nothing is written")
    parser.add_argument("--only", type=_parts, default=PARTS, help=f"of {', '.join(PARTS)}; with commas")
    return parser


def _parts(text: str) -> tuple[str, ...]:
    asked = {name.strip() for name in text.split(",") if name.strip()}
    if not asked or not asked <= set(PARTS):
        raise argparse.ArgumentTypeError(f"{text} is not of {', '.join(PARTS)}")
    return tuple(part for part in PARTS if part in asked)


def _today() -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES if _installed(name))
    cores = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    return f"Measured {datetime.now(UTC).date()}: {cores}, {versions}."


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


if __name__ == "__main__":
    main()
