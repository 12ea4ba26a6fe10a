"""Read windows of a stack of layers, whichever way its files lay their cells, with what is missing as NaN."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from geo.errors import Faults, RasterError, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from geo.zonal.grid import Bounds, Grid

Floats = npt.NDArray[np.floating]


@dataclass(frozen=True)
class Declared:
    """What an entry says of its files that they do not say themselves.

    Attributes
    ----------
    variable
        Of a NetCDF or Zarr that holds several.
    crs
        Where the files carry none; files that carry another are refused.
    least, most
        Cells below or above hold no value, whatever the NoData tag: CHIRPS 3 marks the sea with -9999 and no tag.
    flags
        Figures that are no values, such as 251 to 255 of FAO's ASIS.
    scale, offset
        Applied last: 1000 for rain in metres. `least`, `most` and `flags` are in the figures before that, but after
        the scale and the offset that the file itself carries.
    """

    variable: str | None = None
    crs: str | None = None
    least: float | None = None
    most: float | None = None
    flags: tuple[float, ...] = ()
    scale: float = 1.0
    offset: float = 0.0

    def clean(self, values: Floats) -> Floats:
        """Take out what is no value, in place, then scale."""
        if self.least is not None:
            values[values < self.least] = np.nan
        if self.most is not None:
            values[values > self.most] = np.nan
        for flag in self.flags:
            # A figure that the file's own scale makes is not always the nearest to the one that is declared.
            values[np.isclose(values, flag, rtol=1e-6, atol=0)] = np.nan
        if self.scale != 1.0:
            values *= values.dtype.type(self.scale)
        if self.offset != 0.0:
            values += values.dtype.type(self.offset)
        return values


class Window(NamedTuple):
    """Cells of a lattice, counted from its first; it may reach beyond, which is missing."""

    row: int
    col: int
    rows: int
    cols: int


@dataclass(frozen=True)
class Frame:
    """How a file lays its cells, beside the same lattice as we want it: the north up, the west first.

    Attributes
    ----------
    grid
        The lattice, moved by whole turns to where most of it lies between -180 and 180.
    upward
        Whether the file begins in the south.
    """

    grid: Grid
    upward: bool = False

    def pieces(self, window: Window) -> Iterator[tuple[slice, slice, slice, slice]]:
        """Find the parts of a window that the file holds, going on past its eastern edge where it spans the globe.

        Yields
        ------
        tuple
            Rows and columns of the window, rows and columns of the file.
        """
        height, width = self.grid.rows, self.grid.cols
        top, bottom = max(window.row, 0), min(window.row + window.rows, height)
        if top >= bottom:
            return
        rows = slice(height - bottom, height - top) if self.upward else slice(top, bottom)
        into = slice(top - window.row, bottom - window.row)
        around = round(360 / self.grid.dx)
        turns = (-around, 0, around) if abs(around * self.grid.dx - 360) < 1e-6 * self.grid.dx * around else (0,)
        for turn in turns:
            left, right = max(window.col + turn, 0), min(window.col + window.cols + turn, width)
            if left < right:
                yield into, slice(left - window.col - turn, right - window.col - turn), rows, slice(left, right)


@dataclass(frozen=True)
class Stack(ABC):
    """Layers on one lattice, read when they are asked for; a stack is paths and can be sent to another process.

    Attributes
    ----------
    frame
        Where the cells lie.
    names
        Of the layers: band descriptions, file names or dates.
    title
        What messages call it.
    declared
        What the files do not say themselves.
    together
        Whether the layers of a cell are stored side by side: to read one is then to read all.
    """

    frame: Frame
    names: tuple[str, ...]
    title: str
    declared: Declared
    together: bool

    @property
    def grid(self) -> Grid:
        """The lattice of the files."""
        return self.frame.grid

    def window(self, bounds: Bounds) -> Window:
        """Find the cells that enclose some bounds.

        Raises
        ------
        RasterError
            When none of them lies in the files.
        """
        window = self.window_or_beyond(bounds)
        if not any(True for _ in self.frame.pieces(window)):
            raise RasterError(
                f"{self.title} covers {_degrees(self.grid.bounds)} and misses the units, which lie in "
                f"{_degrees(bounds)}. Take the tile of this region."
            )
        return window

    def window_or_beyond(self, bounds: Bounds) -> Window:
        """Find the cells that enclose some bounds, also where the files hold none of them."""
        return Window(*self.grid.offset(bounds))

    def around(self, shapes: npt.NDArray[np.object_]) -> Window:
        """Find the cells that enclose some shapes.

        Raises
        ------
        RasterError
            When none of them lies in the files.
        """
        return self.window(tuple(shapely.total_bounds(shapes)))

    @property
    def whole(self) -> Window:
        """All cells of the files."""
        return Window(0, 0, self.grid.rows, self.grid.cols)

    def read(self, layers: Sequence[int], window: Window) -> Floats:
        """Read some layers over a window.

        Returns
        -------
        numpy.ndarray
            Layers x rows x columns, the north up; float32 where the file's numbers fit, else float64; NaN is missing.

        Raises
        ------
        RasterError
            When the files are truncated or damaged.
        """
        pieces = list(self.frame.pieces(window))
        whole = (slice(0, window.rows), slice(0, window.cols))
        result: Floats | None = None
        for into_rows, into_cols, rows, cols in pieces:
            part = self._native(layers, rows, cols)
            part = part[:, ::-1] if self.frame.upward else part
            if (into_rows, into_cols) == whole:
                return self.declared.clean(np.ascontiguousarray(part))
            if result is None:
                result = np.full((len(layers), window.rows, window.cols), np.nan, dtype=part.dtype)
            result[:, into_rows, into_cols] = part
        if result is None:
            return np.full((len(layers), window.rows, window.cols), np.nan, dtype=np.float32)
        return self.declared.clean(result)

    def select(self, asked: Sequence[int | str]) -> list[int]:
        """Find layers by number (from 1) or by name.

        Raises
        ------
        RasterError
            With every layer that is not there.
        """
        known: dict[int | str, int] = {number: place for place, number in enumerate(range(1, len(self.names) + 1))}
        known |= {name: place for place, name in enumerate(self.names)}
        missing = [layer for layer in asked if layer not in known]
        if missing:
            raise RasterError(
                f"{len(missing)} of {len(asked)} layers are not in {self.title}: {listed(missing)}. "
                f"It holds {listed(self.names)}."
            )
        return [known[layer] for layer in asked]

    @abstractmethod
    def _native(self, layers: Sequence[int], rows: slice, cols: slice) -> Floats:
        """Read cells as the file lays them, with its own nodata, scale and offset applied."""


def turned(grid: Grid) -> Grid:
    """Move a lattice by whole turns until its middle lies between -180 and 180."""
    middle = grid.west + grid.cols * grid.dx / 2
    turns = np.floor((middle + 180.0) / 360.0)
    # A globe that runs from 0 to 360 has its middle at 180, and stays: `Frame.pieces` goes around.
    return grid if turns == 0 or abs(middle - 180) < 1e-9 else grid.window_at(grid.west - 360.0 * turns)


def check_declared(declared: Declared) -> None:
    """Refuse a declared reference system that is unknown or not in degrees.

    Raises
    ------
    RasterError
        Naming it.
    """
    if declared.crs is None:
        return
    try:
        known = pyproj.CRS.from_user_input(declared.crs)
    except pyproj.exceptions.CRSError as error:
        raise RasterError(f"The declared reference system {declared.crs} is not known. Correct the entry.") from error
    if not known.is_geographic:
        raise RasterError(
            f"The declared reference system {declared.crs} is not in degrees. Warp the files to EPSG:4326 first."
        )


def note_beyond_poles(grid: Grid, faults: Faults) -> None:
    """Note rows whose centres lie beyond a pole: what counts them is not degrees."""
    south, north = float(grid.latitudes[-1]), float(grid.latitudes[0])
    if max(-south, north) > 90 + 1e-3 * grid.dy:
        faults.add(
            f"its rows reach from {south:g} to {north:g}, beyond a pole: these are no degrees of latitude. "
            "Warp it to EPSG:4326 first, or mend its georeference."
        )


class Head(NamedTuple):
    """What one file says of itself: where its cells lie, and which layers it holds."""

    frame: Frame
    names: list[str]
    places: list[tuple[Path, int]]
    """The file and the number, in it, of each layer."""
    together: bool = False


def read_heads(paths: Sequence[Path], head: Callable[[Path], Head]) -> tuple[str, list[Head]]:
    """Read what every file says of itself, and refuse those that cannot be one stack; give what messages call them too.

    Raises
    ------
    RasterError
        With the fault of every file, or naming those on another lattice than the first.
    """
    title = paths[0].name if len(paths) == 1 else f"the {len(paths)} files of {paths[0].parent.name}"
    faults = Faults(title, RasterError)
    heads: list[Head] = []
    for path in paths:
        try:
            heads.append(head(path))
        except RasterError as error:
            faults.add(str(error))
    if len(paths) == 1 and faults.messages:
        raise RasterError(faults.messages[0])
    faults.raise_any()
    check_one_lattice({path.name: told.frame.grid for path, told in zip(paths, heads, strict=True)}, title=title)
    return title, heads


def check_one_lattice(grids: dict[str, Grid], *, title: str) -> None:
    """Refuse files that do not share one lattice.

    Raises
    ------
    RasterError
        Naming those that differ from the first.
    """
    first = next(iter(grids.values()))
    faults = Faults(title, RasterError)
    faults.check(
        "files lie on another lattice than the first",
        bad=[name for name, grid in grids.items() if not grid.matches(first)],
        of=len(grids),
        do=f"{next(iter(grids))} has {first.rows} rows x {first.cols} columns from {_degrees(first.bounds)}. "
        "Warp the others to it, or give them an entry of their own.",
    )
    faults.raise_any()


def float_of(kind: np.dtype) -> type[np.floating]:
    """Choose the smaller float that holds every number of a type."""
    return np.float32 if kind.itemsize <= 2 or kind == np.float32 else np.float64


def _degrees(bounds: Bounds) -> str:
    west, south, east, north = bounds
    return f"longitude {west:.2f} to {east:.2f}, latitude {south:.2f} to {north:.2f}"
