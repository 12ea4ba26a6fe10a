"""Publish what was found beside the scores: the tables behind reach, links, checks, types, neighbours and targets.

The app reads them from `findings/` in the published folder. A row that names an indicator which is
not public stays out.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pandas as pd

from pipelines.store import write_bytes

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo.catalogue import Catalogue
    from pipelines.stage import Context

FOLDER = "findings"
TABLES = {
    "2_measured": ("availability.csv",),
    "3_scored": (
        "comparators.csv", "convergence.csv", "imputed.csv", "leave_one_out.csv", "links.csv", "partial_dependence.csv",
        "reach.csv", "reach_first.csv", "sobol.csv", "treated.csv", "variants.csv", "weights.csv",
    ),
    "4_grouped": ("centres.csv", "moran.csv", "portfolios.csv", "stability.csv", "zones.csv"),
}  # fmt: skip
FRAMES = {
    "3_scored": ("rankings.parquet",),
    "4_grouped": ("neighbours.parquet", "profiles.parquet", "targets.parquet"),
}
TEXTS = {"4_grouped": ("targeting.json",)}
NAMES_INDICATORS = ("indicator", "driver", "item", "figure", "against", "outcome")
"""Columns in which an indicator may be named."""


def run(context: Context) -> None:
    """Write the tables that a stage left, each without what is not public; one that is not there is left out."""
    out = context.out / FOLDER
    out.mkdir()
    closed = _closed(context.catalogue)
    for stage, names in TABLES.items():
        for name in names:
            path = context.places.result(stage) / name
            if path.is_file():
                # Numbers stay as they were written: read as text, they are not rounded anew.
                table = _public(pd.read_csv(path, dtype=str, keep_default_na=False), closed)
                write_bytes(out / name, table.to_csv(index=False, lineterminator="\n").encode())
    for stage, names in FRAMES.items():
        for name in names:
            path = context.places.result(stage) / name
            if path.is_file():
                _public(pd.read_parquet(path), closed).to_parquet(out / name, index=False)
    for stage, names in TEXTS.items():
        for name in names:
            path = context.places.result(stage) / name
            if path.is_file():
                shutil.copyfile(path, out / name)


def _closed(catalogue: Catalogue) -> set[str]:
    """Name the indicators and series that not everyone may see."""
    hidden = {indicator.id for indicator in catalogue.indicators if indicator.tier != "public"}
    return hidden | {id_ for id_, series in catalogue.series.items() if series.tier != "public"}


def _public(table: pd.DataFrame, closed: Collection[str]) -> pd.DataFrame:
    named = [name for name in NAMES_INDICATORS if name in table]
    return table[~table[named].isin(list(closed)).any(axis=1)] if named else table
