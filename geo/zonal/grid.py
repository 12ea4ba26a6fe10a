"""Describe a lattice of cells in degrees: where it lies, how large its cells are on the sphere."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

EARTH_RADIUS_KM = 6371.0072
"""Radius of the sphere that has the area of the WGS 84 ellipsoid."""

Bounds = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""


@dataclass(frozen=True)
class Grid:
    """A lattice in EPSG:4326, its first row in the north, its first column in the west.

    `west` and `north` are the outer edges of the first cell; `dx` and `dy` the positive sizes of a cell in degrees.
    """

    west: float
    north: float
    dx: float
    dy: float
    rows: int
    cols: int
    cut: tuple[float, float, int, int] | None = field(default=None, compare=False, repr=False)
    """For a window: west and north of the lattice that it was cut out of, and its first row and column there."""

    @property
    def first(self) -> tuple[int, int]:
        """Row and column of the first cell in the lattice that this is a window of."""
        return self.cut[2:] if self.cut else (0, 0)

    def on_lattice(self, longitudes: FloatArray, latitudes: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Measure points in columns and rows from the lattice's own corner, to the last bit the same in any window."""
        west, north = self.cut[:2] if self.cut else (self.west, self.north)
        return (longitudes - west) / self.dx, (north - latitudes) / self.dy

    @property
    def bounds(self) -> Bounds:
        """The outer edges."""
        return (self.west, self.north - self.rows * self.dy, self.west + self.cols * self.dx, self.north)

    @property
    def latitudes(self) -> FloatArray:
        """Latitude of the centre of each row, degrees north."""
        return np.asarray(self.north - self.dy * (np.arange(self.rows) + 0.5), dtype=np.float64)

    @property
    def cell_km2(self) -> FloatArray:
        """Area of a cell of each row on the sphere, km2."""
        north = self.cut[1] if self.cut else self.north
        edges = north - self.dy * (self.first[0] + np.arange(self.rows + 1))
        # Grids with a row of cells centred on a pole, as ERA5's, have edges beyond it.
        edges = np.radians(np.clip(edges, -90.0, 90.0))
        return np.asarray(EARTH_RADIUS_KM**2 * math.radians(self.dx) * -np.diff(np.sin(edges)))

    def offset(self, bounds: Bounds) -> tuple[int, int, int, int]:
        """Count the rows and columns, from this lattice's first cell, of the cells that enclose some bounds.

        Returns
        -------
        tuple
            First row, first column, rows, columns; the first two may be negative, since the lattice has no end.
        """
        west, south, east, north = bounds
        first_row, last_row = math.floor((self.north - north) / self.dy), math.ceil((self.north - south) / self.dy)
        first_col, last_col = math.floor((west - self.west) / self.dx), math.ceil((east - self.west) / self.dx)
        return first_row, first_col, max(last_row - first_row, 1), max(last_col - first_col, 1)

    def window(self, row: int, col: int, rows: int, cols: int) -> Grid:
        """Cut another window out of the same lattice; it may reach beyond this one."""
        west, north, first_row, first_col = self.cut or (self.west, self.north, 0, 0)
        row, col = row + first_row, col + first_col
        cut = (west, north, row, col)
        return Grid(west + col * self.dx, north - row * self.dy, self.dx, self.dy, rows, cols, cut)

    def window_at(self, west: float) -> Grid:
        """Move the lattice east or west."""
        return replace(self, west=west, cut=None)

    def matches(self, other: Grid) -> bool:
        """Say whether the cells are the same to a thousandth of a cell, as files in single precision tell them."""
        slack = 1e-3
        return (
            (self.rows, self.cols) == (other.rows, other.cols)
            and abs(self.west - other.west) < slack * self.dx
            and abs(self.north - other.north) < slack * self.dy
            and abs(self.dx - other.dx) * self.cols < slack * self.dx
            and abs(self.dy - other.dy) * self.rows < slack * self.dy
        )
