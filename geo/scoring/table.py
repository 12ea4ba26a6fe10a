"""Compute the table of scores that follows from normalised values and a tree, and the indicators' parts in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.scoring.aggregate import contributions, node_values
from geo.scoring.bounds import coverage, gate, score_bounds
from geo.scoring.outrank import copeland, copeland_bounds, copeland_contributions
from geo.scoring.rank import ranks, ranks_within
from geo.scoring.weigh import leaf_weights

if TYPE_CHECKING:
    from geo.catalogue import Index
    from geo.scoring.matrix import Matrix
    from geo.scoring.weigh import Tree

FloatArray = npt.NDArray[np.float64]


def score_table(normalised: pd.DataFrame, matrix: Matrix, *, tree: Tree, index: Index) -> pd.DataFrame:
    """Compute what follows from the weights at once.

    Parameters
    ----------
    normalised
        Codes by indicators in the order of `tree.leaves`, 0-1; missing is null.
    matrix
        Says which of them were measured, and which handed down.
    tree, index
        The index with its weights, and its gate.

    Returns
    -------
    pd.DataFrame
        By code: `score`, `score_low`, `score_high`, `coverage`, `coverage_measured`, `rank`, `rank_in_country`,
        `gate`, and `node_<id>`
        for every node below the root; scores and nodes in points of 100.
    """
    leaves = rows_of_leaves(normalised)
    nodes, (low, high) = tree_values(leaves, tree=tree), tree_bounds(leaves, tree=tree)
    share, own = coverage(rows_of_leaves(matrix.measured), rows_of_leaves(matrix.inherited), tree=tree)
    named = gate(nodes[-1], share, least=index.coverage_gate)
    ranked = named == "ranked"
    countries, known = matrix.countries[ranked], nodes[-1][ranked]
    groups = [np.flatnonzero(countries == iso3) for iso3 in sorted(set(countries))]
    columns = {
        "score": 100 * nodes[-1],
        "score_low": 100 * low,
        "score_high": 100 * high,
        "coverage": share,
        "coverage_measured": own,
        "rank": _where(ranked, ranks(known)),
        "rank_in_country": _where(ranked, ranks_within(known, groups)),
        "gate": named,
    }
    inner = {f"node_{id_}": 100 * row for id_, row in zip(tree.nodes[:-1], nodes[:-1], strict=True)}
    return pd.DataFrame(columns | inner, index=normalised.index)


def _where(ranked: npt.NDArray[np.bool_], places: npt.NDArray[np.integer]) -> pd.api.extensions.ExtensionArray:
    """Give each ranked unit its place, and none to the others."""
    every = np.zeros(len(ranked), dtype=np.int64)
    every[ranked] = places
    return pd.arrays.IntegerArray(every, ~ranked)


def score_parts(normalised: pd.DataFrame, *, tree: Tree) -> pd.DataFrame:
    """Share every score out among the indicators, codes by indicators, in points of 100 that sum to the score."""
    leaves = rows_of_leaves(normalised)
    if tree.branches[-1].aggregation == "copeland":
        parts = copeland_contributions(leaves, weights=leaf_weights(tree).to_numpy())
    else:
        parts = contributions(leaves, node_values(leaves, tree=tree), tree=tree)
    return pd.DataFrame(100 * parts.T, index=normalised.index, columns=list(tree.leaves))


def tree_values(leaves: FloatArray, *, tree: Tree) -> FloatArray:
    """Compute every node as `node_values`, and the root by pairs of places where its aggregation is Copeland's."""
    if tree.branches[-1].aggregation != "copeland":
        return node_values(leaves, tree=tree)
    nodes = node_values(leaves, tree=tree.of_means())
    nodes[-1] = copeland(leaves, weights=leaf_weights(tree).to_numpy())
    return nodes


def tree_bounds(leaves: FloatArray, *, tree: Tree) -> tuple[FloatArray, FloatArray]:
    """Compute each unit's score with everything missing at its worst, and at its best."""
    if tree.branches[-1].aggregation != "copeland":
        return score_bounds(leaves, tree=tree)
    weights = leaf_weights(tree).to_numpy()
    return copeland_bounds(leaves, weights=weights, empty=max(0.0, 1.0 - float(weights.sum())))


def rows_of_leaves(frame: pd.DataFrame) -> npt.NDArray:
    """Turn codes by indicators into indicators by codes; frames are in the order of the tree from the start."""
    return np.ascontiguousarray(frame.to_numpy().T)
