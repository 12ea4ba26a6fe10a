"""Check gamma fits and scores against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from geo.drought.gamma import HIGHEST, LOWEST, fit_gamma, gamma_score

quiet = np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore")


@quiet
def score(values: np.ndarray, shape: np.ndarray) -> np.ndarray:
    return gamma_score(np.sqrt(shape) * np.log(values / shape), shape)


@pytest.mark.parametrize("shape", [0.1, 0.9, 1.56, 1.5625, 1.57, 2, 3.3, 8, 40, 500, 1e4])
def test_scores_are_those_of_scipy(shape: float) -> None:
    wanted = np.linspace(LOWEST + 0.001, HIGHEST - 0.001, 2001)
    values = np.where(
        wanted < 0, special.gammaincinv(shape, special.ndtr(wanted)), special.gammainccinv(shape, special.ndtr(-wanted))
    )
    known = values > 0  # the lowest quantiles of the smallest shapes are under the smallest number there is
    found = score(values[:, None], np.array([shape]))[:, 0]
    assert np.abs(found - wanted)[known].max() < 1e-7


def test_scores_stay_at_the_ends() -> None:
    values = np.array([[0.0], [1e-300], [1e6], [np.nan]])
    for shape in (0.5, 3.0):
        found = score(values, np.array([shape]))[:, 0]
        assert found[:3].tolist() == pytest.approx([LOWEST, LOWEST, HIGHEST], abs=1e-6)
        assert np.isnan(found[3])


@given(st.floats(0.05, 1e4), st.floats(0.01, 5), st.floats(1e-6, 2))
def test_more_is_never_less(shape: float, part: float, more: float) -> None:
    values = shape * np.array([[part], [part + more]])
    low, high = score(values, np.array([shape]))[:, 0]
    assert high >= low


@quiet
def test_no_distribution_no_score() -> None:
    assert np.isnan(gamma_score(np.zeros((3, 1)), np.array([np.nan]))).all()


@pytest.mark.parametrize("shape", [0.3, 1.0, 4.0, 90.0])
def test_the_fit_is_that_of_greatest_likelihood(shape: float) -> None:
    sample = np.random.default_rng(3).gamma(shape, 20.0, 40)
    found = fit_gamma(np.array([sample.mean()]), np.array([np.log(sample).mean()]))
    assert found[0] == pytest.approx(stats.gamma.fit(sample, floc=0)[0], rel=1e-6)


@given(st.floats(1e-8, 12))
def test_the_fit_solves_its_equation(gap: float) -> None:
    shape = fit_gamma(np.array([1.0]), np.array([-gap]))
    assert np.log(shape)[0] - special.digamma(shape)[0] == pytest.approx(gap, rel=1e-8)


def test_thom_by_hand() -> None:
    # Mean 2, mean of logs ln 2 - 0.1: (1 + sqrt(1 + 0.4 / 3)) / 0.4 = 5.1614.
    found = fit_gamma(np.array([2.0]), np.array([np.log(2) - 0.1]), thom=True)
    assert found[0] == pytest.approx(5.1614, abs=1e-4)


@pytest.mark.parametrize("thom", [True, False])
def test_constant_values_have_no_shape(thom: bool) -> None:
    assert np.isnan(fit_gamma(np.array([7.0]), np.array([np.log(7.0)]), thom=thom)).all()
