"""Assemble the tables that leave, so that no writer can be handed one that breaks the rules.

The rules: only declared columns, none more closed than the readers' tier, a rank never without its interval, an empty
text is missing, and every number carries at most twelve decimals and fifteen significant digits. A number within those
limits is written and read back unchanged by every format, the text of a DBF field included, and does not show the
noise in the last bits that another processor would bring.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.catalogue import seen_by
from geo.errors import Faults, TableError
from geo.export.availability import DISCLOSED, evidence
from geo.export.columns import Column, declare_columns, open_to

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from geo.catalogue import Catalogue
    from geo.kinds import Tier

_MEASURED = {"value": "value", "status": "status", "grid": "coverage"}
"""The columns that are made of the values, and what they are called there."""
DECIMALS = 12
SIGNIFICANT = 15


@dataclass(frozen=True)
class Table:
    """A table that may leave, checked when it is made.

    Attributes
    ----------
    frame
        The columns in their declared order; a GeoDataFrame (EPSG:4326) where it carries geometry.
    columns
        What each column means; the geometry is not among them.
    tier
        The readers it is for.

    Raises
    ------
    TableError
        With every rule that is broken.
    """

    frame: pd.DataFrame
    columns: tuple[Column, ...]
    tier: Tier = "public"

    def __post_init__(self) -> None:
        faults = Faults(f"the table to export ({self.tier})", TableError)
        _check_columns(self, faults)
        faults.raise_any()
        _check_ranks(self.frame, faults)
        faults.raise_any()

    @property
    def plain(self) -> pd.DataFrame:
        """The columns without the geometry."""
        return pd.DataFrame(self.frame[[column.name for column in self.columns]])

    def where(self, keep: pd.Series) -> Table:
        """Keep some rows: those of a department, say.

        Raises
        ------
        TableError
            When none is left.
        """
        if not keep.any():
            raise TableError("The selection holds no unit. Choose a department or a set that has some.")
        return replace(self, frame=self.frame[keep.to_numpy()].reset_index(drop=True))


def units_table(
    scores: pd.DataFrame,
    values: pd.DataFrame,
    *,
    catalogue: Catalogue,
    weights: Mapping[str, float] | None = None,
    tier: Tier = "public",
) -> Table:
    """Put scores, values and the status of each value side by side, a row per unit.

    Parameters
    ----------
    scores
        By `geo.contracts.SCORES`, joined with the columns of `geo.contracts.UNITS`; a GeoDataFrame where layers are
        to be written. Lakes are not among them.
    values
        By `geo.contracts.VALUES`: a row per scored unit and indicator.
    weights
        Nominal weight of each indicator in the whole index; given them, the table says how much of the weight rests
        on modelled, inherited and imputed values in each unit.
    tier
        The readers; columns more closed than that are left out.

    Raises
    ------
    TableError
        With every column that is not declared or is lacking, and every cell that `values` has no row for.
    """
    declared = declare_columns(catalogue).of_units
    ids = [indicator.id for indicator in catalogue.indicators]
    scores = scores.sort_values("code", ignore_index=True)
    faults = Faults("the units to export", TableError)
    _check_cells(values, codes=scores["code"], ids=ids, faults=faults)
    faults.raise_any()
    if weights is not None:
        scores = scores.join(evidence(values, catalogue=catalogue, weights=weights)[list(DISCLOSED)], on="code")
    measured = {f"{what}_{id_}": (id_, of) for id_ in ids for what, of in _MEASURED.items()}
    wanted = [column for column in declared if column.name not in measured]
    _check_against(scores, wanted, faults)
    faults.raise_any()
    cells = {id_: rows.set_index("code") for id_, rows in values.groupby("indicator")}
    names = [column.name for column in declared if column.name in measured]
    wide = pd.DataFrame({name: cells[measured[name][0]][measured[name][1]] for name in names})
    columns = tuple(
        column for column in open_to(declared, tier) if column.name in scores.columns or column.name in wide.columns
    )
    joined = scores.join(wide, on="code")
    shape = ["geometry"] if "geometry" in joined.columns else []
    frame = joined[[*(column.name for column in columns), *shape]]
    return Table(_settled(frame, columns, subject="the units to export"), columns, tier)


def values_table(values: pd.DataFrame, *, catalogue: Catalogue, tier: Tier = "public") -> Table:
    """Keep the long table's rows and columns that readers of a tier may see, ordered by indicator and code.

    Raises
    ------
    TableError
        With every column that is not declared or is lacking, and every indicator that is unknown.
    """
    declared = declare_columns(catalogue).of_values
    faults = Faults("the values to export", TableError)
    known = {indicator.id: indicator for indicator in catalogue.indicators}
    _check_known(values["indicator"], known, faults)
    _check_against(values, declared, faults)
    faults.raise_any()
    seen = [indicator.id for indicator in seen_by(catalogue, tier)]
    columns = open_to(declared, tier)
    rows = values[values["indicator"].isin(seen)].sort_values(["indicator", "code"], ignore_index=True)
    return Table(_settled(rows, columns, subject="the values to export"), columns, tier)


def checked_table(frame: pd.DataFrame, columns: tuple[Column, ...], *, subject: str) -> Table:
    """Make a table of exactly the declared columns; `subject` is what messages call it.

    Raises
    ------
    TableError
        With every column that is not declared or is lacking, and every cell that does not fit its column.
    """
    faults = Faults(subject, TableError)
    _check_against(frame, columns, faults)
    faults.raise_any()
    ordered = pd.DataFrame(frame[[column.name for column in columns]]).reset_index(drop=True)
    return Table(_settled(ordered, columns, subject=subject), columns)


def settled_numbers(numbers: pd.Series) -> pd.Series:
    """Round to twelve decimals and fifteen significant digits; missing stays missing, and minus zero becomes zero."""
    settled = numbers.to_numpy(dtype=float, na_value=np.nan, copy=True)
    # Below 1,000 twelve decimals are the tighter limit, from there on fifteen digits.
    large = np.abs(settled) >= 10 ** (SIGNIFICANT - DECIMALS)
    settled[~large] = settled[~large].round(DECIMALS) + 0.0
    settled[large] = [float(f"{number:.{SIGNIFICANT}g}") for number in settled[large]]
    return pd.Series(settled, index=numbers.index, name=numbers.name)


def _settled(frame: pd.DataFrame, columns: tuple[Column, ...], *, subject: str) -> pd.DataFrame:
    """Give every column its declared type, noting what does not fit it."""
    faults = Faults(subject, TableError)
    settled: dict[str, pd.Series] = {}
    for column in columns:
        cells = frame[column.name]
        if column.type == "text":
            text = cells.astype("str")
            settled[column.name] = text.mask(text == "")
            continue
        numbers = pd.to_numeric(cells, errors="coerce").astype(float)
        bare = numbers.to_numpy()
        wrong = (np.isnan(bare) & cells.notna().to_numpy()) | np.isinf(bare)
        if column.type == "integer":
            wrong |= ~np.isnan(bare) & (np.floor(bare) != bare)
        if wrong.any():
            faults.check(
                f"cells of `{column.name}` are not a finite {column.type}",
                bad=cells[wrong].tolist(),
                of=len(cells),
                do="Correct the table they come from.",
            )
            continue
        settled[column.name] = numbers.astype("Int64") if column.type == "integer" else settled_numbers(numbers)
    faults.raise_any()
    plain = pd.DataFrame(settled)
    return gpd.GeoDataFrame(plain, geometry=frame["geometry"]) if "geometry" in frame.columns else plain


def _check_columns(table: Table, faults: Faults) -> None:
    names = [column.name for column in table.columns]
    carried = [str(name) for name in table.frame.columns if name != "geometry"]
    faults.check(
        "columns are not declared, or not in the declared order",
        bad=[name for i, name in enumerate(carried) if i >= len(names) or names[i] != name],
        of=len(carried),
        do="Build the table with `units_table` or `values_table`.",
    )
    faults.check(
        "declared columns are lacking", bad=[n for n in names if n not in carried], of=len(names), do="Add them."
    )
    seen = {column.name for column in open_to(table.columns, table.tier)}
    faults.check(
        f"columns may not be seen by {table.tier} readers",
        bad=[f"{column.name} ({column.tier})" for column in table.columns if column.name not in seen],
        of=len(names),
        do="Leave them out, or write for a more closed tier.",
    )
    for column in table.columns:
        faults.check(
            f"columns that must stand beside `{column.name}` are lacking",
            bad=[name for name in column.beside if name not in names],
            of=len(column.beside),
            do="A rank is never exported without its interval.",
        )


def _check_ranks(frame: pd.DataFrame, faults: Faults) -> None:
    for rank in ("rank", "rank_p50", "rank_in_country", "rank_in_country_p50"):
        if rank not in frame.columns:
            continue
        ends = [f"{rank.removesuffix('_p50')}_{end}" for end in ("p5", "p95")]
        bare = frame[rank].notna() & frame[ends].isna().any(axis=1)
        faults.check(
            f"units have a `{rank}` without its interval",
            bad=frame.loc[bare, "code"].tolist(),
            of=len(frame),
            do="Score them again; a rank is never exported without its interval.",
        )


def _check_against(frame: pd.DataFrame, declared: Sequence[Column], faults: Faults) -> None:
    carried = [str(name) for name in frame.columns if name != "geometry"]
    names = {column.name for column in declared}
    faults.check(
        "columns are not declared",
        bad=[name for name in carried if name not in names],
        of=len(carried),
        do="Declare them in geo/export/columns.yml, or drop them before the export.",
    )
    faults.check(
        "declared columns are lacking",
        bad=[column.name for column in declared if not column.optional and column.name not in carried],
        of=len(declared),
        do="Run the stages before this one again.",
    )


def _check_known(indicators: pd.Series, known: Collection[str], faults: Faults) -> None:
    carried = sorted(indicators.unique())
    faults.check(
        "indicators of the values are not in the catalogue",
        bad=[id_ for id_ in carried if id_ not in known],
        of=len(carried),
        do="Measure again after the catalogue has changed.",
    )


def _check_cells(values: pd.DataFrame, *, codes: pd.Series, ids: list[str], faults: Faults) -> None:
    _check_known(values["indicator"], ids, faults)
    given = pd.MultiIndex.from_frame(values[["code", "indicator"]])
    faults.check(
        "values stand twice",
        bad=[" ".join(pair) for pair in given[given.duplicated()]],
        of=len(given),
        do="Keep one row per unit and indicator.",
    )
    faults.check(
        "units stand twice", bad=codes[codes.duplicated()].tolist(), of=len(codes), do="Keep one row per unit."
    )
    strange = set(values["code"]) - set(codes)
    faults.check(
        "codes of the values are not among the units",
        bad=sorted(strange),
        of=len(codes),
        do="Score them, or drop them.",
    )
    asked = pd.MultiIndex.from_product([codes, ids], names=["code", "indicator"])
    faults.check(
        "cells have no row in the values",
        bad=[" ".join(pair) for pair in asked.difference(given)],
        of=len(asked),
        do="Measure again: a missing value has a row that says why.",
    )
