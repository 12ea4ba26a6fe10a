"""Put scores, intervals, flags and contributions side by side: the one table that everything after scoring reads."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.scoring.flags import flags
from geo.scoring.rank import QUANTILES
from geo.scoring.table import score_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalogue import Index, Indicator
    from geo.scoring.matrix import Matrix
    from geo.scoring.weigh import Tree


def whole_table(
    scores: pd.DataFrame,
    normalised: pd.DataFrame,
    matrix: Matrix,
    *,
    intervals: pd.DataFrame | None,
    tree: Tree,
    index: Index,
    indicators: Sequence[Indicator],
    people: pd.Series | None,
    top: Sequence[int],
) -> pd.DataFrame:
    """Give the table of `geo.contracts.SCORES`.

    Parameters
    ----------
    scores
        Of `geo.scoring.table.score_table`, by code.
    normalised, matrix, tree, index, indicators
        What the scores were made of.
    intervals
        By code, of every ranked unit; none where a single one is ranked, or none at all.
    people
        By code; missing is null.
    top
        The k of every P(top k).
    """
    table = _with_intervals(scores, intervals, top=top)
    parts = score_parts(normalised, tree=tree)
    own = matrix.value.notna() & ~matrix.inherited
    table["flags"] = flags(table, parts=parts, own=own, index=index, indicators=indicators)
    table.insert(0, "people", np.nan if people is None else people.reindex(table.index).astype(float))
    table.insert(0, "iso3", matrix.places["iso3"])
    return table.join(parts.add_prefix("contribution_")).rename_axis("code").reset_index()


def _with_intervals(scores: pd.DataFrame, intervals: pd.DataFrame | None, *, top: Sequence[int]) -> pd.DataFrame:
    """Put the intervals beside the ranks; a single ranked unit is first in every replicate."""
    quantiles: dict[object, list[str]] = {
        name: [f"{name}_{word}" for word in QUANTILES] for name in ("rank", "rank_in_country")
    }
    chances = [f"p_top_{k}" for k in top]
    if intervals is None:
        alone = scores.index[scores["rank"].notna()]
        intervals = pd.DataFrame(1.0, index=alone, columns=[*chain(*quantiles.values()), *chances])
    told = scores.join(intervals)
    # Every rank is followed by its own interval.
    order = [[column, *quantiles.get(column, []), *(chances if column == "rank" else [])] for column in scores]
    return told[list(chain(*order))]
