"""Measure raster means over polygons, from file to table, against exactextract, rasterstats and xvec.

Clocks run inside fresh processes, from the opening of the raster to the finished table; polygons are in memory
before, in the form that each takes fastest, and imports are done. Memory is the peak of the whole process.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import shapely

from bench.drawn import patches, rain
from bench.row import RUNS, Row, python, report, row
from geo.boundaries import read_topojson
from geo.zonal import coverage_on, open_stack

HEAD = """
import time
from pathlib import Path
import numpy as np, shapely
wkb, raster, out = np.load({units!r}, allow_pickle=True), {raster!r}, {out!r}
"""
OURS = """
from geo.zonal import Ask, Coverage, open_stack, reduce_stack
shapes = shapely.from_wkb(wkb)
clock = time.perf_counter()
kept = Coverage.from_bytes(Path({kept!r}).read_bytes()) if {kept!r} else None
found = reduce_stack(shapes, open_stack(Path(raster)), ask=Ask(precision={precision!r}), coverage=kept,
                     memory_mb={memory_mb})["mean"]
print(time.perf_counter() - clock)
np.save(out, found)
"""
BYTES = """
clock = time.perf_counter()
data = Path(raster).read_bytes()
print(time.perf_counter() - clock)
"""
PEER = """
from exactextract import exact_extract
{units}
{source}
clock = time.perf_counter()
{reading}
found = exact_extract(rasters, units, "mean(coverage_weight=area_spherical_m2)", output="pandas",
                      strategy="{strategy}-sequential", max_cells_in_memory=30_000_000)
print(time.perf_counter() - clock)
np.save(out, found.to_numpy())
"""
FRAME = """
import geopandas
units = geopandas.GeoDataFrame(geometry=shapely.from_wkb(wkb), crs=4326)
"""
WKB = """
from exactextract.feature import Feature, FeatureSource
class Unit(Feature):
    def __init__(self, place, wkb):
        super().__init__()
        self.place, self.wkb = place, wkb
    def geometry(self): return self.wkb
    def get(self, name): return self.place
    def fields(self): return ["place"]
class Units(FeatureSource):
    def count(self): return len(wkb)
    def __iter__(self): return (Unit(place, shape) for place, shape in enumerate(wkb))
    def srs_wkt(self): return None
units = Units()
"""
ARRAYS = """
with rasterio.open(raster) as file:
    values, bounds = file.read(), file.bounds
rasters = [NumPyRasterSource(layer, *bounds, name=f"r{{n}}") for n, layer in enumerate(values)]
"""
RASTERSTATS = """
import rasterio
from rasterstats import zonal_stats
shapes = shapely.from_wkb(wkb)
clock = time.perf_counter()
with rasterio.open(raster) as file:
    values, affine = file.read(list(range(1, {bands} + 1))), file.transform
for layer in values:
    zonal_stats(shapes, layer, affine=affine, nodata=-9999, stats="mean", all_touched=True)
print((time.perf_counter() - clock) * 480 / {bands})
"""
XVEC = """
import geopandas, rasterio, rioxarray, xarray, xvec
shapes = geopandas.GeoSeries(shapely.from_wkb(wkb), crs=4326)
clock = time.perf_counter()
with rasterio.open(raster) as file:
    t, values = file.transform, file.read()
x, y = t.c + t.a * (np.arange(values.shape[2]) + 0.5), t.f + t.e * (np.arange(values.shape[1]) + 0.5)
data = xarray.DataArray(values, dims=("time", "y", "x"), coords={{"x": x, "y": y}}).rio.write_crs(4326)
found = data.xvec.zonal_stats(shapes, x_coords="x", y_coords="y", stats="mean", method="exactextract")
print(time.perf_counter() - clock)
"""
EXACTEXTRACT = {
    f"exactextract, {of} from {a}, by {strategy}": PEER.replace("{units}", units)
    .replace("{source}", imports)
    .replace("{reading}", reading)
    .replace("{strategy}", strategy)
    for of, units in (("GeoDataFrame", FRAME), ("WKB", WKB))
    for a, imports, reading in (
        ("a path", "", "rasters = raster"),
        ("arrays", "import rasterio\nfrom exactextract.raster import NumPyRasterSource", ARRAYS),
    )
    for strategy in ("feature", "raster")
}
DEFAULT = next(iter(EXACTEXTRACT))
SLOW = {name for name in EXACTEXTRACT if "path, by feature" in name}
"""It reads each layer again for each unit: minutes where the others take seconds."""
CENTRAL_AMERICA = {"width": 190, "height": 102, "west": -92.5, "north": 18.2}
STUDY = "data/studies/northern_triangle/boundaries.topojson"


class Race:
    """One set of units on one raster, and the table that each runner leaves for comparison."""

    def __init__(self, folder: Path, name: str, shapes: np.ndarray, raster: Path) -> None:
        self.raster, self.folder = raster, folder
        self.units = folder / f"{name}.npy"
        np.save(self.units, shapely.to_wkb(shapes), allow_pickle=True)

    def command(self, code: str, out: str, **told: object) -> list[str]:
        """Give the command of one runner."""
        files = {"units": str(self.units), "raster": str(self.raster), "out": str(self.folder / out)}
        return python((HEAD + code).format(**files, **told))

    def ours(self, *, kept: str = "", precision: str = "float64", memory_mb: int = 512) -> list[str]:
        """Give the command of ours."""
        return self.command(OURS, "ours.npy", kept=kept, precision=precision, memory_mb=memory_mb)

    def against(self, peer: str, code: str, *, runs: int, ours: list[str] | None = None, **told: object) -> Row:
        """Race ours and one peer in turn, and compare what they found where both keep it."""
        theirs = self.folder / "theirs.npy"
        theirs.unlink(missing_ok=True)
        command = self.command(code, "theirs.npy", **told)
        line = row(ours or self.ours(), peer=command, peer_name=peer, runs=runs, inside=True)
        print(f"{peer} on {self.units.stem}: {line.ours_s} s, {line.peer_s} s", flush=True)
        if not theirs.exists():
            return line
        first, second = np.load(self.folder / "ours.npy"), np.load(theirs)
        return replace(line, max_rel_diff=float(np.nanmax(np.abs(first - second) / np.abs(second))))

    def fastest(self, names: list[str]) -> str:
        """Try every way to call exactextract once, and name the fastest."""
        tried = {name: row(self.command(EXACTEXTRACT[name], "theirs.npy"), runs=1, inside=True) for name in names}
        return min(tried, key=lambda name: tried[name].ours_s)


def rows(*, quick: bool = False) -> dict[str, Row]:
    """Race the 900 municipalities, 9,000 patches and the world."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return _region(folder, quick=quick) | ({} if quick else _world(folder))


