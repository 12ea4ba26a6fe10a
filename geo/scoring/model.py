"""Score units: lay out, treat, normalise, aggregate, bound, rank; and keep every step beside the result."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, MethodError
from geo.scoring.aggregate import contributions, node_values
from geo.scoring.bounds import coverage, gate, score_bounds
from geo.scoring.choice_shares import BASE, ChoiceShares, choice_shares
from geo.scoring.choices import DECLARED, Uncertainty, note_option_faults, note_top_faults
from geo.scoring.flags import flags
from geo.scoring.leave_out import leave_one_out
from geo.scoring.matrix import Matrix, note_value_faults, to_matrix
from geo.scoring.normalise import normalise, note_scale_faults
from geo.scoring.rank import QUANTILES, ranks, ranks_within
from geo.scoring.rescale import Filled, prepare_variants
from geo.scoring.sensitivity import MEMORY_MB, Sensitivity, rank_intervals
from geo.scoring.treat import Treated, treat
from geo.scoring.weigh import Tree, build_tree, leaf_weights, note_tree_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo.catalogue import Index, Indicator
    from geo.kinds import Normalisation
    from geo.scoring.sensitivity import Executor

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
    treated
        The values after treatment, and its log.
    normalised
        Codes by indicators, 0-1, under the study's normalisation.
    weights
        The nominal share of the score that each indicator holds; pillars without any hold the rest.
    sensitivity
        Rank intervals and how they were found; none when fewer than two units are ranked.
    tree, index, indicators, normalisation, uncertainty, seed
        What the run was told.
    """

    scores: pd.DataFrame
    matrix: Matrix
    treated: Treated
    normalised: pd.DataFrame
    weights: pd.Series
    sensitivity: Sensitivity | None
    tree: Tree
    index: Index
    indicators: tuple[Indicator, ...]
    normalisation: Normalisation
    uncertainty: Uncertainty
    seed: int

    def reweighted(self, weights: Mapping[str, float]) -> pd.DataFrame:
        """Score again with other weights, on the same scales; milliseconds, for a slider.

        Parameters
        ----------
        weights
            By id of a node or an indicator; what is not named keeps its own.

        Returns
        -------
        pd.DataFrame
            The columns of `scores` up to `gate`, without those of the replicates, and `node_<id>`.

        Raises
        ------
        MethodError
            As `build_tree`.
        """
        tree = build_tree(self.index, self.indicators, weights=weights)
        return _score(self.normalised, self.matrix, tree=tree, index=self.index)

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
        return leave_one_out(_leaves(self.normalised.loc[ranked]), codes=ranked, tree=self.tree, top=top)


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
    method = normalisation or index.normalisation
    _refuse(values, units, index, indicators, weights=weights, method=method, uncertainty=uncertainty, top=top)
    tree = build_tree(index, indicators, weights=weights)
    entries = {entry.id: entry for entry in indicators}
    matrix = to_matrix(values, units=units, indicators=[entries[id_] for id_ in tree.leaves])
    countries = matrix.places["iso3"]
    treated = treat(matrix.value, indicators=entries, countries=countries)
    normalised = normalise(treated.values, method=method, indicators=entries, countries=countries)
    scores = _score(normalised, matrix, tree=tree, index=index)
    parts = _contributions(normalised, tree=tree)
    sensitivity = None
    ranked = scores["gate"].eq("ranked").to_numpy()
    if ranked.sum() > 1:
        sensitivity = rank_intervals(
            prepare_variants(
                matrix,
                filled={DECLARED: Filled(matrix.value, matrix.se)},
                indicators=entries,
                uncertainty=uncertainty,
                rows=ranked,
            ),
            codes=scores.index[ranked].tolist(),
            countries=countries[ranked].tolist(),
            tree=tree,
            uncertainty=uncertainty,
            seed=seed,
            top=top,
            workers=workers,
            executor=executor,
            memory_mb=memory_mb,
            progress=progress,
        )
    table = _with_intervals(scores, sensitivity, top=top)
    own = matrix.value.notna() & ~matrix.inherited
    table["flags"] = flags(table, parts=parts, own=own, index=index, indicators=indicators)
    table.insert(0, "people", np.nan if people is None else people.reindex(table.index).astype(float))
    table.insert(0, "iso3", countries)
    table = table.join(parts.add_prefix("contribution_")).rename_axis("code").reset_index()
    return Result(
        scores=table,
        matrix=matrix,
        treated=treated,
        normalised=normalised,
        weights=leaf_weights(tree),
        sensitivity=sensitivity,
        tree=tree,
        index=index,
        indicators=tuple(indicators),
        normalisation=method,
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
    uncertainty: Uncertainty,
    top: Sequence[int],
) -> None:
    faults = Faults("scoring", MethodError)
    note_tree_faults(index, indicators, weights=weights, faults=faults)
    note_value_faults(values, units=units, indicators=indicators, faults=faults)
    note_option_faults(uncertainty, faults=faults)
    for name in sorted({method, *uncertainty.normalisations}):
        note_scale_faults(name, indicators=indicators, faults=faults)
    note_top_faults(top, faults=faults)
    faults.raise_any()


