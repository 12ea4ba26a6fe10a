"""Publish what was found beside the scores: the tables behind reach, links, checks, types, neighbours and targets.

The app reads them from `findings/` in the published folder. A row that names an indicator which its
readers may not see stays out.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pandas as pd

from geo.catalogue import closed_nodes, closed_series, closed_to
from geo.kinds import at_most
from pipelines.comparator_entries import read_entries
from pipelines.store import write_bytes

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo.kinds import Tier
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


def run(context: Context, *, tier: Tier = "public") -> None:
    """Write the tables that a stage left, each without what readers of the tier may not see."""
    out = context.out / FOLDER
    out.mkdir()
    closed = _closed(context, tier)
    for stage, names in TABLES.items():
        for name in names:
            path = context.places.result(stage) / name
            if path.is_file():
                # Numbers stay as they were written: read as text, they are not rounded anew.
                table = _seen(pd.read_csv(path, dtype=str, keep_default_na=False), closed)
                write_bytes(out / name, table.to_csv(index=False, lineterminator="\n").encode())
    for stage, names in FRAMES.items():
        for name in names:
            path = context.places.result(stage) / name
            if path.is_file():
                _seen(pd.read_parquet(path), closed).to_parquet(out / name, index=False)
    for stage, names in TEXTS.items():
        for name in names:
            path = context.places.result(stage) / name
            if path.is_file():
                shutil.copyfile(path, out / name)


def _closed(context: Context, tier: Tier) -> set[str]:
    """Name the indicators, series, nodes and outside figures that readers of the tier may not see."""
    catalogue = context.catalogue
    outside = {one.id for one in read_entries(context.places, catalogue) if not at_most(one.tier, tier)}
    hidden = {indicator.id for indicator in closed_to(catalogue, tier)} | outside
    return hidden | closed_series(catalogue, tier) | set(closed_nodes(catalogue, tier))


def _seen(table: pd.DataFrame, closed: Collection[str]) -> pd.DataFrame:
    """Leave out the rows that name what is closed, and the columns that are called so: a type's centre on a pillar."""
    if not closed:
        return table
    table = table[[name for name in table if name not in closed]]
    named = [name for name in NAMES_INDICATORS if name in table]
    return table[~table[named].isin(list(closed)).any(axis=1)] if named else table
