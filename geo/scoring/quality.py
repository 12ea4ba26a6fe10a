"""Look for what an index should not hide: indicators that say the same, that contradict, or that hang on nothing.

All is told in one long table, a row for each finding, so that it can be filtered, kept and compared between runs. What
the checks are and what their limits mean: docs/decisions/quality.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.scoring.effective import correlation_ratios, shapley_effects, variance_shares
from geo.scoring.weigh import leaf_weights
from geo.scoring.weights_from_data import correlations

if TYPE_CHECKING:
    from geo.scoring.model import Result
    from geo.scoring.weigh import Tree

COLLINEAR = 0.9
"""Above this correlation, without sign, two indicators say the same thing."""

COUNTER = -0.4
"""Below this correlation two indicators of one pillar pull against each other."""

RELIABLE = 0.7
"""The alpha from which Nunnally (1978) calls a set of indicators reliable."""

BETTER = 0.05
"""What alpha must gain before leaving an indicator out is worth a thought."""

FEW = 10
"""Places that two indicators must share before their correlation says anything."""

COLUMNS = ["check", "node", "id", "other", "value", "n", "flag"]


def quality(result: Result) -> pd.DataFrame:
    """Check a result: weights beside what they come to, correlations, coherence.

    Returns
    -------
    pd.DataFrame
        Long: `check` (nominal_weight, variance_share, shapley_effect, correlation_ratio, correlation, alpha,
        alpha_without, eigenvalue_share), `node` (the pillar or node it is about), `id` and `other` (indicators, nodes,
        or the number of a component), `value`, `n` (places it rests on) and `flag`: empty, or what is to be looked at
        (collinear, counter_directed, low_coherence, against_the_rest, better_without).
    """
    scores = result.scores.set_index("code")
    parts = scores[[f"contribution_{id_}" for id_ in result.tree.leaves]] / 100
    parts.columns = list(result.tree.leaves)
    tables = [
        effective_weights(result.normalised, parts, scores["score"] / 100, tree=result.tree, seed=result.seed),
        pairs(result.normalised, tree=result.tree),
        coherence(node_tables(result.normalised, scores, tree=result.tree)),
    ]
    return pd.concat(tables, ignore_index=True)[COLUMNS]


def effective_weights(
    normalised: pd.DataFrame, parts: pd.DataFrame, scores: pd.Series, *, tree: Tree, seed: int
) -> pd.DataFrame:
    """Put three measures of what each indicator comes to beside its nominal weight.

    For the Shapley effect a gap is filled by what the score itself puts there, the mean of what its pillar knows.

    Parameters
    ----------
    normalised, parts
        Codes by indicators: values 0-1, and contributions to the score.
    scores
        By code, 0-1.
    """
    pillar = _pillars(tree)
    filled = filled_gaps(normalised, tree=tree)
    nominal = pd.Series(_nominal(tree), name="nominal_weight")
    measures = [
        nominal,
        variance_shares(parts, scores),
        shapley_effects(filled, scores, seed=seed),
        correlation_ratios(normalised, scores),
    ]
    known = normalised.notna().sum()
    rows = [
        (
            measure.name, pillar[id_], id_, "", float(measure[id_]), int(known[id_]),
            "against_the_rest" if measure.name == "variance_share" and measure[id_] < 0 else "",
        )
        for measure in measures
        for id_ in tree.leaves
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def filled_gaps(normalised: pd.DataFrame, *, tree: Tree) -> pd.DataFrame:
    """Fill each gap by the weighted mean of its siblings, or of the next node above that knows anything."""
    filled = normalised.copy()
    weights = _nominal(tree)
    below = _leaves_below(tree)
    for branch in tree.branches:
        ids = below[branch.id]
        if not ids:
            continue
        known = filled[ids]
        held = known.notna() * pd.Series(weights)[ids]
        total = held.sum(axis=1)
        mean = (known.fillna(0.0) * held).sum(axis=1) / total.where(total > 0)
        filled[ids] = known.apply(lambda column, mean=mean: column.fillna(mean))
    return filled


def pairs(normalised: pd.DataFrame, *, tree: Tree) -> pd.DataFrame:
    """Correlate every two indicators; flag those that say the same, and those of one pillar that contradict.

    Correlations are Pearson's, on directed and normalised values, over places that know both; pairs that share fewer
    than `FEW` are left out.
    """
    ids = list(tree.leaves)
    pillar = _pillars(tree)
    known = normalised[ids].notna().to_numpy(dtype=float)
    shared = known.T @ known
    table = normalised[ids].corr(min_periods=FEW).to_numpy()
    rows = []
    for first in range(len(ids)):
        for second in range(first + 1, len(ids)):
            r = table[first, second]
            if np.isnan(r):
                continue
            same = pillar[ids[first]] == pillar[ids[second]]
            flag = "collinear" if abs(r) > COLLINEAR else "counter_directed" if same and r < COUNTER else ""
            node = pillar[ids[first]] if same else ""
            rows.append(("correlation", node, ids[first], ids[second], float(r), int(shared[first, second]), flag))
    return pd.DataFrame(rows, columns=COLUMNS)


def coherence(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Say how far what stands below a node is one thing: Cronbach's alpha, and principal components.

    Parameters
    ----------
    tables
        For each node, codes by what stands right below it.
    """
    rows: list[tuple[object, ...]] = []
    for node, below in tables.items():
        told = below.loc[:, below.max() > below.min()]
        if told.shape[1] < 2:
            continue
        count, whole = int(told.notna().any(axis=1).sum()), alpha(told)
        rows.append(("alpha", node, "", "", whole, count, "low_coherence" if whole < RELIABLE else ""))
        if told.shape[1] > 2:
            without = {str(id_): alpha(told.drop(columns=id_)) for id_ in told}
            rows += [
                ("alpha_without", node, id_, "", value, count, "better_without" if value > whole + BETTER else "")
                for id_, value in without.items()
            ]
        shares = explained_variance(told)["share"]
        rows += [("eigenvalue_share", node, str(place), "", float(v), count, "") for place, v in shares.items()]
    return pd.DataFrame(rows, columns=COLUMNS)


