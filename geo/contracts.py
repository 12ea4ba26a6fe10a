"""Check the tables that pass between the verbs: units, series, values, scores.

Conventions held everywhere
---------------------------
- The unit of analysis is the municipality (in El Salvador the distrito of since 2024); its key is `code`, a text
  such as ``HN0501``, never a number.
- Geometry is EPSG:4326, coordinates in order longitude, latitude; areas are in km2 on an equal-area projection.
- Shares are 0-1, percentages are never stored; rates say per how many; distances and areas carry a unit suffix.
- `direction` is +1 when more calls for more attention; it is applied in normalisation and nowhere else.
- A missing value is null. It is never zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

import numpy as np
import pandas as pd
import pandera.pandas as pa
import shapely
from pandera.errors import SchemaErrors

from geo.errors import Faults, GeometryError, TableError
from geo.kinds import Gate, Level, Reliability, Status, UnitKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

CODE = r"^[A-Z]{2}\d{2,5}$"


def _text(*, nullable: bool = False, isin: Sequence[str] | None = None, **kwargs: object) -> pa.Column:
    checks = [pa.Check.isin(list(isin))] if isin is not None else []
    return pa.Column(str, checks=checks, nullable=nullable, coerce=True, **kwargs)


def _number(*, nullable: bool = True, low: float | None = None, high: float | None = None) -> pa.Column:
    checks = [pa.Check(np.isfinite, name="finite", ignore_na=True)]
    checks += [pa.Check.ge(low)] if low is not None else []
    checks += [pa.Check.le(high)] if high is not None else []
    return pa.Column(float, checks=checks, nullable=nullable, coerce=True)


UNITS = pa.DataFrameSchema(
    {
        "code": pa.Column(str, pa.Check.str_matches(r"^[A-Z]{2}\d{4}$"), unique=True),
        "name": _text(),
        "adm1_code": pa.Column(str, pa.Check.str_matches(r"^[A-Z]{2}\d{2}$")),
        "adm1_name": _text(),
        "muni44_code": pa.Column(str, pa.Check.str_matches(r"^SV\d{5}$"), nullable=True),
        "muni44_name": _text(nullable=True),
        "iso3": pa.Column(str, pa.Check.str_matches(r"^[A-Z]{3}$")),
        "kind": _text(isin=get_args(UnitKind)),
        "vintage": _text(),
        "area_km2": _number(nullable=False, low=0),
    },
    strict=False,
    name="units",
)
"""`muni44_*` name the municipio of since May 2024 that a Salvadoran distrito belongs to, and are null elsewhere."""

SERIES = pa.DataFrameSchema(
    {
        "code": pa.Column(str, pa.Check.str_matches(CODE), unique=True),
        "name": _text(),
        "value": _number(),
        "numerator": _number(low=0),
        "denominator": _number(low=0),
        "se": _number(low=0),
        "coverage": _number(low=0, high=1),
        "year": pa.Column(int, pa.Check.in_range(1900, 2100), coerce=True),
        "level": _text(isin=get_args(Level)),
    },
    strict=True,
    name="series",
)
"""A tidy table of the study: a row per place it was published for; either `value` or `numerator` is filled in.

`coverage` is the share of the place that a raster had valid data for."""

_EACH = SERIES.update_column("code", unique=False)
"""The same for the rows of several tables together."""

VALUES = pa.DataFrameSchema(
    {
        "code": pa.Column(str, pa.Check.str_matches(CODE)),
        "indicator": _text(),
        "value": _number(),
        "raw_value": _number(),
        "year": pa.Column("Int64", nullable=True, coerce=True),
        "level": _text(nullable=True, isin=get_args(Level)),
        "se": _number(low=0),
        "n": _number(low=0),
        "reliability": _text(nullable=True, isin=get_args(Reliability)),
        "coverage": _number(low=0, high=1),
        "status": _text(isin=get_args(Status)),
        "source": _text(nullable=True),
    },
    strict=True,
    unique=["code", "indicator"],
    name="values",
)
"""A row per unit and indicator, whether there is a value or not; `status` says why.

`raw_value` is the rate before smoothing; `n` the denominator; `source` the id of the series."""

SCORES = pa.DataFrameSchema(
    {
        "code": pa.Column(str, pa.Check.str_matches(r"^[A-Z]{2}\d{4}$"), unique=True),
        "iso3": _text(),
        "people": _number(low=0),
        "score": _number(low=0, high=100),
        "score_low": _number(low=0, high=100),
        "score_high": _number(low=0, high=100),
        "coverage": _number(nullable=False, low=0, high=1),
        "rank": pa.Column("Int64", nullable=True, coerce=True),
        "rank_p5": _number(low=1),
        "rank_p50": _number(low=1),
        "rank_p95": _number(low=1),
        "rank_in_country": pa.Column("Int64", nullable=True, coerce=True),
        "rank_in_country_p5": _number(low=1),
        "rank_in_country_p50": _number(low=1),
        "rank_in_country_p95": _number(low=1),
        "gate": _text(isin=get_args(Gate)),
        "flags": _text(),
    },
    strict=False,
    name="scores",
)
"""A row per scored unit; `node_<id>` (0-100), `contribution_<indicator>` and `p_top_<k>` stand beside these.

