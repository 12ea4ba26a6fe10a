"""Find how far a rank moves when every choice behind it, and every measurement, could as well have been another.

Each replicate draws weights, a normalisation, an aggregation and the errors of measurement together, scores all units
again and ranks them. A replicate's draws hang on the seed and its own number alone: the result is the same whatever the
size of a block or the number of workers, and the first half of 2,000 replicates is the run with 1,000.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri

from geo.errors import Faults, MethodError
from geo.scoring.aggregate import MEANS, node_values, roll_up
from geo.scoring.normalise import SCALES
from geo.scoring.rank import intervals, ranks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from geo.kinds import Aggregation, Normalisation
    from geo.scoring.weigh import Tree

Float32Array = npt.NDArray[np.float32]
FloatArray = npt.NDArray[np.float64]

CELLS = 2_000_000
"""Values held at once by a worker, 8 MB in float32; what a block's size follows from."""

LEVELS = 2**16
"""Quantiles of the normal distribution that an error of measurement is drawn among."""

NOISE, WEIGHTS, NORMALISATION, AGGREGATION = range(4)
"""The streams of random numbers that grow out of one seed."""


@dataclass(frozen=True)
class Uncertainty:
    """What a replicate may draw; a choice with one option is held.

    Attributes
    ----------
    replicates
        How many rankings are made.
    normalisations, aggregations
        Equally likely. An aggregation drawn holds for every node.
    concentration
        Weights below a node with n children come from a Dirichlet distribution around the nominal shares w, with
        parameters ``concentration * n * w``. At 12, the weight of one of two equal children varies by 20 % of itself
        (one standard deviation), of one of six by 26 %. None holds the weights.
    measurement
        Whether values move by their standard errors, and inherited ones by the spread within their area.
    """

    replicates: int = 1000
    normalisations: tuple[Normalisation, ...] = ("minmax", "zscore", "percentile")
    aggregations: tuple[Aggregation, ...] = ("arithmetic", "geometric")
    concentration: float | None = 12.0
    measurement: bool = True


@dataclass(frozen=True)
class Sensitivity:
    """Where the ranks lie, and how they were found.

    Attributes
    ----------
    intervals
        By code: `rank_p5`, `rank_p50`, `rank_p95` and `p_top_<k>`. The rank under the study's own settings is one
        choice among many and need not lie within; the median says where most choices put the place.
    draws
        One row per replicate: `normalisation`, `aggregation`, and `weight_<id>` within the parent of each id.
    convergence
        For each `quantile` (rank_p5, rank_p50, rank_p95): `half` and `replicates`, and from one to the other the
        `mean_move` and the `greatest_move` of a unit, in ranks.
    rankings
        Replicates by codes: the rank of every unit in every replicate.
    """

    intervals: pd.DataFrame
    draws: pd.DataFrame
    convergence: pd.DataFrame
    rankings: pd.DataFrame


@dataclass(frozen=True)
class Scaled:
    """Indicators by units on one normalisation, 0-1; missing is null.

    Attributes
    ----------
    leaves
        The values.
    error
        The standard deviation of each value's own error of measurement.
    spread
        How far a unit may stand from a value that was handed down to it, as a standard deviation; else 0.
    """

    leaves: FloatArray
    error: FloatArray
    spread: FloatArray


