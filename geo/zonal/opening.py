"""Open rasters as one stack, whatever their format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import MissingFileError, RasterError
from geo.zonal.rasters import open_rasters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.zonal.stack import Declared, Stack

ARRAYS = (".nc", ".nc4", ".cdf", ".zarr")
RASTERS = (".tif", ".tiff", ".gz", ".vrt", ".img", ".bil", ".asc")


def open_stack(paths: Path | Sequence[Path], *, declared: Declared | None = None) -> Stack:
    """Open one file, several in the order of their layers, or every raster of a folder in the order of their names.

    Parameters
    ----------
    paths
        GeoTIFF, COG and what else GDAL reads, gzipped too; NetCDF; Zarr; all of one kind.
    declared
        What the files do not say themselves.

    Raises
    ------
    MissingFileError
        When a file is not there, or a folder holds no raster.
    RasterError
        When they are of both kinds, or see `open_rasters` and `open_arrays`.
    """
    files = _listed(paths)
    arrays = [path for path in files if path.suffix.lower() in ARRAYS]
    if arrays and len(arrays) < len(files):
        raise RasterError(
            f"{len(arrays)} of {len(files)} files are NetCDF or Zarr, the others are not: {arrays[0].name}, ... "
            "Give each kind an entry of its own."
        )
    if arrays:
        from geo.zonal.arrays import open_arrays  # noqa: PLC0415 - xarray takes half a second, and most studies have none

        return open_arrays(files, declared=declared)
    return open_rasters(files, declared=declared)


def _listed(paths: Path | Sequence[Path]) -> list[Path]:
    if not isinstance(paths, list | tuple):
        paths = [paths]  # type: ignore[list-item]
    if len(paths) != 1 or not paths[0].is_dir() or paths[0].suffix.lower() in ARRAYS:
        return list(paths)
    found = sorted(path for path in paths[0].iterdir() if path.suffix.lower() in (*ARRAYS, *RASTERS))
    if not found:
        raise MissingFileError(
            f"The folder {paths[0]} holds no raster. Run `arraigo fetch`, or put them there by hand."
        )
    return found
