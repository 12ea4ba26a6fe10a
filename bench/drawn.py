"""Draw the made-up maps and grids that benchmarks need: patches that tile a box, and layers of rain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import rasterio
import shapely

if TYPE_CHECKING:
    from pathlib import Path


def patches(bounds: tuple[float, float, float, float], *, cols: int, rows: int, seed: int = 1) -> np.ndarray:
    """Tile a box with patches of 40 vertices and wavering borders that neighbours share."""
    west, south, east, north = bounds
    rng = np.random.default_rng(seed)
    dx, dy = (east - west) / cols, (north - south) / rows
    x, y = np.meshgrid(np.linspace(west, east, cols + 1), np.linspace(north, south, rows + 1))
    x[:, 1:-1] += rng.uniform(-0.3, 0.3, (rows + 1, cols - 1)) * dx
    y[1:-1] += rng.uniform(-0.3, 0.3, (rows - 1, cols + 1)) * dy
    corners = np.stack([x, y], axis=-1)
    along = _wavering(corners[:, :-1], corners[:, 1:], axis=1, size=dy, rng=rng)
    along[[0, -1], ..., 1] = np.array([north, south])[:, None, None]
    down = _wavering(corners[:-1], corners[1:], axis=0, size=dx, rng=rng)
    down[:, [0, -1], :, 0] = np.array([west, east])[:, None, None]
    ends = corners[1:, 1:, None], corners[1:, :-1, None]
    back = np.concatenate([along[1:], ends[0]], axis=2)[..., :0:-1, :]
    up = np.concatenate([down[:, :-1], ends[1]], axis=2)[..., ::-1, :]
    rings = np.concatenate([along[:-1], down[:, 1:], back, up], axis=2)
    found = shapely.polygons(rings.reshape(rows * cols, -1, 2))
    return np.where(shapely.is_valid(found), found, shapely.convex_hull(found))


def _wavering(start: np.ndarray, end: np.ndarray, *, axis: int, size: float, rng: np.random.Generator) -> np.ndarray:
    """Lead from corners to corners in ten steps, the last corner left to the next edge."""
    share = np.linspace(0, 1, 10, endpoint=False)[:, None]
    line = start[..., None, :] * (1 - share) + end[..., None, :] * share
    line[..., 1:, axis] += rng.normal(0, 0.04 * size, line[..., 1:, axis].shape)
    return line


def rain(path: Path, *, layers: int, width: int, height: int, west: float, north: float, tiled: bool = False) -> Path:
    """Write layers of 0.05 degrees, float32, band after band, uncompressed."""
    rng = np.random.default_rng(0)
    base = rng.gamma(2.0, 50.0, (height, width)).astype("float32")
    tiles = {"tiled": True, "blockxsize": 512, "blockysize": 512} if tiled else {}
    with rasterio.open(
        path, "w", driver="GTiff", count=layers, dtype="float32", crs="EPSG:4326", width=width, height=height,
        transform=rasterio.transform.from_origin(west, north, 0.05, 0.05), interleave="band", BIGTIFF="IF_SAFER",
        **tiles,
    ) as file:  # fmt: skip
        for band in range(layers):
            file.write(base * np.float32(1 + band % 12 / 7) + np.float32(band), band + 1)
    return path
