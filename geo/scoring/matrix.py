"""Lay long values out as matrices, with a row per scored unit and a column per indicator."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalogue import Indicator

MEASURED = ("observed", "observed_zero")
"""The statuses of a value that was measured at the unit itself."""


@dataclass(frozen=True)
class Matrix:
    """The values of a study, aligned; every frame has codes as rows and indicators as columns.

    Attributes
    ----------
    places
        `iso3`, `adm1_code` and, where the units carry it, `muni44_code`, by code.
    value, se
        In the indicators' own units; missing is null. A value measured without an error, where the country's other
        values have one, takes the largest of theirs: what is not told is not small.
    measured, inherited
        True where the value was observed at the unit itself, and where it was handed down to it.
    level
        The level a value was published at; null where there is none.
    """

    places: pd.DataFrame
    value: pd.DataFrame
    se: pd.DataFrame
    measured: pd.DataFrame
    inherited: pd.DataFrame
    level: pd.DataFrame

    @cached_property
    def own(self) -> pd.DataFrame:
        """Where a value is there that was not handed down."""
        return self.value.notna() & ~self.inherited

    @cached_property
    def countries(self) -> npt.NDArray[np.object_]:
        """The country of each unit."""
        return self.places["iso3"].to_numpy(dtype=object)


def to_matrix(values: pd.DataFrame, *, units: pd.DataFrame, indicators: Sequence[Indicator]) -> Matrix:
    """Lay values out by unit, in order of the codes, and by indicator.

    Parameters
    ----------
    values
        Long, by `geo.contracts.VALUES`; an absent row is a missing value.
    units
        By `geo.contracts.UNITS`, with or without geometry; lakes are left out.
    indicators
        The entries of the catalogue, in the order that the columns shall have; one without any row is all missing.

    Raises
    ------
    MethodError
        With every fault that `note_value_faults` finds.
    """
    faults = Faults("values", MethodError)
    note_value_faults(values, units=units, indicators=indicators, faults=faults)
    faults.raise_any()
    places = _scored(units)
    ids = [indicator.id for indicator in indicators]
    at = (places.index.get_indexer(pd.Index(values["code"])), pd.Index(ids).get_indexer(pd.Index(values["indicator"])))

    def spread(column: pd.Series, empty: object, dtype: object) -> pd.DataFrame:
        cells = np.full((len(places), len(ids)), empty, dtype=dtype)  # type: ignore[call-overload]
        cells[at] = column
        return pd.DataFrame(cells, index=places.index, columns=ids)

    value = spread(values["value"], np.nan, float)
    measured = spread(values["status"].isin(MEASURED), empty=False, dtype=bool) & value.notna()
    se = spread(values["se"], np.nan, float).where(value.notna())
    return Matrix(
        places=places,
        value=value,
        se=_errors_not_told(se, measured=measured, countries=places["iso3"]),
        measured=measured,
        inherited=spread(values["status"].eq("inherited"), empty=False, dtype=bool) & value.notna(),
        level=spread(values["level"].astype(object), None, object),
    )


def _errors_not_told(se: pd.DataFrame, *, measured: pd.DataFrame, countries: pd.Series) -> pd.DataFrame:
    return se.where(se.notna() | ~measured, se.groupby(countries).transform("max"))


def note_value_faults(
    values: pd.DataFrame, *, units: pd.DataFrame, indicators: Sequence[Indicator], faults: Faults
) -> None:
    """Note what no method can score: unknown or doubled keys, infinite values, negative standard errors."""
    doubled = units["code"][units["code"].duplicated()].tolist()
    faults.check("units stand twice", bad=doubled, of=len(units), do="Give each unit one row.")
    places = _scored(units).index
    if not len(places):
        faults.add(f"none of {len(units)} units can be scored. Pass at least one that is not a lake.")
    ids = [indicator.id for indicator in indicators]
    faults.check(
        "indicators stand twice",
        bad=sorted({id_ for id_ in ids if ids.count(id_) > 1}),
        of=len(ids),
        do="Give each indicator one entry and one pillar.",
    )
    code, codes = pd.factorize(values["code"], use_na_sentinel=False)
    id_, named = pd.factorize(values["indicator"], use_na_sentinel=False)
    value, se = values["value"].to_numpy(float), values["se"].to_numpy(float)
    for what, wrong, do in (
        (
            "values carry codes that are not among the scored units",
            ~codes.isin(places)[code],
            "Correct the code, or add the unit.",
        ),
        (
            "values belong to indicators that are not declared",
            ~named.isin(ids)[id_],
            "Declare them in indicators.yml, or leave the rows out.",
        ),
        (
            "values stand twice for one unit and indicator",
            pd.Index(code * len(named) + id_).duplicated(),
            "Keep one row of each.",
        ),
        ("values are infinite", np.isinf(value), "Correct them in the table, or leave them empty."),
        ("standard errors are negative or infinite", (se < 0) | np.isinf(se), "Correct them in the table."),
    ):
        bad = codes[code[wrong]].astype(str) + " " + named[id_[wrong]].astype(str)
        faults.check(what, bad=bad.tolist(), of=len(values), do=do)


def _scored(units: pd.DataFrame) -> pd.DataFrame:
    columns = [column for column in ("iso3", "adm1_code", "muni44_code") if column in units]
    named = pd.DataFrame(units[["code", *columns]])
    land = named[units["kind"] != "lake"] if "kind" in units else named
    return land.set_index("code").sort_index()
