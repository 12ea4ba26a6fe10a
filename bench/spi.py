"""Measure the SPI against climate_indices, xclim and standard_precip, on the same drawn rain.

All are timed inside the process, from the array in memory to the index: imports and reading are left out, and each peer
is handed the layout that it works on. Peak memory is that of the whole process. The greatest difference is relative to
the index or to 1, its standard deviation, whichever is larger: an index of 0 has no relative difference.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from bench.row import RUNS, Row, fresh, python, report, row

YEARS = 40
NORMALS_MM = np.array([5, 4, 8, 30, 150, 250, 180, 190, 260, 180, 50, 12], dtype=float)
"""Of a place on the Pacific side of Central America, January first; months under 20 mm are dry in 3 of 10 years."""

OURS = """
import time
import numpy as np
from geo.drought import spi
rain = np.load({series!r})
clock = time.perf_counter()
index = spi(rain, start=(1981, 1), scale=3, fit={fit!r}).values
print(time.perf_counter() - clock)
np.save({out!r}, index)
"""
CLIMATE_INDICES = """
import time, warnings
warnings.simplefilter("ignore")
import numpy as np
from climate_indices import compute, indices
rain = np.load({times!r})[:, :, None]
clock = time.perf_counter()
index = indices.spi(rain, 3, indices.Distribution.gamma, 1981, 1981, 2020, compute.Periodicity.monthly,
                    spatial_time_major=True)
took = time.perf_counter() - clock
np.save({out!r}, index[:, :, 0].T)
print(took)
"""
XCLIM = """
import time, warnings
warnings.simplefilter("ignore")
import numpy as np
import pandas as pd
import xarray as xr
from xclim.indices import standardized_precipitation_index
rain = np.load({times!r})
rain = xr.DataArray(rain, dims=("time", "place"), attrs={{"units": "mm/month"}},
                    coords={{"time": pd.date_range("1981-01-01", periods=len(rain), freq="MS")}})
clock = time.perf_counter()
index = standardized_precipitation_index(rain, freq="MS", window=3, method="ML", fitkwargs={{"floc": 0}}).load()
took = time.perf_counter() - clock
np.save({out!r}, np.clip(index.transpose("place", "time").to_numpy(), -3.09, 3.09))
print(took)
"""
STANDARD_PRECIP = """
import time, warnings
warnings.simplefilter("ignore")
import numpy as np
import pandas as pd
from standard_precip.spi import SPI
rain = np.load({times!r})
names = [f"p{{place}}" for place in range(rain.shape[1])]
table = pd.DataFrame(rain, columns=names)
table["date"] = pd.date_range("1981-01-01", periods=len(rain), freq="MS")
clock = time.perf_counter()
found = SPI().calculate(table, "date", names, scale=3, fit_type="mle", dist_type="gam", floc=0)
took = time.perf_counter() - clock
index = found[[f"{{name}}_scale_3_calculated_index" for name in names]].to_numpy().T
np.save({out!r}, np.clip(index, -3.09, 3.09))
print(took)
"""
LOAD_AND_INDEX = """
import time
import numpy as np
from geo.drought import spi
clock = time.perf_counter()
spi(np.load({series!r}), start=(1981, 1), scale=3)
print(time.perf_counter() - clock)
"""
LOAD = """
import time
import numpy as np
clock = time.perf_counter()
np.load({series!r}).sum()
print(time.perf_counter() - clock)
"""

PEERS = (
    ("climate_indices", "climate_indices, all places in one call", CLIMATE_INDICES, "gamma_thom"),
    ("xclim", "xclim, method ML", XCLIM, "gamma"),
    ("standard_precip", "standard_precip, fit mle", STANDARD_PRECIP, "gamma"),
)


def rows(*, quick: bool = False) -> dict[str, Row]:
    """Time the peers on the places of the study, and the fastest on those of the world."""
    study, world = (90, 4_900) if quick else (900, 49_000)
    runs = 1 if quick else RUNS
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        small, large = (_files(Path(folder), places) for places in (study, world))
        for package, peer, code, fit in PEERS:
            name = f"spi: SPI-3 of {study} series x {12 * YEARS} months (inside the process), {package}"
            found[name] = _against(code, small, package=package, peer=peer, fit=fit, runs=runs)
        name = f"spi: SPI-3 of {world} series x {12 * YEARS} months (inside the process), climate_indices"
        package, peer, code, fit = PEERS[0]
        found[name] = _against(code, large, package=package, peer=peer, fit=fit, runs=runs)
        name = f"spi: SPI-3 of {world} series x {12 * YEARS} months with reading (inside the process), the bytes once"
        found[name] = row(
            python(LOAD_AND_INDEX.format(**large)),
            peer=python(LOAD.format(**large)),
            peer_name="numpy.load and sum",
            runs=runs,
            inside=True,
        )
    return found


def _against(code: str, files: dict[str, str], *, package: str, peer: str, fit: str, runs: int) -> Row:
    ours = python(OURS.format(**files, fit=fit, out=files["ours"]))
    if find_spec(package) is None:
        return row(ours, peer_name=f"{package} is not installed", runs=runs, inside=True)
    theirs = python(code.format(**files, out=files["theirs"]))
    line = row(ours, peer=theirs, peer_name=peer, runs=runs, inside=True)
    difference, _ = fresh(
        python(f"from bench import spi; spi.compare({files['ours']!r}, {files['theirs']!r})"), inside=True
    )
    return replace(line, max_rel_diff=difference)


def _files(folder: Path, places: int) -> dict[str, str]:
    """Have rain drawn by a process of its own: Linux counts what this one ever held as memory of those it starts."""
    files = {name: str(folder / f"{name}_{places}.npy") for name in ("series", "times", "ours", "theirs")}
    fresh(python(f"from bench import spi; spi.draw({places}, {files['series']!r}, {files['times']!r})"))
    return files


def draw(places: int, series: str, times: str) -> None:
    """Draw rain, and write it down by series and by time."""
    random = np.random.default_rng(1)
    rain = random.gamma(1.2, 1.0, (places, YEARS, 12)) * NORMALS_MM / 1.2
    rain[random.random(rain.shape) < np.where(NORMALS_MM < 20, 0.3, 0.0)] = 0.0
    np.save(series, rain.reshape(places, -1))
    np.save(times, np.ascontiguousarray(rain.reshape(places, -1).T))


def compare(ours: str, theirs: str) -> None:
    """Print the greatest difference; months with an index in one alone differ without bound."""
    first, second = np.load(ours), np.load(theirs)
    difference = np.abs(first - second) / np.maximum(np.abs(second), 1.0)
    print(np.inf if (np.isnan(first) != np.isnan(second)).any() else np.nanmax(difference))


if __name__ == "__main__":
    report(rows(quick="--quick" in sys.argv))
