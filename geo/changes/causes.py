"""Split every move between two runs by its cause, so that the causes add up to the move.

One cause after another is switched from the run before to the run now, and the units are scored again; since the order
matters, the parts are averaged over all orders (the Shapley value). Why: `docs/decisions/what-changed.md`.

References
----------
Shapley, L. S. (1953). A value for n-person games. In Contributions to the Theory of Games II, 307-317.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, combinations
from math import factorial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.changes.mixture import CAUSES, carrying, mix, mixed_values
from geo.scoring.points import Points, score_points

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from geo.changes.mixture import Cause, Mixture
    from geo.changes.run import Run

TEXTS = {"title", "unit", "rationale", "comparable_why", "short", "decimals", "weight"}
"""What of an entry moves no rank, or is a cause of its own."""


@dataclass(frozen=True)
class Split:
    """Moves by cause.

    Attributes
    ----------
    shares
        By code, for the units that both runs rank: the places that each of `CAUSES` moved the unit, positive towards
        the first place; they add up to its move. Null where the unit has no score at all half-way, so that no part of
        the move can be told from the rest.
    causes
        The causes that differ between the runs.
    code
        How many of these units today's code ranks otherwise than the runs themselves did; the difference is counted
        as method.
    """

    shares: pd.DataFrame
    causes: tuple[Cause, ...]
    code: int


def split_moves(a: Run, b: Run, *, follow: Mapping[str, Cause]) -> Split:
    """Split the moves from `a` to `b`.

    Parameters
    ----------
    a, b
        The run before, and the one now.
    follow
        As `geo.changes.figures.follows`.

    Raises
    ------
    MethodError
        When a mixture of the two runs cannot be scored, such as where a pillar of one is a block of the other.
    """
    # An absent row is a missing value, and fewer rows are mixed faster.
    a, b = (replace(run, measured=run.measured[run.measured["value"].notna()]) for run in (a, b))
    ranks = [run.scores.set_index("code")["rank"].dropna().astype(float) for run in (a, b)]
    move = (ranks[0] - ranks[1]).dropna()
    causes = differing(a, b, follow=follow)
    worth = dict(_worths(a, b, causes, follow=follow, codes=move.index))
    shares = pd.DataFrame(0.0, index=move.index, columns=list(CAUSES))
    orders = factorial(len(causes))
    # Whole numbers up to the last division: the parts add up exactly.
    parts = {
        cause: sum(
            _orders(before, causes) * (worth[before] - worth[before | {cause}])
            for before in _subsets(set(causes) - {cause})
        )
        for cause in causes
    }
    rest = move - (worth[frozenset()] - worth[frozenset(causes)])
    for cause in CAUSES:
        extra = rest * orders if cause == "method" else 0.0
        shares[cause] = (parts.get(cause, 0.0) + extra) / orders
    shares[rest.isna()] = np.nan
    shares[shares.isna().any(axis=1)] = np.nan
    return Split(shares, causes, int(rest.fillna(0.0).ne(0.0).sum()))


def _orders(before: frozenset[Cause], causes: tuple[Cause, ...]) -> int:
    """Count the orders in which a cause comes right after those `before` it."""
    return factorial(len(before)) * factorial(len(causes) - len(before) - 1)


def differing(a: Run, b: Run, *, follow: Mapping[str, Cause]) -> tuple[Cause, ...]:
    """List the causes in which two runs differ."""
    shared = a.entries.keys() & b.entries.keys()
    led = {follow.get(id_, "data") for id_ in _with_other_values(a, b) & shared}
    found = {
        "data": a.entries.keys() != b.entries.keys() or "data" in led,
        "boundary": "boundary" in led or not _places(a).equals(_places(b)) or a.neighbours != b.neighbours,
        "method": "method" in led or _method(a, b) != _method(b, a),
        "weights": any(weight != _weights(b).get(id_, weight) for id_, weight in _weights(a).items()),
    }
    return tuple(cause for cause in CAUSES if found[cause])


def _with_other_values(a: Run, b: Run) -> set[str]:
    """List the indicators of which a unit that both runs know has another value, error or status."""
    columns, shared = ["value", "se", "status", "level"], a.codes & b.codes
    rows = [
        run.measured[run.measured["code"].isin(shared)].set_index(["indicator", "code"])[columns].sort_index()
        for run in (a, b)
    ]
    if rows[0].equals(rows[1]):
        return set()
    old, new = rows[0].align(rows[1], join="outer", axis=0)
    same = (old == new) | (old.isna() & new.isna())
    return set(same.index[~same.all(axis=1)].get_level_values("indicator"))


def _places(run: Run) -> pd.DataFrame:
    columns = [name for name in ("code", "iso3", "adm1_code", "muni44_code") if name in run.units]
    rows = pd.DataFrame(run.units.loc[run.units["kind"] != "lake", columns])
    return rows.sort_values("code", ignore_index=True)


def _method(run: Run, other: Run) -> object:
    """Gather what is chosen, but for what comes with the data: indicators of one run, and the nodes they hang on."""
    entries = {id_: run.entries[id_].model_dump(exclude=TEXTS) for id_ in run.entries.keys() & other.entries.keys()}
    brought = carrying(run.index, run.indicators) - {node.id for node in other.index.nodes}
    nodes = {node.id: node.model_dump(exclude=TEXTS) for node in run.index.nodes if node.id not in brought}
    return entries, nodes, run.index.coverage_gate, run.index.normalisation, run.seed


def _weights(run: Run) -> dict[str, float]:
    return {entry.id: entry.weight for entry in run.indicators} | {node.id: node.weight for node in run.index.nodes}


def _subsets(causes: Iterable[Cause]) -> Iterator[frozenset[Cause]]:
    known = sorted(causes)
    return map(frozenset, chain.from_iterable(combinations(known, size) for size in range(len(known) + 1)))


def _worths(
    a: Run, b: Run, causes: Iterable[Cause], *, follow: Mapping[str, Cause], codes: pd.Index
) -> Iterator[tuple[frozenset[Cause], pd.Series]]:
    """Tell where each unit stands when some causes are as now; of weights alone only the last step is taken again."""
    scored: dict[frozenset[Cause], Points] = {}
    for now in _subsets(causes):
        mixture = mix(a, b, now=now)
        if (key := now - {"weights"}) not in scored:
            scored[key] = _scored(mixed_values(a, b, now=now, follow=follow), mixture)
        yield now, standing(scored[key].reweighted(mixture.index, mixture.indicators)).reindex(codes)


def _scored(values: pd.DataFrame, mixture: Mixture) -> Points:
    return score_points(
        values,
        units=mixture.units,
        index=mixture.index,
        indicators=mixture.indicators,
        seed=mixture.seed,
        neighbours=mixture.neighbours,
    )


def standing(scores: pd.DataFrame) -> pd.Series:
    """Say where each unit stands among the ranked ones: its rank, or the one it would have if it were ranked too.

    Parameters
    ----------
    scores
        By code, `score` and `rank`; a unit without a score stands nowhere, null.
    """
    ranked = np.sort(scores.loc[scores["rank"].notna(), "score"].to_numpy(float))
    score = scores["score"].to_numpy(float)
    place = 1.0 + len(ranked) - np.searchsorted(ranked, score, side="right")
    return pd.Series(np.where(np.isnan(score), np.nan, place), index=scores.index)
