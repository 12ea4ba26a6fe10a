"""Measure the selection of places, its frequency over draws, and zones, on the shipped study's own places."""

from __future__ import annotations

import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from bench.row import RUNS, Row, python, report, row

# Drawn scores stand in for the study's: a benchmark must not wait for the whole flow.
WORLD = """
import time
from pathlib import Path
import numpy as np
import pandas as pd
from geo.boundaries import read_topojson
from geo.patterns import Rules, Together, choose, find_neighbours, find_zones, how_often, quotas_by
units = read_topojson(Path("data/studies/northern_triangle/boundaries.topojson").read_text(encoding="utf-8"))
units = units[units["kind"] != "lake"].sort_values("code", ignore_index=True)
codes = pd.Index(units["code"])
random = np.random.default_rng(1)
# Places of a department resemble each other, as real scores do.
department = units["adm1_code"].astype("category").cat.codes.to_numpy()
score = pd.Series(50 + random.normal(0, 12, 99)[department] + random.normal(0, 8, len(codes)), index=codes).clip(0, 100)
rules = Rules(number=60, quotas=quotas_by(pd.Series(units["iso3"].to_numpy(), index=codes), word="country", least=15))
"""
SELECT = (
    WORLD
    + """
clock = time.perf_counter()
found = choose(score, rules=rules)
assert found.gap == 0
print(time.perf_counter() - clock)
"""
)
TOGETHER = (
    WORLD
    + """
neighbours = find_neighbours(units)
rules = Rules(60, None, rules.quotas, together=Together(zones={zones}, places=5))
clock = time.perf_counter()
found = choose(score, rules=rules, neighbours=neighbours, gap=0.02, seconds=60)
print("gap", found.gap, "bound", found.bound)
Path({out!r}).write_text(str(found.gap))
print(time.perf_counter() - clock)
"""
)
DRAWS = (
    WORLD
    + """
draws = pd.DataFrame(score.to_numpy() + random.normal(0, 10, (100, len(codes))), columns=codes).clip(0, 100)
clock = time.perf_counter()
if {peer}:
    from scipy.optimize import Bounds, LinearConstraint, milp
    inside = np.array([codes.isin(quota.codes) for quota in rules.quotas], dtype=float)
    limits = [LinearConstraint(np.ones((1, len(codes))), 60, 60), LinearConstraint(inside, 15, np.inf)]
    chosen = [
        milp(-row, integrality=np.ones(len(codes)), bounds=Bounds(0, 1), constraints=limits,
             options={{"mip_rel_gap": 0}}).x > 0.5
        for row in draws.to_numpy()
    ]
    frequency = np.mean(chosen, axis=0)
else:
    frequency = how_often(draws, rules=rules)[0].to_numpy()
took = time.perf_counter() - clock
np.save({out!r}, frequency)
print(took)
"""
)
ZONES = (
    WORLD
    + """
neighbours = find_neighbours(units)
first = score[score.rank(ascending=False) <= 225].index
pillars = pd.DataFrame(score[first].to_numpy()[:, None] + random.normal(0, 15, (225, 6)), index=first)
people = pd.Series(random.gamma(1.0, 30_000.0, len(codes)), index=codes)
clock = time.perf_counter()
if {peer}:
    import warnings
    import geopandas as gpd
    from libpysal.weights import WSP
    from scipy.sparse.csgraph import connected_components
    from spopt.region import MaxPHeuristic
    warnings.simplefilter("ignore")
    np.random.seed(1)
    place = neighbours.codes.get_indexer(first)
    links = neighbours.matrix[place][:, place]
    labels = connected_components(links)[1]
    for label in np.unique(labels):
        own = np.flatnonzero(labels == label)
        if people[first[own]].sum() < 100_000 or len(own) < 2:
            continue
        frame = gpd.GeoDataFrame(pillars.iloc[own].rename(columns=str)).assign(people=people[first[own]].to_numpy())
        weights = WSP(links[own][:, own]).to_W(silence_warnings=True)
        MaxPHeuristic(frame, weights, list("012345"), "people", 100_000.0, 2).solve()
else:
    find_zones(pillars, scores=score, people=people, neighbours=neighbours, least_people=100_000, most=60)
print(time.perf_counter() - clock)
"""
)


def rows(*, quick: bool = False) -> dict[str, Row]:
    """Time each inside its process, so that reading the boundaries does not count."""
    runs = 1 if quick else RUNS
    with tempfile.TemporaryDirectory() as folder:
        out, theirs = (str(Path(folder) / name) for name in ("ours.npy", "theirs.npy"))
        found = {"targets: 60 of 900, 15 a country, proven": row(python(SELECT), runs=runs, inside=True)}
        for zones in (6, 3) if not quick else (6,):
            line = row(python(TOGETHER.format(zones=zones, out=out)), runs=1 if quick else 3, inside=True)
            gap = float(Path(out).read_text(encoding="utf-8"))
            found[f"targets: the same in {zones} zones of 5 or more, gap {gap:.2%}"] = line
        line = row(
            python(DRAWS.format(peer=False, out=out)),
            peer=python(DRAWS.format(peer=True, out=theirs)),
            peer_name="scipy.optimize.milp, draw by draw",
            runs=runs,
            inside=True,
        )
        found["targets: frequency over 100 draws"] = Row(**(vars(line) | {"max_rel_diff": _difference(out, theirs)}))
    peer = find_spec("spopt") is not None
    found["zones: 225 places, 100,000 people each"] = row(
        python(ZONES.format(peer=False)),
        peer=python(ZONES.format(peer=True)) if peer else None,
        peer_name="spopt.MaxPHeuristic by component" if peer else "spopt is not installed",
        runs=1 if quick else 3,
        inside=True,
    )
    return found


def _difference(ours: str, theirs: str) -> float:
    return float(np.abs(np.load(ours) - np.load(theirs)).max())


if __name__ == "__main__":
    report(rows(quick="--quick" in sys.argv))
