"""Mark the scores that need a second look before anyone acts on them.

The words, and when a unit carries them (joined by ``;`` in this order):

- ``no_data_<block>``: nothing is known of a block, a node right below the root.
- ``inherited_<block>``: all that is known of a block was handed down from a larger area.
- ``low_coverage``: less than half of the weight stands on evidence.
- ``dominated:<indicator>``: more than half of the score comes from one indicator.
- ``wide_interval``: from p5 to p95 the rank spans more than a third of the ranked units.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.catalogue import Index, Indicator

LOW_COVERAGE = 0.5
DOMINANT = 0.5
WIDE = 1 / 3


def flags(
    scores: pd.DataFrame | Mapping[str, Any],
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
        `score`, `coverage`, `rank`, `rank_p5`, `rank_p95` and `node_<id>`, in the order of `parts`.
    parts
        Contributions to the score, codes by indicators.
    own
        Codes by indicators: whether a value is there that was not handed down.
    """
    told: dict[str, npt.NDArray[np.bool_]] = {}
    there, column = own.to_numpy(dtype=bool), {id_: at for at, id_ in enumerate(own.columns)}
    for block in index.children(index.root.id):
        below = {node.id for node in index.walk(block.id)}
        at = [column[entry.id] for entry in indicators if entry.pillar in below]
        none = np.isnan(np.asarray(scores[f"node_{block.id}"]))
        told[f"no_data_{block.id}"] = none
        told[f"inherited_{block.id}"] = ~none & ~there[:, at].any(axis=1)
    told["low_coverage"] = np.asarray(scores["coverage"]) < LOW_COVERAGE
    most = DOMINANT * np.asarray(scores["score"])
    told |= zip((f"dominated:{id_}" for id_ in parts.columns), most < parts.to_numpy().T, strict=True)
    width = np.asarray(scores["rank_p95"]) - np.asarray(scores["rank_p5"])
    told["wide_interval"] = width > WIDE * pd.notna(scores["rank"]).sum()
    words, rows = np.array(list(told), dtype=object), np.column_stack(list(told.values()))
    # Most units share their words with others: each set of words is joined once.
    sets = [row.tobytes() for row in np.packbits(rows, axis=1)]
    joined = {key: ";".join(words[rows[at]]) for key, at in dict(zip(sets, range(len(sets)), strict=True)).items()}
    return pd.Series([joined[key] for key in sets], index=parts.index, dtype=str)
