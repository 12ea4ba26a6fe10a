"""Check that a figure is looked at where it was published, and its drivers with it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import MethodError
from geo.evidence import drivers_at, gather_outcomes, place_means

# Two departments of a country, two units each; a fifth unit alone in another country.
CODES = ["A1", "A2", "B1", "B2", "C1"]
PLACES = pd.DataFrame(
    {"municipality": CODES, "municipio_2024": None, "department": ["A", "A", "B", "B", "C"], "country": "X"},
    index=CODES,
)
PEOPLE = pd.Series([100.0, 300.0, 50.0, 50.0, 10.0], index=CODES)
COUNTRIES = pd.Series(["AAA", "AAA", "AAA", "AAA", "CCC"], index=CODES)


def values(indicator: str, codes: list[str], figures: list[float], **columns: object) -> pd.DataFrame:
    told = {"raw_value": np.nan, "n": np.nan, "status": "observed", "level": "municipality", "year": 2020} | columns
    return pd.DataFrame({"code": codes, "indicator": indicator, "value": figures}).assign(**told)


EMIGRANTS = values(
    "emigrants", CODES[:4], [3.0, 3.0, 8.0, 8.0], raw_value=[2.0, 2.0, 9.0, 9.0], n=[400.0, 400.0, 110.0, 110.0],
    status="inherited", level="department",
)  # fmt: skip
RETURNS = values("returns", CODES, [1.0, 2.0, 3.0, 4.0, 5.0])
POVERTY = values("poverty", CODES[:4], [0.1, 0.5, 0.2, np.nan])
DRYNESS = values("dryness", CODES[:4], [7.0, 7.0, 8.0, 8.0], status="inherited", level="department")


def gathered(table: pd.DataFrame, *ids: str) -> tuple:
    return gather_outcomes(table, places=PLACES, people=PEOPLE, countries=COUNTRIES, ids=ids)


def test_a_handed_down_figure_is_one_place_counted_once_and_not_smoothed() -> None:
    (outcome,) = gathered(EMIGRANTS, "emigrants")
    assert (outcome.iso3, outcome.level, outcome.years) == ("AAA", "department", (2020,))
    assert outcome.table.index.tolist() == ["A", "B"]
    np.testing.assert_allclose(outcome.table, [[2.0, 400.0, 800.0], [9.0, 110.0, 990.0]])


def test_without_a_denominator_the_people_of_the_place_stand_in() -> None:
    first, second = gathered(RETURNS, "returns")
    np.testing.assert_allclose(first.table["amount"], [100.0, 600.0, 150.0, 200.0])
    assert (second.iso3, second.table["exposure"].tolist()) == ("CCC", [10.0])
    (whole,) = gathered(EMIGRANTS.assign(n=np.nan), "emigrants")
    np.testing.assert_allclose(whole.table["exposure"], [400.0, 100.0])


def test_what_was_imputed_or_is_missing_is_no_evidence() -> None:
    table = RETURNS.assign(status=["observed", "imputed", "observed_zero", "not_monitored", "imputed"])
    table.loc[3, "value"] = np.nan
    (outcome,) = gathered(table, "returns")
    assert outcome.table.index.tolist() == ["A1", "B1"]


def test_a_driver_is_the_mean_over_people_and_missing_where_too_few_are_known() -> None:
    (outcome,) = gathered(EMIGRANTS, "emigrants")
    table = pd.concat([POVERTY, DRYNESS])
    (found,) = drivers_at(table, [outcome], places=PLACES, people=PEOPLE, ids=["dryness", "poverty", "unknown"])
    assert found.columns.tolist() == ["dryness", "poverty"]
    # A: (100 x 0.1 + 300 x 0.5) / 400. B: half of the people have a value, which is enough.
    np.testing.assert_allclose(found["poverty"], [0.4, 0.2])
    fewer = pd.concat([POVERTY[1:2], POVERTY[:0]])
    (found,) = drivers_at(fewer, [outcome], places=PLACES, people=PEOPLE, ids=["poverty"])
    assert found["poverty"].isna().tolist() == [False, True]
    (first_only,) = drivers_at(POVERTY[:1], [outcome], places=PLACES, people=PEOPLE, ids=["poverty"])
    assert first_only.empty  # 100 of 400 people


def test_a_driver_of_larger_places_than_the_figure_is_left_out() -> None:
    outcomes = [gathered(RETURNS, "returns")[0], *gathered(EMIGRANTS, "emigrants")]
    table = pd.concat([POVERTY, DRYNESS])
    found, at_departments = drivers_at(table, outcomes, places=PLACES, people=PEOPLE, ids=["dryness", "poverty"])
    assert found.columns.tolist() == ["poverty"]
    assert found["poverty"].isna().tolist() == [False, False, False, True]
    assert at_departments.columns.tolist() == ["dryness", "poverty"]


def test_scores_of_places_weigh_their_people() -> None:
    scores = pd.DataFrame({"score": [10.0, 20.0, np.nan, 40.0, 50.0]}, index=CODES)
    found = place_means(scores, place=PLACES["department"], people=PEOPLE)
    np.testing.assert_allclose(found["score"], [17.5, 40.0, 50.0])


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (RETURNS.assign(code=["A1", "A2", "B1", "B2", "ZZ"]), "1 of 5 values carry codes that are not among the units"),
        (RETURNS.assign(value=-1.0), "5 of 5 figures are negative"),
        (EMIGRANTS.assign(raw_value=[1.0, 2.0, 3.0, 3.0]), "1 of 2 places hold units with different figures"),
        (RETURNS.assign(level=["municipality"] * 3 + ["department"] * 2), "`returns` has 2 levels in AAA"),
    ],
)
def test_figures_that_contradict_their_level_are_refused(table: pd.DataFrame, words: str) -> None:
    with pytest.raises(MethodError, match=words):
        gathered(table, "returns", "emigrants")
