"""Check denominators: of the right year, summed to the right level, or refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import TableError
from geo.indicators import people
from geo.indicators.denominators import _interpolated, denominators
from geo.indicators.places import scored


def ask(series, catalogue, units, *, level="municipality", places=("SV0101", "SV0102"), year=2010, names=None):
    years = pd.Series(year, index=list(places))
    mine = scored(units).query("iso3 == 'SLV'")
    return denominators(
        names or list(series), series=series, catalogue=catalogue, units=mine, level=level, years=years
    ).tolist()


@pytest.fixture
def two_years(table):
    return {
        "n": table({"SV0101": {"value": 100}, "SV0102": {"value": 50}}, year=2000),
        "m": table({"SV0101": {"value": 400}, "SV0102": {"numerator": 50}}, year=2020),
    }


@pytest.mark.parametrize(
    ("year", "expected"), [(2000, 100), (2010, 200), (2005, 100 * 2**0.5), (2020, 400), (1990, 100), (2030, 400)]
)
def test_years_in_between_by_constant_growth(units, study, two_years, year, expected) -> None:
    found = ask(two_years, study({"n": {}, "m": {}}), units, year=year)
    assert found == [pytest.approx(expected, rel=1e-12), pytest.approx(50, rel=1e-12)]
    if year not in {2005, 2010}:
        assert found == [expected, 50]


def one_by_one(known: dict[int, float], year: int | None) -> float:
    """Read one place's figure, as it would be done by hand."""
    if not known or year is None:
        return np.nan
    years = sorted(known)
    year = min(max(year, years[0]), years[-1])
    if year in known:
        return known[year]
    return float(np.exp(np.interp(year, years, np.log([known[one] for one in years]))))


@given(
    st.lists(
        st.tuples(
            st.dictionaries(st.integers(1990, 2020), st.floats(1, 1e6), max_size=4),
            st.none() | st.integers(1980, 2030),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_many_places_are_read_as_each_alone(places) -> None:
    codes = [f"SV{n:04}" for n in range(len(places))]
    rows = [(code, year, n) for code, (known, _) in zip(codes, places, strict=True) for year, n in known.items()]
    table = pd.DataFrame(rows, columns=["code", "year", "value"]).assign(numerator=np.nan)
    wanted = pd.Series([year for _, year in places], index=codes, dtype=float)
    found = _interpolated([table], wanted=wanted)
    np.testing.assert_array_equal(found, [one_by_one(*place) for place in places])


def test_the_known_year_serves_where_the_other_is_missing(units, table, study, two_years) -> None:
    series = two_years | {"m": table({"SV0101": {"value": 400}}, year=2020)}
    assert ask(series, study({"n": {}, "m": {}}), units)[1] == 50


def test_sums_and_a_missing_part(units, table, study) -> None:
    rows = {"SV0101": {"value": 1}, "SV0102": {"value": 2}, "SV0103": {"value": 4}}
    series, catalogue = {"n": table(rows)}, study({"n": {}})
    found = ask(series, catalogue, units, level="municipio_2024", places=("SV01001", "SV01002"))
    np.testing.assert_array_equal(found, [3, np.nan])
    np.testing.assert_array_equal(ask(series, catalogue, units, level="department", places=("SV01",)), [np.nan])
    rows["SV0104"] = {"value": 8}
    assert ask({"n": table(rows)}, catalogue, units, level="department", places=("SV01",)) == [15]
    assert ask({"n": table(rows)}, catalogue, units, level="country", places=("SV00",)) == [15]


def test_of_the_44_to_the_department(units, table, study) -> None:
    series = {"n": table({"SV01001": {"value": 3}, "SV01002": {"value": 4}}, level="municipio_2024")}
    catalogue = study({"n": {"level": "municipio_2024"}})
    assert ask(series, catalogue, units, level="department", places=("SV01",)) == [7]


def test_faults(units, table, study, two_years) -> None:
    with pytest.raises(TableError, match="of 2 levels: municipality, department"):
        ask(two_years, study({"n": {}, "m": {"level": "department"}}), units)
    with pytest.raises(TableError, match="by department, the events are known by municipality"):
        ask(two_years, study({"n": {"level": "department"}}), units, names=["n"])
    with pytest.raises(TableError, match="1 of 1 rows of `n` count nobody: SV0101"):
        ask({"n": table({"SV0101": {"value": 0}})}, study({"n": {}}), units)
    twice = table({"SV0101": {"value": 1}})
    with pytest.raises(TableError, match=r"1 of 2 figures of people are of a place and year.*SV0101 2020"):
        ask({"n": twice, "m": twice}, study({"n": {}, "m": {}}), units)


def test_people(units, table, study, two_years) -> None:
    catalogue = study({"n": {}, "m": {}, "d": {"level": "department"}}, people=("n", "m"))
    found = people(two_years, catalogue, units)
    assert found.index.tolist() == [code for code in units["code"] if code != "GT0100"]
    assert found.dropna().to_dict() == {"SV0101": 400, "SV0102": 50}
    with pytest.raises(TableError, match="1 of 2 series of people are not given: m"):
        people({"n": two_years["n"]}, catalogue, units)
    with pytest.raises(TableError, match="not of municipalities: d"):
        people({"d": two_years["n"]}, study({"d": {"level": "department"}}, people=("d",)), units)
