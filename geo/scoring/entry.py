"""Say what would have to change, in one indicator alone, for a place to enter the top K.

A score rises with each of its indicators, so the smallest change that lifts it over the K-th is found exactly, by
halving. Scales and the other places are held: it is a question about this place under this index, not a forecast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import MethodError, listed
from geo.scoring.aggregate import node_values
from geo.scoring.normalise import SCALES
from geo.scoring.treat import country_masks, scale_groups

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo.scoring.model import Result

FloatArray = npt.NDArray[np.float64]

HALVINGS = 60
"""Halvings after which an interval cannot be told from a point."""

COLUMNS = [
    "code", "indicator", "k", "score", "threshold", "now", "needed", "value_now", "value_needed", "verdict",
]  # fmt: skip


def to_enter_top(result: Result, codes: Sequence[str], *, k: int) -> pd.DataFrame:
    """Find, for every indicator of some places, the smallest value of it alone that makes the place one of the first k.

    Parameters
    ----------
    result
        Of `score_units`, with a mean at its root.
    codes
        The places asked about.
    k
        The size of the top.

    Returns
    -------
    pd.DataFrame
        One row per place and indicator: `score` and the `threshold` it must pass, the k-th score (points of 100); `now`
        and `needed` on the normalised scale; `value_now` and `value_needed` in the indicator's own unit, null where the
        scale does not say; and `verdict`: ``enough`` (this change is enough), ``not_by_this_alone``, ``already_in``,
        ``not_ranked`` (too little is known of the place) or ``open`` (fewer than k places are ranked). Where nothing is
        known of an indicator yet, `now` is null, and `needed` what would have to be measured.

    Raises
    ------
    MethodError
        If codes are not among the scored, k is below 1, or places are scored by pairs (Copeland).
    """
    _refuse(result, codes, k=k)
    table = result.scores.set_index("code")
    ranked = table[table["gate"].eq("ranked")].sort_values("score", ascending=False)
    threshold = float(ranked["score"].iloc[k - 1]) if len(ranked) >= k else float("nan")
    parts = [
        _of_place(result, code, row, threshold=threshold, k=k)
        for code, row in ((code, cast("pd.Series", table.loc[code])) for code in codes)
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def _refuse(result: Result, codes: Sequence[str], *, k: int) -> None:
    strange = [code for code in codes if code not in set(result.scores["code"])]
    if strange:
        raise MethodError(
            f"{len(strange)} of {len(codes)} codes are not among the scored units: {listed(strange)}. Correct them."
        )
    if k < 1:
        raise MethodError(f"a top of {k} places holds nobody. Ask for k of 1 or more.")
    if result.tree.branches[-1].aggregation == "copeland":
        raise MethodError("the root is aggregated by `copeland`, where places decide each other. Choose a mean.")


def _of_place(result: Result, code: str, row: pd.Series, *, threshold: float, k: int) -> pd.DataFrame:
    ids = list(result.tree.leaves)
    now = result.normalised.loc[code, ids].to_numpy(float)
    values = result.steps["imputed"].loc[code, ids].to_numpy(float)
    told = {"code": code, "indicator": ids, "k": k, "score": float(row["score"]), "threshold": threshold, "now": now}
    blank = {"needed": np.nan, "value_now": values, "value_needed": np.nan}
    fixed = _verdict_at_once(row, threshold=threshold, k=k)
    if fixed is not None:
        return pd.DataFrame(told | blank | {"verdict": fixed})[COLUMNS]
    masks = country_masks(result.matrix.places["iso3"])
    rulers = [_ruler(result, id_, code, masks=masks) for id_ in ids]
    reach = np.array([1.0 if ruler is None else ruler.read(ruler.needy) for ruler in rulers])
    needed = _smallest(now, result, passes=threshold / 100, reach=reach)
    enough = ~np.isnan(needed)
    inverse = [
        _first_at(ruler, target) if ruler is not None and there else np.nan
        for ruler, target, there in zip(rulers, needed, enough, strict=True)
    ]
    verdict = np.where(enough, "enough", "not_by_this_alone")
    return pd.DataFrame(told | blank | {"needed": needed, "value_needed": inverse, "verdict": verdict})[COLUMNS]


def _verdict_at_once(row: pd.Series, *, threshold: float, k: int) -> str | None:
    if row["gate"] != "ranked":
        return "not_ranked"
    if np.isnan(threshold):
        return "open"
    return "already_in" if row["rank"] <= k else None


def _smallest(now: FloatArray, result: Result, *, passes: float, reach: FloatArray) -> FloatArray:
    """Halve, for every indicator at once, between what it is and what its scale reaches; null where even that fails."""
    count = len(now)

    def scores(candidate: FloatArray) -> FloatArray:
        trials = np.repeat(now[:, None], count, axis=1)
        trials[np.arange(count), np.arange(count)] = candidate
        return np.asarray(node_values(trials, tree=result.tree)[-1])

    low, high = np.nan_to_num(now), np.maximum(reach, np.nan_to_num(now))
    passable = scores(high) > passes
    # A place that learns of a new indicator can pass with any value of it.
    at_once = np.isnan(now) & (scores(low) > passes)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        over = scores(middle) > passes
        high, low = np.where(over, middle, high), np.where(over, low, middle)
    return np.asarray(np.where(at_once, 0.0, np.where(passable, high, np.nan)))


class _Ruler(NamedTuple):
    """The scale of one indicator where a place stands, and the values between which it tells anything."""

    scale: Callable[[FloatArray], FloatArray]
    calm: float
    needy: float

    def read(self, value: float) -> float:
        return float(self.scale(np.array([value]))[0])


def _ruler(result: Result, id_: str, code: str, *, masks: Mapping[str, npt.NDArray[np.bool_]]) -> _Ruler | None:
    """Lay out the scale that was fitted; none where nothing is known that it could be fitted on."""
    entry = next(entry for entry in result.indicators if entry.id == id_)
    countries = result.matrix.places["iso3"]
    group = "all" if entry.scope == "pooled" else str(countries[code])
    inside = scale_groups(entry, masks)[group]
    columns = (result.steps[step][id_].reindex(countries.index).to_numpy(float) for step in ("imputed", "treated"))
    raw, treated = (column[inside & ~np.isnan(column)] for column in columns)
    if not len(raw):
        return None
    fitted, bend = SCALES[result.normalisation](treated, entry), result.treated.bends.get((id_, group))

    def scale(x: FloatArray) -> FloatArray:
        read = fitted(x if bend is None else bend.apply(x))
        return 1 - read if entry.direction < 0 else read

    posts = entry.goalposts or (raw.min(), raw.max())
    # A z-score reaches its end beyond what was seen.
    beyond = 3 * max(raw.max() - raw.min(), 1e-9)
    ends = (min(raw.min(), posts[0]) - beyond, max(raw.max(), posts[1]) + beyond)
    return _Ruler(scale, *(ends if entry.direction > 0 else ends[::-1]))


def _first_at(ruler: _Ruler, target: float) -> float:
    """Halve between the least needy value and the most needy one, to the first that the scale puts at the target."""
    calm, needy = ruler.calm, ruler.needy
    for _ in range(2 * HALVINGS):
        middle = (calm + needy) / 2
        calm, needy = (calm, middle) if ruler.read(middle) >= target - 1e-12 else (middle, needy)
    return float(needy)
