"""Measure the Monte Carlo of rank intervals: alone, as it grows, and against scikit-criteria, ProMCDA and COINr."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from bench.row import RUNS, Row, python, report, row

UNITS, INDICATORS, PILLARS = 900, 30, 6

WORLD = """
import time
import numpy as np
from geo.catalogue import Index, Indicator, Node, Text
from geo.scoring.choices import Scaled, Uncertainty, Variant
from geo.scoring.sensitivity import rank_intervals
from geo.scoring.weigh import build_tree
text = Text(es="-", en="-")
nodes = [Node(id="root", parent=None, title=text, rationale=text)]
nodes += [Node(id=f"p{{i}}", parent="root", title=text, rationale=text) for i in range({pillars})]
leaves = [
    Indicator(
        id=f"i{{i:02}}", pillar=f"p{{i % {pillars}}}", title=text, unit=text, rationale=text, comparable_why=text,
        direction=1, kind="index", method="value", method_class="measured", series=(f"i{{i:02}}",), comparable=True,
        missing="leave", treatment="none", tier="public",
    )
    for i in range({indicators})
]
tree = build_tree(Index(nodes=tuple(nodes), normalisation="minmax"), leaves)
drawn = np.random.default_rng(1).random(({indicators}, {units}))
codes = [f"HN{{i:06}}" for i in range({units})]
countries = np.arange({units}) % 3
weights = Uncertainty(
    replicates={replicates}, treatments=("declared",), normalisations=("minmax",), aggregations=("arithmetic",),
    leave_out=False, measurement=False,
)
everything = Uncertainty(replicates={replicates})
uncertainty = {uncertainty}
known = {{}}
for treatment, missing, scale in uncertainty.variants():
    power = {{"minmax": 1, "zscore": 2, "percentile": 3}}[scale]
    values = np.clip(drawn, 0, 1 if treatment == "none" else 0.95) ** power
    error = np.full(drawn.shape, 0.05) if uncertainty.measurement else np.zeros(drawn.shape)
    known[Variant(treatment, missing, scale)] = Scaled(values, error, np.zeros(drawn.shape))
clock = time.perf_counter()
found = rank_intervals(
    known, codes=codes, countries=countries, tree=tree, uncertainty=uncertainty, seed=1, top=(60,), memory_mb=512
)
seconds = time.perf_counter() - clock
"""
OURS = WORLD + "print(seconds)\n"
KEPT = (
    WORLD
    + """
above = {{leaf.id: leaf.pillar for leaf in leaves}}
drawn = {{id_: found.draws[f"weight_{{id_}}"] for id_ in (*tree.leaves, *tree.nodes[:-1])}}
shares = np.column_stack([drawn[id_] * drawn[above[id_]] for id_ in tree.leaves])
np.savez({out!r}, values=known[Variant("declared", "declared", "minmax")].leaves, shares=shares,
         ranks=found.replicates.pooled)
print(seconds)
"""
)
SCIKIT_CRITERIA = """
import time
import numpy as np
import skcriteria
from skcriteria.agg.simple import WeightedSumModel
told = np.load({out!r})
values, shares = told["values"].T, told["shares"]
model, ranks = WeightedSumModel(), []
clock = time.perf_counter()
for weights in shares:
    matrix = skcriteria.mkdm(values, [max] * values.shape[1], weights=weights)
    ranks.append(model.evaluate(matrix).rank_)
seconds = time.perf_counter() - clock
np.save({peer_out!r}, np.array(ranks))
print(seconds)
"""
PROMCDA = """
import logging, time
import numpy as np, pandas as pd
logging.disable(logging.CRITICAL)
from mcda.utility_functions.aggregation import Aggregation
from mcda.utility_functions.normalization import Normalization
told = np.load({out!r})
values, shares = pd.DataFrame(told["values"].T), told["shares"]
clock = time.perf_counter()
scaled = Normalization(values, ["+"] * values.shape[1]).minmax(feature_range=(0, 1))
for weights in shares:
    Aggregation(list(weights)).weighted_sum(scaled).rank(ascending=False)
print(time.perf_counter() - clock)
"""
COINR = """
suppressMessages(library(COINr))
set.seed(1)
x <- as.data.frame(matrix(runif({units} * {indicators}), nrow = {units}))
names(x) <- sprintf("i%02d", seq_len({indicators}) - 1)
data <- cbind(uCode = sprintf("u%06d", seq_len({units})), x)
pillars <- sprintf("p%d", (seq_len({indicators}) - 1) %% {pillars})
meta <- data.frame(
  iCode = c(names(x), sprintf("p%d", seq_len({pillars}) - 1), "Index"),
  Parent = c(pillars, rep("Index", {pillars}), NA),
  Level = c(rep(1, {indicators}), rep(2, {pillars}), 3),
  Direction = 1, Weight = 1, Type = c(rep("Indicator", {indicators}), rep("Aggregate", {pillars} + 1)))
coin <- new_coin(data, meta, quietly = TRUE)
coin <- Aggregate(Normalise(coin, dset = "Raw", quietly = TRUE), dset = "Normalised", f_ag = "a_amean", quietly = TRUE)
noise <- data.frame(Level = c(1, 2), NoiseFactor = c(0.25, 0.25))
noisy <- get_noisy_weights(coin$Meta$Weights$Original, noise, Nrep = 50)
specs <- list(
  Normalisation = list(Address = "$Log$Normalise$global_specs", Type = "discrete", Distribution = list(
    list(f_n = "n_minmax", f_n_para = list(c(0, 100))), list(f_n = "n_zscore", f_n_para = list(c(10, 2))))),
  Weights = list(Address = "$Log$Aggregate$w", Distribution = noisy, Type = "discrete"))
