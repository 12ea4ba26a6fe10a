"""Reduce any rasters over any polygons: the engine of the raster indicators, for other studies and larger maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from geo.errors import Faults, GeometryError, MethodError, MissingFileError
from geo.export import frame_csv
from geo.zonal import Ask, Declared, open_stack, reduce_stack
from pipelines.store import write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from geo.zonal import Executor


def run(
    units: Path,
    rasters: Sequence[Path],
    *,
    out: Path,
    key: str,
    statistics: Sequence[str],
    declared: Declared,
    memory_mb: float,
    executor: Executor | None,
    progress: Callable[[int, int], None],
) -> str:
    """Write a long table: a row per unit and layer, a column per statistic, and the share with valid data.

    Raises
    ------
    MissingFileError
        When a file is not there.
    GeometryError
        When the units cannot be read, lack the key, or are in no degrees.
    MethodError
        When no statistic is asked for, or the key has the name of a column of the result; see `geo.zonal.reduce_stack`.
    RasterError
        See `geo.zonal.reduce_stack`.
    """
    statistics = list(dict.fromkeys(statistics))
    _check_columns(key, statistics)
    places = _read_units(units, key)
    stack = open_stack(list(rasters), declared=declared)
    found = reduce_stack(
        places.geometry.to_numpy(),
        stack,
        ask=Ask(tuple(statistics)),
        memory_mb=memory_mb,
        executor=executor,
        progress=progress,
    )
    layers = len(stack.names)
    table = pd.DataFrame(
        {
            key: np.repeat(places[key].astype(str).to_numpy(), layers),
            "layer": np.tile(np.array(stack.names, dtype=object), len(places)),
            **{name: found[name].reshape(-1) for name in statistics},
            "valid": found.valid.reshape(-1),
        }
    )
    write_bytes(
        out, table.to_parquet(index=False) if out.suffix == ".parquet" else frame_csv(table, texts=[key, "layer"])
    )
    return f"{len(places)} units x {layers} layers written to {out}."


def _check_columns(key: str, statistics: Sequence[str]) -> None:
    """Refuse a table without figures, or with two columns of one name."""
    if not statistics:
        raise MethodError("No statistic is asked for. Name one or more by --statistic, such as mean,q90.")
    if key in {"layer", "valid", *statistics}:
        raise MethodError(f"`{key}` is a column of the result already. Rename that of the units first.")


def _read_units(path: Path, key: str) -> gpd.GeoDataFrame:
    if not path.exists():
        raise MissingFileError(f"The units {path} are not there. Give a file of polygons, such as a GeoPackage.")
    try:
        places = pyogrio.read_dataframe(path)
    except pyogrio.errors.DataSourceError as error:
        raise GeometryError(
            f"{path.name} cannot be read as polygons: {error}. Give a GeoPackage or GeoJSON."
        ) from error
    if not isinstance(places, gpd.GeoDataFrame):
        raise GeometryError(f"{path.name} holds a table without outlines. Give a GeoPackage or GeoJSON.")
    faults = Faults(path.name, GeometryError)
    columns = [str(name) for name in places.columns.drop(places.geometry.name)]
    if key not in columns:
        faults.add(f"it has no column `{key}`, of {', '.join(columns)}. Name one of these by --key.")
    else:
        ids, do = places[key], "Name another column by --key."
        faults.check(f"units share a `{key}`", bad=ids[ids.duplicated()].tolist(), of=len(places), do=do)
        faults.check(
            f"units (counted from 0) have no `{key}`", bad=np.flatnonzero(ids.isna()).tolist(), of=len(places), do=do
        )
    if places.crs is None or not places.crs.is_geographic:
        faults.add(f"it is in {places.crs or 'no reference system'}, not in degrees. Reproject it to EPSG:4326 first.")
    faults.check(
        "units have an invalid outline",
        bad=np.flatnonzero(~places.geometry.is_valid).tolist(),
        of=len(places),
        do="Repair them first, such as by `make_valid` in QGIS.",
    )
    faults.raise_any()
    return places
