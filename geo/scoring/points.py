"""Score units as declared, without replicates: the table of every step up to the ranks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from geo.scoring.impute import Imputed, impute
from geo.scoring.matrix import Matrix, to_matrix
from geo.scoring.normalise import normalise
from geo.scoring.rescale import Filled
from geo.scoring.table import score_table
from geo.scoring.treat import Treated, treat
from geo.scoring.weigh import Tree, build_tree
from geo.scoring.weighting import weigh_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd

    from geo.catalogue import Index, Indicator
    from geo.kinds import Normalisation, Weighting


@dataclass(frozen=True)
class Points:
    """Scores without intervals, and the steps that led to them.

    Attributes
    ----------
    scores
        As `geo.scoring.table.score_table`.
    matrix, imputed, declared, treated, normalised, tree
        The values laid out; with gaps filled where an indicator asks for it; the same beside their errors; after
        treatment; on the scale of the index; and the tree with its weights.
    fill
        Fills the gaps of the matrix by another policy.
    """

    scores: pd.DataFrame
    matrix: Matrix
    imputed: Imputed
    declared: Filled
    treated: Treated
    normalised: pd.DataFrame
    tree: Tree
    fill: Callable[..., Imputed]

    def reweighted(self, index: Index, indicators: Sequence[Indicator]) -> pd.DataFrame:
        """Score again with the weights of other entries of the same tree; milliseconds.

        Raises
        ------
        MethodError
            As `build_tree`.
        """
        return score_table(self.normalised, self.matrix, tree=build_tree(index, indicators), index=index)


def score_points(
    values: pd.DataFrame,
    *,
    units: pd.DataFrame,
    index: Index,
    indicators: Sequence[Indicator],
    seed: int,
    weights: Mapping[str, float] | None = None,
    normalisation: Normalisation | None = None,
    weighting: Weighting = "given",
    neighbours: Mapping[str, Iterable[str]] | None = None,
) -> Points:
    """Score every unit that is not a lake, without intervals.

    Parameters
    ----------
    values, units, index, indicators, seed, weights, normalisation, weighting, neighbours
        As for `geo.scoring.score_units`.

    Raises
    ------
    MethodError
        With every fault of the values, and of the tree and the weights.
    """
    tree = build_tree(index, indicators, weights=weights)
    entries = {entry.id: entry for entry in indicators}
    matrix = to_matrix(values, units=units, indicators=[entries[id_] for id_ in tree.leaves])
    countries = matrix.places["iso3"]
    fill = partial(
        impute,
        matrix.value,
        groups=matrix.places[["adm1_code", "iso3"]],
        neighbours=neighbours,
        teachers=matrix.measured,
        seed=seed,
    )
    imputed = fill(policies={id_: entries[id_].missing for id_ in tree.leaves})
    declared = filled(matrix, imputed)
    treated = treat(declared.value, indicators=entries, countries=countries, se=declared.se)
    normalised = normalise(
        treated.values,
        method=normalisation or index.normalisation,
        indicators=entries,
        countries=countries,
    )
    tree = weigh_tree(tree, normalised, method=weighting)
    scores = score_table(normalised, matrix, tree=tree, index=index)
    return Points(scores, matrix, imputed, declared, treated, normalised, tree, fill)


def filled(matrix: Matrix, imputed: Imputed) -> Filled:
    """Put the errors of what was guessed beside those of what was measured."""
    return Filled(imputed.values, matrix.se.where(~imputed.mask, imputed.error))
