"""Hold local statistics equal to esda's: the statistics exactly, the pseudo p-values within what draws may differ."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from geo.patterns.hotspots import hot_spots
from geo.patterns.moran import local_moran, moran, standardise_rates
from tests.geo.patterns.grid import board, values

if TYPE_CHECKING:
    import pandas as pd

with warnings.catch_warnings():
    # What esda and what it brings along warn of when imported is not ours to mend.
    warnings.simplefilter("ignore")
    esda = pytest.importorskip("esda", reason="esda is not installed")
    libpysal = pytest.importorskip("libpysal", reason="libpysal is not installed")

pytestmark = pytest.mark.filterwarnings("ignore")
SIDE = 12
PERMUTATIONS = 1_999


def world(seed: int) -> pd.Series:
    """Draw a board whose values lean on each other a little."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=(SIDE, SIDE))
    return values(noise + 0.6 * np.roll(noise, 1, axis=0) + 0.6 * np.roll(noise, 1, axis=1))


def weights() -> Any:
    made = libpysal.weights.lat2W(SIDE, SIDE)
    made.transform = "r"
    return made


def one_sided(ours: pd.Series) -> np.ndarray:
    """Give the p-value of the observed direction alone, which is what esda gives."""
    return np.minimum(ours.to_numpy() / 2, 0.5)


def in_draws(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Measure how far two pseudo p-values are apart, in standard deviations of their difference."""
    p = np.clip((ours + theirs) / 2, 1 / (PERMUTATIONS + 1), 0.5)
    return (ours - theirs) / np.sqrt(2 * p * (1 - p) / PERMUTATIONS)


def test_statistics_are_the_same() -> None:
    column, w = world(1), weights()
    ours, neighbours = local_moran(column, board(SIDE, SIDE), permutations=99, seed=1), board(SIDE, SIDE)
    theirs = esda.Moran_Local(column.to_numpy(), w, permutations=0)
    np.testing.assert_allclose(ours["moran"], theirs.Is, rtol=1e-9)
    # With row-standardised weights esda takes the variance of a window of one; with binary ones the formula is right.
    hot = esda.G_Local(column.to_numpy() + 50, libpysal.weights.lat2W(SIDE, SIDE), "B", star=True, permutations=0)
    np.testing.assert_allclose(hot_spots(column + 50, neighbours, permutations=99, seed=1)["z"], hot.Zs, rtol=1e-9)
    whole = moran(column, neighbours, permutations=99, seed=1)
    np.testing.assert_allclose([whole.value, whole.expected], [esda.Moran(column, w).I, esda.Moran(column, w).EI])
    other = world(2)
    both = moran(column, neighbours, around=other, permutations=99, seed=1)
    theirs_both = esda.Moran_BV(column.to_numpy(), other.to_numpy(), w, permutations=0).I
    # esda divides by the variance over n - 1.
    np.testing.assert_allclose(both.value, theirs_both * SIDE**2 / (SIDE**2 - 1), rtol=0.01)


def test_rates_are_standardised_the_same() -> None:
    rng = np.random.default_rng(3)
    people = rng.integers(50, 5_000, size=40)
    events = rng.poisson(people * rng.gamma(2, 0.01, size=40))
    ours = standardise_rates(values(events), values(people))
    np.testing.assert_allclose(ours, esda.smoothing.assuncao_rate(events, people), rtol=1e-9)


@pytest.mark.parametrize("kind", ["local", "bivariate", "hot"])
def test_pseudo_p_agree_within_the_error_of_drawing_over_twenty_seeds(kind: str) -> None:
    w, neighbours = weights(), board(SIDE, SIDE)
    column, other = world(1), world(2)
    y, x = column.to_numpy(), other.to_numpy()
    apart = []
    for seed in range(20):
        options: dict[str, Any] = {"permutations": PERMUTATIONS, "seed": seed, "n_jobs": 1, "keep_simulations": False}
        if kind == "local":
            ours, theirs = (
                local_moran(column, neighbours, permutations=PERMUTATIONS, seed=seed),
                esda.Moran_Local(y, w, **options),
            )
        elif kind == "bivariate":
            ours = local_moran(other, neighbours, around=column, permutations=PERMUTATIONS, seed=seed)
            theirs = esda.Moran_Local_BV(x, y, w, **options)
        else:
            ours = hot_spots(column, neighbours, permutations=PERMUTATIONS, seed=seed)
            theirs = esda.G_Local(y - y.min(), w, star=True, **options)
        apart.append(in_draws(one_sided(ours["p"]), theirs.p_sim))
    differences = np.array(apart)
    # No unit's mean over the seeds lies apart by more than chance allows; one in 144 may reach 3.5 of them.
    assert abs(differences.mean(axis=0)).max() * np.sqrt(20) < 4.5
    assert 0.8 < differences.std() < 1.25
