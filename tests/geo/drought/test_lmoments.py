"""Check L-moments and the distributions fitted by them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from geo.drought.lmoments import (
    fit_loglogistic,
    fit_pearson,
    loglogistic_score,
    pearson_score,
    sample_lmoments,
)

quiet = np.errstate(divide="ignore", invalid="ignore")


@quiet
def test_lmoments_by_hand() -> None:
    # 1, 2, 4: b0 = 7/3, b1 = (2 + 8) / 6 = 5/3, b2 = 4 / 3; l2 = 1, l3 = 8 - 10 + 7/3 = 1/3.
    found = sample_lmoments(np.array([4.0, np.nan, 1, 2])[:, None])
    assert [part[0] for part in found] == pytest.approx([7 / 3, 1, 1 / 3])


@quiet
@pytest.mark.parametrize("sample", [[1.0, 2.0, np.nan, np.nan], [5.0, 5, 5, 5], [np.nan] * 4])
def test_too_few_or_the_same_have_no_scale(sample: list[float]) -> None:
    assert np.isnan(sample_lmoments(np.array(sample)[:, None])[1:]).all()


@quiet
@pytest.mark.parametrize("skew", [-2.5, -0.4, 0.4, 1.2, 3.0])
def test_pearson_finds_what_was_drawn_and_scores_as_scipy(skew: float) -> None:
    sample = stats.pearson3.rvs(skew, loc=100, scale=20, size=40_000, random_state=1)[:, None]
    fitted = fit_pearson(sample)
    assert fitted.mean[0] == pytest.approx(100, abs=1)
    assert fitted.deviation[0] == pytest.approx(20, rel=0.02)
    assert fitted.skew[0] == pytest.approx(skew, abs=0.08)
    wanted = stats.norm.ppf(stats.pearson3.cdf(sample[:200], fitted.skew, fitted.mean, fitted.deviation))
    inside = np.abs(wanted) < 3.1
    np.testing.assert_allclose(pearson_score(sample[:200], fitted)[inside], wanted[inside], atol=1e-6)


@quiet
def test_a_symmetric_sample_is_normal() -> None:
    fitted = fit_pearson(np.array([-2.0, -1, 0, 1, 2])[:, None])
    # L-scale 1 of mean 0: the standard deviation is sqrt(pi).
    assert fitted.deviation[0] == pytest.approx(np.sqrt(np.pi))
    assert pearson_score(np.sqrt(np.pi) * np.array([[-1.0], [0], [2]]), fitted)[:, 0].tolist() == pytest.approx(
        [-1, 0, 2], abs=1e-5
    )


@quiet
def test_beyond_the_bounded_end() -> None:
    fitted = fit_pearson(stats.pearson3.rvs(2.0, size=500, random_state=1)[:, None])
    assert pearson_score(np.array([[-50.0]]), fitted)[0, 0] < -5
    turned = fitted._replace(skew=-fitted.skew)
    assert pearson_score(np.array([[50.0]]), turned)[0, 0] > 5


@quiet
@pytest.mark.parametrize("shape", [-0.3, 0.0, 0.25])
def test_loglogistic_finds_what_was_drawn(shape: float) -> None:
    chance = (np.arange(20_000) + 0.5) / 20_000
    odds = np.log(chance / (1 - chance))
    values = 50 + 10 * (odds if shape == 0 else (1 - np.exp(-shape * odds)) / shape)
    fitted = fit_loglogistic(values[:, None])
    assert [part[0] for part in fitted] == pytest.approx([50, 10, shape], abs=0.05)
    np.testing.assert_allclose(
        loglogistic_score(values[::500, None], fitted)[:, 0], stats.norm.ppf(chance[::500]), rtol=0.005, atol=0.005
    )


@quiet
def test_loglogistic_of_a_symmetric_sample_is_logistic() -> None:
    fitted = fit_loglogistic(np.array([-2.0, -1, 0, 1, 2])[:, None])
    assert [part[0] for part in fitted] == pytest.approx([0, 1, 0])
    # The logistic quartile ln 3 stands at the normal quartile.
    assert loglogistic_score(np.array([[np.log(3)]]), fitted)[0, 0] == pytest.approx(0.67449, abs=1e-5)