A rank without its interval, or an interval without its rank, is refused."""


def check_units(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Check a units table: keys, CRS, valid non-empty geometry, a coverage inside each country.

    Raises
    ------
    GeometryError
        With every fault of the geometry.
    TableError
        With every fault of the columns.
    """
    _validate(UNITS, pd.DataFrame(units.drop(columns="geometry", errors="ignore")))
    faults = Faults("units", GeometryError)
    if units.crs is None:
        faults.add("the layer has no coordinate reference system. Declare it: EPSG:4326 is expected.")
    elif units.crs.to_epsg() != 4326:
        faults.add(f"the layer is in {units.crs.to_string()}, not EPSG:4326. Reproject it first.")
    shapes = units.geometry.to_numpy()
    codes = units["code"].to_numpy()
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    faults.check(
        "units have no geometry", bad=codes[empty].tolist(), of=len(units), do="Draw them or drop them by a correction."
    )
    invalid = ~empty & ~shapely.is_valid(shapes)
    faults.check(
        "units have an invalid geometry",
        bad=codes[invalid].tolist(),
        of=len(units),
        do="Run `arraigo harmonise` on the raw layer.",
    )
    if not (empty.any() or invalid.any()):
        for iso3, rows in units.groupby("iso3", sort=True):
            edges = shapely.coverage_invalid_edges(rows.geometry.to_numpy())
            bad = rows["code"].to_numpy()[~shapely.is_empty(edges)].tolist()
            faults.check(
                f"units of {iso3} overlap a neighbour or do not share its border",
                bad=bad,
                of=len(rows),
                do="Run `arraigo harmonise` on the raw layer, or enter a correction.",
            )
    faults.raise_any()
    return units


def check_series(series: pd.DataFrame, *, name: str) -> pd.DataFrame:
    """Check one tidy table; `name` is what the message calls it.

    Raises
    ------
    TableError
        With row and column of every fault.
    """
    return _validate(SERIES, series, name=name)


def sound_together(series: pd.DataFrame, *, of: pd.Series) -> bool:
    """Say whether every one of several tidy tables, laid below each other, is sound; faults are told one by one.

    To check fifty tables at once takes as long as to check one.

    Parameters
    ----------
    series
        The rows of all tables.
    of
        What tells the tables apart, by row.
    """
    try:
        _validate(_EACH, series)
    except TableError:
        return False
    return not pd.DataFrame({"of": of, "code": series["code"]}).duplicated().any()


def check_values(values: pd.DataFrame) -> pd.DataFrame:
    """Check a values table: a value is there exactly where its status says so.

    Raises
    ------
    TableError
        With row and column of every fault.
    """
    values = _validate(VALUES, values)
    has = values["status"].isin(["observed", "observed_zero", "imputed", "inherited"])
    wrong = has.to_numpy() != values["value"].notna().to_numpy()
    faults = Faults("values", TableError)
    faults.check(
        "values contradict their status",
        bad=(values["code"] + " " + values["indicator"])[wrong].tolist(),
        of=len(values),
        do="A missing value is null and says why; it is never zero.",
    )
    faults.raise_any()
    return values


def check_scores(scores: pd.DataFrame) -> pd.DataFrame:
    """Check a scores table: bounds enclose the score, ranks never stand without their interval.

    Raises
    ------
    TableError
        With row and column of every fault.
    """
    _validate(SCORES, pd.DataFrame(scores.drop(columns="geometry", errors="ignore")))
    faults = Faults("scores", TableError)
    codes = scores["code"].to_numpy()
    ranked = scores["rank"].notna().to_numpy()
    for column in (f"{name}{end}" for name in ("rank", "rank_in_country") for end in ("", "_p5", "_p50", "_p95")):
        wrong = ranked != scores[column].notna().to_numpy()
        faults.check(
            f"ranks and `{column}` do not go together",
            bad=codes[wrong].tolist(),
            of=len(scores),
            do="Score them again.",
        )
    scored = scores["score"].notna().to_numpy()
    low, value, high = (scores[c].to_numpy(dtype=float) for c in ("score_low", "score", "score_high"))
    with np.errstate(invalid="ignore"):
        outside = scored & ~((low <= value + 1e-9) & (value <= high + 1e-9))
    faults.check("scores lie outside their bounds", bad=codes[outside].tolist(), of=len(scores), do="Score them again.")
    faults.raise_any()
    return scores


def _validate(schema: pa.DataFrameSchema, frame: pd.DataFrame, *, name: str | None = None) -> pd.DataFrame:
    try:
        return cast("pd.DataFrame", schema.validate(frame, lazy=True))
    except SchemaErrors as error:
        faults = Faults(name or str(schema.name), TableError)
        cases = error.failure_cases
        for (column, check), rows in cases.groupby(["column", "check"], sort=True, dropna=False):
            places = rows["index"].dropna()
            if places.empty:
                faults.add(
                    f"`{column}`: {check} ({rows['failure_case'].iloc[0]}). See geo/contracts.py for the contract."
                )
                continue
            # Row numbers count as a spreadsheet does: the header is row 1.
            bad = [
                f"row {int(i) + 2} ({case})"
                for i, case in zip(places, rows.loc[places.index, "failure_case"], strict=True)
            ]
            faults.check(
                f"rows fail `{check}` in column `{column}`", bad=bad, of=len(frame), do="Correct them in the table."
            )
        faults.raise_any()
        raise
