"""Check the skill of drivers in worlds where it is known: none, all, and only what neighbours give away."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.special import xlogy
from shapely import box
from sklearn.impute import SimpleImputer
from sklearn.linear_model import PoissonRegressor
from sklearn.pipeline import make_pipeline

from geo.errors import MethodError
from geo.evidence import Linked, link, neighbours
from geo.evidence.drivers import LEAST_PLACES, _Regression

SIDE = 14
CODES = [f"P{x:02d}{y:02d}" for x in range(SIDE) for y in range(SIDE)]
X = np.array([int(code[1:3]) for code in CODES])
Y = np.array([int(code[3:5]) for code in CODES])
POINTS = pd.DataFrame({"lon": X / 10, "lat": Y / 10}, index=CODES)
SHAPES = gpd.GeoSeries([box(x, y, x + 1, y + 1) for x, y in zip(X, Y, strict=True)], index=CODES)
TOUCHING = neighbours(SHAPES, places=pd.DataFrame({"municipality": CODES}, index=CODES))["municipality"]
ALONE = pd.DataFrame(np.eye(len(CODES), dtype=bool), index=CODES, columns=CODES)


def world(log_rate: np.ndarray, *, people: float = 20_000.0) -> pd.DataFrame:
    rate = np.exp(log_rate) / 100
    counts = np.random.default_rng(0).poisson(rate * people)
    return pd.DataFrame({"rate": counts / people, "exposure": people}, index=CODES)


def linked(outcome: pd.DataFrame, drivers: pd.DataFrame, touching: pd.DataFrame = TOUCHING) -> Linked:
    found = link(outcome, drivers, points=POINTS, touching=touching, seed=4)
    assert found is not None
    return found


RANDOM = np.random.default_rng(8)
DRIVERS = pd.DataFrame(
    {"poverty": RANDOM.normal(size=len(CODES)), "noise": RANDOM.normal(size=len(CODES))}, index=CODES
)
KNOWN = linked(world(0.8 * DRIVERS["poverty"].to_numpy()), DRIVERS)


def test_drivers_that_decide_are_found_to() -> None:
    skills = KNOWN.skills.set_index("model")
    assert skills.index.tolist() == ["poisson", "boosting"]
    assert (skills["skill"] > 0.8).all()
    assert (skills["rank_correlation"] > 0.9).all()
    assert ((skills["skill_p5"] <= skills["skill"]) & (skills["skill"] <= skills["skill_p95"])).all()


def test_drivers_that_say_nothing_do_no_better_than_the_mean() -> None:
    skills = linked(world(RANDOM.normal(size=len(CODES))), DRIVERS).skills
    assert (skills["skill"] < 0.05).all()


def test_what_only_neighbours_give_away_is_not_taken_for_skill() -> None:
    # Rates come in smooth waves over the map, and the drivers are but the coordinates: inside the waves a model can
    # interpolate, across a held-out block it cannot.
    outcome = world(np.sin(X / 1.2) + np.cos(Y / 1.2))
    drivers = pd.DataFrame({"east": X.astype(float), "north": Y.astype(float)}, index=CODES)
    apart = linked(outcome, drivers).skills.set_index("model")["skill"]
    beside = linked(outcome, drivers, ALONE).skills.set_index("model")["skill"]
    assert apart["boosting"] < beside["boosting"]


def test_skill_is_the_share_of_the_null_deviance_that_goes() -> None:
    predictions = KNOWN.predictions

    def deviance(expected: pd.Series) -> float:
        rate = predictions["rate"]
        return float((2 * predictions["exposure"] * (xlogy(rate, rate / expected) - rate + expected)).sum())

    for _, row in KNOWN.skills.iterrows():
        expected = 1 - deviance(predictions[row["model"]]) / deviance(predictions["null"])
        assert row["skill"] == pytest.approx(expected, abs=1e-12)


def test_the_null_model_is_the_mean_of_the_places_learned_from_by_their_people() -> None:
    outcome = world(np.zeros(len(CODES))).assign(exposure=np.linspace(1_000, 90_000, len(CODES)))
    predictions = linked(outcome, DRIVERS).predictions
    held = predictions["block"] == 0
    near = TOUCHING.loc[held.to_numpy()].any().to_numpy()
    seen = outcome[~held & ~near]
    expected = (seen["rate"] * seen["exposure"]).sum() / seen["exposure"].sum()
    np.testing.assert_allclose(predictions.loc[held, "null"], expected)


def test_the_unit_of_a_rate_and_the_order_of_rows_and_columns_change_nothing() -> None:
    outcome = world(0.8 * DRIVERS["poverty"].to_numpy())
    turned = linked(outcome[::-1], DRIVERS[["noise", "poverty"]].sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(turned.skills, KNOWN.skills)
    pd.testing.assert_frame_equal(turned.predictions, KNOWN.predictions)
    pd.testing.assert_frame_equal(turned.dependence, KNOWN.dependence)
    per_thousand = linked(outcome.assign(rate=1000 * outcome["rate"]), DRIVERS)
    pd.testing.assert_frame_equal(per_thousand.skills, KNOWN.skills)


def test_the_dependence_rises_with_the_driver_that_decides_and_stays_flat_with_the_other() -> None:
    lines = dict(list(KNOWN.dependence.groupby("driver", sort=False)))
    assert list(lines) == ["poverty", "noise"]
    assert lines["poverty"]["expected"].is_monotonic_increasing
    assert lines["poverty"]["value"].is_monotonic_increasing
    assert lines["poverty"]["expected"].iloc[-1] / lines["poverty"]["expected"].iloc[0] > 5
    assert np.ptp(lines["noise"]["expected"]) < 0.2
    assert (KNOWN.dependence["low"] <= KNOWN.dependence["high"]).all()
    assert (lines["poverty"]["low"] < lines["poverty"]["high"]).any()
    low, high = DRIVERS["poverty"].quantile([0.02, 0.98])
    assert lines["poverty"]["value"].between(low, high).all()


def test_a_missing_driver_is_neither_zero_nor_lost() -> None:
    # Every third place lacks the driver. Were it put at zero, those places, whose rates are high, would drag zero up.
    outcome = world(np.where(np.arange(len(CODES)) % 3 == 0, 1.5, 0.8 * DRIVERS["poverty"]))
    holed = DRIVERS.assign(poverty=DRIVERS["poverty"].mask(np.arange(len(CODES)) % 3 == 0))
    found = linked(outcome, holed)
    assert found.drivers == ("noise", "poverty")
    assert (found.skills["skill"] > 0.75).all()
    assert found.dependence.loc[found.dependence["driver"] == "poverty", "known"].unique().tolist() == [130]


@pytest.mark.parametrize("lacking", [0.0, 0.05, 0.4])
def test_the_regression_fills_in_medians_as_the_library_does(lacking: float) -> None:
    rng = np.random.default_rng(4)
    cells = rng.integers(0, 24, (90, 6)) / 24
    cells[rng.random(cells.shape) < lacking] = np.nan
    cells[:, 2] = np.nan
    asked = np.where(rng.random(cells.shape) < 0.1, np.nan, cells)
    rates, weights = rng.gamma(1.0, 1.0, 90), rng.random(90) + 0.1
    theirs = make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True),
        PoissonRegressor(alpha=0.02, solver="newton-cholesky"),
    ).fit(cells, rates, poissonregressor__sample_weight=weights)
    np.testing.assert_array_equal(_Regression(cells, rates, weights).predict(asked), theirs.predict(asked))


def test_a_driver_known_in_less_than_half_or_without_spread_is_left_out() -> None:
    drivers = DRIVERS.assign(
        rare=DRIVERS["noise"].mask(np.arange(len(CODES)) % 2 == 0).mask(X == 1), flat=1.0, gone=np.nan
    )
    assert linked(world(0.8 * DRIVERS["poverty"].to_numpy()), drivers).drivers == ("noise", "poverty")
    assert link(KNOWN.predictions, drivers[["flat", "gone"]], points=POINTS, touching=TOUCHING, seed=1) is None


def test_too_few_places_are_not_modelled() -> None:
    few = KNOWN.predictions[: LEAST_PLACES - 1]
    assert link(few, DRIVERS, points=POINTS, touching=TOUCHING, seed=1) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rate": -1.0}, "196 of 196 places have a `rate` that is missing, infinite or negative"),
        ({"rate": np.nan}, "196 of 196 places have a `rate`"),
        ({"rate": 0.0}, "none of 196 places has a rate above zero"),
        ({"exposure": 0.0}, "196 of 196 places have a `exposure` that is missing, infinite or not above zero"),
    ],
)
def test_figures_that_cannot_be_are_refused(change: dict[str, float], words: str) -> None:
    with pytest.raises(MethodError, match=words):
        linked(KNOWN.predictions.assign(**change), DRIVERS)


def test_an_infinite_driver_and_a_place_without_a_point_are_refused_together() -> None:
    drivers = DRIVERS.assign(noise=np.inf)
    with pytest.raises(MethodError, match=r"196 of 196 places have an infinite driver[\s\S]*1 of 196 places have no p"):
        link(KNOWN.predictions, drivers, points=POINTS[1:], touching=TOUCHING, seed=1)


def test_blocks_that_leave_nothing_to_learn_from_are_refused() -> None:
    outcome = world(np.zeros(len(CODES)))
    outcome["rate"] = outcome["rate"].where((X < 2) & (Y < 2), 0.0)
    with pytest.raises(MethodError, match="leaves no place with a rate above zero"):
        linked(outcome, DRIVERS)
