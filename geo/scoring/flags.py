"""Mark the scores that need a second look before anyone acts on them.

The words, and when a unit carries them (joined by ``;`` in this order):

- ``no_data_<block>``: nothing is known of a block, a node right below the root.
- ``inherited_<block>``: all that is known of a block was handed down from a larger area.
- ``low_coverage``: less than half of the weight stands on evidence.
- ``dominated:<indicator>``: more than half of the score comes from one indicator.
- ``wide_interval``: from p5 to p95 the rank spans more than a third of the ranked units.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalogue import Index, Indicator

LOW_COVERAGE = 0.5
DOMINANT = 0.5
WIDE = 1 / 3


def flags(
    scores: pd.DataFrame,
    *,
    parts: pd.DataFrame,
    own: pd.DataFrame,
    index: Index,
    indicators: Sequence[Indicator],
) -> pd.Series:
    """Give each unit its words; an empty text is a unit without any.

    Parameters
    ----------
    scores
        `score`, `coverage`, `rank`, `rank_p5`, `rank_p95` and `node_<id>`, by code.
    parts
        Contributions to the score, codes by indicators.
    own
        Codes by indicators: whether a value is there that was not handed down.
    """
    told: dict[str, pd.Series] = {}
    for block in index.children(index.root.id):
        below = {node.id for node in index.walk(block.id)}
        ids = [entry.id for entry in indicators if entry.pillar in below]
        none = scores[f"node_{block.id}"].isna()
        told[f"no_data_{block.id}"] = none
        told[f"inherited_{block.id}"] = ~none & ~own[ids].any(axis=1)
    told["low_coverage"] = scores["coverage"] < LOW_COVERAGE
    for id_ in parts.columns:
        told[f"dominated:{id_}"] = parts[id_] > DOMINANT * scores["score"]
    told["wide_interval"] = scores["rank_p95"] - scores["rank_p5"] > WIDE * scores["rank"].notna().sum()
    words = np.array(list(told), dtype=object)
    rows = np.column_stack([column.to_numpy(dtype=bool) for column in told.values()])
    return pd.Series([";".join(words[row]) for row in rows], index=scores.index, dtype=str)
