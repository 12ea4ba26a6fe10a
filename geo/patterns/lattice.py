"""Lay values on their neighbours: who has one, who has neighbours that have one, and who is left out and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    import scipy.sparse as sp

    from geo.patterns.neighbours import Neighbours

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

LEAST = 3
"""How many units with a value and a neighbour a spatial statistic needs."""


@dataclass(frozen=True)
class Lattice:
    """Values of the units that have one, on the links among them.

    Attributes
    ----------
    codes
        Every unit, in the order of the neighbours.
    known
        Which of them have a value; the other attributes are about these only, in the same order.
    own
        Standard scores of the values: mean 0, variance 1.
    around
        Standard scores of what is summed over the neighbours; the same, unless there are two variables.
    matrix
        Ones where two known units are neighbours.
    degrees
        How many known neighbours each has.
    left_out
        By code, for every unit without a statistic: `island` (it has no neighbours) or `no_data` (it has no value, or
        none of its neighbours has).
    """

    codes: pd.Index
    known: Flags
    own: Floats
    around: Floats
    matrix: sp.csr_array
    degrees: Ints
    left_out: pd.Series

    @property
    def lags(self) -> Floats:
        """The mean of the neighbours' `around`; zero where there is none."""
        return np.asarray(self.matrix @ self.around) / np.maximum(self.degrees, 1)

    def spread(self, column: npt.NDArray[Any]) -> Floats:
        """Give a column of known units that have neighbours its place among all units; null elsewhere."""
        wide = np.full(len(self.codes), np.nan)
        wide[np.flatnonzero(self.known)[self.degrees > 0]] = column[self.degrees > 0]
        return wide


def lay(
    values: pd.Series, neighbours: Neighbours, *, around: pd.Series | None = None, subject: str = "spatial statistics"
) -> Lattice:
    """Lay one variable, or two, on the neighbours.

    Parameters
    ----------
    values
        By code, in any order; missing is null.
    neighbours
        Of the same units.
    around
        A second variable by code, to be looked at over the neighbours; a unit takes part only where it has both.
    subject
        What a fault is told about.

    Raises
    ------
    MethodError
        If values and neighbours are about different units, values are infinite, fewer than three units have a value
        and a neighbour with one, or all values are the same.
    """
    faults = Faults(subject, MethodError)
    columns = [values] if around is None else [values, around]
    for column in columns:
        _check_units(column, neighbours, faults)
    faults.raise_any()
    first, second = (c.reindex(neighbours.codes).to_numpy(float, na_value=np.nan) for c in (columns[0], columns[-1]))
    known = ~np.isnan(first) & ~np.isnan(second)
    matrix = neighbours.matrix[known][:, known]
    degrees = np.diff(matrix.indptr).astype(np.int64)
    if (degrees > 0).sum() < LEAST:
        faults.add(
            f"{(degrees > 0).sum()} of {len(known)} units have a value and a neighbour with one; {LEAST} are needed. "
            "Link islands to the units nearest to them, or add data."
        )
    elif np.ptp(first[known]) == 0 or np.ptp(second[known]) == 0:
        faults.add(f"all {known.sum()} known values are the same. Nothing can lie together; leave the variable out.")
    faults.raise_any()
    return Lattice(
        codes=neighbours.codes,
        known=known,
        own=_standard(first[known]),
        around=_standard(second[known]),
        matrix=matrix,
        degrees=degrees,
        left_out=_left_out(neighbours, known=known, degrees=degrees),
    )


def _check_units(values: pd.Series, neighbours: Neighbours, faults: Faults) -> None:
    twice = values.index[values.index.duplicated()].tolist()
    faults.check("values carry a code that came before", bad=twice, of=len(values), do="Give one value per unit.")
    for what, bad in (
        ("units have a value or a null, but no place among the neighbours", values.index.difference(neighbours.codes)),
        (
            "units have a place among the neighbours, but are not among the values",
            neighbours.codes.difference(values.index),
        ),
    ):
        faults.check(what, bad=bad.tolist(), of=len(values), do="Find the neighbours of the same units again.")
    infinite = values.index[np.isinf(values.to_numpy(float, na_value=np.nan))].tolist()
    faults.check("values are infinite", bad=infinite, of=len(values), do="Correct them, or make them null.")


def _standard(values: Floats) -> Floats:
    centred = values - values.mean()
    return np.asarray(centred / centred.std())


def _left_out(neighbours: Neighbours, *, known: Flags, degrees: Ints) -> pd.Series:
    linked = np.diff(neighbours.matrix.indptr) > 0
    tested = known.copy()
    tested[known] = degrees > 0
    reasons = np.where(known & ~linked, "island", "no_data")
    return pd.Series(reasons[~tested], index=neighbours.codes[~tested], dtype="str")
