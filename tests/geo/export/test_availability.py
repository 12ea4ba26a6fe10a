"""Check the counts of what there is, and that shares of weight add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.errors import MethodError
from geo.export import availability, evidence

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo.catalogue import Catalogue


def test_values_are_counted_by_department(values: pd.DataFrame, scores: gpd.GeoDataFrame) -> None:
    counts = availability(values, units=scores).set_index(["indicator", "iso3", "adm1_code"])
    assert list(counts.columns) == ["units", "observed", "inherited", "imputed", "missing"]
    assert counts.loc[("homicides", "HND", "HN01")].tolist() == [3, 1, 0, 1, 1]
    assert counts.loc[("access_to_justice", "HND", "HN01")].tolist() == [3, 0, 3, 0, 0]
    assert counts.loc[("emigrants_by_cause", "HND", "HN01")].tolist() == [3, 3, 0, 0, 0]
    assert counts.loc[("homicides", "SLV", "SV02")].tolist() == [1, 1, 0, 0, 0]
    assert len(counts) == 9
    assert counts.index.is_monotonic_increasing


def test_shares_of_weight_sum_to_one(values: pd.DataFrame, catalogue: Catalogue, weights: dict[str, float]) -> None:
    shares = evidence(values, catalogue=catalogue, weights=weights)
    assert shares.sum(axis=1).tolist() == [1.0] * 6
    assert (shares["weight_no_indicator"] == 0.25).all()
    assert shares.loc["HN0101"].tolist() == [0.625, 0, 0, 0.125, 0, 0, 0.25]
    assert shares.loc["HN0102"].tolist() == [0.5, 0, 0, 0.125, 0, 0.125, 0.25]
    assert shares.loc["HN0103"].tolist() == [0.5, 0, 0, 0.125, 0.125, 0, 0.25]
    assert shares.loc["SV0101"].tolist() == [0.625, 0, 0.125, 0, 0, 0, 0.25]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"homicides": -0.1}, "no weight, or a negative one: homicides"),
        ({"homicides": float("nan")}, "no weight, or a negative one: homicides"),
        ({"luck": 0.1}, "the catalogue does not have: luck"),
        ({"homicides": 0.9}, "they sum to 1.525, more than the whole index"),
    ],
)
def test_weights_of_another_index_are_refused(
    values: pd.DataFrame, catalogue: Catalogue, weights: dict[str, float], changes: dict[str, float], told: str
) -> None:
    with pytest.raises(MethodError, match=told):
        evidence(values, catalogue=catalogue, weights=weights | changes)


def test_a_lacking_weight_is_refused(values: pd.DataFrame, catalogue: Catalogue) -> None:
    with pytest.raises(MethodError, match="2 of 3 indicators have no weight"):
        evidence(values, catalogue=catalogue, weights={"homicides": 1.0})
