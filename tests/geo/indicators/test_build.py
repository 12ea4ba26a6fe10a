"""Check that every unit gets one row per indicator, and the right one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import TableError
from geo.indicators import measure

NONE = {"se": np.nan, "denominator": np.nan}


def status(values: pd.DataFrame, indicator: str) -> dict[str, str]:
    return values.loc[values["indicator"] == indicator].set_index("code")["status"].to_dict()


def figures(values: pd.DataFrame, indicator: str, column: str = "value") -> list[float | None]:
    mine = values.loc[values["indicator"] == indicator].set_index("code")[column].sort_index()
    return [None if pd.isna(figure) else figure for figure in mine]


def test_values_as_published(units, table, study) -> None:
    catalogue = study({"a": {"countries": ["SLV"]}}, {"id": "i", "series": ["a"]})
    series = {
        "a": table({"SV0101": {"value": 0.5, "se": 0.1, "denominator": 80}, "SV0102": {}, "SV0103": {"value": 0}})
    }
    values = measure(series, catalogue=catalogue, units=units)
    assert values["code"].tolist() == [code for code in units["code"] if code != "GT0100"]
    assert status(values, "i") == {
        "SV0101": "observed",
        "SV0102": "source_failed",
        "SV0103": "observed",
        "SV0104": "not_monitored",
        "GT0101": "not_monitored",
        "GT0102": "not_monitored",
        "GT0201": "not_monitored",
    }
    first = values.iloc[0].to_dict()
    assert first["value"] == first["raw_value"] == 0.5
    assert (first["se"], first["n"], first["year"], first["level"], first["source"]) == (
        0.1,
        80,
        2020,
        "municipality",
        "a",
    )
    # The source is named where it covers the country, the level and year only where there is a figure.
    assert values["source"].notna().tolist() == [True] * 4 + [False] * 3
    assert values["level"].notna().tolist() == values["year"].notna().tolist() == [True, False, True] + [False] * 4


def test_larger_places_hand_down(units, table, study) -> None:
    catalogue = study(
        {
            "m": {"level": "municipio_2024"},
            "d": {"level": "department", "countries": ["GTM"]},
            "c": {"level": "country"},
        },
        {"id": "i", "series": ["m", "d"]},
        {"id": "j", "series": ["c"]},
    )
    series = {
        "m": table({"SV01001": {"value": 0.1}}, level="municipio_2024"),
        "d": table({"GT01": {"value": 0.7}, "GT02": {}}, level="department"),
        "c": table({"SV00": {"value": 0.4}}, level="country"),
    }
    values = measure(series, catalogue=catalogue, units=units)
    assert figures(values, "i") == [0.7, 0.7, None, 0.1, 0.1, None, None]
    assert figures(values, "i", "level") == ["department"] * 2 + [None] + ["municipio_2024"] * 2 + [None] * 2
    assert list(status(values, "i").values()) == [
        *["inherited", "inherited", "not_monitored", "not_monitored"],
        *["inherited", "inherited", "source_failed"],
    ]
    assert figures(values, "j") == [None] * 3 + [0.4] * 4


def test_a_unit_that_lies_in_no_place_of_the_level_gets_no_figure(units, table, study) -> None:
    catalogue = study({"m": {"level": "municipio_2024", "countries": ["SLV", "GTM"]}}, {"id": "i", "series": ["m"]})
    series = {"m": table({"SV01001": {"value": 0.1}, "SV01002": {"value": 0.2}}, level="municipio_2024")}
    values = measure(series, catalogue=catalogue, units=units)
    assert figures(values, "i") == [None] * 3 + [0.1, 0.1, 0.2, 0.2]
    assert list(status(values, "i").values()) == ["inherited"] * 4 + ["not_monitored"] * 3
    assert values["source"].tolist() == ["m"] * 7


def test_a_census_of_events_knows_its_zeros(units, table, study) -> None:
    catalogue = study(
        {"k": {"complete": True, "kind": "count"}, "n": {}, "v": {"complete": True}},
        {"id": "i", "kind": "rate", "method": "rate", "series": ["k"], "rate": {"per": 100, "denominator": ["n"]}},
        {"id": "j", "kind": "count", "series": ["v"]},
    )
    people = table({f"SV010{i}": {"value": 1000 * i} for i in range(1, 5)})
    events = table({"SV0101": {"numerator": 30}, "SV0102": {"numerator": 0}, "SV0103": {"value": 60}})
    values = measure({"k": events, "n": people, "v": events}, catalogue=catalogue, units=units)
    assert figures(values, "i", "raw_value")[3:] == [3, 0, 2, 0]
    assert figures(values, "i", "n")[3:] == [1000, 2000, 3000, 4000]
    assert [status(values, "i")[f"SV010{i}"] for i in range(1, 5)] == [
        "observed",
        "observed_zero",
        "observed",
        "observed_zero",
    ]
    # An observed zero is shrunk like any other count: none seen is not none possible.
    smoothed = figures(values, "i")[3:]
    assert 0 < smoothed[3] < smoothed[2] < 2
    assert figures(values, "j")[3:] == [30, 0, 60, 0]


def test_rates_of_departments_are_smoothed_within_their_country(units, table, study) -> None:
    catalogue = study(
        {"k": {"level": "department", "countries": ["GTM"]}, "n": {"countries": ["GTM"]}},
        {"id": "i", "kind": "rate", "method": "rate", "series": ["k"], "rate": {"per": 1, "denominator": ["n"]}},
    )
    series = {
        "k": table({"GT01": {"numerator": 10}, "GT02": {"numerator": 30}}, level="department"),
        "n": table({"GT0101": {"value": 400}, "GT0102": {"value": 600}, "GT0201": {"value": 1000}}),
    }
    values = measure(series, catalogue=catalogue, units=units)
    # The worked example of test_rates: 0.01 and 0.03 of 1,000 people each.
    assert figures(values, "i")[:3] == pytest.approx([0.012, 0.012, 0.028])
    assert figures(values, "i", "raw_value")[:3] == pytest.approx([0.01, 0.01, 0.03])
    assert figures(values, "i", "n")[:3] == [1000] * 3
    # How well a department is known says nothing of a place in it.
    assert figures(values, "i", "reliability")[:3] == [None] * 3
    assert pd.isna(figures(values, "i", "se")[:3]).all()
    assert set(figures(values, "i", "level")[:3]) == {"department"}


def test_a_table_with_denominators_needs_no_population(units, table, study) -> None:
    rate = {
        "id": "i",
        "method": "rate",
        "series": ["k", "g"],
        "rate": {"per": 1, "smooth": "none", "denominator": ["n"]},
    }
    catalogue = study({"k": {}, "g": {"countries": ["GTM"], "kind": "count"}, "n": {"countries": ["GTM"]}}, rate)
    series = {
        "k": table({"SV0101": {"numerator": 1, "denominator": 4}}),
        "g": table({"GT0201": {"value": 1}}),
        "n": table({"GT0201": {"value": 10}}),
    }
    values = measure(series, catalogue=catalogue, units=units)
    assert figures(values, "i") == [None, None, 0.1, 0.25, None, None, None]
    assert figures(values, "i", "reliability") == [None] * 7


def test_a_place_without_an_event_takes_its_people_from_the_population(units, table, study) -> None:
    catalogue = study({"a": {"complete": True}, "n": {}}, RATE)
    rows = {code: {"numerator": 5, "denominator": 50} for code in ("SV0101", "SV0102", "SV0103")}
    values = measure(
        {"a": table(rows), "n": table({"SV0104": {"value": 80}})}, catalogue=catalogue, units=units
    ).set_index("code")
    assert values.loc["SV0101", "n"] == 50
    assert values.loc["SV0104", ["n", "raw_value", "status"]].tolist() == [80, 0, "observed_zero"]


def test_rasters_need_enough_valid_area(units, table, study) -> None:
    raster = {"source": "src", "layer": 1, "min_coverage": 0.5}
    catalogue = study(
        {"r": {}}, {"id": "i", "kind": "intensity", "method": "raster", "series": ["r"], "raster": raster}
    )
    rows = {
        "SV0101": {"value": 3, "coverage": 1},
        "SV0102": {"value": 4, "coverage": 0.5},
        "SV0103": {"value": 5, "coverage": 0.49},
        "SV0104": {"coverage": 0},
    }
    values = measure({"r": table(rows)}, catalogue=catalogue, units=units)
    assert figures(values, "i")[3:] == [3, 4, None, None]
    assert figures(values, "i", "coverage")[3:] == [1, 0.5, 0.49, 0]
    assert list(status(values, "i").values())[:4] == ["observed", "observed", "not_monitored", "not_monitored"]


def test_no_indicators_no_rows(units, study) -> None:
    assert measure({}, catalogue=study({"a": {}}), units=units).empty


RATE = {"id": "i", "kind": "rate", "method": "rate", "series": ["a"], "rate": {"per": 1, "denominator": ["n"]}}
VALUE = {"id": "i", "series": ["a"]}


@pytest.mark.parametrize(
    ("indicator", "entry", "rows", "message"),
    [
        (VALUE, {}, {"SV0199": {"value": 1}}, "carry codes that are no municipality.*SV0199"),
        (VALUE, {}, {"GT0101": {"value": 1}}, "carry codes that are no municipality.*GT0101"),
        (
            VALUE,
            {"level": "department"},
            {"SV01": {"value": 1}},
            "of another level than the department.*SV01 municipality",
        ),
        (VALUE, {}, {"SV0101": {"numerator": 1}}, "1 of 1 rows hold a count but no value: SV0101"),
        (
            VALUE | {"kind": "share"},
            {},
            {"SV0101": {"value": 25}},
            r"1 of 1 rows of a share lie outside 0-1: SV0101 \(25\)",
        ),
        (VALUE | {"kind": "count"}, {}, {"SV0101": {"value": -2}}, r"1 of 1 rows hold a negative count: SV0101 \(-2\)"),
        (RATE, {"kind": "share"}, {"SV0101": {"value": 1}}, "1 of 1 rows hold a value but no count: SV0101"),
        (
            RATE,
            {},
            {"SV0101": {"numerator": 1}, "SV0102": {"numerator": 1}},
            "1 of 2 counts have no denominator: SV0102",
        ),
        (RATE, {}, {"SV0101": {"numerator": -1}}, "1 of 4 places have a negative count: SV0101"),
        (RATE | {"kind": "share"}, {}, {"SV0101": {"numerator": 99}}, "count more than their denominator: SV0101"),
    ],
)
def test_faults_of_tables(request, indicator, entry, rows, message) -> None:
    units, table, study = (request.getfixturevalue(name) for name in ("units", "table", "study"))
    catalogue = study({"a": entry, "n": {}}, indicator)
    with pytest.raises(TableError, match=message):
        measure({"a": table(rows), "n": table({"SV0101": {"value": 9}})}, catalogue=catalogue, units=units)


def test_all_faults_come_together(units, table, study) -> None:
    catalogue = study({"a": {}, "b": {}, "n": {}}, VALUE, VALUE | {"id": "j", "series": ["b"]}, RATE | {"id": "k"})
    with pytest.raises(TableError, match="measure: 3 faults") as caught:
        measure({"a": table({"SV0199": {"value": 1}})}, catalogue=catalogue, units=units)
    assert "the table of `b`, which `j` needs, is not given" in str(caught.value)
