"""Open a raw boundary layer at the door: are its files whole, the expected ones, and drawn where they say."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely
from pyogrio.errors import DataSourceError, FeatureError

from geo.errors import Faults, GeometryError, MissingFileError

if TYPE_CHECKING:
    from pathlib import Path

    from geo.catalogue.layer import Layer

_SIDECARS = frozenset({".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".xml"})
"""Files beside a shapefile, which are not opened by themselves."""


def read_layer(folder: Path, entry: Layer, *, accept_changed: bool = False) -> gpd.GeoDataFrame:
    """Read the polygons of a raw layer.

    Parameters
    ----------
    folder
        Where the raw files lie; the paths of the entry are below it.
    entry
        The layer's passport.
    accept_changed
        Read files that differ from the passport all the same; the corrections will tell what no longer holds.

    Returns
    -------
    :
        EPSG:4326, one row per feature in the order of the files, with the columns that the entry names, `iso3`, `kind`
        and `vintage`. Polygons are as they were drawn: they may be invalid, gap and overlap.

    Raises
    ------
    MissingFileError
        With every file that is not there.
    GeometryError
        With every file that changed, is cut short or has another CRS, and every feature without code or polygon.
    """
    _check_files(folder, entry, accept_changed=accept_changed)
    faults = Faults(f"layer `{entry.id}`", GeometryError)
    parts = [
        part
        for path in entry.files
        if not any(path.endswith(suffix) for suffix in _SIDECARS)
        and (part := _open(folder, path, entry, faults)) is not None
    ]
    faults.raise_any()
    units = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True))
    _check_features(units, faults)
    faults.raise_any()
    units["code"] = (entry.code_prefix + units["code"]).str[: entry.code_length]
    return units.assign(iso3=entry.iso3, kind=entry.kind, vintage=entry.vintage)


def read_table(folder: Path, entry: Layer, *, accept_changed: bool = False) -> pd.DataFrame:
    """Read a table of places, every cell as text, blank ones null, with the columns that the entry names.

    Raises
    ------
    MissingFileError
        When the file is not there.
    GeometryError
        When it changed, or lacks a column.
    """
    _check_files(folder, entry, accept_changed=accept_changed)
    faults = Faults(f"table `{entry.id}`", GeometryError)
    parts = []
    for path in entry.files:
        try:
            part = pd.read_csv(folder / path, dtype="str", keep_default_na=False, na_values=[""])
        except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
            faults.add(f"{path} is not a table in UTF-8 ({error}). Fetch it again, or save it as UTF-8.")
            continue
        _check_columns(part, path, entry, faults)
        parts.append(part)
    faults.raise_any()
    table = pd.concat(parts, ignore_index=True)
    return pd.DataFrame({ours: table[theirs] for ours, theirs in entry.columns.items()})


def _check_files(folder: Path, entry: Layer, *, accept_changed: bool) -> None:
    missing = Faults(f"layer `{entry.id}`", MissingFileError)
    missing.check(
        f"files are not in {folder}",
        bad=[path for path in entry.files if not (folder / path).is_file()],
        of=len(entry.files),
        do=f"Fetch them from {entry.url} or place them by hand; a shapefile is whole only with those beside it.",
    )
    missing.raise_any()
    if accept_changed:
        return
    changed = Faults(f"layer `{entry.id}`", GeometryError)
    changed.check(
        "files are not those that the passport describes (the source changed, or the file is cut short)",
        bad=[path for path, sha256 in entry.files.items() if _sha256(folder / path) != sha256],
        of=len(entry.files),
        do="Fetch them again; if the source has changed, look at it and enter the new sha256 in layers.yml.",
    )
    changed.raise_any()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _open(folder: Path, path: str, entry: Layer, faults: Faults) -> gpd.GeoDataFrame | None:
    try:
        part = gpd.read_file(folder / path)
    except (DataSourceError, FeatureError) as error:
        faults.add(f"{path} cannot be read ({error}). It may be cut short: fetch it again.")
        return None
    if not isinstance(part, gpd.GeoDataFrame):
        faults.add(f"{path} holds no geometry. Fetch it again, or describe it as a table in layers.yml.")
        return None
    if not _check_columns(part, path, entry, faults):
        return None
    if part.crs is None:
        part = part.set_crs(entry.crs)
    elif part.crs != entry.crs and part.crs.to_authority() != ("OGC", "CRS84"):
        faults.add(
            f"{path} says it is in {part.crs.to_string()}, and layers.yml says {entry.crs}. Find out which holds."
        )
        return None
    west, south, east, north = part.total_bounds
    if part.crs.is_geographic and (west < -180 or east > 180 or south < -90 or north > 90):
        faults.add(
            f"{path} has no degrees (up to {max(east, north):g}), though {entry.crs} means degrees. Correct `crs`."
        )
        return None
    picked = {ours: part[theirs] for ours, theirs in entry.columns.items()}
    return gpd.GeoDataFrame(picked, geometry=part.geometry, crs=part.crs).to_crs("EPSG:4326")


def _check_columns(part: pd.DataFrame, path: str, entry: Layer, faults: Faults) -> bool:
    absent = [theirs for theirs in entry.columns.values() if theirs not in part]
    faults.check(
        f"columns are not in {path}",
        bad=absent,
        of=len(entry.columns),
        do="Correct `columns` in layers.yml, or fetch the file again (of a shapefile, the .dbf too).",
    )
    return not absent


def _check_features(units: gpd.GeoDataFrame, faults: Faults) -> None:
    shapes = units.geometry.to_numpy()
    labels = (units["name"].fillna("?") + " (feature " + (units.index + 1).astype(str) + ")").to_numpy()
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    polygonal = shapely.get_dimensions(shapes) == 2
    do = "Fetch the layer again, or ask its producer."
    faults.check("features have no geometry", bad=labels[empty].tolist(), of=len(units), do=do)
    faults.check("features are not polygons", bad=labels[~empty & ~polygonal].tolist(), of=len(units), do=do)
    faults.check("features have no code", bad=labels[units["code"].isna()].tolist(), of=len(units), do=do)
