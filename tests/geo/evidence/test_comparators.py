"""Check correlations with outside figures against scipy and against what can be seen by eye."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from geo.errors import MethodError
from geo.evidence import correlations

CODES = [f"A{n:02d}" for n in range(10)] + [f"B{n:02d}" for n in range(12)]
COUNTRIES = pd.Series([code[0] * 3 for code in CODES], index=CODES)
RANDOM = np.random.default_rng(5)
SCORES = pd.DataFrame({"priority": RANDOM.normal(size=22), "drivers": RANDOM.normal(size=22)}, index=CODES)
FIGURE = (SCORES["priority"] + RANDOM.normal(size=22)).rename("figure")


def row(table: pd.DataFrame, iso3: str, against: str = "priority") -> pd.Series:
    return table[(table["iso3"] == iso3) & (table["against"] == against)].iloc[0]


def test_both_correlations_are_those_of_scipy_by_country_and_overall() -> None:
    table = correlations(FIGURE, SCORES, countries=COUNTRIES, seed=1, overall=True)
    assert table[["iso3", "against"]].to_numpy().tolist() == [
        [iso3, against] for iso3 in ("AAA", "BBB", "ALL") for against in ("priority", "drivers")
    ]
    for iso3, codes in (("AAA", CODES[:10]), ("BBB", CODES[10:]), ("ALL", CODES)):
        found = row(table, iso3)
        assert found["n"] == len(codes)
        x, y = FIGURE[codes], SCORES.loc[codes, "priority"]
        assert found["spearman"] == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)
        assert found["pearson"] == pytest.approx(stats.pearsonr(x, y).statistic, abs=1e-12)
        assert found["pearson_p5"] < found["pearson"] < found["pearson_p95"]
        assert found["spearman_p5"] < found["spearman"] < found["spearman_p95"]


def test_the_interval_is_that_of_drawing_places_again() -> None:
    table = correlations(FIGURE, SCORES, countries=COUNTRIES, seed=1, draws=4000)
    x, y = FIGURE.to_numpy()[10:], SCORES["priority"].to_numpy()[10:]
    drawn = np.random.default_rng(9).integers(0, 12, size=(4000, 12))
    again = np.array([np.corrcoef(x[rows], y[rows])[0, 1] for rows in drawn])
    found = row(table, "BBB")
    np.testing.assert_allclose(found[["pearson_p5", "pearson_p95"]].astype(float), np.quantile(again, (0.05, 0.95)),
                               atol=0.05)  # fmt: skip


def test_overall_is_told_only_where_asked_and_where_there_are_several_countries() -> None:
    assert set(correlations(FIGURE, SCORES, countries=COUNTRIES, seed=1)["iso3"]) == {"AAA", "BBB"}
    alone = correlations(FIGURE[:10], SCORES, countries=COUNTRIES, seed=1, overall=True)
    assert set(alone["iso3"]) == {"AAA"}


def test_a_place_that_lacks_either_takes_no_part() -> None:
    figure, scores = FIGURE.copy(), SCORES.copy()
    figure["A00"], scores.loc["A01", "priority"] = np.nan, np.nan
    found = row(correlations(figure, scores, countries=COUNTRIES, seed=1), "AAA")
    assert found["n"] == 8
    expected = stats.spearmanr(FIGURE[CODES[2:10]], SCORES.loc[CODES[2:10], "priority"]).statistic
    assert found["spearman"] == pytest.approx(expected, abs=1e-12)


def test_too_few_places_and_a_constant_give_no_number_and_say_how_many() -> None:
    few = row(correlations(FIGURE[:7], SCORES, countries=COUNTRIES, seed=1), "AAA")
    assert few["n"] == 7
    assert few[["spearman", "pearson", "spearman_p5"]].isna().all()
    flat = row(correlations(FIGURE * 0, SCORES, countries=COUNTRIES, seed=1), "AAA")
    assert flat["n"] == 10
    assert flat[["spearman", "pearson", "pearson_p95"]].isna().all()


def test_neither_the_order_of_rows_nor_another_run_changes_anything() -> None:
    first = correlations(FIGURE, SCORES, countries=COUNTRIES, seed=1)
    turned = correlations(FIGURE[::-1], SCORES[::-1], countries=COUNTRIES[::-1], seed=1)
    pd.testing.assert_frame_equal(first, turned)


@pytest.mark.parametrize(
    ("figure", "scores", "words"),
    [
        (FIGURE.rename({"A01": "A00"}), SCORES, "1 of 22 places stand twice in the figures"),
        (FIGURE, SCORES.rename({"A01": "A00"}), "1 of 22 places stand twice in the scores"),
        (FIGURE.mask(FIGURE.gt(FIGURE.median()), np.inf), SCORES, "11 of 22 figures are infinite"),
        (FIGURE, SCORES.mask(SCORES["drivers"] == SCORES["drivers"].max(), -np.inf), "1 of 22 scores are infinite"),
    ],
)
def test_what_cannot_be_correlated_is_refused(figure: pd.Series, scores: pd.DataFrame, words: str) -> None:
    with pytest.raises(MethodError, match=words):
        correlations(figure, scores, countries=COUNTRIES, seed=1)
