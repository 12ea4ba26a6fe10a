"""Put two results side by side: which choices differ, who moved, and how alike the rankings are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import MethodError
from geo.scoring.replay import log_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.scoring.model import Result

INTERVAL = ("rank_p5", "rank_p50", "rank_p95")


@dataclass(frozen=True)
class Comparison:
    """Two results, `a` and `b`.

    Attributes
    ----------
    choices
        One row per parameter that differs: `step`, `parameter`, `a`, `b`.
    moves
        By code, for every unit of either: `score_a`, `score_b`, the ranks with their intervals (`rank_a`, `rank_p5_a`
        and so on), and `shift`: places won from a to b, null unless it is ranked in both.
    likeness
        One row: `ranked_both`, `pearson` (of scores), `spearman` and `kendall` (of ranks), `mean_shift` and
        `greatest_shift` (in places, without sign).
    tops
        One row per `k`: `jaccard` (shared by both tops, of all in either), `entered` and `left`: codes, joined by
        ``;``.
    """

    choices: pd.DataFrame
    moves: pd.DataFrame
    likeness: pd.DataFrame
    tops: pd.DataFrame


def compare(a: Result, b: Result, *, top: Sequence[int] = (60,)) -> Comparison:
    """Compare two results.

    Parameters
    ----------
    a, b
        Results of `score_units`, over the same units or not.
    top
        The k of every comparison of the first k.

    Raises
    ------
    MethodError
        If a k is below 1.
    """
    low = [str(k) for k in top if k < 1]
    if low:
        raise MethodError(
            f"{len(low)} of {len(top)} sizes of the top are below 1: {', '.join(low)}. Ask for 1 or more."
        )
    moves = side_by_side(a.scores, b.scores)
    return Comparison(_choices(a, b), moves, likeness(moves), pd.DataFrame([tops(moves, k) for k in top]))


def side_by_side(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """Put two tables of scores side by side, as `Comparison.moves`."""
    columns = ["score", "rank", *INTERVAL]
    parts = [scores.set_index("code")[columns].add_suffix(f"_{name}") for scores, name in ((a, "a"), (b, "b"))]
    moves = parts[0].join(parts[1], how="outer").sort_index()
    moves["shift"] = moves["rank_a"].astype("Float64") - moves["rank_b"].astype("Float64")
    return moves.astype({"shift": float})


def likeness(moves: pd.DataFrame) -> pd.DataFrame:
    """Say how alike two rankings are, as `Comparison.likeness`."""
    from scipy.stats import kendalltau, pearsonr, spearmanr  # noqa: PLC0415 - heavy, and asked for only here

    both = moves[moves["shift"].notna()]
    ranks = [both[f"rank_{name}"].astype(float) for name in ("a", "b")]
    scores = [both[f"score_{name}"] for name in ("a", "b")]
    # A correlation of fewer than two places, or of equal ones, is not defined.
    told = len(both) > 1 and all(column.min() < column.max() for column in (*ranks, *scores))
    shift = both["shift"].abs()
    return pd.DataFrame(
        [
            {
                "ranked_both": len(both),
                "pearson": float(pearsonr(*scores).statistic) if told else np.nan,
                "spearman": float(spearmanr(*ranks).statistic) if told else np.nan,
                "kendall": float(kendalltau(*ranks).statistic) if told else np.nan,
                "mean_shift": float(shift.mean()) if len(both) else np.nan,
                "greatest_shift": float(shift.max()) if len(both) else np.nan,
            }
        ]
    )


def tops(moves: pd.DataFrame, k: int) -> dict[str, Any]:
    """Say who entered and who left the first k, as a row of `Comparison.tops`."""
    first, second = (set(moves.index[moves[f"rank_{name}"].le(k).fillna(value=False)]) for name in ("a", "b"))
    either = first | second
    return {
        "k": k,
        "jaccard": len(first & second) / len(either) if either else np.nan,
        "entered": ";".join(sorted(second - first)),
        "left": ";".join(sorted(first - second)),
    }


def _choices(a: Result, b: Result) -> pd.DataFrame:
    told = [dict(_flat(log_of(result))) for result in (a, b)]
    names = sorted(set(told[0]) | set(told[1]))
    rows = [(*name, told[0].get(name), told[1].get(name)) for name in names if told[0].get(name) != told[1].get(name)]
    # As objects: in a column of numbers None would become one that is missing.
    return pd.DataFrame(rows, columns=["step", "parameter", "a", "b"], dtype=object)


def _flat(log: list[dict[str, Any]]) -> Iterator[tuple[tuple[str, str], Any]]:
    for step in log:
        for path, value in _leaves(step["parameters"]):
            yield (step["step"], ".".join(path)), value


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Walk a record; entries of a list are found by their id where they have one."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _leaves(below, (*path, str(key)))
    elif isinstance(value, list) and value and all(isinstance(one, dict) and "id" in one for one in value):
        for one in value:
            yield from _leaves(one, (*path, str(one["id"])))
    else:
        yield path, value
