"""Put scores, intervals, flags and contributions side by side: the one table that everything after scoring reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.scoring.flags import flags
from geo.scoring.rank import QUANTILES
from geo.scoring.table import score_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray
    from pandas.api.extensions import ExtensionArray

    from geo.catalogue import Index, Indicator
    from geo.scoring.matrix import Matrix
    from geo.scoring.weigh import Tree

    Column = NDArray | ExtensionArray | float


def whole_columns(
    scores: pd.DataFrame,
    normalised: pd.DataFrame,
    matrix: Matrix,
    *,
    intervals: Mapping[str, NDArray] | pd.DataFrame | None,
    tree: Tree,
    index: Index,
    indicators: Sequence[Indicator],
    people: pd.Series | None,
    top: Sequence[int],
) -> dict[str, Column]:
    """Give the columns of `geo.contracts.SCORES` by name: to put them into a table takes as long as to score them.

    Parameters
    ----------
    scores
        Of `geo.scoring.table.score_table`, by code.
    normalised, matrix, tree, index, indicators
        What the scores were made of.
    intervals
        Of every ranked unit, in their order; none where a single one is ranked, or none at all.
    people
        By code; missing is null.
    top
        The k of every P(top k).
    """
    parts = score_parts(normalised, tree=tree)
    told = _with_intervals(scores, intervals, top=top)
    return {
        "code": scores.index.array,
        "iso3": matrix.places["iso3"].array,
        "people": np.nan if people is None else people.reindex(scores.index).to_numpy(dtype=float),
        **told,
        "flags": flags(told, parts=parts, own=matrix.own, index=index, indicators=indicators).array,
        **{f"contribution_{id_}": part for id_, part in zip(parts, parts.to_numpy().T, strict=True)},
    }


def _with_intervals(
    scores: pd.DataFrame, intervals: Mapping[str, NDArray] | pd.DataFrame | None, *, top: Sequence[int]
) -> dict[str, Column]:
    """Put the intervals beside the ranks; a single ranked unit is first in every replicate."""
    quantiles = {name: [f"{name}_{word}" for word in QUANTILES] for name in ("rank", "rank_in_country")}
    chances = [f"p_top_{k}" for k in top]
    ranked = scores["rank"].notna().to_numpy()
    told: dict[str, Column] = {}
    for name in map(str, scores.columns):
        told[name] = scores[name].array
        # Every rank is followed by its own interval.
        for beside in [*quantiles.get(name, []), *(chances if name == "rank" else [])]:
            told[beside] = known = np.full(len(scores), np.nan)
            known[ranked] = 1.0 if intervals is None else intervals[beside]
    return told
