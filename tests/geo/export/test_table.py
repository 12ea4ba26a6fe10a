"""Check that only tables that keep the rules can be made."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.catalogue.indicator import Raster
from geo.errors import TableError
from geo.export import (
    Table,
    declare_columns,
    geoparquet_bytes,
    units_table,
    values_table,
)
from geo.export.table import settled_numbers

if TYPE_CHECKING:
    from geo.catalogue import Catalogue


def test_values_stand_beside_the_scores(table: Table) -> None:
    frame = table.frame.set_index("code")
    assert list(frame["value_homicides"].iloc[:3]) == pytest.approx([1 / 3, np.nan, 0.25], nan_ok=True)
    assert list(frame["status_homicides"].iloc[:3]) == ["observed", "not_monitored", "imputed"]
    assert frame.loc["HN0103", "contribution_homicides"] == 0.3
    assert frame["rank"].dtype == "Int64"
    assert frame["flags"].isna().tolist() == [True, False, False, True, True, True]


def test_coverage_of_a_raster_stands_beside_its_value(
    scores: gpd.GeoDataFrame, values: pd.DataFrame, catalogue: Catalogue
) -> None:
    raster = Raster(source="court", layer=1)
    indicators = tuple(
        i.model_copy(update={"method": "raster", "raster": raster}) if i.id == "homicides" else i
        for i in catalogue.indicators
    )
    gridded = type(catalogue)(catalogue.study, catalogue.index, indicators, catalogue.sources)
    values["coverage"] = values["coverage"].mask(values["indicator"].eq("homicides"), 0.63)
    frame = units_table(scores.assign(coverage_measured=0.5), values, catalogue=gridded).frame
    assert list(frame.columns).index("grid_homicides") == list(frame.columns).index("status_homicides") + 1
    assert frame["grid_homicides"].tolist() == [0.63] * 6
    assert frame["coverage_measured"].tolist() == [0.5] * 6
    assert "grid_access_to_justice" not in frame


@pytest.mark.parametrize(("gone", "kept"), [("hotspot_q", "hotspot"), ("lisa_q", "lisa"), ("selected_p", "selected")])
def test_a_finding_never_leaves_without_what_it_rests_on(
    grouped: gpd.GeoDataFrame, values: pd.DataFrame, catalogue: Catalogue, gone: str, kept: str
) -> None:
    with pytest.raises(TableError, match=f"must stand beside `{kept}` are lacking: {gone}"):
        units_table(grouped.drop(columns=gone), values, catalogue=catalogue)


def test_closed_columns_leave_for_closed_readers_only(
    table: Table, scores: gpd.GeoDataFrame, values: pd.DataFrame, catalogue: Catalogue
) -> None:
    closed = "value_emigrants_by_cause"
    assert closed not in table.frame
    assert "node_origin" not in table.frame
    assert closed in units_table(scores, values, catalogue=catalogue, tier="internal").frame
    long = values_table(values, catalogue=catalogue)
    assert set(long.frame["indicator"]) == {"homicides", "access_to_justice"}
    assert not {"raw_value", "n"} & set(long.frame)
    assert {"raw_value", "n"} <= set(values_table(values, catalogue=catalogue, tier="partner").frame)


def test_order_of_rows_and_columns_changes_nothing(
    table: Table, scores: gpd.GeoDataFrame, values: pd.DataFrame, catalogue: Catalogue
) -> None:
    mixed = units_table(
        scores.sample(frac=1, random_state=1)[scores.columns[::-1]],
        values.sample(frac=1, random_state=2),
        catalogue=catalogue,
    )
    pd.testing.assert_frame_equal(mixed.plain, table.plain)


def test_the_inputs_are_left_alone(scores: gpd.GeoDataFrame, values: pd.DataFrame, catalogue: Catalogue) -> None:
    before = scores.copy(), values.copy()
    units_table(scores, values, catalogue=catalogue)
    pd.testing.assert_frame_equal(scores, before[0])
    pd.testing.assert_frame_equal(values, before[1])


def test_weight_on_unmeasured_values_is_disclosed_by_unit(
    scores: gpd.GeoDataFrame, values: pd.DataFrame, catalogue: Catalogue, weights: dict[str, float]
) -> None:
    frame = units_table(scores, values, catalogue=catalogue, weights=weights).frame.set_index("code")
    assert frame.loc["HN0103", ["weight_modelled", "weight_inherited", "weight_imputed"]].tolist() == [0, 0.125, 0.125]
    assert frame.loc["SV0101", ["weight_modelled", "weight_inherited", "weight_imputed"]].tolist() == [0.125, 0, 0]


def test_a_published_table_is_taken_up_again(table: Table) -> None:
    again = Table(gpd.read_parquet(io.BytesIO(geoparquet_bytes(table))), table.columns)
    assert geoparquet_bytes(again) == geoparquet_bytes(table)


def test_rows_can_be_chosen(table: Table) -> None:
    chosen = table.where(table.frame["adm1_code"] == "SV01")
    assert chosen.frame["code"].tolist() == ["SV0101", "SV0102"]
    assert chosen.columns == table.columns


def test_a_choice_without_units_is_refused(table: Table) -> None:
    with pytest.raises(TableError, match="holds no unit"):
        table.where(table.frame["adm1_code"] == "GT01")


@pytest.mark.parametrize("lost", ["rank_p5", "rank_p95"])
def test_a_rank_column_without_its_interval_is_refused(table: Table, lost: str) -> None:
    columns = tuple(column for column in table.columns if column.name != lost)
    with pytest.raises(TableError, match=f"must stand beside `rank` are lacking: {lost}"):
        Table(table.frame.drop(columns=lost), columns)


def test_a_rank_cell_without_its_interval_is_refused(
    scores: gpd.GeoDataFrame, values: pd.DataFrame, catalogue: Catalogue
) -> None:
    scores.loc[1, "rank_p95"] = np.nan
    with pytest.raises(TableError, match="1 of 6 units have a `rank` without its interval: HN0102"):
        units_table(scores, values, catalogue=catalogue)


def test_a_closed_column_cannot_be_put_into_a_public_table(table: Table, catalogue: Catalogue) -> None:
    closed = next(column for column in declare_columns(catalogue).of_units if column.name == "node_origin")
    frame = table.frame.drop(columns="geometry").assign(node_origin=1.0)
    with pytest.raises(TableError, match=r"may not be seen by public readers: node_origin \(internal\)"):
        Table(frame, (*table.columns, closed))
    assert Table(frame, (*table.columns, closed), "internal").tier == "internal"


def test_an_undeclared_column_cannot_be_put_into_a_table(table: Table) -> None:
    with pytest.raises(TableError, match="not declared, or not in the declared order: phone"):
        Table(table.frame.drop(columns="geometry").assign(phone="1"), table.columns)


def test_all_faults_of_the_inputs_are_told_together(
    scores: gpd.GeoDataFrame, values: pd.DataFrame, catalogue: Catalogue
) -> None:
    strange = values.iloc[[0]].assign(code="GT0101")
    unknown = values.iloc[[0]].assign(indicator="luck")
    broken = pd.concat([values.iloc[1:], values.iloc[[1]], strange, unknown])
    twice = pd.concat([scores, scores.iloc[[5]]])
    with pytest.raises(TableError) as caught:
        units_table(twice, broken, catalogue=catalogue)
    message = str(caught.value)
    assert "indicators of the values are not in the catalogue: luck" in message
    assert "values stand twice: HN0102 emigrants_by_cause" in message
    assert "units stand twice: SV0201" in message
    assert "codes of the values are not among the units: GT0101" in message
    assert "cells have no row in the values: HN0101 emigrants_by_cause" in message


def test_undeclared_and_lacking_columns_are_told_together(
    scores: gpd.GeoDataFrame, values: pd.DataFrame, catalogue: Catalogue
) -> None:
    with pytest.raises(TableError) as caught:
        units_table(scores.drop(columns="gate").assign(phone="1"), values, catalogue=catalogue)
    assert "columns are not declared: phone" in str(caught.value)
    assert "declared columns are lacking: gate" in str(caught.value)


@pytest.mark.parametrize(
    ("column", "cell", "kind"), [("score", np.inf, "number"), ("score", "many", "number"), ("rank", 1.5, "integer")]
)
def test_cells_that_do_not_fit_their_type_are_refused(
    scores: gpd.GeoDataFrame, values: pd.DataFrame, catalogue: Catalogue, *, column: str, cell: object, kind: str
) -> None:
    scores[column] = scores[column].astype(object)
    scores.loc[0, column] = cell
    with pytest.raises(TableError, match=f"1 of 6 cells of `{column}` are not a finite {kind}: {cell}"):
        units_table(scores, values, catalogue=catalogue)


def test_an_unknown_indicator_in_the_long_table_is_refused(values: pd.DataFrame, catalogue: Catalogue) -> None:
    with pytest.raises(TableError, match="not in the catalogue: luck"):
        values_table(values.assign(indicator="luck"), catalogue=catalogue)


@pytest.mark.parametrize(
    ("number", "settled"),
    [
        (0.1 + 0.2, 0.3),
        (-1e-15, 0.0),
        (200 / 3, 66.666666666667),
        (123456.78901234567, 123456.789012346),
        (np.nan, np.nan),
        (1e300, 1e300),
    ],
)
def test_numbers_lose_the_noise_in_their_last_bits(number: float, settled: float) -> None:
    assert settled_numbers(pd.Series([number])).tolist() == pytest.approx([settled], rel=0, abs=0, nan_ok=True)


@settings(deadline=None)
@given(st.floats(-1e300, 1e300))
def test_settled_numbers_have_few_decimals_and_digits_and_stay_settled(number: float) -> None:
    settled = settled_numbers(pd.Series([number])).iloc[0]
    assert settled_numbers(pd.Series([settled])).iloc[0] == settled
    assert settled == pytest.approx(number, rel=1e-14, abs=1e-12)
    _, digits, exponent = Decimal(repr(float(settled))).normalize().as_tuple()
    assert len(digits) <= 15
    assert isinstance(exponent, int)
    assert exponent >= -12
    assert str(settled) != "-0.0"
