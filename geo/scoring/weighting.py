"""Weigh a tree by its data: each node's children among themselves, from the bottom up.

Weights from data are found within each node, so the framework stands: pillars are a decision, not a finding. A child
that has no data at all, or is given no weight, keeps what it has, and the others share the rest; where fewer than two
children tell places apart, nothing is to be found and the given weights stay (docs/decisions/weights-from-data.md).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.scoring.aggregate import node_values
from geo.scoring.benefit import benefit_of_doubt
from geo.scoring.optimise import optimised
from geo.scoring.weights_from_data import critic, entropy, equal, pca

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.errors import Faults
    from geo.kinds import Weighting
    from geo.scoring.weigh import Branch, Tree

    Weigh = Callable[[pd.DataFrame, pd.Series], pd.Series]

WEIGHTINGS: dict[Weighting, Weigh] = {
    "equal": lambda values, _: equal(values),
    "pca": lambda values, _: pca(values),
    "entropy": lambda values, _: entropy(values),
    "critic": lambda values, _: critic(values),
    "optimised": lambda values, given: optimised(values, target=given).weights,
    "benefit_of_doubt": lambda values, _: benefit_of_doubt(values).weights,
}
"""Name -> function of the children's values and their given weights; ``given`` is not here, nothing is found."""


def weigh_tree(tree: Tree, normalised: pd.DataFrame, *, method: Weighting) -> Tree:
    """Give the same tree with weights found in the data.

    Parameters
    ----------
    tree
        With the given weights; they are the targets of ``optimised``.
    normalised
        Codes by indicators, 0-1; missing is null. Found by id.
    method
        ``given``, or one name of `WEIGHTINGS`.

    Raises
    ------
    MethodError
        As the function of that name.
    """
    if method == "given":
        return tree
    means = tree.of_means()
    leaves = normalised[list(tree.leaves)].sort_index()
    values = np.ascontiguousarray(leaves.to_numpy(float).T)
    for place, branch in enumerate(tree.branches):
        if branch.of_leaves:
            below = leaves[list(branch.children)]
        else:
            nodes = node_values(values, tree=means)
            rows = means.rows(branch) if branch.children else []
            below = pd.DataFrame(nodes[rows].T, index=leaves.index, columns=list(branch.children))
        found = replace(branch, weights=_weights(branch, below, method=method))
        branches = [found if at == place else other for at, other in enumerate(means.branches)]
        means = replace(means, branches=tuple(branches))
    return means.rooted(tree.branches[-1].aggregation)


def note_weighting_faults(method: str, *, faults: Faults) -> None:
    """Note a weighting that is not known."""
    if method not in {"given", *WEIGHTINGS}:
        faults.add(f"weighting `{method}` is not known. Choose one of given, {', '.join(WEIGHTINGS)}.")


def _weights(branch: Branch, below: pd.DataFrame, *, method: Weighting) -> np.ndarray:
    given = pd.Series(branch.weights, index=list(branch.children), dtype=float)
    alive = [id_ for id_ in branch.children if given[id_] > 0 and below[id_].notna().any()]
    if method != "equal" and sum(below[id_].max() > below[id_].min() for id_ in alive) < 2:
        return branch.weights
    if not alive:
        return branch.weights
    found = WEIGHTINGS[method](below[alive], given[alive])
    given[alive] = found.reindex(alive).to_numpy() * given[alive].sum()
    return given.to_numpy()
