"""Write the small grids that several tests read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import rasterio
import shapely
from rasterio.transform import Affine

if TYPE_CHECKING:
    from pathlib import Path

NORTH_UP = Affine(1, 0, -90, 0, -1, 16)
ROWS = np.array([[1, 2], [3, 4]], dtype="float32")


def write(path: Path, *bands: np.ndarray, names: tuple[str, ...] = (), **options: Any) -> Path:
    """Write bands as a GeoTIFF; cells of one degree from 90 W, 16 N unless told otherwise."""
    profile = {"driver": "GTiff", "crs": "EPSG:4326", "transform": NORTH_UP, "dtype": bands[0].dtype, **options}
    scales, offsets = profile.pop("scales", None), profile.pop("offsets", None)
    height, width = bands[0].shape
    with rasterio.open(path, "w", height=height, width=width, count=len(bands), **profile) as raster:
        raster.write(np.stack(bands))
        for number, name in enumerate(names, 1):
            raster.set_band_description(number, name)
        if scales:
            raster.scales, raster.offsets = scales, offsets
    return path


def patches(*, seed: int, rows: int = 5, cols: int = 6) -> np.ndarray:
    """Cut 90-84 W, 11-16 N into crooked patches that cover it without a gap; every fourth has a hole."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.linspace(-90, -84, cols + 1), np.linspace(16, 11, rows + 1))
    x[:, 1:-1] += rng.uniform(-0.4, 0.4, x[:, 1:-1].shape)
    y[1:-1] += rng.uniform(-0.4, 0.4, y[1:-1].shape)
    corners = np.stack([x, y], axis=-1)
    ring = np.stack([corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]], axis=2)
    found = shapely.polygons(ring.reshape(-1, 4, 2))
    holes = shapely.buffer(shapely.centroid(found[::4]), 0.1, quad_segs=2)
    found[::4] = shapely.difference(found[::4], holes)
    return found
