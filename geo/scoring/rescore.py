"""Score again under other weights or another gate, with the interval of every rank, on scales that are fitted once.

What takes time, and hangs on neither, is prepared once: every variant of the scales, for every unit. A move of a slider
then costs a table of scores, and as many replicates as there is time for; with the study's own weights, gate and number
of replicates the table is the study's, interval for interval.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.errors import MethodError
from geo.scoring.choices import DECLARED, Scaled
from geo.scoring.draws import draw
from geo.scoring.ground import lay_ground
from geo.scoring.idle import holdings, removable, removable_from, settle_idle
from geo.scoring.laid import lay_replicates, rank_laid
from geo.scoring.rank import interval_columns
from geo.scoring.rescale import Filled, prepare_variants
from geo.scoring.sensitivity import JOB, run_replicates
from geo.scoring.table import score_table
from geo.scoring.whole import whole_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from geo.scoring.choices import Uncertainty, Variant
    from geo.scoring.ground import Ground
    from geo.scoring.laid import Laid
    from geo.scoring.model import Result
    from geo.scoring.sensitivity import Executor
    from geo.scoring.weigh import Tree
    from geo.scoring.whole import Column

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

KEPT = 2
"""Sets of ranked units whose replicates are kept; ten megabytes each in a study of 900 units."""


@dataclass(frozen=True)
class Variants:
    """Every scale that a replicate may meet, and what was made of them that no weight decides.

    Attributes
    ----------
    scaled
        Of every unit, in order of the codes.
    uncertainty
        What may be drawn, without the options that change nothing under the study's own weights.
    tree
        The index; its weights are of no account.
    countries
        Of every unit.
    seed
        Where every random number grows from.
    """

    scaled: Mapping[Variant, Scaled]
    uncertainty: Uncertainty
    tree: Tree
    countries: npt.NDArray[np.object_]
    seed: int

    def of(self, rows: BoolArray) -> dict[Variant, Scaled]:
        """Give some of the units."""
        return {
            name: Scaled(*(np.ascontiguousarray(part[:, rows]) for part in (one.leaves, one.error, one.spread)))
            for name, one in self.scaled.items()
        }

    def standing(self, rows: BoolArray) -> Standing:
        """Give what the replicates of some units stand on; kept, since a slider seldom moves a unit past the gate."""
        return self._standing(rows.tobytes())

    def laid(self, rows: BoolArray, *, replicates: int) -> Laid | None:
        """Give as many replicates of some units as far as no weight decides; kept too."""
        return self._laid(rows.tobytes(), replicates)

    @cached_property
    def _standing(self) -> Callable[[bytes], Standing]:
        def stand(rows: bytes) -> Standing:
            ranked = np.frombuffer(rows, dtype=bool)
            own = self.of(ranked)
            ground = lay_ground(
                own, tree=self.tree, uncertainty=self.uncertainty, countries=self.countries[ranked], seed=self.seed
            )
            return Standing(ground, holdings(own))

        return lru_cache(KEPT)(stand)

    @cached_property
    def _laid(self) -> Callable[[bytes, int], Laid | None]:
        def lay(rows: bytes, replicates: int) -> Laid | None:
            uncertainty = replace(self.uncertainty, replicates=replicates)
            draws = draw(self.tree, uncertainty=uncertainty, removable=np.arange(0), seed=self.seed)
            return lay_replicates(self._standing(rows).ground, draws)

        return lru_cache(KEPT)(lay)


@dataclass(frozen=True)
class Standing:
    """What the replicates of some units stand on, whatever the weights.

    Attributes
    ----------
    ground
        The variants, ready to be scored.
    held
        The sets of indicators that some unit has, of `geo.scoring.idle.holdings`.
    """

    ground: Ground
    held: BoolArray


def lay_out_variants(result: Result, uncertainty: Uncertainty) -> Variants:
    """Prepare the variants of a result's values; they hang neither on normalisation nor on aggregation of the index.

    Raises
    ------
    MethodError
        If gaps are to be filled in other ways than the indicators declare, which are not kept with a result; or as
        `geo.scoring.idle.settle_idle`.
    """
    full = uncertainty.spelled_out()
    if full.missing != (DECLARED,):
        raise MethodError(
            f"{len(full.missing or ())} ways with what is missing are to be drawn, and a result keeps the declared one "
            "alone. Leave `missing` out."
        )
    matrix, imputed = result.matrix, result.imputed
    filled = Filled(imputed.values, matrix.se.where(~imputed.mask, imputed.error))
    everything = np.ones(len(matrix.places), dtype=bool)
    scaled = prepare_variants(
        matrix,
        filled={DECLARED: filled},
        indicators={entry.id: entry for entry in result.indicators},
        uncertainty=uncertainty,
        rows=everything,
    )
    tree = result.tree.of_means()
    found = Variants(scaled, full, tree, matrix.countries, result.seed)
    ranked = result.scores["gate"].eq("ranked").to_numpy()
    if ranked.sum() < 2:
        return found
    own = found.of(ranked)
    settled, _ = settle_idle(own, tree=tree, uncertainty=uncertainty, leaves_out=removable(own, tree=tree))
    return replace(found, uncertainty=settled)


def rescore(
    result: Result,
    variants: Variants,
    *,
    weights: Mapping[str, float] | None = None,
    gate: float | None = None,
    replicates: int,
    people: pd.Series | None = None,
    top: Sequence[int] = (60,),
    executor: Executor | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Column]:
    """Score every unit again.

    Parameters
    ----------
    result
        Whose scales, aggregation and seed hold.
    variants
        Of `lay_out_variants`, for the same values and scope.
    weights
        By id of a node or an indicator; what is not named keeps its own.
    gate
        The coverage that earns a rank, instead of the index's.
    replicates
        How many rankings the intervals come from; they are drawn around these weights.
    people, top, executor, workers, progress
        As in `geo.scoring.model.score_units`.

    Returns
    -------
    dict
        The columns of `Result.scores` by name, of every unit in order of the codes; whoever wants a table makes one.

    Raises
    ------
    MethodError
        As `geo.scoring.weigh.build_tree`.
    """
    tree = result.tree_of(weights or {})
    index = result.index if gate is None else result.index.model_copy(update={"coverage_gate": gate})
    scores = score_table(result.normalised, result.matrix, tree=tree, index=index)
    ranked = scores["gate"].eq("ranked").to_numpy()
    found = None
    if ranked.sum() > 1:
        found = _intervals(
            variants, ranked, tree.of_means(), replicates=replicates, top=top, executor=executor, workers=workers,
            progress=progress,
        )  # fmt: skip
    return whole_columns(
        scores, result.normalised, result.matrix,
        intervals=found, tree=tree, index=index, indicators=result.indicators, people=people, top=top,
    )  # fmt: skip


def _intervals(
    variants: Variants,
    ranked: BoolArray,
    tree: Tree,
    *,
    replicates: int,
    top: Sequence[int],
    executor: Executor | None,
    workers: int | None,
    progress: Callable[[int, int], None] | None,
) -> dict[str, FloatArray]:
    """Rank the units in every replicate, without the checks and the bookkeeping of a study's own run."""
    standing, uncertainty = variants.standing(ranked), replace(variants.uncertainty, replicates=replicates)
    draws = draw(tree, uncertainty=uncertainty, removable=removable_from(standing.held, tree=tree), seed=variants.seed)
    # As few as a worker would take at once are asked for again and again, with other weights.
    few = replicates <= JOB and executor is None
    laid = variants.laid(ranked, replicates=replicates) if few else None
    if laid is None:
        pooled, within = run_replicates(standing.ground, draws, executor=executor, workers=workers, progress=progress)
    else:
        pooled, within = rank_laid(laid, draws)
        if progress is not None:
            progress(replicates, replicates)
    inside = interval_columns(within, name="rank_in_country", workers=workers)
    return interval_columns(pooled, top=top, workers=workers) | inside
