"""Measure the share of each cell inside each unit, once, as a sparse matrix that every raster on the grid shares.

A climate grid has cells larger than many municipalities, so which cells' centres fall inside a unit says little:
what counts is how much of each cell the unit covers. exactextract computes that exactly; the rest is one product of
a sparse matrix with the layers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from exactextract import exact_extract
from exactextract.feature import Feature, FeatureSource
from exactextract.raster import NumPyRasterSource
from scipy import sparse

from geo.errors import Faults, GeometryError, MethodError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo.zonal.grid import Bounds, Grid


@dataclass(frozen=True)
class Coverage:
    """What part of each cell of a grid lies inside each unit."""

    grid: Grid
    fractions: sparse.csr_array
    """Units x cells (row by row from the north-west), each in [0, 1]."""
    areas: sparse.csr_array
    """The same in km2 on the sphere."""


def cover(shapes: Sequence[shapely.Geometry] | NDArray[np.object_], grid: Grid) -> Coverage:
    """Compute the coverage of units on a grid.

    Parameters
    ----------
    shapes
        Polygons in EPSG:4326, one per unit, none empty. However small, each gets the cells it touches.
    grid
        A lattice that encloses them all; see `Grid.offset`.

    Raises
    ------
    GeometryError
        When units have no area, or lie outside the grid: their share of valid data could not be told.
    """
    geometries = np.asarray(shapes, dtype=object)
    _check(geometries, grid.bounds)
    found = exact_extract(
        # Only the lattice matters here: one byte stands for all its cells.
        NumPyRasterSource(np.broadcast_to(np.int8(0), (grid.rows, grid.cols)), *grid.bounds),
        _WkbSource(geometries),
        ["cell_id", "coverage"],
        include_cols=["place"],
        output="pandas",
    )
    cells = found["cell_id"].tolist()
    units = np.repeat(found["place"].to_numpy(dtype=np.int64), [len(row) for row in cells])
    columns = np.concatenate(cells).astype(np.int64) if cells else np.zeros(0, dtype=np.int64)
    shares = np.concatenate(found["coverage"].tolist()) if cells else np.zeros(0)
    shape = (len(geometries), grid.rows * grid.cols)
    areas = shares * grid.cell_km2[columns // grid.cols]
    return Coverage(
        grid=grid,
        fractions=sparse.csr_array((shares, (units, columns)), shape=shape),
        areas=sparse.csr_array((areas, (units, columns)), shape=shape),
    )


def zonal_mean(coverage: Coverage, layers: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Average layers over units by area; for what does not add up, such as temperature or a rate.

    Parameters
    ----------
    coverage
        Units on the layers' grid.
    layers
        Layers x rows x columns; NaN is missing, and may differ from layer to layer.

    Returns
    -------
    means, shares
        Units x layers: the mean over the valid part of the unit (NaN where there is none), and how much of the
        unit's area that part is, 0-1.

    Raises
    ------
    MethodError
        When the layers are not on the coverage's grid.
    """
    cells, valid = _cells(coverage, layers)
    seen = coverage.areas @ valid.astype(float)
    with np.errstate(invalid="ignore"):
        means = np.where(seen > 0, (coverage.areas @ cells) / seen, np.nan)
    return means, _share(seen, coverage.areas)


def zonal_sum(coverage: Coverage, layers: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Add up layers over units by the share of each cell; for what adds up, such as people per cell.

    Parameters
    ----------
    coverage, layers
        See `zonal_mean`.

    Returns
    -------
    sums, shares
        Units x layers: the sum over the valid part of the unit (NaN where there is none), and how much of the
        unit's area that part is, 0-1.

    Raises
    ------
    MethodError
        When the layers are not on the coverage's grid.
    """
    cells, valid = _cells(coverage, layers)
    seen = coverage.areas @ valid.astype(float)
    return np.where(seen > 0, coverage.fractions @ cells, np.nan), _share(seen, coverage.areas)


def _cells(coverage: Coverage, layers: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Lay layers out as cells x layers, with zero for the missing, and say which are not missing."""
    grid = coverage.grid
    if layers.ndim != 3 or layers.shape[1:] != (grid.rows, grid.cols):
        raise MethodError(
            f"The layers have the shape {layers.shape}, the coverage stands on {grid.rows} rows x {grid.cols} columns. "
            "Compute the coverage on the grid of the layers."
        )
    cells = layers.reshape(len(layers), -1).T
    valid = ~np.isnan(cells)
    return np.where(valid, cells, 0.0), valid


def _share(seen: NDArray[np.float64], areas: sparse.csr_array) -> NDArray[np.float64]:
    # Summed in the same order as `seen`, so that a unit without a missing cell has a share of exactly 1.
    return np.asarray(seen / (areas @ np.ones((areas.shape[1], 1))))


def _check(shapes: NDArray[np.object_], bounds: Bounds) -> None:
    faults = Faults("units on a grid", GeometryError)
    faults.check(
        "units have no area (counted from 0)",
        bad=np.flatnonzero(~(shapely.area(shapes) > 0)).tolist(),
        of=len(shapes),
        do="Draw them, or leave them out.",
    )
    west, south, east, north = bounds
    edges = shapely.bounds(shapes).reshape(-1, 4)
    # The edges of a lattice are sums of cell sizes: allow them their last digits.
    slack = 1e-9
    outside = (
        (edges[:, 0] < west - slack)
        | (edges[:, 1] < south - slack)
        | (edges[:, 2] > east + slack)
        | (edges[:, 3] > north + slack)
    )
    faults.check(
        "units reach beyond the grid (counted from 0)",
        bad=np.flatnonzero(outside).tolist(),
        of=len(shapes),
        do="Take a window of the lattice that encloses them.",
    )
    faults.raise_any()


class _WkbFeature(Feature):
    """A unit as exactextract reads it fastest: its place in the list and its shape as bytes."""

    def __init__(self, place: int, wkb: bytes) -> None:
        super().__init__()
        self.place = place
        self.wkb = wkb

    def geometry(self) -> bytes:
        return self.wkb

    def get(self, name: str) -> int:  # noqa: ARG002 - the only field is the place
        return self.place

    def fields(self) -> list[str]:
        return ["place"]


class _WkbSource(FeatureSource):
    """Shapes handed over as well-known binary, which spares turning each into GeoJSON."""

    def __init__(self, shapes: NDArray[np.object_]) -> None:
        super().__init__()
        self.wkb: NDArray[Any] = np.atleast_1d(shapely.to_wkb(shapes))

    def count(self) -> int:
        return len(self.wkb)

    def __iter__(self) -> Iterator[_WkbFeature]:
        return (_WkbFeature(place, wkb) for place, wkb in enumerate(self.wkb))

    def srs_wkt(self) -> None:
        return None