def _score(normalised: pd.DataFrame, matrix: Matrix, *, tree: Tree, index: Index) -> pd.DataFrame:
    """Compute what follows from the weights at once, by code; scores and nodes in points of 100."""
    leaves = _leaves(normalised)
    nodes = node_values(leaves, tree=tree)
    low, high = score_bounds(leaves, tree=tree)
    share, own = coverage(_leaves(matrix.measured), _leaves(matrix.inherited), tree=tree)
    named = gate(nodes[-1], share, least=index.coverage_gate)
    ranked = named == "ranked"
    places = np.flatnonzero(ranked)
    countries = matrix.places["iso3"].to_numpy()[places]
    groups = [np.flatnonzero(countries == iso3) for iso3 in np.unique(countries)]
    place, inside = (pd.array([pd.NA] * len(named), dtype="Int64") for _ in range(2))
    place[places] = ranks(nodes[-1][places])
    inside[places] = ranks_within(nodes[-1][places], groups)
    columns = {
        "score": 100 * nodes[-1],
        "score_low": 100 * low,
        "score_high": 100 * high,
        "coverage": share,
        "coverage_measured": own,
        "rank": place,
        "rank_in_country": inside,
        "gate": named,
    }
    inner = {f"node_{id_}": 100 * row for id_, row in zip(tree.nodes[:-1], nodes[:-1], strict=True)}
    return pd.DataFrame(columns | inner, index=normalised.index)


def _contributions(normalised: pd.DataFrame, *, tree: Tree) -> pd.DataFrame:
    leaves = _leaves(normalised)
    parts = 100 * contributions(leaves, node_values(leaves, tree=tree), tree=tree)
    return pd.DataFrame(parts.T, index=normalised.index, columns=list(tree.leaves))


def _with_intervals(scores: pd.DataFrame, sensitivity: Sensitivity | None, *, top: Sequence[int]) -> pd.DataFrame:
    """Put the intervals beside the ranks; a single ranked unit is first in every replicate."""
    quantiles: dict[object, list[str]] = {
        name: [f"{name}_{word}" for word in QUANTILES] for name in ("rank", "rank_in_country")
    }
    chances = [f"p_top_{k}" for k in top]
    if sensitivity is None:
        alone = scores.index[scores["rank"].notna()]
        table = pd.DataFrame(1.0, index=alone, columns=[*chain(*quantiles.values()), *chances])
    else:
        table = sensitivity.intervals
    told = scores.join(table)
    # Every rank is followed by its own interval.
    order = [[column, *quantiles.get(column, []), *(chances if column == "rank" else [])] for column in scores]
    return told[list(chain(*order))]


def _leaves(frame: pd.DataFrame) -> npt.NDArray:
    """Turn codes by indicators into indicators by codes; frames are in the order of the tree from the start."""
    return np.ascontiguousarray(frame.to_numpy().T)
