"""Ask the peers for what we compute, in their own terms; a peer that is not installed skips the test."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from tests.geo.drought import world


def spi_by_climate_indices(
    rain: np.ndarray, *, start: int, scale: int, reference: tuple[int, int], fit: str
) -> np.ndarray:
    pytest.importorskip("climate_indices", reason="the peer climate_indices is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from climate_indices import compute, indices

        distribution = indices.Distribution.pearson if fit == "pearson3" else indices.Distribution.gamma
        found = indices.spi(
            world.time_major(rain),
            scale,
            distribution,
            start,
            *reference,
            compute.Periodicity.monthly,
            spatial_time_major=True,
        )
    return found[:, :, 0].T


def spi_by_xclim(rain: np.ndarray, *, start: int, scale: int, reference: tuple[int, int], fit: str) -> np.ndarray:
    pytest.importorskip("xclim", reason="the peer xclim is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandas as pd
        import xarray as xr
        from xclim.indices import standardized_precipitation_index

        time = pd.date_range(f"{start}-01-01", periods=rain.shape[1], freq="MS")
        array = xr.DataArray(rain.T, dims=("time", "place"), coords={"time": time}, attrs={"units": "mm/month"})
        found = standardized_precipitation_index(
            array,
            freq="MS",
            window=scale,
            method={"gamma": "ML", "gamma_thom": "APP"}[fit],
            fitkwargs={"floc": 0},
            cal_start=f"{reference[0]}-01-01",
            cal_end=f"{reference[1]}-12-31",
        )
    # xclim cuts at 8.21.
    return np.clip(found.transpose("place", "time").to_numpy(), -3.09, 3.09)
