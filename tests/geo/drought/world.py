"""Draw months and days of rain like those of the Dry Corridor."""

from __future__ import annotations

import numpy as np

NORMALS_MM = np.array([5, 4, 8, 30, 150, 250, 180, 190, 260, 180, 50, 12], dtype=float)
"""Of a place on the Pacific side, January first."""


def months(series: int = 6, years: int = 40, *, seed: int = 1, dry: float = 0.3) -> np.ndarray:
    """Draw series x months from January on; of the months under 20 mm, the given share is dry."""
    rng = np.random.default_rng(seed)
    rain = rng.gamma(1.2, 1.0, (series, years, 12)) * NORMALS_MM / 1.2
    rain[rng.random(rain.shape) < np.where(NORMALS_MM < 20, dry, 0.0)] = 0.0
    return rain.reshape(series, -1)


def time_major(rain: np.ndarray) -> np.ndarray:
    """Lay series out as climate_indices reads a block of places."""
    return np.ascontiguousarray(rain.T)[:, :, None]
