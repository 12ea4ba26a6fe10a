"""Open NetCDF and Zarr through xarray, layer by layer of their time."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from geo.errors import ArraigoError, Faults, MissingFileError, RasterError, listed
from geo.zonal.grid import Grid
from geo.zonal.stack import (
    Declared,
    Floats,
    Frame,
    Head,
    Stack,
    check_declared,
    float_of,
    note_beyond_poles,
    read_heads,
    turned,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

LATITUDE, LONGITUDE, TIME = ("latitude", "lat", "y"), ("longitude", "lon", "x"), ("time", "valid_time", "date", "t")
"""What producers call the coordinates, the likeliest first."""


@dataclass(frozen=True)
class ArrayStack(Stack):
    """The time steps of one variable, in one or more files."""

    places: tuple[tuple[Path, int], ...]
    """The file and the time step, from 0, of each layer."""
    variable: str

    def _native(self, layers: Sequence[int], rows: slice, cols: slice) -> Floats:
        parts = []
        for path, steps in groupby((self.places[layer] for layer in layers), key=lambda place: place[0]):
            with _opened(path, dates=False) as data:
                array, (time, latitude, longitude) = _laid_out(data, self.variable, path)
                chosen = array.isel({latitude: rows, longitude: cols})
                if time is None:
                    chosen = chosen.expand_dims("time")
                else:
                    chosen = chosen.isel({time: _span([step for _, step in steps])})
                parts.append(chosen.to_numpy().astype(float_of(array.dtype), copy=False))
        return np.array(parts[0]) if len(parts) == 1 else np.concatenate(parts)


def open_arrays(paths: Sequence[Path], *, declared: Declared | None = None) -> ArrayStack:
    """Open the time steps of a variable as the layers of one stack.

    Parameters
    ----------
    paths
        NetCDF files or Zarr folders, in the order of time. Latitudes may run either way; longitudes may run to 360.
        Fill value, scale and offset are the files' own.
    declared
        What the files do not say themselves; the variable where a file holds several.

    Raises
    ------
    MissingFileError
        When a file is not there.
    RasterError
        With every file that cannot be read, lacks the variable, is in no longitudes and latitudes, is not evenly
        spaced, or lies on another lattice than the first.
    """
    declared = declared or Declared()
    check_declared(declared)
    variable = declared.variable or ""

    def head(path: Path) -> Head:
        nonlocal variable
        with _opened(path) as data:
            variable = _variable(data, declared, path)
            _, (time, latitude, longitude) = _laid_out(data, variable, path)
            _check_degrees(data, latitude, longitude, declared, path)
            frame = _frame(data[latitude].to_numpy(), data[longitude].to_numpy(), path)
            steps = [path.stem] if time is None else _step_names(data[time])
        return Head(frame, steps, [(path, step) for step in range(len(steps))])

    title, heads = read_heads(paths, head)
    names = tuple(name for told in heads for name in told.names)
    places = tuple(place for told in heads for place in told.places)
    return ArrayStack(heads[0].frame, names, title, declared, False, places, variable)


@contextmanager
def _opened(path: Path, *, dates: bool = True) -> Iterator[xr.Dataset]:
    """Open a file, telling any fault of the libraries below, at opening or at reading, as ours."""
    if not path.exists():
        raise MissingFileError(f"The file {path} is not there. Run `arraigo fetch`, or put it there by hand.")
    engine = "zarr" if path.is_dir() else "netcdf4"
    options: dict[str, Any] = {"consolidated": False} if engine == "zarr" else {}
    try:
        with _dataset(path, dates=dates, engine=engine, **options) as data:
            yield data
    except ArraigoError:
        raise
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise RasterError(
            f"{path.name} cannot be read as {engine}: {error}. If it is truncated, or a ZIP under another name, "
            "fetch it again."
        ) from error


def _dataset(path: Path, *, dates: bool, **options: Any) -> xr.Dataset:
    """Open a file; steps that tell no date, such as in months since a year, stay numbers, and the entry dates them."""
    try:
        return xr.open_dataset(path, cache=False, decode_times=dates, decode_timedelta=False, **options)
    except ValueError as error:
        if not dates or "decode time" not in str(error):
            raise
        return _dataset(path, dates=False, **options)


def _variable(data: xr.Dataset, declared: Declared, path: Path) -> str:
    gridded = [str(name) for name, array in data.data_vars.items() if array.ndim >= 2]
    if declared.variable is not None and declared.variable in data.data_vars:
        return declared.variable
    if declared.variable is None and len(gridded) == 1:
        return gridded[0]
    what = f"no variable `{declared.variable}`" if declared.variable else f"{len(gridded)} gridded variables"
    raise RasterError(f"{path.name} holds {what}, of {listed(gridded)}. Name one as `variable` in the entry.")


def _laid_out(data: xr.Dataset, variable: str, path: Path) -> tuple[xr.DataArray, tuple[str | None, str, str]]:
    """Put the dimensions in order: time where there is one, latitude, longitude; others must be of one step."""
    array = data[variable].squeeze(
        [d for d in data[variable].dims if data.sizes[d] == 1 and d not in (*LATITUDE, *LONGITUDE, *TIME)], drop=True
    )
    found = [next((name for name in names if name in array.dims), None) for names in (TIME, LATITUDE, LONGITUDE)]
    time, latitude, longitude = found
    left = [str(name) for name in array.dims if name not in found]
    if latitude is None or longitude is None or left:
        raise RasterError(
            f"{path.name}: `{variable}` stands on {listed(array.dims)}. Latitude and longitude are expected, and time "
            "before them; take one level of any other dimension out of the file first."
        )
    return array.transpose(*([time] if time else []), latitude, longitude), (time, latitude, longitude)


def _check_degrees(data: xr.Dataset, latitude: str, longitude: str, declared: Declared, path: Path) -> None:
    bare = [name for name in (latitude, longitude) if name not in data.coords]
    if bare:
        # xarray would count the cells instead.
        raise RasterError(
            f"{path.name} says how many cells there are along {listed(bare)}, not where they lie. Add the coordinates "
            "to the file."
        )
    units = str(data[latitude].attrs.get("units", ""))
    if units.startswith("degree") or (not units and latitude != "y"):
        return
    if units:
        raise RasterError(f"{path.name}: `{latitude}` is in {units}, not in degrees. Warp it to EPSG:4326 first.")
    if declared.crs is None:
        raise RasterError(
            f"{path.name} does not say what `{latitude}` counts. Declare it in the entry (`crs: EPSG:4326`) or by "
            "--crs."
        )


def _frame(latitudes: npt.NDArray, longitudes: npt.NDArray, path: Path) -> Frame:
    """Make the lattice out of the cells' centres."""
    faults = Faults(path.name, RasterError)
    for name, centres in (("latitudes", latitudes), ("longitudes", longitudes)):
        steps = np.diff(centres.astype(float))
        if len(steps) == 0:
            faults.add(f"there is 1 of the {name}, which does not tell the size of a cell. Take two or more.")
        elif not np.abs(steps - steps.mean()).max() < 1e-2 * abs(steps.mean()):  # also where one is missing
            faults.add(f"the {name} are not evenly spaced. Put the file on a regular grid first.")
    if len(longitudes) > 1 and longitudes[-1] < longitudes[0]:
        faults.add("the longitudes run from east to west, or jump at 180. Sort them first.")
    faults.raise_any()
    dy, dx = (
        abs(float(c[-1]) - float(c[0])) / (len(c) - 1) for c in (latitudes.astype(float), longitudes.astype(float))
    )
    north, west = float(latitudes.max()) + dy / 2, float(longitudes[0]) - dx / 2
    grid = Grid(west, north, dx, dy, len(latitudes), len(longitudes))
    note_beyond_poles(grid, faults)
    faults.raise_any()
    return Frame(turned(grid), bool(latitudes[-1] > latitudes[0]))


def _step_names(time: xr.DataArray) -> list[str]:
    values = time.to_numpy()
    if np.issubdtype(values.dtype, np.datetime64):
        return [str(day) for day in values.astype("datetime64[D]")]
    return [str(value)[:10] for value in values]


def _span(steps: list[int]) -> slice | list[int]:
    """Write steps in a row as a slice, which is read at once."""
    inclusive = steps[-1] + 1
    return slice(steps[0], inclusive) if steps == list(range(steps[0], inclusive)) else steps
