"""Score units: impute, treat, normalise, weigh, aggregate, bound and rank them, and keep the table of every step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, MethodError
from geo.scoring.choice_shares import BASE, ChoiceShares, choice_shares
from geo.scoring.choices import DECLARED, Uncertainty, note_option_faults, note_top_faults
from geo.scoring.leave_out import leave_one_out
from geo.scoring.matrix import note_value_faults
from geo.scoring.normalise import note_scale_faults
from geo.scoring.options import with_options
from geo.scoring.points import filled, score_points
from geo.scoring.rescale import prepare_variants
from geo.scoring.sensitivity import MEMORY_MB, Sensitivity, rank_intervals
from geo.scoring.table import rows_of_leaves, score_table
from geo.scoring.weigh import Tree, build_tree, leaf_weights, note_tree_faults
from geo.scoring.weighting import note_weighting_faults
from geo.scoring.whole import whole_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from geo.catalogue import Index, Indicator
    from geo.kinds import Aggregation, Missing, Normalisation, Scope, Treatment, Weighting
    from geo.scoring.impute import Imputed
    from geo.scoring.matrix import Matrix
    from geo.scoring.sensitivity import Executor
    from geo.scoring.treat import Treated

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Result:
    """Scores, and how they came about.

    Attributes
    ----------
    scores
        By `geo.contracts.SCORES`, one row per scored unit in order of `code`: with `coverage_measured` (the share of
        weight measured at the unit itself), `p_top_<k>`, `node_<id>` and `contribution_<indicator>` (points of the
        score that sum to it).
    matrix
        The values as they came, laid out.
    imputed
        The values with gaps filled where an indicator asks for it, and what that is worth.
    treated
        The values after treatment, and its log.
    normalised
        Codes by indicators, 0-1, under the study's normalisation.
    weights
        The nominal share of the score that each indicator holds; pillars without any hold the rest.
    sensitivity
        Rank intervals and how they were found; none when fewer than two units are ranked.
    tree, index, indicators, normalisation, weighting, given, uncertainty, seed
        What the run was told, with every option put into index and indicators; `given` are the weights given instead of
        the catalogue's.
    """

    scores: pd.DataFrame
    matrix: Matrix
    imputed: Imputed
    treated: Treated
    normalised: pd.DataFrame
    weights: pd.Series
    sensitivity: Sensitivity | None
    tree: Tree
    index: Index
    indicators: tuple[Indicator, ...]
    normalisation: Normalisation
    weighting: Weighting
    given: Mapping[str, float]
    uncertainty: Uncertainty
    seed: int

    @property
    def steps(self) -> dict[str, pd.DataFrame]:
        """The table that every step left, codes by indicators, and last the scores."""
        return {
            "raw": self.matrix.value,
            "imputed": self.imputed.values,  # noqa: PD011 - a field of ours, not the property of pandas
            "treated": self.treated.values,  # noqa: PD011
            "normalised": self.normalised,
            "scores": self.scores,
        }

    def reweighted(self, weights: Mapping[str, float]) -> pd.DataFrame:
        """Score again with other weights, on the same scales; milliseconds, for a slider.

        Parameters
        ----------
        weights
            By id of a node or an indicator; what is not named keeps its own, found in the data or given.

        Returns
        -------
        pd.DataFrame
            The columns of `scores` up to `gate`, without those of the replicates, and `node_<id>`.

        Raises
        ------
        MethodError
            As `build_tree`.
        """
        return score_table(self.normalised, self.matrix, tree=self.tree_of(weights), index=self.index)

    def tree_of(self, weights: Mapping[str, float]) -> Tree:
        """Build the tree with other weights, as `reweighted` takes them."""
        own = dict(self.given) if self.weighting == "given" else self.tree.shares
        return build_tree(self.index, self.indicators, weights=own | dict(weights))

    def choice_shares(
        self, *, base: int = BASE, executor: Executor | None = None, progress: Callable[[int, int], None] | None = None
    ) -> ChoiceShares:
        """Share the movement of the ranks out among the choices, as `geo.scoring.choice_shares.choice_shares`.

        Raises
        ------
        MethodError
            If fewer than two units are ranked, or no choice varies.
        """
        if self.sensitivity is None:
            raise MethodError("fewer than two units are ranked, so no rank can move. Rank at least two.")
        ranked = self.scores["rank"].dropna().astype(int)
        return choice_shares(
            self.sensitivity, reference=ranked.tolist(), seed=self.seed, base=base, executor=executor, progress=progress
        )

    def leave_one_out(self, *, top: Sequence[int] = (60,)) -> pd.DataFrame:
        """Rank without each indicator in turn, as `geo.scoring.leave_out.leave_one_out`, among the ranked units."""
        ranked = self.scores.loc[self.scores["rank"].notna(), "code"].tolist()
        return leave_one_out(rows_of_leaves(self.normalised.loc[ranked]), codes=ranked, tree=self.tree, top=top)


def score_units(
    values: pd.DataFrame,
    *,
    units: pd.DataFrame,
    index: Index,
    indicators: Sequence[Indicator],
    seed: int,
    people: pd.Series | None = None,
    weights: Mapping[str, float] | None = None,
    normalisation: Normalisation | None = None,
    weighting: Weighting = "given",
    treatment: Treatment | None = None,
    missing: Missing | None = None,
    scope: Scope | None = None,
    aggregation: Aggregation | None = None,
    neighbours: Mapping[str, Iterable[str]] | None = None,
    uncertainty: Uncertainty | None = None,
    top: Sequence[int] = (60,),
    workers: int | None = None,
    executor: Executor | None = None,
    memory_mb: float = MEMORY_MB,
    progress: Callable[[int, int], None] | None = None,
) -> Result:
    """Score every unit that is not a lake.

    The order of rows, indicators and nodes changes nothing: all is put in order of the ids first.

    Parameters
    ----------
    values
        By `geo.contracts.VALUES`.
    units
        By `geo.contracts.UNITS`.
    index, indicators
        The tree and its leaves.
    seed
        Where the replicates' random numbers grow from.
    people
        By code; missing is null.
    weights
        Weights to use instead of the catalogue's, by id of a node or an indicator.
    normalisation
        To use instead of the index's.
    weighting
        Where weights come from, see `geo.scoring.weighting`; what is given is where the others start.
    treatment, missing, scope, aggregation
        One for all instead of what indicators and nodes say each, see `geo.scoring.options`.
    neighbours
        Codes around each code, for indicators whose gaps are filled from there.
    uncertainty
        What the replicates vary; all that `Uncertainty` names by default.
    top
        The k of every P(top k).
    workers, executor, memory_mb, progress
        As in `geo.scoring.sensitivity.rank_intervals`.

    Raises
    ------
    MethodError
        With every fault of the values, the tree, the weights and the options.
    """
    uncertainty = uncertainty or Uncertainty()
    index, indicators = with_options(
        index, indicators, treatment=treatment, missing=missing, scope=scope, aggregation=aggregation
    )
    method = normalisation or index.normalisation
    _refuse(
        values, units, index, indicators,
        weights=weights, method=method, weighting=weighting, uncertainty=uncertainty, top=top,
    )  # fmt: skip
    points = score_points(
        values,
        units=units,
        index=index,
        indicators=indicators,
        seed=seed,
        weights=weights,
        normalisation=method,
        weighting=weighting,
        neighbours=neighbours,
    )
    scores, matrix, normalised, tree = points.scores, points.matrix, points.normalised, points.tree
    countries = matrix.places["iso3"]
    sensitivity = None
    ranked = scores["gate"].eq("ranked").to_numpy()
    if ranked.sum() > 1:
        sensitivity = rank_intervals(
            prepare_variants(
                matrix,
                filled={
                    way: points.declared if way == DECLARED else filled(matrix, points.fill(policy=way))
                    for way in uncertainty.spelled_out().missing or ()
                },
                indicators={entry.id: entry for entry in indicators},
                uncertainty=uncertainty,
                rows=ranked,
            ),
            codes=scores.index[ranked].tolist(),
            countries=countries[ranked].tolist(),
            tree=tree.of_means(),
            uncertainty=uncertainty,
            seed=seed,
            top=top,
            workers=workers,
            executor=executor,
            memory_mb=memory_mb,
            progress=progress,
        )
    table = whole_columns(
        scores, normalised, matrix,
        intervals=None if sensitivity is None else sensitivity.intervals,
        tree=tree, index=index, indicators=indicators, people=people, top=top,
    )  # fmt: skip
    return Result(
        scores=pd.DataFrame(table),
        matrix=matrix,
        imputed=points.imputed,
        treated=points.treated,
        normalised=normalised,
        weights=leaf_weights(tree),
        sensitivity=sensitivity,
        tree=tree,
        index=index,
        indicators=tuple(indicators),
        normalisation=method,
        weighting=weighting,
        given=dict(weights or {}),
        uncertainty=uncertainty,
        seed=seed,
    )


def _refuse(
    values: pd.DataFrame,
    units: pd.DataFrame,
    index: Index,
    indicators: Sequence[Indicator],
    *,
    weights: Mapping[str, float] | None,
    method: Normalisation,
    weighting: Weighting,
    uncertainty: Uncertainty,
    top: Sequence[int],
) -> None:
    faults = Faults("scoring", MethodError)
    note_weighting_faults(weighting, faults=faults)
    note_tree_faults(index, indicators, weights=weights, faults=faults)
    note_value_faults(values, units=units, indicators=indicators, faults=faults)
    note_option_faults(uncertainty, faults=faults)
    for name in sorted({method, *uncertainty.normalisations}):
        note_scale_faults(name, indicators=indicators, faults=faults)
    note_top_faults(top, faults=faults)
    faults.raise_any()
