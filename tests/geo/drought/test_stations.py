"""Check the SPI on 54 real stations of Central America, 1979-2010."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo.drought import SERIES_MEASURES, find_gaps, spi
from tests.geo.drought import peers

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.raw

START = (1979, 1)


@pytest.fixture
def rain(raw: Path) -> np.ndarray:
    path = raw / "rasters" / "cigefi_stations_prcptot_monthly_1979_2010.csv"
    if not path.is_file():
        pytest.skip(f"{path.name} is not at hand")
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda r: (int(r["station"]), int(r["year"]), int(r["month"])))
    return np.array([float(row["prcptot_mm"]) for row in rows]).reshape(54, 384)


@pytest.mark.parametrize("scale", [1, 3, 12])
def test_the_peers_find_the_same(rain: np.ndarray, scale: int) -> None:
    reference = (1981, 2010)
    for peer, fit in (
        (peers.spi_by_climate_indices, "gamma_thom"),
        (peers.spi_by_xclim, "gamma_thom"),
        (peers.spi_by_xclim, "gamma"),
    ):
        wanted = peer(rain, start=1979, scale=scale, reference=reference, fit=fit)
        found = spi(rain, start=START, scale=scale, reference=reference, fit=fit).values
        told = ~np.isnan(found)
        # The peers also tell months with rain in less than four of the years.
        assert not np.isnan(wanted[told]).any()
        assert told[:, scale - 1 :].mean() > 0.99
        assert np.abs(found - wanted)[told].max() < 1e-5


@pytest.mark.parametrize("scale", [3, 6, 12])
def test_it_is_standard(rain: np.ndarray, scale: int) -> None:
    found = spi(rain, start=START, scale=scale).values[:, scale - 1 :]
    assert not np.isnan(found).any()
    assert abs(found.mean()) < 0.02
    assert found.std() == pytest.approx(1, abs=0.02)
    assert (found <= -1).mean() == pytest.approx(0.16, abs=0.02)


def test_it_knows_what_is_known(rain: np.ndarray) -> None:
    found = spi(rain, start=START, scale=3).values.mean(axis=0).reshape(32, 12)
    year = dict(zip(range(1979, 2011), found, strict=True))
    # Mitch: the end of 1998 is the wettest of all Novembers. El Niño had kept the first rains of that year away.
    assert max(year, key=lambda y: year[y][10]) == 1998
    assert year[1998][5] < -1
    # El Niño of 1986-87.
    assert year[1987][10] < -1


def test_every_measure_has_a_figure(rain: np.ndarray) -> None:
    assert find_gaps(rain, start=START) == ()
    for measure in SERIES_MEASURES.values():
        assert np.isfinite(measure(rain, start=START)).all()
