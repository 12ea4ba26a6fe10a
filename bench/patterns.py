"""Measure local statistics against esda, and the typology with its resamples, in fresh processes."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from pathlib import Path

import numpy as np

from bench.row import RUNS, Row, python, report, row

PERMUTATIONS = 9_999
BOARD = """
import time
import numpy as np
import pandas as pd
rows, columns = {shape}
numbers = np.arange(rows * columns).reshape(rows, columns)
ends = np.concatenate([
    np.column_stack([numbers[:, :-1].ravel(), numbers[:, 1:].ravel()]),
    np.column_stack([numbers[:-1].ravel(), numbers[1:].ravel()]),
])
rng = np.random.default_rng(1)
noise = rng.normal(size=(rows, columns))
y = (noise + 0.6 * np.roll(noise, 1, axis=0) + 0.6 * np.roll(noise, 1, axis=1)).ravel() + 20
"""
OURS = (
    BOARD
    + """
from geo.patterns import hot_spots, link_units, local_moran
codes = [str(number) for number in numbers.ravel()]
both = np.concatenate([ends, ends[:, ::-1]])
neighbours = link_units(codes, pd.DataFrame(both.astype(str), columns=["code", "neighbour"]))
values = pd.Series(y, index=codes)
clock = time.perf_counter()
found = {ours}(values, neighbours, permutations={permutations}, seed=1)
seconds = time.perf_counter() - clock
np.save({out!r}, found["p"].to_numpy() / 2)
print(seconds)
"""
)
PEER = (
    BOARD
    + """
import sys
import warnings
warnings.simplefilter("ignore")
if not {compiled}:
    sys.modules["numba"] = None
import esda
import libpysal
w = libpysal.weights.lat2W(rows, columns)
w.transform = "r"
clock = time.perf_counter()
found = esda.{peer}
seconds = time.perf_counter() - clock
np.save({out!r}, found.p_sim)
print(seconds)
"""
)
OPTIONS = "permutations={permutations}, n_jobs=1, seed=1, keep_simulations=False"
STATISTICS = {
    "local Moran": ("local_moran", f"Moran_Local(y, w, {OPTIONS})"),
    "Gi*": ("hot_spots", f"G_Local(y, w, star=True, {OPTIONS})"),
}
TYPES = """
import time
import numpy as np
import pandas as pd
from geo.patterns import find_types, link_units
rng = np.random.default_rng(1)
kinds = rng.normal(scale=15, size=(5, 7)) + 50
cells = kinds[rng.integers(5, size=900)] + rng.normal(scale=12, size=(900, 7))
cells[rng.random(900) < 0.6, 0] = np.nan
codes = [f"AA{number:04d}" for number in range(900)]
pairs = [(codes[a], codes[b]) for a in range(900) for b in (a - 1, a + 1, a - 30, a + 30) if 0 <= b < 900]
neighbours = link_units(codes, pd.DataFrame(pairs, columns=["code", "neighbour"]))
clock = time.perf_counter()
find_types(pd.DataFrame(cells, index=codes), choices=range(2, 11), seed=1, resamples=100, neighbours=neighbours)
print(time.perf_counter() - clock)
"""


def rows(*, quick: bool = False) -> dict[str, Row]:
    """Time the statistics on boards of 900 and of 49,062 squares, and the typology on 900 drawn units.

    Times are of the call alone, in a fresh process each. esda runs without numba, which it does without well on few
    units; one row says what it takes where numba is installed and has to compile first.
    """
    runs = 1 if quick else RUNS
    shapes = {"900 units": (30, 30)} if quick else {"900 units": (30, 30), "49,062 units": (221, 222)}
    found = {
        f"patterns: {name}, {size}, {PERMUTATIONS:,} permutations": _statistic(name, shape, runs=runs)
        for size, shape in shapes.items()
        # On many units the peer takes long, and both statistics are the same draws.
        for name in (STATISTICS if size == "900 units" else ("local Moran",))
    }
    if importlib.util.find_spec("numba") is not None:
        found["patterns: local Moran, 900 units, the peer compiled by numba"] = _statistic(
            "local Moran", (30, 30), runs=runs, compiled=True
        )
    found["patterns: typology, 900 units, 2 to 10 types, 100 resamples"] = row(python(TYPES), runs=runs, inside=True)
    return found


def _statistic(name: str, shape: tuple[int, int], *, runs: int, compiled: bool = False) -> Row:
    """Time one statistic beside esda's; the difference shown is the greatest of the pseudo p-values, in absolute."""
    ours, peer = STATISTICS[name]
    there = importlib.util.find_spec("esda") is not None
    with tempfile.TemporaryDirectory() as folder:
        mine, theirs = (str(Path(folder) / file) for file in ("ours.npy", "theirs.npy"))
        line = row(
            python(OURS.format(shape=shape, ours=ours, permutations=PERMUTATIONS, out=mine)),
            peer=python(
                PEER.format(shape=shape, peer=peer.format(permutations=PERMUTATIONS), out=theirs, compiled=compiled)
            )
            if there
            else None,
            peer_name=f"esda.{peer.split('(')[0]}" if there else "esda is not installed",
            runs=runs,
            inside=True,
        )
        if not there:
            return line
        difference = float(np.abs(np.minimum(np.load(mine), 0.5) - np.load(theirs)).max())
    return Row(**{**vars(line), "max_rel_diff": difference})


if __name__ == "__main__":
    report(rows(quick="--quick" in sys.argv))
