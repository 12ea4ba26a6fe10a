"""Run every benchmark and keep the table in `bench/RESULTS.md`."""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench import add, app, briefs, export, harmonise, patterns, reruns, score, spi, study, targeting, zonal
from bench.row import RUNS, Row, report

PACKAGES = (
    "climate_indices", "exactextract", "geopandas", "numpy", "pandas", "ProMCDA", "rapidfuzz", "rasterstats",
    "reportlab", "scikit-criteria", "scikit-learn", "scipy", "shapely", "standard_precip", "xarray", "xclim", "xvec",
)  # fmt: skip
RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    """Measure, print, and write the table unless only a quick look was asked for."""
    quick = "--quick" in sys.argv
    parts = study, add, reruns, export, briefs, app, harmonise, zonal, spi, score, patterns, targeting
    rows = {name: line for part in parts for name, line in part.rows(quick=quick).items()}
    if not quick:
        RESULTS.write_text(_table(rows), encoding="utf-8")
    report(rows)


def _table(rows: dict[str, Row]) -> str:
    lines = [
        "# Results",
        "",
        f"Measured {datetime.now(UTC).date()} by `make bench`: medians of {RUNS} fresh processes each, ours and the",
        f"peer's in turn; memory is the largest peak seen. {os.cpu_count()} cores, Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in PACKAGES if _installed(name))
        + ".",
        "",
        "| what | arraigo | peer | peer takes | ratio | memory | greatest relative difference |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, line in rows.items():
        peer_mb = f" / {line.peer_mb} MB" if line.peer_mb else ""
        lines.append(
            f"| {name} | {line.ours_s} s | {line.peer} | {_or_blank(line.peer_s, ' s')} | {_or_blank(line.ratio)} "
            f"| {line.ours_mb} MB{peer_mb} | {_or_blank(line.max_rel_diff)} |"
        )
    lines += ["", "Harmonising and names are measured only where the raw files are at hand (`ARRAIGO_RAW`)."]
    return "\n".join(lines) + "\n"


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _or_blank(number: float | None, unit: str = "") -> str:
    return "" if number is None else f"{number:.3g}{unit}"


if __name__ == "__main__":
    main()
