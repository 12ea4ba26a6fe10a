"""Read the part of a raster that concerns the units, on its own lattice, with what is missing as NaN."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import rasterio
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window

from geo.errors import Faults, MissingFileError, RasterError, listed
from geo.zonal.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.zonal.grid import Bounds


@dataclass(frozen=True)
class Layers:
    """Bands of a raster over a window that may reach beyond the file."""

    values: NDArray[np.float64]
    """Layers x rows x columns, in the file's units after scale and offset; NaN is missing or beyond the file."""
    grid: Grid
    names: tuple[str, ...]
    """The bands' descriptions; the number of the band where it has none."""


def read_layers(path: Path, *, bounds: Bounds, bands: Sequence[int | str] | None = None) -> Layers:
    """Read bands over the cells that enclose some bounds.

    Parameters
    ----------
    path
        A raster that GDAL reads, in EPSG:4326 or another longitude-latitude system; rows may run either way.
    bounds
        West, south, east, north in degrees. What of it lies beyond the file comes back as NaN, so that the share of
        a unit with valid data is told right.
    bands
        Bands by number (from 1) or by description; all of them when absent.

    Raises
    ------
    MissingFileError
        When the file is not there.
    RasterError
        When it is no raster, truncated, rotated, without or in another reference system, misses the bounds, lacks a
        band, or holds infinite values.
    """
    if not path.is_file():
        raise MissingFileError(f"The raster {path} is not there. Run `arraigo fetch`, or put it there by hand.")
    with _opened(path) as raster:
        lattice = _lattice(raster, path)
        numbers = _numbers(raster, bands, path)
        row, col, rows, cols = lattice.offset(bounds)
        top, left = max(row, 0), max(col, 0)
        bottom, right = min(row + rows, lattice.rows), min(col + cols, lattice.cols)
        if top >= bottom or left >= right:
            raise RasterError(
                f"{path.name} covers {_degrees(lattice.bounds)} and misses the units, which lie in "
                f"{_degrees(bounds)}. Take the tile of this region."
            )
        upward = raster.transform.e > 0
        start = lattice.rows - bottom if upward else top
        window = Window(left, start, right - left, bottom - top)
        data = _read(raster, numbers, window)
        names = tuple(raster.descriptions[number - 1] or str(number) for number in numbers)
    values = np.full((len(numbers), rows, cols), np.nan)
    values[:, top - row : bottom - row, left - col : right - col] = data[:, ::-1] if upward else data
    infinite = int(np.isinf(values).sum())
    if infinite:
        raise RasterError(
            f"{infinite} of {values.size} cells of {path.name} are infinite. Declare them as nodata in the file."
        )
    return Layers(values, lattice.window(row, col, rows, cols), names)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a raster, telling any fault of GDAL's, at opening or at reading, as ours."""
    try:
        with warnings.catch_warnings():
            # Reported below as a fault, together with the others.
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path) as raster:
                yield raster
    except RasterioError as error:
        raise RasterError(
            f"{path.name} cannot be read as a raster: {error}. If it is truncated, fetch it again."
        ) from error


def _lattice(raster: Any, path: Path) -> Grid:
    """Check that the raster is a north-south lattice in degrees, and describe it with its north up."""
    faults = Faults(path.name, RasterError)
    transform = raster.transform
    if raster.crs is None:
        faults.add(
            "the raster has no coordinate reference system. Declare it in the file (EPSG:4326 is expected), or fetch "
            "the file again if it was cut short."
        )
    elif not raster.crs.is_geographic:
        faults.add(f"the raster is in {raster.crs.to_string()}, not in degrees. Warp it to EPSG:4326 first.")
    if transform.b or transform.d:
        faults.add("the raster is rotated against the parallels. Warp it to a grid in EPSG:4326 first.")
    elif transform.a < 0:
        faults.add("the raster runs from east to west. Warp it to a grid in EPSG:4326 first.")
    faults.raise_any()
    dy = abs(transform.e)
    north = transform.f + dy * raster.height if transform.e > 0 else transform.f
    return Grid(transform.c, north, transform.a, dy, raster.height, raster.width)


def _numbers(raster: Any, bands: Sequence[int | str] | None, path: Path) -> list[int]:
    """Find the numbers of the bands asked for."""
    if bands is None:
        return list(raster.indexes)
    known: dict[int | str, int] = {number: number for number in raster.indexes}
    known |= {name: number for number, name in zip(raster.indexes, raster.descriptions, strict=True) if name}
    missing = [band for band in bands if band not in known]
    if missing:
        raise RasterError(
            f"{len(missing)} of {len(bands)} bands are not in {path.name}: {listed(missing)}. "
            f"It holds {listed(raster.descriptions if any(raster.descriptions) else raster.indexes)}."
        )
    return [known[band] for band in bands]


def _read(raster: Any, numbers: list[int], window: Window) -> NDArray[np.float64]:
    """Read bands as numbers with scale and offset applied and nodata as NaN."""
    data = raster.read(numbers, window=window, masked=True).astype(float)
    scales = np.array([raster.scales[number - 1] for number in numbers])[:, None, None]
    offsets = np.array([raster.offsets[number - 1] for number in numbers])[:, None, None]
    return np.asarray((data * scales + offsets).filled(np.nan), dtype=float)


def _degrees(bounds: Bounds) -> str:
    west, south, east, north = bounds
    return f"longitude {west:.2f} to {east:.2f}, latitude {south:.2f} to {north:.2f}"
