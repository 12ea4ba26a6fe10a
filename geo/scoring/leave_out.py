"""Score the units without each indicator in turn, and tell how far that moves the ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, MethodError
from geo.scoring.aggregate import node_values
from geo.scoring.choices import note_top_faults
from geo.scoring.idle import without_row
from geo.scoring.rank import ranks
from geo.scoring.weigh import leaf_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.scoring.weigh import Tree

FloatArray = npt.NDArray[np.float64]


def leave_one_out(leaves: FloatArray, *, codes: Sequence[str], tree: Tree, top: Sequence[int] = (60,)) -> pd.DataFrame:
    """Compare the ranks under all indicators with those under all but one.

    Everything else stays as the study has it. Units that have nothing but the indicator that is left out have no rank
    without it; they are counted, and the others are compared among themselves.

    Parameters
    ----------
    leaves
        Indicators by units, 0-1, as the study normalises them; missing is null. Every unit has at least one value.
    codes
        The units.
    tree
        The index with its nominal weights.
    top
        The sizes of the top that are compared.

    Returns
    -------
    pd.DataFrame
        One row per indicator, in the order of the tree: `indicator`, its nominal `weight`, `mean_shift` and
        `greatest_shift` of a unit in ranks, `shifted_most` (the code of that unit), `jaccard_top_<k>` (the share of
        places that both lists of the first k name, 1 when they are the same), and `unranked`, the units that have
        nothing else. Figures are null where fewer than two units are left.

    Raises
    ------
    MethodError
        If a size of the top is below 1, or a unit has no value.
    """
    faults = Faults("leave one out", MethodError)
    note_top_faults(top, faults=faults)
    whole = node_values(leaves, tree=tree)[-1]
    names = np.asarray(codes, dtype=object)
    faults.check(
        "units have no score", bad=names[np.isnan(whole)].tolist(), of=len(names), do="Rank only units with a value."
    )
    faults.raise_any()
    weights = leaf_weights(tree)
    rows = []
    for row, indicator in enumerate(tree.leaves):
        scores = node_values(without_row(leaves, row), tree=tree)[-1]
        known = ~np.isnan(scores)
        told = {"indicator": indicator, "weight": weights[indicator], "unranked": int((~known).sum())}
        if known.sum() > 1:
            told |= _compared(ranks(whole[known]), ranks(scores[known]), codes=names[known], top=top)
        rows.append(told)
    columns = ["indicator", "weight", "mean_shift", "greatest_shift", "shifted_most"]
    return pd.DataFrame(rows, columns=[*columns, *(f"jaccard_top_{k}" for k in top), "unranked"])


def _compared(
    before: npt.NDArray[np.integer],
    after: npt.NDArray[np.integer],
    *,
    codes: npt.NDArray[np.object_],
    top: Sequence[int],
) -> dict[str, object]:
    shift = np.abs(after - before)
    told: dict[str, object] = {
        "mean_shift": float(shift.mean()),
        "greatest_shift": int(shift.max()),
        "shifted_most": codes[shift.argmax()],
    }
    for k in top:
        one, other = before <= k, after <= k
        told[f"jaccard_top_{k}"] = float((one & other).sum() / (one | other).sum())
    return told
