"""Fill gaps as each indicator's policy says, and tell how wrong such a guess is where the truth is known.

There is no default: an indicator names its policy, and ``leave`` leaves. A filled cell never touches the input; it has
the status `imputed`, counts nothing towards coverage, and carries an error found by hiding known cells and guessing
them again (docs/decisions/imputation.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, MethodError
from geo.scoring.guess import GUESSES, MIN_IN_GROUP, Setting
from geo.scoring.treat import note_infinite

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.kinds import Missing

FloatArray = npt.NDArray[np.float64]

FOLDS = 5
"""Parts that the known cells of an indicator are cut into; each is hidden once."""

MIN_KNOWN = 5
"""Known cells that an indicator needs before anything is guessed from them."""

MIN_TOLD = 10
"""Hidden cells that a group needs to have an error of its own; else the indicator's holds."""


@dataclass(frozen=True)
class Imputed:
    """Values with gaps filled, and what the filling is worth.

    Attributes
    ----------
    values
        Codes by indicators; what was there is untouched, what no policy could fill is still null.
    mask
        Of the same shape: where a cell was filled. Its status is `imputed`.
    error
        Of the same shape, in the indicators' units: the root mean square error of guessing known cells of the indicator
        in the same way, in the same widest group where that has enough of them; null where nothing was filled.
    checks
        One row per indicator that has gaps and does not leave them: `indicator`, `policy`, `known`, `gaps`, `filled`,
        `rmse`, `bias` (guess less truth) and `explained`: the share of the known cells' variance that the guesses
        explain, below 0 where the plain mean were the better guess.
    """

    values: pd.DataFrame
    mask: pd.DataFrame
    error: pd.DataFrame
    checks: pd.DataFrame


def impute(
    values: pd.DataFrame,
    *,
    seed: int,
    policies: Mapping[str, Missing] | None = None,
    policy: Missing | None = None,
    groups: pd.DataFrame | pd.Series | None = None,
    neighbours: Mapping[str, Iterable[str]] | None = None,
    teachers: pd.DataFrame | None = None,
) -> Imputed:
    """Fill the gaps of every indicator by its policy.

    Parameters
    ----------
    values
        Codes by indicators, in the indicators' units; missing is null. Not changed.
    seed
        Where the parts to be hidden grow from, for each indicator by its id.
    policies, policy
        The policy of every column, or one for all; exactly one of the two.
    groups
        By code, from narrow to wide, as department and country: ``group_median`` takes the narrowest in which enough is
        known; ``model`` knows the widest.
    neighbours
        Codes around each code, for the policy of that name.
    teachers
        In the shape of `values`: the cells to learn from; all that are known when left out. What was handed down from a
        larger area should not teach: a guess would look better than it is.

    Raises
    ------
    MethodError
        With every policy that is not known or not given, values that are infinite, and tables that a policy lacks.
    """
    named = dict(policies or {}) if policy is None else {str(id_): policy for id_ in values.columns}
    _refuse(values, named, both=policies is not None and policy is not None, groups=groups, neighbours=neighbours)
    # In order of the ids, so that no order of rows or columns changes a digit.
    ordered = values.sort_index(axis=0).sort_index(axis=1)
    setting = Setting.of(ordered, groups=groups, neighbours=neighbours)
    known = ordered.notna() if teachers is None else ordered.notna() & teachers.reindex_like(ordered).astype(bool)
    cells, error = ordered.to_numpy(float, copy=True), np.full(ordered.shape, np.nan)
    checks = []
    for place, id_ in enumerate(ordered.columns):
        name, teach = named[str(id_)], known.iloc[:, place].to_numpy()
        gaps = np.isnan(cells[:, place])
        if name == "leave" or not gaps.any():
            continue
        hidden = _hidden_guesses(setting, place, name=name, teach=teach, seed=_seed(seed, str(id_)))
        told = ~np.isnan(hidden)
        if told.any():
            guess = np.where(_served(setting, teach), GUESSES[name](setting, place, teach), np.nan)
            cells[gaps, place] = guess[gaps]
            filled = gaps & ~np.isnan(guess)
            error[filled, place] = _errors(hidden - setting.cells[:, place], setting.widest)[filled]
        checks.append((id_, name, int(teach.sum()), int(gaps.sum()), *_worth(cells, setting, hidden, place, gaps)))

    def frame(told: npt.NDArray) -> pd.DataFrame:
        return pd.DataFrame(told, ordered.index, ordered.columns).reindex(index=values.index, columns=values.columns)

    columns = ["indicator", "policy", "known", "gaps", "filled", "rmse", "bias", "explained"]
    return Imputed(
        values=frame(cells),
        mask=frame(~np.isnan(error)),
        error=frame(error),
        checks=pd.DataFrame(checks, columns=columns),
    )


