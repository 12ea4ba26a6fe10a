"""Check the disclosure of what is available and what carries each unit."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.errors import MethodError
from geo.indicators import availability, evidence, measure


@pytest.fixture
def world(units, table, study):
    catalogue = study(
        {"a": {}, "d": {"level": "department", "countries": ["GTM"]}, "b": {}},
        {"id": "i", "series": ["a", "d"]},
        {"id": "j", "series": ["b"], "method_class": "modelled"},
    )
    series = {
        "a": table({"SV0101": {"value": 1}, "SV0102": {"value": 1}}),
        "d": table({"GT01": {"value": 1}}, level="department"),
        "b": table({"SV0101": {"value": 1}}),
    }
    return measure(series, catalogue=catalogue, units=units), catalogue


def test_availability(world, units) -> None:
    table = availability(world[0], units).set_index(["indicator", "adm1_code"])
    assert table.loc[("i", "SV01"), ["units", "observed", "inherited", "imputed", "missing"]].tolist() == [
        4,
        2,
        0,
        0,
        2,
    ]
    assert table.loc[("i", "GT01"), ["units", "observed", "inherited", "missing", "share"]].tolist() == [2, 0, 2, 0, 1]
    assert table.loc[("j", "GT02"), ["iso3", "units", "missing", "share"]].tolist() == ["GTM", 1, 1, 0]
    assert len(table) == 6


def test_evidence(world) -> None:
    values, catalogue = world
    found = evidence(values, indicators=catalogue.indicators, weights={"i": 3, "j": 1})
    assert found.loc["SV0101"].to_dict() == pytest.approx(
        {"measured": 0.75, "modelled": 0.25, "proxy": 0, "inherited": 0, "imputed": 0, "missing": 0}
    )
    assert found.loc["GT0101", ["inherited", "missing"]].tolist() == [0.75, 0.25]
    assert found.loc["GT0201", "missing"] == 1
    pd.testing.assert_series_equal(found.sum(axis=1), pd.Series(1.0, index=found.index))


def test_faults(world) -> None:
    values, catalogue = world
    with pytest.raises(MethodError, match="1 of 2 indicators have no weight or no entry: j"):
        evidence(values, indicators=catalogue.indicators, weights={"i": 1})
    with pytest.raises(MethodError, match="1 of 2 indicators have no weight or no entry: j"):
        evidence(values, indicators=catalogue.indicators[:1], weights={"i": 1, "j": 1})
    with pytest.raises(MethodError, match="sum to zero"):
        evidence(values, indicators=catalogue.indicators, weights={"i": 0, "j": 0})
