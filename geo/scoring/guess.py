"""Guess the values of one column: by the median of a group, the mean of neighbours, or a model of the other columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geo.kinds import Missing

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

MIN_IN_GROUP = 3
"""Known values that a group needs before its median speaks for it; else the next wider group does."""


@dataclass(frozen=True)
class Setting:
    """What guesses are made from.

    Attributes
    ----------
    cells
        Units by indicators; missing is null.
    levels
        For each level of groups, from narrow to wide, the number of every unit's group.
    adjacent
        Units by units, 1 for neighbours; none when they were not given.
    """

    cells: FloatArray
    levels: tuple[npt.NDArray[np.intp], ...]
    adjacent: csr_array | None

    @property
    def widest(self) -> npt.NDArray[np.intp]:
        """The widest groups; one for all when none were given."""
        return self.levels[-1] if self.levels else np.zeros(len(self.cells), dtype=np.intp)

    @classmethod
    def of(
        cls,
        values: pd.DataFrame,
        *,
        groups: pd.DataFrame | pd.Series | None,
        neighbours: Mapping[str, Iterable[str]] | None,
    ) -> Setting:
        """Lay groups and neighbours out in the order of the units.

        Raises
        ------
        MethodError
            With units that have no group, and neighbours that are not among the units.
        """
        faults = Faults("imputation", MethodError)
        levels: tuple[npt.NDArray[np.intp], ...] = ()
        if groups is not None:
            table = (groups.to_frame() if isinstance(groups, pd.Series) else groups).reindex(values.index)
            lacking = table.index[table.isna().any(axis=1)].tolist()
            faults.check("units have no group", bad=lacking, of=len(table), do="Give each unit its groups.")
            levels = tuple(pd.factorize(table[column], sort=True)[0] for column in table)
        adjacent = None if neighbours is None else _adjacency(values.index, neighbours, faults=faults)
        faults.raise_any()
        return cls(values.to_numpy(float), levels, adjacent)


def _adjacency(codes: pd.Index, neighbours: Mapping[str, Iterable[str]], *, faults: Faults) -> csr_array:
    pairs = sorted({(code, other) for code, others in neighbours.items() for other in others})
    named = sorted({code for pair in pairs for code in pair})
    strange = [code for code in named if code not in codes]
    faults.check("neighbours are not among the units", bad=strange, of=len(named), do="Correct the code.")
    known = [pair for pair in pairs if pair[0] in codes and pair[1] in codes]
    rows, columns = (codes.get_indexer(pd.Index([pair[end] for pair in known], dtype=object)) for end in (0, 1))
    return csr_array((np.ones(len(known)), (rows, columns)), shape=(len(codes), len(codes)))


def group_median(setting: Setting, place: int, teach: BoolArray) -> FloatArray:
    """Guess the median of the narrowest group in which at least `MIN_IN_GROUP` units teach; null where none has."""
    guess = np.full(len(setting.cells), np.nan)
    column = pd.Series(np.where(teach, setting.cells[:, place], np.nan))
    for level in setting.levels:
        known = column.groupby(level)
        told = known.transform("median").where(known.transform("count") >= MIN_IN_GROUP).to_numpy(float)
        guess = np.where(np.isnan(guess), told, guess)
    return guess


def neighbours(setting: Setting, place: int, teach: BoolArray) -> FloatArray:
    """Guess the mean of those neighbours that teach; null where none does."""
    known = np.where(teach, setting.cells[:, place], 0.0)
    count = setting.adjacent @ teach.astype(float)
    return np.where(count > 0, (setting.adjacent @ known) / np.maximum(count, 1.0), np.nan)


def model(setting: Setting, place: int, teach: BoolArray) -> FloatArray:
    """Guess by a regression on the other indicators, on which of them are missing, and on the widest group.

    Bayesian ridge regression: it holds back what the data do not bear out, and needs no tuning. A gap in another
    indicator stands at its mean and is told by a mark of its own. No guess leaves the range of the known values.
    """
    from sklearn.linear_model import BayesianRidge  # noqa: PLC0415 - heavy, and asked for only here

    features = _features(setting, place, teach)
    known = setting.cells[teach, place]
    if known.max() == known.min():
        return np.full(len(teach), known[0])
    middle, spread = known.mean(), known.std()
    fitted = BayesianRidge().fit(features[teach], (known - middle) / spread)
    return np.asarray(np.clip(middle + spread * fitted.predict(features), known.min(), known.max()))


def _features(setting: Setting, place: int, teach: BoolArray) -> FloatArray:
    """Lay out what a model may look at, each column with mean 0 and deviation 1; columns without any are left out."""
    others = np.delete(setting.cells, place, axis=1)
    others = others[:, ~np.isnan(others[teach]).all(axis=0)]
    gaps = np.isnan(others)
    filled = np.where(gaps, np.nanmean(others[teach], axis=0), others)
    groups = setting.widest[:, None] == np.unique(setting.widest)
    columns = np.column_stack([filled, gaps, groups]).astype(float)
    spread = columns[teach].std(axis=0)
    told = spread > 1e-12 * np.maximum(1.0, np.abs(columns[teach]).max(axis=0))
    return np.asarray((columns[:, told] - columns[teach][:, told].mean(axis=0)) / spread[told])


GUESSES: dict[Missing, Callable[[Setting, int, BoolArray], FloatArray]] = {
    "group_median": group_median,
    "neighbours": neighbours,
    "model": model,
}
"""Policy -> function that guesses a column from the units that teach; ``leave`` is not here, nothing is guessed."""
