"""Name what a place is weak and strong in, against its country and against places of its type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from collections.abc import Mapping

OUTER = 0.2
"""The share of a group at either end in which a value is worth a name."""

FEW = 5
"""Known values that a group needs before anything stands out in it."""

COLUMNS = ["code", "item", "against", "group", "value", "median", "n", "share_below", "marks"]


def profiles(values: pd.DataFrame, *, groups: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Set every value of every place against those of its groups.

    Parameters
    ----------
    values
        Codes by items (indicators or nodes), normalised, 1 where most attention is called for; missing is null.
    groups
        For each kind of group, as ``country`` or ``type``, the group of every code; missing is null, and a place
        without a group, such as one of mixed type, is set against nobody.

    Returns
    -------
    pd.DataFrame
        One row per known value and kind of group with at least `FEW` values: `code`, `item`, `against` (the kind),
        `group`, `value`, the group's `median` and `n`, `share_below` (the share of the others in the group that stand
        lower, ties counted half), and `marks`: ``weakness`` among the highest fifth, ``strength`` among the lowest,
        else empty.

    Raises
    ------
    MethodError
        If values are infinite, or codes stand twice.
    """
    faults = Faults("profiles", MethodError)
    twice = values.index[values.index.duplicated()].tolist()
    faults.check("codes stand twice", bad=twice, of=len(values), do="Give each place one row.")
    endless = [str(id_) for id_ in values if np.isinf(values[id_].to_numpy(float)).any()]
    faults.check("items have infinite values", bad=endless, of=values.shape[1], do="Normalise them first.")
    faults.raise_any()
    parts = [_against(values, kind, group.reindex(values.index)) for kind, group in groups.items()]
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    return pd.concat(parts, ignore_index=True).sort_values(["code", "against", "item"], ignore_index=True)


def _against(values: pd.DataFrame, kind: str, group: pd.Series) -> pd.DataFrame:
    by = values.groupby(group)
    count, median = by.transform("count"), by.transform("median")
    # The average rank counts ties half; of the others, so one less on either side.
    below = (by.rank() - 1) / (count - 1).where(count > 1)
    rows, columns = np.nonzero((values.notna() & (count >= FEW)).to_numpy())
    told = {"value": values, "median": median, "n": count, "share_below": below}
    long = pd.DataFrame({name: frame.to_numpy()[rows, columns] for name, frame in told.items()})
    long.insert(0, "item", values.columns[columns])
    long.insert(0, "code", values.index[rows])
    # Half of a group that ties cannot be in its outer fifth, ties being counted half.
    high, low = long["share_below"] >= 1 - OUTER, long["share_below"] <= OUTER
    return long.assign(
        against=kind,
        group=long["code"].map(group).astype(str),
        n=long["n"].astype(int),
        marks=np.select([high, low], ["weakness", "strength"], ""),
    )[COLUMNS]