def alpha(columns: pd.DataFrame) -> float:
    """Compute Cronbach's alpha, over the places that each two columns share; null for fewer than two.

    References
    ----------
    .. [1] Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika 16, 297-334.
    """
    count = columns.shape[1]
    if count < 2:
        return float("nan")
    cells = columns.cov(min_periods=2).fillna(0.0).to_numpy()
    whole = cells.sum()
    return float(count / (count - 1) * (1 - np.trace(cells) / whole)) if whole > 0 else float("nan")


def explained_variance(columns: pd.DataFrame) -> pd.DataFrame:
    """Give the eigenvalues of the correlations and their shares, the greatest first, by number from 1."""
    values = np.linalg.eigvalsh(correlations(columns).to_numpy())[::-1].clip(0.0)
    place = pd.RangeIndex(1, len(values) + 1, name="component")
    return pd.DataFrame({"eigenvalue": values, "share": values / values.sum()}, index=place)


def node_tables(normalised: pd.DataFrame, scores: pd.DataFrame, *, tree: Tree) -> dict[str, pd.DataFrame]:
    """For each node, the values of what stands right below it: indicators of a pillar, nodes of any other."""
    return {
        branch.id: normalised[list(branch.children)]
        if branch.of_leaves
        else scores[[f"node_{child}" for child in branch.children]].set_axis(list(branch.children), axis=1)
        for branch in tree.branches
        if branch.children
    }


def _nominal(tree: Tree) -> dict[str, float]:
    return {str(id_): float(weight) for id_, weight in leaf_weights(tree).items()}


def _pillars(tree: Tree) -> dict[str, str]:
    return {child: branch.id for branch in tree.branches if branch.of_leaves for child in branch.children}


def _leaves_below(tree: Tree) -> dict[str, list[str]]:
    below: dict[str, list[str]] = {}
    for branch in tree.branches:
        direct = list(branch.children)
        below[branch.id] = direct if branch.of_leaves else [leaf for child in direct for leaf in below[child]]
    return below