def _region(folder: Path, *, quick: bool) -> dict[str, Row]:
    runs, layers = (1, 48) if quick else (RUNS, 480)
    stack = rain(folder / "rain.tif", layers=layers, **CENTRAL_AMERICA)
    shapes = read_topojson(Path(STUDY).read_text(encoding="utf-8")).geometry.to_numpy()
    race = Race(folder, "municipalities", shapes, stack)
    kept = folder / "kept.npz"
    kept.write_bytes(coverage_on(shapes, open_stack(stack)).to_bytes())
    cached = race.ours(kept=str(kept))
    best = race.fastest([name for name in EXACTEXTRACT if name not in SLOW])
    what = f"zonal: {layers} layers, {len(shapes)} units"
    table = {
        f"{what}; its best": race.against(best, EXACTEXTRACT[best], runs=runs),
        f"{what}; coverage kept, its best": race.against(best, EXACTEXTRACT[best], runs=runs, ours=cached),
        f"{what}; against reading the bytes once": race.against("read_bytes", BYTES, runs=runs),
    }
    if quick:
        return table
    few = Race(folder, "few", shapes, rain(folder / "few.tif", layers=12, **CENTRAL_AMERICA))
    table[f"zonal: 12 layers, {len(shapes)} units; its default call"] = few.against(
        DEFAULT, EXACTEXTRACT[DEFAULT], runs=3
    )
    table |= _others(race, what)
    many = Race(folder, "patches", patches((-92.5, 13.1, -83.0, 18.2), cols=100, rows=90), stack)
    best = many.fastest([name for name in EXACTEXTRACT if "WKB" in name and name not in SLOW])
    table["zonal: 480 layers, 9000 units; its best"] = many.against(best, EXACTEXTRACT[best], runs=3)
    return table


def _others(race: Race, what: str) -> dict[str, Row]:
    """Race rasterstats, of which four layers are timed and 480 counted, and xvec."""
    table = {}
    for peer, module, code, runs in (
        ("rasterstats (4 layers timed, 480 counted)", "rasterstats", RASTERSTATS, 1),
        ("xvec zonal_stats, exactextract", "xvec", XVEC, RUNS),
    ):
        if find_spec(module) is None:
            table[f"{what}; {module}"] = replace(row(race.ours(), inside=True), peer=f"{module} is not installed")
        else:
            table[f"{what}; {module}"] = race.against(peer, code, runs=runs, bands=4)
    return table


def _world(folder: Path) -> dict[str, Row]:
    """Race 49,000 patches on 7,200 x 2,400 cells; the long one once, since the peer takes minutes and 12 GB."""
    table = {}
    shapes = patches((-180, -60, 180, 60), cols=280, rows=175)
    peer = "exactextract, WKB from a path, by raster"
    for layers, precisions, runs in ((12, ("float64", "float32"), 3), (120, ("float64",), 1)):
        if shutil.disk_usage(folder).free < layers * 100e6:
            print(f"zonal: the world with {layers} layers is skipped, it needs {layers * 0.1:.0f} GB of disk")
            continue
        raster = rain(folder / "world.tif", layers=layers, width=7200, height=2400, west=-180, north=60, tiled=True)
        race = Race(folder, "world", shapes, raster)
        for precision in precisions:
            ours = race.ours(precision=precision)
            name = f"zonal: world, {layers} layers, 49000 units, {precision}, 512 MB allowed"
            table[name] = race.against(peer, EXACTEXTRACT[peer], runs=runs, ours=ours)
    return table


if __name__ == "__main__":
    report(rows(quick="--quick" in sys.argv))
