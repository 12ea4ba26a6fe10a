"""Give each type the rule in a few words that tells its members from all others best: a branch of a shallow tree.

References
----------
.. [1] Breiman, L., Friedman, J., Olshen, R. and Stone, C. (1984). Classification and Regression Trees. Wadsworth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from geo.catalogue import Text
    from geo.kinds import Lang

Floats = npt.NDArray[np.float64]

DEPTH = 3
"""How many times the tree may ask; a rule of more pillars is read by nobody."""

LEAST = 0.02
"""The least share of all units that a branch may hold."""

# Limits are parted by a semicolon: titles carry an "and" of their own.
WORDS: dict[Lang, dict[str, str]] = {
    "es": {
        "above": "{} por encima de {:.0f}",
        "below": "{} hasta {:.0f}",
        "between": "{} entre {:.0f} y {:.0f}",
        "and": "; ",
    },
    "en": {
        "above": "{} above {:.0f}",
        "below": "{} up to {:.0f}",
        "between": "{} between {:.0f} and {:.0f}",
        "and": "; ",
    },
}


@dataclass(frozen=True)
class Rule:
    """Limits of pillars that mark a type.

    Attributes
    ----------
    limits
        By pillar, above what and up to what, in whole points; infinite where there is no limit.
    share
        The share of the type's members that keep within them, 0-1; a unit without one of the pillars does not.
    right
        The share of the units within them that are members, 0-1.
    """

    limits: dict[str, tuple[float, float]]
    share: float
    right: float

    def words(self, titles: Mapping[str, Text], *, lang: Lang) -> str:
        """Say the rule; empty when nothing marks the type."""
        words, parts = WORDS[lang], []
        for id_, (low, high) in self.limits.items():
            title = titles[id_].in_(lang)
            if np.isinf(low):
                parts.append(words["below"].format(title, high))
            elif np.isinf(high):
                parts.append(words["above"].format(title, low))
            else:
                parts.append(words["between"].format(title, low, high))
        return words["and"].join(parts)


def rule_of(pillars: pd.DataFrame, member: pd.Series) -> Rule:
    """Find the branch that tells members from others best, by the harmonic mean of how many it holds and how rightly.

    Parameters
    ----------
    pillars
        Codes by pillars, 0-100; missing is null. A pillar that no unit has takes no part.
    member
        Whether each unit is of the type, by code.
    """
    from sklearn.tree import DecisionTreeClassifier  # noqa: PLC0415 - heavy, and asked for only here

    known = pillars.dropna(axis=1, how="all").sort_index(axis=1)
    belongs = member.reindex(known.index).to_numpy(bool)
    least = max(1, round(LEAST * len(known)))
    # Members count as much as all others together, or a small type would be told from nothing.
    tree = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=least, class_weight="balanced", random_state=0)
    tree.fit(known.to_numpy(float), belongs)
    columns = {str(name): known[name].to_numpy(float) for name in known}
    rules = [_judged(columns, belongs, limits) for limits in _branches(tree.tree_, list(columns))]
    return max(rules, key=lambda rule: (round(_balance(rule), 9), -len(rule.limits)))


def _branches(tree: object, names: list[str]) -> Iterator[dict[str, tuple[float, float]]]:
    """Walk the tree and give the limits that lead to each node, the inner ones too: a shorter rule may do."""
    feature, threshold, left, right = (
        getattr(tree, part) for part in ("feature", "threshold", "children_left", "children_right")
    )
    stack: list[tuple[int, dict[str, tuple[float, float]]]] = [(0, {})]
    while stack:
        node, limits = stack.pop()
        yield limits
        if left[node] < 0:
            continue
        name, at = names[feature[node]], float(np.round(threshold[node]))
        low, high = limits.get(name, (-np.inf, np.inf))
        stack.append((right[node], limits | {name: (max(low, at), high)}))
        stack.append((left[node], limits | {name: (low, min(high, at))}))


def _judged(
    pillars: Mapping[str, Floats], belongs: npt.NDArray[np.bool_], limits: dict[str, tuple[float, float]]
) -> Rule:
    within = np.ones(len(belongs), dtype=bool)
    for name, (low, high) in limits.items():
        within &= (pillars[name] > low) & (pillars[name] <= high)
    hits = (within & belongs).sum()
    return Rule(limits, share=float(hits / max(belongs.sum(), 1)), right=float(hits / max(within.sum(), 1)))


def _balance(rule: Rule) -> float:
    return 2 * rule.share * rule.right / max(rule.share + rule.right, 1e-12)
