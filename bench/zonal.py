"""Measure raster means over the 900 municipalities against exactextract handed a GeoDataFrame."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import rasterio

from bench.row import RUNS, Row, python, report, row

LAYERS = 12
OURS = """
import sys
from pathlib import Path
import numpy as np
from geo.boundaries import read_topojson
from geo.zonal import cover, read_layers, zonal_mean
units = read_topojson(Path("data/studies/northern_triangle/boundaries.topojson").read_text(encoding="utf-8"))
layers = read_layers(Path({raster!r}), bounds=tuple(units.total_bounds))
figures, _ = zonal_mean(cover(units.geometry.to_numpy(), layers.grid), layers.values)
np.save({out!r}, figures)
"""
PEER = """
from pathlib import Path
import numpy as np
from exactextract import exact_extract
from geo.boundaries import read_topojson
units = read_topojson(Path("data/studies/northern_triangle/boundaries.topojson").read_text(encoding="utf-8"))
found = exact_extract({raster!r}, units, "mean(coverage_weight=area_spherical_m2)", output="pandas")
np.save({out!r}, found.to_numpy())
"""


def rows(*, quick: bool = False) -> dict[str, Row]:
    """Time both on twelve drawn layers of 0.05 degrees, and compare what they find."""
    with tempfile.TemporaryDirectory() as folder:
        raster, ours, theirs = (str(Path(folder) / name) for name in ("grid.tif", "ours.npy", "theirs.npy"))
        _draw(raster)
        line = row(
            python(OURS.format(raster=raster, out=ours)),
            peer=python(PEER.format(raster=raster, out=theirs)),
            peer_name="exactextract.exact_extract on a GeoDataFrame",
            runs=1 if quick else RUNS,
        )
        first, second = np.load(ours), np.load(theirs)
        difference = float(np.nanmax(np.abs(first - second) / np.abs(second)))
    return {f"zonal: mean of {LAYERS} layers, 902 units": Row(**{**vars(line), "max_rel_diff": difference})}


def _draw(path: str) -> None:
    grid = {"width": 240, "height": 140, "transform": rasterio.transform.from_origin(-93, 19, 0.05, 0.05)}
    values = np.random.default_rng(1).gamma(2.0, 50.0, (LAYERS, 140, 240)).astype("float32")
    with rasterio.open(path, "w", driver="GTiff", count=LAYERS, dtype="float32", crs="EPSG:4326", **grid) as file:
        file.write(values)


if __name__ == "__main__":
    report(rows(quick="--quick" in sys.argv))
