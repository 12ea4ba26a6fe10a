"""Keep the share of each cell inside each unit as one sparse matrix that every raster on the grid shares.

A climate grid has cells larger than many municipalities, so which cells' centres fall inside a unit says little:
what counts is how much of each cell the unit covers. That is found once; every statistic of every layer follows.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt
import shapely
from scipy import sparse

from geo.errors import Faults, GeometryError, MethodError, fault
from geo.zonal.grid import Grid
from geo.zonal.shares import cell_shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.zonal.grid import Bounds

FORMAT = "2"
"""Of kept coverages; one of another format is computed again."""


@dataclass(frozen=True)
class Coverage:
    """What part of each cell of a grid lies inside each unit."""

    grid: Grid
    fractions: sparse.csr_array
    """Units x cells (row by row from the north-west), each in [0, 1]."""

    @property
    def areas(self) -> sparse.csr_array:
        """The same in km2 on the sphere."""
        return self.weighted(np.repeat(self.grid.cell_km2, self.grid.cols))

    def weighted(self, weight: npt.NDArray[np.float64]) -> sparse.csr_array:
        """Multiply each share by a weight per cell, such as people; a missing weight counts nothing."""
        data = self.fractions.data * np.nan_to_num(weight, nan=0.0)[self.fractions.indices]
        return sparse.csr_array((data, self.fractions.indices, self.fractions.indptr), shape=self.fractions.shape)

    def to_bytes(self) -> bytes:
        """Pack for keeping; `from_bytes` gives it back bit for bit."""
        packed, grid = io.BytesIO(), self.grid
        np.savez(
            packed,
            format=FORMAT,
            grid=np.array([grid.west, grid.north, grid.dx, grid.dy, grid.rows, grid.cols]),
            cut=np.array(grid.cut or ()),
            data=self.fractions.data,
            indices=self.fractions.indices,
            indptr=self.fractions.indptr,
        )
        return packed.getvalue()

    @classmethod
    def from_bytes(cls, packed: bytes) -> Self:
        """Unpack what `to_bytes` packed.

        Raises
        ------
        MethodError
            When it is damaged, or of another format.
        """
        try:
            with np.load(io.BytesIO(packed)) as kept:
                known = str(kept["format"])
                west, north, dx, dy, rows, cols = kept["grid"].tolist()
                lattice = kept["cut"].tolist()
                parts = kept["data"], kept["indices"], kept["indptr"]
        except (OSError, ValueError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile) as error:
            raise MethodError(f"The kept coverage is damaged ({error}). Compute it again.") from error
        if known != FORMAT:
            raise MethodError(f"The kept coverage has format {known}, not {FORMAT}. Compute it again.")
        cut = (lattice[0], lattice[1], int(lattice[2]), int(lattice[3])) if lattice else None
        grid = Grid(west, north, dx, dy, int(rows), int(cols), cut)
        return cls(grid, sparse.csr_array(parts, shape=(len(parts[2]) - 1, grid.rows * grid.cols)))


def cover(shapes: Sequence[shapely.Geometry] | npt.NDArray[np.object_], grid: Grid, *, workers: int = 1) -> Coverage:
    """Compute the coverage of units on a grid.

    Parameters
    ----------
    shapes
        Valid polygons in EPSG:4326, one per unit, none empty. However small, each gets the cells it touches.
    grid
        A lattice that encloses them all; see `Grid.offset`.
    workers
        Threads.

    Raises
    ------
    GeometryError
        When units are no polygons, have no area, or lie outside the grid: their valid share could not be told.
    """
    polygons = np.asarray(shapes, dtype=object).reshape(-1)
    check_shapes(polygons, within=grid.bounds)
    # Cells are numbered by 32 bits where they can be, which halves what the matrix takes.
    number = np.int32 if grid.rows * grid.cols < 2**31 else np.int64
    counts, columns, shares = np.zeros(len(polygons), np.int64), [np.zeros(0, number)], [np.zeros(0)]
    for part in cell_shares(polygons, grid, workers=workers):
        counts += np.bincount(part.polygon, minlength=len(polygons))
        columns.append((part.row * grid.cols + part.column).astype(number))
        shares.append(part.share)
    empty = np.flatnonzero(counts == 0).tolist()
    if empty:
        raise GeometryError(
            fault("units are thinner than numbers can tell", bad=empty, of=len(polygons), do="Give them an area.")
        )
    starts = np.concatenate([[0], np.cumsum(counts)])
    fractions = sparse.csr_array(
        (np.concatenate(shares), np.concatenate(columns), starts.astype(number if starts[-1] < 2**31 else np.int64)),
        shape=(len(polygons), grid.rows * grid.cols),
    )
    return Coverage(grid, fractions)


def coverage_key(shapes: Sequence[shapely.Geometry] | npt.NDArray[np.object_], grid: Grid) -> str:
    """Hash what a coverage depends on: every vertex of every unit, in order, and the grid."""
    digest = hashlib.sha256(f"{FORMAT} {grid} {grid.cut}".encode())
    for shape in shapely.to_wkb(np.asarray(shapes, dtype=object).reshape(-1)):
        digest.update(shape)
    return digest.hexdigest()


def check_shapes(shapes: npt.NDArray[np.object_], *, within: Bounds | None = None) -> None:
    """Refuse units that are no polygons, have no area, or reach beyond some bounds.

    Raises
    ------
    GeometryError
        Naming all of them.
    """
    faults = Faults("units on a grid", GeometryError)
    polygonal = np.isin(shapely.get_type_id(shapes), (3, 6))
    sound = polygonal & (shapely.area(shapes) > 0)
    for what, bad, do in (
        ("are no polygons", ~polygonal, "Keep the polygons of a collection, and give places that are points an area."),
        ("have no area", polygonal & ~sound, "Draw them, or leave them out."),
        ("reach beyond the grid", sound & _outside(shapes, within), "Take a window of the lattice that encloses them."),
    ):
        faults.check(f"units {what} (counted from 0)", bad=np.flatnonzero(bad).tolist(), of=len(shapes), do=do)
    faults.raise_any()


def _outside(shapes: npt.NDArray[np.object_], bounds: Bounds | None) -> npt.NDArray[np.bool_]:
    if bounds is None:
        return np.zeros(len(shapes), dtype=bool)
    west, south, east, north = bounds
    edges = shapely.bounds(shapes).reshape(-1, 4)
    # The edges of a lattice are sums of cell sizes: allow them their last digits.
    slack = 1e-9
    low = (edges[:, :2] < (west - slack, south - slack)).any(axis=1)
    return np.asarray(low | (edges[:, 2:] > (east + slack, north + slack)).any(axis=1))
