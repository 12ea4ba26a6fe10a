"""Find how far a rank moves when every choice behind it, and every measurement, could as well have been another.

Each replicate draws a treatment, a way with missing values, a normalisation, an aggregation, an indicator to leave out,
weights and the errors of measurement together, scores all units again and ranks them. The result is the same whatever
the size of a block, the number of workers, or the machines that they run on.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import MethodError
from geo.scoring.choices import Scaled, Uncertainty, Variant, refuse
from geo.scoring.convergence import convergence
from geo.scoring.draws import draw, tell
from geo.scoring.ground import Ground, lay_ground
from geo.scoring.idle import removable, settle_idle
from geo.scoring.rank import intervals, rank_type
from geo.scoring.replicate import alike, rank_replicates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo.scoring.draws import Draws
    from geo.scoring.weigh import Tree

RankArray = npt.NDArray[np.unsignedinteger]

JOB = 128
"""Replicates handed to a worker at once, at most."""

MEMORY_MB = 1024.0
"""What the rankings of a run may take."""


class Executor(Protocol):
    """Whatever runs a function elsewhere: a pool of `concurrent.futures`, or a client of Dask."""

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Any:
        """Take a function and its arguments; give something whose `result()` waits for the outcome."""


@dataclass(frozen=True)
class Replicates:
    """The rankings themselves, and all that is needed to make others like them.

    Attributes
    ----------
    pooled, within
        Replicates by units: the rank among all, and within the unit's country.
    draws
        What each replicate chose.
    ground
        What it stands on.
    uncertainty
        What could be drawn, without the options that were held.
    """

    pooled: RankArray
    within: RankArray
    draws: Draws
    ground: Ground
    uncertainty: Uncertainty


@dataclass(frozen=True)
class Sensitivity:
    """Where the ranks lie, and how they were found.

    Attributes
    ----------
    intervals
        By code: `rank_p5`, `rank_p50`, `rank_p95`, `p_top_<k>`, and the same quantiles of `rank_in_country`. The rank
        under the study's own settings is one choice among many and need not lie within; the median says where most
        choices put the place.
    draws
        One row per replicate: what it chose, and `weight_<id>` within the parent of each id.
    convergence
        Of `geo.scoring.convergence.convergence`.
    held
        Options that change nothing here and were therefore held, each with the reason.
    replicates
        The rankings.
    """

    intervals: pd.DataFrame
    draws: pd.DataFrame
    convergence: pd.DataFrame
    held: tuple[str, ...]
    replicates: Replicates

    @property
    def rankings(self) -> pd.DataFrame:
        """The rank of every unit in every replicate, replicates by codes."""
        return pd.DataFrame(self.replicates.pooled, index=self.draws.index, columns=self.intervals.index)


def rank_intervals(
    scaled: Mapping[Variant, Scaled],
    *,
    codes: Sequence[str],
    tree: Tree,
    uncertainty: Uncertainty,
    seed: int,
    countries: Sequence[str] | None = None,
    top: Sequence[int] = (60,),
    block: int | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    memory_mb: float = MEMORY_MB,
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
        What to score under each of `uncertainty.variants()`; every unit has at least one value.
    codes
        The units, in the order of the columns.
    tree
        The index with its nominal weights.
    countries
        The country of each unit; one of all when absent.
    top
        The k of every P(top k).
    block, workers
        Replicates computed at once, and threads; they change time and memory, never the result.
    executor
        Runs the work instead of threads of this process: a client of Dask, say, for a large study. `workers` is then
        of no account.
    memory_mb
        What the rankings may take together; a run that would need more is refused.
    progress
        Told how many replicates are done, of how many.

    Raises
    ------
    MethodError
        With every fault of the options and the values, and every option that changes nothing anywhere.
    """
    refuse(scaled, codes=codes, uncertainty=uncertainty, top=top)
    _refuse_too_large(uncertainty.replicates, units=len(codes), memory_mb=memory_mb)
    leaves_out = removable({name: scaled[name] for name in uncertainty.variants()}, tree=tree)
    uncertainty, held = settle_idle(scaled, tree=tree, uncertainty=uncertainty, leaves_out=leaves_out)
    ground = lay_ground(scaled, tree=tree, uncertainty=uncertainty, countries=countries, seed=seed)
    draws = draw(tree, uncertainty=uncertainty, removable=leaves_out, seed=seed)
    pooled, within = run_replicates(ground, draws, block=block, workers=workers, executor=executor, progress=progress)
    index = pd.Index(codes, name="code")
    table = intervals(pooled, top=top).set_axis(index, axis=0)
    inside = intervals(within, name="rank_in_country").set_axis(index, axis=0)
    return Sensitivity(
        intervals=table.join(inside),
        draws=tell(draws, tree=tree, uncertainty=uncertainty),
        convergence=convergence(pooled, table),
        held=held,
        replicates=Replicates(pooled, within, draws, ground, uncertainty),
    )


def run_replicates(
    ground: Ground,
    draws: Draws,
    *,
    block: int | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[RankArray, RankArray]:
    """Rank the units in every replicate, on threads of this process or wherever the executor runs things.

    Returns
    -------
    pooled, within
        Replicates by units.
    """
    count = len(draws)
    pooled = np.empty((count, ground.units), dtype=rank_type(ground.units))
    within = np.empty_like(pooled) if len(ground.groups) > 1 else pooled
    order = alike(draws)
    jobs = [order[start : start + JOB] for start in range(0, count, JOB)]
    # numpy lets go of the interpreter's lock, so threads share the arrays and still run side by side.
    pool = nullcontext(executor) if executor is not None else _pool(workers or os.cpu_count() or 1)
    with pool as runner:
        # What every job needs goes to the workers of a cluster once, where there is a way to do so.
        shared = runner.scatter(ground, broadcast=True) if hasattr(runner, "scatter") else ground
        waiting = [runner.submit(rank_replicates, shared, draws.rows(rows), block) for rows in jobs]
        done = 0
        try:
            for place, rows in enumerate(jobs):
                pooled[rows], inside = waiting[place].result()
                if within is not pooled:
                    within[rows] = inside
                # A result that was read is let go of, here and where it was made.
                waiting[place] = None
                done += len(rows)
                if progress is not None:
                    progress(done, count)
        finally:
            # Whoever stops half way, by an error or by raising in `progress`, does not wait for the rest.
            for job in waiting:
                if hasattr(job, "cancel"):
                    job.cancel()
    return pooled, within


class _Alone:
    """Work that is done when it is asked for, by whoever asks: one worker needs no thread."""

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Any:
        """Take a function and its arguments; `result()` calls it."""
        return SimpleNamespace(result=partial(function, *args))


def _pool(workers: int) -> AbstractContextManager[Executor]:
    return ThreadPoolExecutor(workers) if workers > 1 else nullcontext(_Alone())


def _refuse_too_large(replicates: int, *, units: int, memory_mb: float) -> None:
    each = 2 * units * np.dtype(rank_type(units)).itemsize / 2**20
    if replicates * each > memory_mb:
        raise MethodError(
            f"{replicates} rankings of {units} units take {replicates * each:.0f} MB, over the limit of "
            f"{memory_mb:.0f} MB. Ask for at most {int(memory_mb / each)} replicates, or raise `memory_mb`."
        )
