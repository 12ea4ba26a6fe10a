"""Reduce any rasters over any polygons: the engine of the raster indicators, for other studies and larger maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyogrio

from geo.errors import Faults, GeometryError, MissingFileError
from geo.export import frame_csv
from geo.zonal import Ask, Declared, open_stack, reduce_stack
from pipelines.store import write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import geopandas as gpd

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
    RasterError, MethodError
        See `geo.zonal.reduce_stack`.
    """
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


def _read_units(path: Path, key: str) -> gpd.GeoDataFrame:
    if not path.exists():
        raise MissingFileError(f"The units {path} are not there. Give a file of polygons, such as a GeoPackage.")
    try:
        places = pyogrio.read_dataframe(path)
    except pyogrio.errors.DataSourceError as error:
        raise GeometryError(
            f"{path.name} cannot be read as polygons: {error}. Give a GeoPackage or GeoJSON."
        ) from error
    faults = Faults(path.name, GeometryError)
    if key not in places:
        faults.add(f"it has no column `{key}`, of {', '.join(map(str, places.columns))}. Name one of these by --key.")
    elif (doubled := places[key][places[key].duplicated()]).size:
        faults.check(f"units share a `{key}`", bad=doubled.tolist(), of=len(places), do="Name another column by --key.")
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