clock <- proc.time()[["elapsed"]]
found <- get_sensitivity(coin, SA_specs = specs, N = {replicates}, SA_type = "UA", dset = "Aggregated",
                         iCode = "Index", quietly = TRUE)
cat(proc.time()[["elapsed"]] - clock, "\\n")
"""


def rows(*, quick: bool = False) -> dict[str, Row]:
    """Time the Monte Carlo alone, as replicates and units grow, and against each peer that is at hand."""
    return _alone(quick=quick) | _growth(quick=quick) | _against(quick=quick)


def _world(code: str, *, replicates: int, uncertainty: str = "everything", units: int = UNITS, **more: str) -> str:
    told = {"units": units, "indicators": INDICATORS, "pillars": PILLARS, "replicates": replicates}
    return code.format(**told, uncertainty=uncertainty, **more)


def _ours(name: str, *, runs: int, **options: object) -> Row:
    line = row(python(_world(OURS, **options)), runs=runs, inside=True)
    print(f"{name}: {line.ours_s} s, {line.ours_mb} MB")
    return line


def _alone(*, quick: bool) -> dict[str, Row]:
    jobs = {
        f"ranks: weights only, 10,000 replicates, {UNITS} x {INDICATORS}": ("weights", 10_000),
        f"ranks: every choice and errors, 1,000 replicates, {UNITS} x {INDICATORS}": ("everything", 1_000),
        f"ranks: every choice and errors, 10,000 replicates, {UNITS} x {INDICATORS}": ("everything", 10_000),
    }
    runs = 1 if quick else RUNS
    return {name: _ours(name, runs=runs, uncertainty=what, replicates=n) for name, (what, n) in jobs.items()}


def _growth(*, quick: bool) -> dict[str, Row]:
    """Show the cost by replicate and unit: linear in the one, a little more than linear in the other."""
    runs = 1 if quick else 3
    sizes = [(4_000, 900), (8_000, 900), (200, 9_000)] + ([] if quick else [(200, 49_000), (1_000, 49_000)])
    found: dict[str, Row] = {}
    for replicates, units in sizes:
        name = f"ranks: every choice and errors, {replicates:,} replicates, {units:,} x {INDICATORS}"
        found[name] = _ours(name, runs=runs, replicates=replicates, units=units)
        logs = np.log(units)
        each = found[name].ours_s / replicates / units
        print(f"  {1e9 * each:.0f} ns for each replicate and unit, {1e9 * each / logs:.1f} ns divided by log(units)")
    return found


def _against(*, quick: bool) -> dict[str, Row]:
    replicates, runs = (300, 1) if quick else (1_000, RUNS)
    found: dict[str, Row] = {}
    with tempfile.TemporaryDirectory() as folder:
        out, peer_out = (str(Path(folder) / name) for name in ("ours.npz", "theirs.npy"))
        ours = python(_world(KEPT, replicates=replicates, uncertainty="weights", out=out))
        told = {"out": out, "peer_out": peer_out}
        name = f"ranks: weights only, {replicates:,} replicates, {UNITS} x {INDICATORS}"
        found[f"{name}, scikit-criteria"] = _beside(
            ours, "scikit-criteria WeightedSumModel", "skcriteria", python(SCIKIT_CRITERIA.format(**told)), runs=runs
        )
        if Path(peer_out).is_file():
            found[f"{name}, scikit-criteria"] = _agreement(found[f"{name}, scikit-criteria"], out, peer_out)
        found[f"{name}, ProMCDA"] = _beside(
            ours, "ProMCDA weighted sum", "mcda.utility_functions", python(PROMCDA.format(**told)), runs=runs
        )
    few = 20 if quick else 100
    script = COINR.format(units=UNITS, indicators=INDICATORS, pillars=PILLARS, replicates=few)
    found[f"ranks: weights and scales, {few} replicates, {UNITS} x {INDICATORS}, COINr"] = _beside(
        python(_world(OURS, replicates=few)), "COINr get_sensitivity", "COINr", ["Rscript", "-e", script], runs=runs
    )
    return found


def _beside(ours: list[str], name: str, package: str, peer: list[str], *, runs: int) -> Row:
    """Measure a peer in turn with ours, or say in the row why it is not measured."""
    why = _lacking(package)
    line = row(ours, peer=None if why else peer, peer_name=why or name, runs=runs, inside=True)
    if why:
        print(f"{name}: skipped, {why}")
    return line


def _lacking(package: str) -> str:
    """Say why a peer cannot be measured; nothing where it can."""
    if package == "COINr":
        if shutil.which("Rscript") is None:
            return "COINr is not installed, nor is R"
        there = subprocess.run(["Rscript", "-e", "library(COINr)"], capture_output=True, check=False)
        return "" if there.returncode == 0 else "COINr is not installed"
    try:
        found = importlib.util.find_spec(package)
    except ModuleNotFoundError:
        found = None
    if found is not None:
        return ""
    top = package.split(".", maxsplit=1)[0]
    name = {"mcda": "ProMCDA", "skcriteria": "scikit-criteria"}[top]
    # A wheel of ProMCDA came without its own subpackages.
    installed = top != package and importlib.util.find_spec(top) is not None
    return f"{name} is installed without its module `{package}`" if installed else f"{name} is not installed"


def _agreement(line: Row, out: str, peer_out: str) -> Row:
    ours, theirs = np.load(out)["ranks"].astype(float), np.load(peer_out).astype(float)
    apart = np.abs(ours - theirs)
    print(f"scikit-criteria: {(apart > 0).mean():.2e} of the ranks differ, by {apart.max():.0f} at most")
    return Row(**{**vars(line), "max_rel_diff": float((apart / theirs).max())})


if __name__ == "__main__":
    report(rows(quick="--quick" in sys.argv))
