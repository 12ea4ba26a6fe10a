"""Score El Salvador's 44 municipios and the departments from their units, and publish what came of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from geo.export import codebook_csv, csv_bytes, place_columns, places_table
from geo.scoring import score_levels

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd

    from geo.scoring import Result
    from pipelines.paths import Places
    from pipelines.stage import Context

LEVELS: Mapping[str, tuple[str, str]] = {
    "municipio_2024": ("muni44_code", "muni44_name"),
    "department": ("adm1_code", "adm1_name"),
}
"""The columns of a unit that name its place, by level."""

PUBLISHED = {"municipio_2024": "rollup_44.csv", "department": "departments.csv"}
CODEBOOK = "codebook_places.csv"
NAMED = {"the 44": PUBLISHED["municipio_2024"], "by dept.": PUBLISHED["department"], "their key": CODEBOOK}


def run(context: Context, result: Result, units: gpd.GeoDataFrame) -> None:
    """Score the places of each level that the study has, check, save."""
    land = pd.DataFrame(units[units["kind"] != "lake"].drop(columns="geometry")).set_index("code")
    levels = {level: columns for level, columns in LEVELS.items() if land[columns[0]].notna().any()}
    found = score_levels(result, [land[code] for code, _ in levels.values()])
    for (level, (code, name)), scored in zip(levels.items(), found, strict=True):
        first = land.dropna(subset=code).drop_duplicates(code).set_index(code, drop=False)
        called = pd.DataFrame({"name": first[name], "adm1_code": first["adm1_code"], "adm1_name": first["adm1_name"]})
        table = scored.reset_index().join(called, on="code")
        places_table(table)
        table.to_parquet(context.out / f"rollup_{level}.parquet", index=False)
        unknown = int(table["rank"].isna().sum())
        if unknown:
            context.notes.append(
                f"{unknown} of {len(table)} places ({level}) are not ranked: less than half of their people live in "
                "ranked units"
            )


def files(places: Places) -> dict[str, str]:
    """Say what the published files of larger places are called, for the end of a run."""
    written = writers(places)
    return {what: file for what, file in NAMED.items() if file in written}


def writers(places: Places) -> dict[str, Callable[[], bytes]]:
    """Name the published file of each level that was scored, and the codebook of their columns."""
    found = {
        file: path
        for level, file in PUBLISHED.items()
        if (path := places.result("3_scored") / f"rollup_{level}.parquet").is_file()
    }
    if not found:
        return {}
    tables = {file: places_table(pd.read_parquet(path)) for file, path in found.items()}
    return {file: partial(csv_bytes, table) for file, table in tables.items()} | {
        CODEBOOK: lambda: codebook_csv(place_columns())
    }
