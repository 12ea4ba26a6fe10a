"""Open what GDAL reads: GeoTIFF, COG, gzipped GeoTIFF and the like, one file of bands or many files of months."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import rasterio
from rasterio.enums import ColorInterp, Interleaving, MaskFlags
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window as GdalWindow

from geo.errors import ArraigoError, Faults, MissingFileError, RasterError
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


@dataclass(frozen=True)
class RasterStack(Stack):
    """Bands of one or more rasters, one after another."""

    places: tuple[tuple[Path, int], ...]
    """The file and the band, from 1, of each layer."""

    def _native(self, layers: Sequence[int], rows: slice, cols: slice) -> Floats:
        window = GdalWindow.from_slices(rows, cols)
        parts = [
            _read(path, [band for _, band in bands], window, together=self.together)
            for path, bands in groupby((self.places[layer] for layer in layers), key=lambda place: place[0])
        ]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)


def open_rasters(paths: Sequence[Path], *, declared: Declared | None = None) -> RasterStack:
    """Open the bands of rasters as the layers of one stack.

    Parameters
    ----------
    paths
        In the order of the layers; in EPSG:4326 or another longitude-latitude system, rows running either way.
    declared
        What the files do not say themselves.

    Raises
    ------
    MissingFileError
        When a file is not there.
    RasterError
        With every file that is no raster, truncated, rotated, without or in another reference system, or on another
        lattice than the first.
    """
    declared = declared or Declared()
    check_declared(declared)

    def head(path: Path) -> Head:
        # What has no georeference is reported as a fault, together with the others.
        with _silent(), _opened(path) as raster:
            bands = _bands(raster)
            together = raster.count > 1 and raster.interleaving is Interleaving.pixel
            frame, names = _frame(raster, path, declared), _names(raster, bands, path, alone=len(paths) == 1)
        return Head(frame, names, [(path, band) for band in bands], together)

    title, heads = read_heads(paths, head)
    names = tuple(name for told in heads for name in told.names)
    places = tuple(place for told in heads for place in told.places)
    together = any(told.together for told in heads)
    return RasterStack(heads[0].frame, names, title, declared, together, places)


def _bands(raster: Any) -> list[int]:
    """List the bands that are layers; an alpha band says where the others hold values."""
    return [
        band for band, role in zip(raster.indexes, raster.colorinterp, strict=True) if role is not ColorInterp.alpha
    ]


def _names(raster: Any, bands: list[int], path: Path, *, alone: bool) -> list[str]:
    """Name bands by their description, else by number; the one band of one of many files by the file."""
    if not alone and len(bands) == 1:
        return [path.name]
    named = [raster.descriptions[band - 1] or str(band) for band in bands]
    return named if alone else [f"{path.stem} {name}" for name in named]


@contextmanager
def _silent() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        yield


@contextmanager
def _opened(path: Path, *, threads: bool = False) -> Iterator[Any]:
    """Open a raster, telling any fault of GDAL's, at opening or at reading, as ours."""
    if not path.is_file():
        raise MissingFileError(f"The raster {path} is not there. Run `arraigo fetch`, or put it there by hand.")
    options = {"NUM_THREADS": "ALL_CPUS"} if threads else {}
    # What is not packed is read past GDAL's cache of blocks, which would hold it a second time.
    past = {} if threads else {"GTIFF_DIRECT_IO": "YES"}
    try:
        with (
            rasterio.Env(**past),
            rasterio.open(f"/vsigzip/{path}" if path.suffix == ".gz" else path, **options) as raster,
        ):
            yield raster
    except ArraigoError:
        raise
    except RasterioError as error:
        raise RasterError(
            f"{path.name} cannot be read as a raster: {error}. If it is truncated, fetch it again."
        ) from error


def _frame(raster: Any, path: Path, declared: Declared) -> Frame:
    """Check that the raster is a north-south lattice in degrees, and describe it with its north up."""
    faults = Faults(path.name, RasterError)
    transform, crs = raster.transform, raster.crs
    if crs is None and declared.crs is None:
        faults.add(
            "the raster has no coordinate reference system. Declare it in the entry (`crs: EPSG:4326`) or by --crs, or "
            "fetch the file again if it was cut short."
        )
    elif crs is None:
        crs = rasterio.CRS.from_user_input(declared.crs)
    elif declared.crs is not None and crs != rasterio.CRS.from_user_input(declared.crs):
        faults.add(f"the raster is in {crs.to_string()}, the entry declares {declared.crs}. Correct the entry.")
    if crs is not None and not crs.is_geographic:
        faults.add(f"the raster is in {crs.to_string()}, not in degrees. Warp it to EPSG:4326 first.")
    if transform.b or transform.d:
        faults.add("the raster is rotated against the parallels. Warp it to a grid in EPSG:4326 first.")
    elif transform.a < 0:
        faults.add("the raster runs from east to west. Warp it to a grid in EPSG:4326 first.")
    elif transform.is_identity:
        faults.add("the raster has no georeference: its cells are counted, not placed. Fetch the file again.")
    if {ColorInterp.red, ColorInterp.alpha} <= set(raster.colorinterp):
        # What GDAL makes of any four bands of bytes, unless told otherwise.
        faults.add(
            "the raster calls its bands red, green, blue and alpha, as a picture. If they are figures, write it anew "
            "with `photometric=MINISBLACK` and `alpha=no`."
        )
    faults.raise_any()
    upward = transform.e > 0
    dy = abs(transform.e)
    north = transform.f + dy * raster.height if upward else transform.f
    grid = Grid(transform.c, north, transform.a, dy, raster.height, raster.width)
    note_beyond_poles(grid, faults)
    faults.raise_any()
    return Frame(turned(grid), upward)


def _read(path: Path, bands: list[int], window: GdalWindow, *, together: bool) -> Floats:
    """Read bands as numbers, with the file's scale and offset applied and its nodata as NaN."""
    # Where all bands of a cell lie together, GDAL unpacks on all cores; elsewhere its threads cost more than they give.
    with _opened(path, threads=len(bands) > 1 and together) as raster:
        # Asked for once: each of these goes through all bands of the file.
        dtypes, flags, tags = raster.dtypes, raster.mask_flag_enums, raster.nodatavals
        kind = np.result_type(*{np.dtype(dtypes[band - 1]) for band in bands})
        values: Floats = raster.read(bands, window=window, out_dtype=float_of(kind))
        alpha = sorted(set(raster.indexes).difference(_bands(raster)))
        if alpha:
            # GDAL makes a mask of an alpha band of bytes only.
            values[:, (raster.read(alpha, window=window) == 0).any(axis=0)] = np.nan
        elif any(MaskFlags.per_dataset in flags[band - 1] for band in bands):
            values[raster.read_masks(bands, window=window) == 0] = np.nan
        # Each band may have its own tag, or none, beside a mask as without one.
        nodata = np.array([tags[band - 1] for band in bands], dtype=np.float64).astype(values.dtype)
        if not np.isnan(nodata).all():
            values[values == nodata[:, None, None]] = np.nan
        for what, neutral, apply in (("scales", 1.0, np.multiply), ("offsets", 0.0, np.add)):
            of_all = getattr(raster, what)
            told = np.array([of_all[band - 1] for band in bands], dtype=values.dtype)
            if (told != neutral).any():
                apply(values, told[:, None, None], out=values)
    return values
