"""Carry normalised values up the tree, and share a score out among the indicators it came from.

A node's value is the weighted mean of those of its children that are there. The arithmetic, geometric and harmonic ones
are one thing, ``back(mean(forward(x)))``: with ``forward(x) = x``, ``log(1 + 99 x)`` and ``1 - 1 / (1 + 99 x)``. The
last two are means of values between 1 and 100, the range that the JRC puts values on before it multiplies them, brought
back to 0-1: a zero pulls a place down and does not wipe out the rest. So 0 stays 0, 1 stays 1, equal children give
their own value, and harmonic <= geometric <= arithmetic.

The index of Mazziotta and Pareto is the arithmetic mean M of values between 70 and 130, plus a penalty of S^2 / M for
what the values differ (variance S^2). Plus, because the score says how bad things are; it is then the mean of the
values weighted by themselves, ``mean(u^2) / mean(u)``, which rises in each of them
(docs/decisions/mazziotta-pareto.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.kinds import Aggregation
    from geo.scoring.weigh import Tree

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Real = TypeVar("Real", bound=np.floating)

STRETCH = 99.0
"""1 + 99 x runs from 1 to 100."""


class Mean(NamedTuple):
    """A mean as functions of the values; all rise and keep the precision.

    Attributes
    ----------
    forward, back
        The mean is ``back(sum(w forward(x)) / sum(w))``; both keep 0.
    load
        Where given, what a value weighs beside its nominal weight: the mean is ``sum(w forward(x)) / sum(w load(x))``.
    """

    forward: Callable[[npt.NDArray[Real]], npt.NDArray[Real]]
    back: Callable[[npt.NDArray[Real]], npt.NDArray[Real]]
    load: Callable[[npt.NDArray[Real]], npt.NDArray[Real]] | None = None


MEANS: dict[Aggregation, Mean] = {
    "arithmetic": Mean(lambda x: x, lambda y: y),
    "geometric": Mean(lambda x: np.log(1 + STRETCH * x), lambda y: (np.exp(y) - 1) / STRETCH),
    # 1 - 1 / u for u = 1 + 99 x, in hundredths of 99, so that it runs from 0 to 1.
    "harmonic": Mean(lambda x: (1 + STRETCH) * x / (1 + STRETCH * x), lambda y: y / (1 + STRETCH - STRETCH * y)),
    # u = 70 + 60 x; a tenth of it is the load.
    "mazziotta_pareto": Mean(lambda x: (7 + 6 * x) * x, lambda y: y, load=lambda x: 7 + 6 * x),
}
"""Name -> mean; ``copeland`` is not here, it sets places against each other (`geo.scoring.outrank`)."""


def node_values(leaves: FloatArray, *, tree: Tree, fill: float | None = None) -> FloatArray:
    """Compute every node of the tree.

    Parameters
    ----------
    leaves
        Indicators (in the order of `tree.leaves`) by units, normalised, 0-1; missing is null.
    tree
        The index.
    fill
        What to put for everything missing, pillars without indicators included. Without it, means are over what is
        there, and a node above nothing is null.

    Returns
    -------
    np.ndarray
        Nodes (in the order of `tree.branches`) by units, 0-1.

    Raises
    ------
    MethodError
        If values lie outside 0-1 or are infinite, or if there is not one row per indicator.
    """
    _refuse(leaves, tree=tree)
    present = ~np.isnan(leaves) if fill is None else np.ones(leaves.shape, dtype=bool)
    known = np.where(np.isnan(leaves), 0.0 if fill is None else fill, leaves)
    nodes, there = roll_up(known, present, tree=tree, fill=fill)
    return np.where(there, np.clip(nodes, 0.0, 1.0), np.nan)


def roll_up(
    leaves: npt.NDArray[Real],
    present: BoolArray,
    *,
    tree: Tree,
    weights: Sequence[npt.NDArray[Real]] | None = None,
    fill: float | None = None,
) -> tuple[npt.NDArray[Real], BoolArray]:
    """Carry values up the tree without any check, for one set of weights or for a block of them at once.

    Parameters
    ----------
    leaves
        ``(..., indicators, units)``, 0-1, with 0 where nothing is there.
    present
        Indicators by units: where a value is there.
    weights
        Per branch ``(..., children)``; the branches' own when left out. Zero exactly where those are.
    fill
        The value of a pillar without indicators; left out, it is not there.

    Returns
    -------
    nodes
        ``(..., nodes, units)``, 0 where nothing is there.
    there
        Nodes by units.
    """
    shape = (*leaves.shape[:-2], len(tree.branches), leaves.shape[-1])
    nodes = np.zeros(shape, dtype=leaves.dtype)
    there = np.zeros((len(tree.branches), leaves.shape[-1]), dtype=bool)
    for place, branch in enumerate(tree.branches):
        if not branch.children:
            if fill is not None:
                nodes[..., place, :], there[place] = fill, True
            continue
        mean, rows = MEANS[branch.aggregation], tree.rows(branch)
        shares = branch.weights.astype(leaves.dtype) if weights is None else weights[place]
        below, known = (leaves, present) if branch.of_leaves else (nodes, there)
        there[place] = known[rows][branch.weights > 0].any(axis=0)
        # einsum adds the children up one by one for each unit, so a block's size cannot change the last digit.
        total = np.einsum("...c,...cn->...n", shares, mean.forward(below[..., rows, :]))
        if mean.load is not None:
            pulls = mean.load(below[..., rows, :]) * known[rows]
            weight = np.einsum("...c,...cn->...n", shares, pulls)
            total /= np.where(there[place], weight, weight.dtype.type(1))
        elif not known[rows].all():
            weight = np.einsum("...c,cn->...n", shares, known[rows].astype(leaves.dtype))
            total /= np.where(there[place], weight, weight.dtype.type(1))
        nodes[..., place, :] = mean.back(total)
    return nodes, there


def contributions(leaves: FloatArray, nodes: FloatArray, *, tree: Tree) -> FloatArray:
    """Share each unit's score out among its indicators, so that the parts sum to the score.

    Under an arithmetic mean a child's part is its weight, among those that are there, times its value. Under the other
    means ``w forward(x)`` adds up, and the node's value is shared out as that sum is; for the geometric one this is the
    logarithmic mean Divisia decomposition, which leaves no residual (`log_contributions` gives the logarithms).

    Parameters
    ----------
    leaves
        As for `node_values`.
    nodes
        Its result without `fill`.

    Returns
    -------
    np.ndarray
        Indicators by units, in the unit of `nodes`; 0 for a missing indicator, null for a unit without score.

    References
    ----------
    .. [1] Ang, B. W. (2004). Decomposition analysis for policymaking in energy. Energy Policy 32(9), 1131-1139.
    """
    known, inner = np.nan_to_num(leaves), np.nan_to_num(nodes)
    parts, of_nodes = np.zeros_like(known), np.zeros_like(inner)
    of_nodes[-1] = inner[-1]
    for place in reversed(range(len(tree.branches))):
        branch = tree.branches[place]
        if not branch.children:
            continue
        rows, below, target = tree.rows(branch), *((known, parts) if branch.of_leaves else (inner, of_nodes))
        pull = branch.weights[:, None] * MEANS[branch.aggregation].forward(below[rows])
        whole = pull.sum(axis=0)
        target[rows] = pull * (of_nodes[place] / np.where(whole > 0, whole, 1.0))
    return np.where(np.isnan(nodes[-1]), np.nan, parts)


def log_contributions(leaves: FloatArray, *, tree: Tree) -> FloatArray:
    """Share the logarithm of each unit's score, ``log(1 + 99 score)``, out among its indicators.

    Parameters
    ----------
    leaves
        As for `node_values`.

    Returns
    -------
    np.ndarray
        Indicators by units, which sum to the logarithm; 0 for a missing indicator, null for a unit without score.

    Raises
    ------
    MethodError
        If a node of the tree is not geometric: no logarithm adds up there.
    """
    faults = Faults("contributions to the logarithm", MethodError)
    faults.check(
        "nodes are not geometric",
        bad=[f"{branch.id} ({branch.aggregation})" for branch in tree.branches if branch.aggregation != "geometric"],
        of=len(tree.branches),
        do="Use `contributions`, which sum to the score under every mean.",
    )
    faults.raise_any()
    nodes = node_values(leaves, tree=tree)
    score = np.nan_to_num(nodes[-1])
    whole = np.log1p(STRETCH * score)
    # At a score of zero every part is zero, and so is every logarithm.
    return np.asarray(contributions(leaves, nodes, tree=tree) * (whole / np.where(score > 0, score, 1.0)))


def _refuse(leaves: FloatArray, *, tree: Tree) -> None:
    faults = Faults("aggregation", MethodError)
    if len(leaves) != len(tree.leaves):
        faults.add(f"{len(leaves)} rows of values for {len(tree.leaves)} indicators. Give one row per indicator.")
    with np.errstate(invalid="ignore"):
        bad = (leaves < 0) | (leaves > 1)
    rows = np.flatnonzero(bad.any(axis=1))
    faults.check(
        "indicators have values outside 0-1, which no mean can take",
        bad=[tree.leaves[row] for row in rows if row < len(tree.leaves)],
        of=len(tree.leaves),
        do="Normalise them first.",
    )
    faults.raise_any()
