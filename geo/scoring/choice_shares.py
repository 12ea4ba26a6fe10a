"""Say how much of the movement of ranks each choice accounts for, over all units and for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import MethodError
from geo.scoring.draws import varied
from geo.scoring.sensitivity import run_replicates
from geo.scoring.sobol import sobol_indices

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.scoring.sensitivity import Executor, Sensitivity
    from geo.scoring.sobol import Indices

BASE = 512
"""Rows of each of the two samples, at most."""

CELLS = 20_000_000
"""Ranks, over all samples, that are kept for indices of single units: 40 MB."""


@dataclass(frozen=True)
class ChoiceShares:
    """Sobol indices of the choices behind a rank.

    Attributes
    ----------
    summary
        One row per `output` and `choice`: `first` with `first_p5` and `first_p95`, and `total` likewise. The output
        `rank` is the ranks of all units, each counting by its variance; `mean_rank_shift` is how far a replicate's
        ranks lie from the study's own, on average over units. The choice `sum` adds the first-order indices up: what
        is short of 1 is the choices acting together. `rows` says how many pairs of replicates tell it.
    units
        One row per `code` and `choice`, with the same columns, for the output `rank`; null for a unit whose rank
        never moves. For a study too large, the units are every so many of all in the order of their rank.
    """

    summary: pd.DataFrame
    units: pd.DataFrame


def choice_shares(
    sensitivity: Sensitivity,
    *,
    reference: Sequence[int],
    seed: int,
    base: int = BASE,
    resamples: int = 100,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ChoiceShares:
    """Share the variance of the ranks out among the choices that replicates vary.

    The two samples are the first and the second half of the replicates at hand; only those are ranked anew that take
    one choice from the other half.

    Parameters
    ----------
    sensitivity
        The replicates.
    reference
        Each unit's rank under the study's own settings.
    seed
        Where the bootstrap grows from.
    base
        Rows of each half that are used, at most.
    workers, executor, progress
        As in `geo.scoring.sensitivity.rank_intervals`.

    Raises
    ------
    MethodError
        If no choice varies.
    """
    known = sensitivity.replicates
    rows = min(base, len(known.draws) // 2)
    half = len(known.draws) // 2
    first, second = slice(0, rows), slice(half, half + rows)
    choices = varied(known.draws, measurement=known.ground.measurement)
    if not choices:
        raise MethodError(
            "no choice varies, so there is no variance to share out. Let `Uncertainty` vary at least one."
        )
    own = np.asarray(reference, dtype=float)
    kept = _kept(own, samples=rows * (len(choices) + 2))
    samples = [_told(known.pooled[part], own, kept) for part in (first, second)]
    for done, choice in enumerate(choices):
        draws = known.draws.rows(first).with_choice(choice, known.draws.rows(second))
        ahead = rows * done

        def tell(told: int, _: int, ahead: int = ahead) -> None:
            if progress is not None:
                progress(ahead + told, rows * len(choices))

        pooled, _ = run_replicates(known.ground, draws, workers=workers, executor=executor, progress=tell)
        samples.append(_told(pooled, own, kept))
    shifts, ranks = zip(*samples, strict=True)
    found = sobol_indices(ranks[0], ranks[1], ranks[2:], seed=seed, resamples=resamples)
    shift = sobol_indices(shifts[0], shifts[1], shifts[2:], seed=seed, resamples=resamples)
    outputs = {"rank": found.together, "mean_rank_shift": shift.each}
    return ChoiceShares(
        summary=pd.concat(
            [_summary(one, name, choices, rows=rows) for name, one in outputs.items()], ignore_index=True
        ),
        units=_by_unit(found.each, codes=sensitivity.intervals.index[kept], choices=choices),
    )


def _kept(reference: npt.NDArray[np.float64], *, samples: int) -> npt.NDArray[np.intp]:
    """Choose the units whose ranks are looked at one by one: all, or every so many of them by rank."""
    step = -(-len(reference) * samples // CELLS)
    return np.sort(np.argsort(reference, kind="stable")[:: max(1, step)])


def _told(
    pooled: npt.NDArray[np.unsignedinteger], own: npt.NDArray[np.float64], kept: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.unsignedinteger]]:
    """Give what is told of some replicates: the mean shift of each, and the ranks of the units looked at."""
    shift = np.array([np.abs(row - own).mean() for row in pooled])
    return shift, pooled[:, kept]


def _columns(found: Indices) -> dict[str, npt.NDArray[np.float64]]:
    return {
        "first": found.first,
        "first_p5": found.first_low,
        "first_p95": found.first_high,
        "total": found.total,
        "total_p5": found.total_low,
        "total_p95": found.total_high,
    }


def _summary(found: Indices, output: str, choices: Sequence[str], *, rows: int) -> pd.DataFrame:
    table = pd.DataFrame({name: part[:, 0] for name, part in _columns(found).items()})
    table.insert(0, "output", output)
    table.insert(1, "choice", list(choices))
    together = {
        "output": output,
        "choice": "sum",
        "first": found.sum_first[0],
        "first_p5": found.sum_low[0],
        "first_p95": found.sum_high[0],
    }
    return pd.concat([table, pd.DataFrame([together])], ignore_index=True).assign(rows=rows)


def _by_unit(found: Indices, *, codes: pd.Index, choices: Sequence[str]) -> pd.DataFrame:
    index = pd.MultiIndex.from_product([codes, list(choices)], names=["code", "choice"])
    return pd.DataFrame({name: part.T.ravel() for name, part in _columns(found).items()}, index=index).reset_index()