def rank_intervals(
    scaled: Mapping[Normalisation, Scaled],
    *,
    codes: Sequence[str],
    tree: Tree,
    uncertainty: Uncertainty,
    seed: int,
    top: Sequence[int] = (60,),
    block: int | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Sensitivity:
    """Rank the units in every replicate, and read off the intervals.

    Errors of measurement are normal on the normalised scale, independent between units and indicators, and cut at its
    ends. Where a unit stands from what was handed down to it is one draw for each unit and pillar: a place that lies
    above its department in one indicator is taken to do so in its neighbours too, which does not let several handed
    down values average their ignorance away. The scale is the study's and is not fitted again in a replicate.

    Parameters
    ----------
    scaled
        What to score under each normalisation of `uncertainty`; every unit has at least one value.
    codes
        The units, in the order of the columns.
    tree
        The index with its nominal weights.
    block, workers
        Replicates computed at once, and threads; they change time and memory, never the result.
    progress
        Told how many replicates are done, of how many.

    Raises
    ------
    MethodError
        With every fault that `note_option_faults` finds.
    """
    faults = Faults("uncertainty", MethodError)
    note_option_faults(uncertainty, faults=faults)
    if not faults.messages:
        _note_idle_options(scaled, tree=tree, uncertainty=uncertainty, faults=faults)
    faults.raise_any()
    draws, weights = _draw(tree, uncertainty=uncertainty, seed=seed)
    size = block or max(1, CELLS // (len(tree.leaves) * max(1, len(codes))))
    rankings = np.empty((uncertainty.replicates, len(codes)), dtype=np.int32)
    # A row for each indicator's own error, then one for each pillar, which what was handed down to it shares.
    shape = (len(tree.leaves) + sum(branch.of_leaves for branch in tree.branches), len(codes))

    def run(job: _Job) -> npt.NDArray[np.intp]:
        known = scaled[job.normalisation]
        scores = _score_block(
            known,
            tree=tree.aggregated(job.aggregation),
            weights=[part[job.replicates] for part in weights],
            errors=_noise(job.replicates, shape=shape, seed=seed) if uncertainty.measurement else None,
        )
        rankings[job.replicates] = ranks(scores)
        return job.replicates

    # numpy lets go of the interpreter's lock, so threads share the arrays and still run side by side.
    with ThreadPoolExecutor(max_workers=workers or os.cpu_count() or 1) as pool:
        done = 0
        for future in as_completed([pool.submit(run, job) for job in _jobs(draws, block=size)]):
            done += len(future.result())
            if progress is not None:
                progress(done, uncertainty.replicates)
    table = intervals(rankings, top=top).set_axis(pd.Index(codes, name="code"), axis=0)
    told = pd.DataFrame(rankings, index=draws.index, columns=table.index)
    return Sensitivity(table, _with_weights(draws, weights, tree=tree), _convergence(rankings, table), told)


def note_option_faults(uncertainty: Uncertainty, *, faults: Faults) -> None:
    """Note options that no replicate can use."""
    if uncertainty.replicates < 2:
        faults.add(f"{uncertainty.replicates} replicates give no interval. Ask for at least 2; 1,000 are usual.")
    for word, given, known in (
        ("normalisations", uncertainty.normalisations, SCALES),
        ("aggregations", uncertainty.aggregations, MEANS),
    ):
        strange = [name for name in given if name not in known]
        faults.check(f"{word} are not known", bad=strange, of=len(given), do=f"Choose among {', '.join(known)}.")
        twice = sorted({name for name in given if given.count(name) > 1})
        faults.check(f"{word} are given twice", bad=twice, of=len(given), do="Name each once.")
        if not given:
            faults.add(f"no {word} are given. Name at least one; with one alone the choice is held.")
    if uncertainty.concentration is not None and not 1 <= uncertainty.concentration < np.inf:
        faults.add(f"a concentration of {uncertainty.concentration} is not 1 or more. Use 12, or None to hold weights.")


def _note_idle_options(
    scaled: Mapping[Normalisation, Scaled], *, tree: Tree, uncertainty: Uncertainty, faults: Faults
) -> None:
    """Note what is varied and yet changes no score anywhere: the interval would look firmer than it is."""
    first = scaled[uncertainty.normalisations[0]]
    if first.leaves.shape[1] < 2:
        return

    def score(leaves: FloatArray, aggregation: Aggregation) -> FloatArray:
        nodes = node_values(leaves, tree=tree.aggregated(aggregation))
        return nodes[-1, :]

    start = score(first.leaves, uncertainty.aggregations[0])
    idle: list[str] = []
    idle += [
        f"normalisation {name} (gives the scores of {uncertainty.normalisations[0]})"
        for name in uncertainty.normalisations[1:]
        if np.allclose(score(scaled[name].leaves, uncertainty.aggregations[0]), start, rtol=0, atol=1e-9)
    ]
    idle += [
        f"aggregation {name} (gives the scores of {uncertainty.aggregations[0]})"
        for name in uncertainty.aggregations[1:]
        if np.allclose(score(first.leaves, name), start, rtol=0, atol=1e-9)
    ]
    if uncertainty.concentration is not None and all((branch.weights > 0).sum() < 2 for branch in tree.branches):
        idle.append("weights (no node has two children to weigh)")
    moved = [part for name in uncertainty.normalisations for part in (scaled[name].error, scaled[name].spread)]
    if uncertainty.measurement and not any(part.any() for part in moved):
        idle.append("measurement (no value has a standard error, none is inherited)")
    options = len(uncertainty.normalisations) + len(uncertainty.aggregations) - 2
    options += (uncertainty.concentration is not None) + uncertainty.measurement
    faults.check("options change nothing anywhere", bad=idle, of=options, do="Leave them out of `Uncertainty`.")


@dataclass(frozen=True)
class _Job:
    normalisation: Normalisation
    aggregation: Aggregation
    replicates: npt.NDArray[np.intp]


def _jobs(draws: pd.DataFrame, *, block: int) -> Iterator[_Job]:
    """Cut the replicates into blocks that share their choices, so that a block is one piece of arithmetic."""
    choices = draws["normalisation"], draws["aggregation"]
    for normalisation, aggregation in sorted(set(zip(*choices, strict=True))):
        replicates = np.flatnonzero(choices[0].eq(normalisation) & choices[1].eq(aggregation))
        for start in range(0, len(replicates), block):
            yield _Job(normalisation, aggregation, replicates[start : start + block])


def _draw(tree: Tree, *, uncertainty: Uncertainty, seed: int) -> tuple[pd.DataFrame, list[Float32Array]]:
    """Draw the choices of every replicate; weights per branch, replicates by children."""
    count = uncertainty.replicates
    picks = {
        "normalisation": (NORMALISATION, uncertainty.normalisations),
        "aggregation": (AGGREGATION, uncertainty.aggregations),
    }
    draws = pd.DataFrame(
        {
            word: np.array(options)[_stream(seed, key).integers(len(options), size=count)]
            for word, (key, options) in picks.items()
        },
        index=pd.RangeIndex(count, name="replicate"),
    )
    nominal = np.concatenate([branch.weights for branch in tree.branches])
    if uncertainty.concentration is None:
        drawn = np.broadcast_to(nominal, (count, len(nominal)))
    else:
        sizes = np.concatenate([np.full(len(b.children), len(b.children)) for b in tree.branches])
        gammas = _stream(seed, WEIGHTS).standard_gamma(
            uncertainty.concentration * sizes * nominal, size=(count, len(nominal))
        )
        # A tiny weight can be drawn as zero, and would leave a unit that has nothing else without a score.
        drawn = np.where(nominal > 0, np.maximum(gammas, 1e-20), 0.0)
    edges = np.cumsum([len(branch.children) for branch in tree.branches])[:-1]
    parts = [part / part.sum(axis=1, keepdims=True) for part in np.split(drawn, edges, axis=1)]
    return draws, [part.astype(np.float32) for part in parts]


@cache
def _normal_quantiles() -> Float32Array:
    return np.asarray(ndtri((np.arange(LEVELS) + 0.5) / LEVELS), dtype=np.float32)


def _noise(replicates: npt.NDArray[np.intp], *, shape: tuple[int, int], seed: int) -> Float32Array:
    """Draw standard normal errors, replicates by `shape`: 16 random bits each, looked up among the quantiles.

    Errors so drawn reach 4.2 standard deviations, and cost a quarter of numpy's own.
    """
    count = shape[0] * shape[1]
    bits = np.stack(
        [
            _stream(seed, NOISE, int(replicate)).bit_generator.random_raw(-(-count // 4)).astype("<u8", copy=False)
            for replicate in replicates
        ]
    )
    looked_up = bits.view("<u2")[:, :count].reshape(len(replicates), *shape)
    return np.take(_normal_quantiles(), looked_up, mode="clip")


def _stream(seed: int, *key: int) -> np.random.Generator:
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=key)))


def _score_block(
    known: Scaled, *, tree: Tree, weights: Sequence[Float32Array], errors: Float32Array | None
) -> Float32Array:
    """Score a block of replicates, replicates by units; `errors` are standard normal, and used up."""
    present = ~np.isnan(known.leaves)
    values = np.broadcast_to(np.nan_to_num(known.leaves).astype(np.float32), (len(weights[0]), *present.shape))
    if errors is not None:
        own, shared = np.split(errors, [len(tree.leaves)], axis=1)
        own *= np.where(present, known.error, 0.0).astype(np.float32)
        spread = np.where(present, known.spread, 0.0).astype(np.float32)
        pillars = (tree.rows(branch) for branch in tree.branches if branch.of_leaves)
        for place, rows in enumerate(pillars):
            if spread[rows].any():
                own[:, rows] += shared[:, place, None] * spread[rows]
        own += values
        values = np.clip(own, 0.0, 1.0, out=own)
    nodes, _ = roll_up(values, present, tree=tree, weights=weights)
    return nodes[:, -1]


def _with_weights(draws: pd.DataFrame, weights: Sequence[Float32Array], *, tree: Tree) -> pd.DataFrame:
    names = [f"weight_{child}" for branch in tree.branches for child in branch.children]
    return draws.join(pd.DataFrame(np.hstack(weights), index=draws.index, columns=names))


def _convergence(rankings: npt.NDArray[np.int32], table: pd.DataFrame) -> pd.DataFrame:
    half = len(rankings) // 2
    before = intervals(rankings[:half], top=())
    moves = np.abs(table[list(before)].to_numpy() - before.to_numpy())
    return pd.DataFrame(
        {
            "quantile": list(before),
            "half": half,
            "replicates": len(rankings),
            "mean_move": moves.mean(axis=0),
            "greatest_move": moves.max(axis=0),
        }
    )