def with_imputed(values: pd.DataFrame, imputed: Imputed) -> pd.DataFrame:
    """Put what was filled into a long table, as rows of their own status.

    Parameters
    ----------
    values
        By `geo.contracts.VALUES`. Not changed.
    imputed
        What was filled, of the same units and indicators.

    Returns
    -------
    pd.DataFrame
        The same rows in the same order; a filled one has its `value`, its error as `se` and the status `imputed`, and
        says nothing of year, level, denominator and source. A filled cell that had no row gets one at the end.
    """
    if not imputed.mask.to_numpy().any():
        return values
    rows, columns = np.nonzero(imputed.mask.to_numpy())
    cells = {
        name: getattr(imputed, of).to_numpy()[rows, columns] for name, of in (("value", "values"), ("se", "error"))
    }
    pairs = [imputed.mask.index[rows], imputed.mask.columns[columns]]
    filled = pd.DataFrame(cells, pd.MultiIndex.from_arrays(pairs, names=["code", "indicator"]))
    keys = pd.MultiIndex.from_frame(values[["code", "indicator"]])
    blank = [name for name in values if name not in {"code", "indicator", "value", "se", "status"}]
    told, at = values.copy(), keys.isin(filled.index)
    for name in ("value", "se"):
        told.loc[at, name] = filled[name].reindex(keys[at]).to_numpy()
    told.loc[at, "status"] = "imputed"
    told.loc[at, blank] = None
    new = filled[~filled.index.isin(keys)].reset_index().assign(status="imputed")
    return (
        told
        if new.empty
        else pd.concat([told, new.reindex(columns=told.columns).astype(told.dtypes)], ignore_index=True)
    )


def _refuse(
    values: pd.DataFrame,
    policies: Mapping[str, Missing],
    *,
    both: bool,
    groups: pd.DataFrame | pd.Series | None,
    neighbours: Mapping[str, Iterable[str]] | None,
) -> None:
    faults = Faults("imputation", MethodError)
    ids = [str(id_) for id_ in values.columns]
    if both:
        faults.add("`policies` and `policy` are both given. Give one of them.")
    faults.check(
        "indicators have no policy for what is missing",
        bad=[id_ for id_ in ids if id_ not in policies],
        of=len(ids),
        do="There is no default: name one of leave, group_median, neighbours, model for each.",
    )
    faults.check(
        "policies are not known",
        bad=sorted({f"{id_} ({name})" for id_, name in policies.items() if name not in {"leave", *GUESSES}}),
        of=len(policies),
        do="Choose one of leave, group_median, neighbours, model.",
    )
    for name, table, what in (("group_median", groups, "groups"), ("neighbours", neighbours, "neighbours")):
        asking = [id_ for id_ in ids if policies.get(id_) == name]
        if table is None:
            faults.check(f"indicators ask for `{name}`", bad=asking, of=len(ids), do=f"Pass `{what}`.")
    alone = [id_ for id_ in ids if policies.get(id_) == "model" and len(ids) < 2]
    faults.check("indicators ask for `model`", bad=alone, of=len(ids), do="A model needs another indicator beside it.")
    note_infinite(values, faults=faults)
    faults.raise_any()


def _seed(seed: int, id_: str) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=tuple(id_.encode())))


def _hidden_guesses(
    setting: Setting, place: int, *, name: Missing, teach: npt.NDArray[np.bool_], seed: np.random.Generator
) -> FloatArray:
    """Guess every known cell of a column from the others; null where it is not known, or could not be guessed."""
    guesses, rows = np.full(len(teach), np.nan), np.flatnonzero(teach)
    if len(rows) < MIN_KNOWN:
        return guesses
    for part in np.array_split(seed.permutation(rows), FOLDS):
        rest = teach.copy()
        rest[part] = False
        guesses[part] = GUESSES[name](setting, place, rest)[part]
    return guesses


def _served(setting: Setting, teach: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Say whose widest group teaches at all: a country nobody counted in is not guessed from its neighbours."""
    counts = np.bincount(setting.widest[teach], minlength=setting.widest.max() + 1)
    return np.asarray(counts[setting.widest] >= MIN_IN_GROUP)


def _errors(wrong: FloatArray, groups: npt.NDArray[np.intp]) -> FloatArray:
    """Give each unit the root mean square of what was wrong in its group, or everywhere where its group is small."""
    told = ~np.isnan(wrong)
    everywhere = np.sqrt(np.mean(wrong[told] ** 2))
    counts = np.bincount(groups[told], minlength=groups.max() + 1)
    squares = np.bincount(groups[told], weights=wrong[told] ** 2, minlength=groups.max() + 1)
    own = np.sqrt(squares / np.maximum(counts, 1))
    return cast("FloatArray", np.where(counts >= MIN_TOLD, own, everywhere)[groups])


def _worth(
    cells: FloatArray, setting: Setting, hidden: FloatArray, place: int, gaps: npt.NDArray[np.bool_]
) -> tuple[int, float, float, float]:
    told = ~np.isnan(hidden)
    filled = int((gaps & ~np.isnan(cells[:, place])).sum())
    if not told.any():
        return filled, np.nan, np.nan, np.nan
    truth = setting.cells[told, place]
    wrong = hidden[told] - truth
    spread = np.mean((truth - truth.mean()) ** 2)
    explained = 1 - np.mean(wrong**2) / spread if spread > 0 else np.nan
    return filled, float(np.sqrt(np.mean(wrong**2))), float(wrong.mean()), float(explained)
