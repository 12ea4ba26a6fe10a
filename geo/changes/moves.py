"""Say who moved between two runs: who entered and left the first k, how far, by which cause, and how alike they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.changes.causes import split_moves
from geo.changes.mixture import CAUSES
from geo.errors import MethodError
from geo.export.tables import frame_csv
from geo.scoring.compare import likeness, side_by_side, tops

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.changes.causes import Split
    from geo.changes.mixture import Cause
    from geo.changes.run import Run

TEXTS = ["code", "name", "adm1_name", "iso3", "top", "state"]
INTERVAL = ("", "_p5", "_p50", "_p95")


@dataclass(frozen=True)
class Moves:
    """Two runs side by side.

    Attributes
    ----------
    table
        A row per unit of either run, by `code`: `name`, `adm1_name`, `iso3`; `top`: whether it ``entered``, ``left``
        or ``stayed`` in the first k, or stands ``outside``; `state`: ``ranked_in_both``, ``gained_rank``,
        ``lost_rank``, ``unranked``, ``appeared`` or ``disappeared``; the ranks before and now with their intervals;
        `move`: places, positive towards the first, null unless ranked in both; `by_<cause>`, which add up to it;
        `intervals_apart`: whether the two intervals do not meet; `score_before`, `score_now`, `people_before`,
        `people_now`.
    k
        The size of the top.
    jaccard
        Units in both tops, of all in either.
    spearman
        Correlation of the ranks of units that both runs rank; null where it is not defined.
    split
        The causes; none where the two runs could not be mixed.
    fault
        Why not.
    """

    table: pd.DataFrame
    k: int
    jaccard: float
    spearman: float
    split: Split | None
    fault: str = ""

    def those(self, **chosen: str) -> pd.DataFrame:
        """List the rows in a state, or of the top."""
        rows = self.table
        for column, value in chosen.items():
            rows = rows[rows[column] == value]
        return rows

    def people(self, which: str) -> tuple[float, int]:
        """Count who lives in the first k, `before` or `now`, and the places of which that is not known."""
        rows = self.table[self.table[f"rank_{which}"].le(self.k).fillna(value=False)]
        return float(rows[f"people_{which}"].sum()), int(rows[f"people_{which}"].isna().sum())


def compare_runs(a: Run, b: Run, *, k: int, follow: Mapping[str, Cause]) -> Moves:
    """Compare two runs.

    Parameters
    ----------
    a, b
        The run before, and the one now.
    k
        The size of the top.
    follow
        As `geo.changes.figures.follows`.
    """
    moves = side_by_side(a.scores, b.scores)
    told = tops(moves, k)
    split, fault = None, ""
    try:
        split = split_moves(a, b, follow=follow)
    except MethodError as error:
        fault = str(error)
    return Moves(
        table=_table(a, b, moves, k=k, split=split),
        k=k,
        jaccard=float(told["jaccard"]),
        spearman=float(likeness(moves)["spearman"].iloc[0]),
        split=split,
        fault=fault,
    )


def _table(a: Run, b: Run, moves: pd.DataFrame, *, k: int, split: Split | None) -> pd.DataFrame:
    units = pd.concat([b.units, a.units[~a.units["code"].isin(b.units["code"])]]).set_index("code")
    ranks = [moves[f"rank_{letter}"] for letter in "ab"]
    columns: dict[str, object] = {
        **{name: units[name].reindex(moves.index) for name in ("name", "adm1_name", "iso3")},
        "top": _top(*(rank.le(k).fillna(value=False).astype(bool) for rank in ranks)),
        "state": _state(a, b, *ranks),
    }
    for letter, word in (("a", "before"), ("b", "now")):
        columns |= {f"rank_{word}{end}": moves[f"rank{end}_{letter}"] for end in INTERVAL}
    columns["move"] = moves["shift"]
    for cause in CAUSES:
        columns[f"by_{cause}"] = np.nan if split is None else split.shares[cause].reindex(moves.index)
    apart = (moves["rank_p95_a"] < moves["rank_p5_b"]) | (moves["rank_p95_b"] < moves["rank_p5_a"])
    columns["intervals_apart"] = apart.astype("boolean").mask(moves["shift"].isna())
    for name in ("score", "people"):
        for run, word in ((a, "before"), (b, "now")):
            columns[f"{name}_{word}"] = run.scores.set_index("code")[name].reindex(moves.index)
    return pd.DataFrame(columns, index=moves.index)


def _top(before: pd.Series, now: pd.Series) -> np.ndarray:
    return np.select([before & now, now, before], ["stayed", "entered", "left"], "outside")


def _state(a: Run, b: Run, before: pd.Series, now: pd.Series) -> np.ndarray:
    known = [before.index.isin(run.scores["code"]) for run in (a, b)]
    had, has = before.notna().to_numpy(), now.notna().to_numpy()
    names = ["appeared", "disappeared", "ranked_in_both", "gained_rank", "lost_rank"]
    return np.select([~known[0], ~known[1], had & has, has, had], names, "unranked")


def moves_csv(moves: Moves) -> bytes:
    """Write the moves as CSV, the largest first; shares have four decimals, and no name is taken for a formula."""
    table = moves.table.reset_index(names="code")
    table[[f"by_{cause}" for cause in CAUSES]] = table[[f"by_{cause}" for cause in CAUSES]].round(4)
    table["by_size"] = -table["move"].abs().fillna(-1.0)
    table["intervals_apart"] = table["intervals_apart"].map({True: "true", False: "false"}, na_action="ignore")
    table = table.sort_values(["by_size", "code"]).drop(columns="by_size")
    return frame_csv(table, texts=[*TEXTS, "intervals_apart"])
