"""Write layers and tables of one department, or of all, for the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geo.errors import Faults, MethodError, listed
from geo.export import Table, csv_bytes, declare_columns, geopackage_bytes, geoparquet_bytes, shapefile_bytes
from pipelines.store import write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from geo.catalogue import Catalogue
    from pipelines.paths import Places

FORMATS = ("shp", "gpkg", "csv", "parquet")


def run(
    places: Places, catalogue: Catalogue, *, department: str | None, formats: Sequence[str], out: Path
) -> Iterator[str]:
    """Write each format, and give the path of each file.

    Raises
    ------
    MissingFileError
        When nothing has been published yet.
    MethodError
        When a format or the department is not known.
    """
    scores = gpd.read_parquet(places.published() / "scores.parquet")
    _check(scores, department=department, formats=formats)
    columns = tuple(column for column in declare_columns(catalogue).of_units if column.name in scores)
    table = Table(scores, columns)
    name = f"arraigo_{places.study.name}"
    named = places.published() / "zones.parquet"
    # Cut at the edge of a department, a zone would be told as smaller than it is.
    zones = pd.read_parquet(named) if named.is_file() and department is None else None
    if department is not None:
        table = table.where(table.frame["adm1_code"] == department)
        name = f"{name}_{department}"
    for format_ in formats:
        suffix, content = _written(table, format_, name, zones)
        write_bytes(out / f"{name}.{suffix}", content)
        yield str(out / f"{name}.{suffix}")


def _check(scores: pd.DataFrame, *, department: str | None, formats: Sequence[str]) -> None:
    faults = Faults("export", MethodError)
    faults.check(
        "formats are not known",
        bad=[format_ for format_ in formats if format_ not in FORMATS],
        of=len(formats),
        do=f"Choose of {', '.join(FORMATS)}.",
    )
    known = sorted(scores["adm1_code"].unique())
    if not formats:
        faults.add(f"no format is named. Choose of {', '.join(FORMATS)}.")
    if department is not None and department not in known:
        faults.add(f"there is no department {department} among {len(known)}, such as {listed(known)}.")
    faults.raise_any()


def _written(table: Table, format_: str, name: str, zones: pd.DataFrame | None) -> tuple[str, bytes]:
    writers: dict[str, tuple[str, Callable[[], bytes]]] = {
        "shp": ("zip", lambda: shapefile_bytes(table, name=name)),
        "gpkg": ("gpkg", lambda: geopackage_bytes(table, zones=zones)),
        "csv": ("csv", lambda: csv_bytes(table)),
        "parquet": ("parquet", lambda: geoparquet_bytes(table)),
    }
    suffix, write = writers[format_]
    return suffix, write()
