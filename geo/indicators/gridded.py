"""Measure rasters over units and write the result down as a tidy table, to be shipped where the raster is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.drought import MEASURES
from geo.errors import Faults, RasterError
from geo.zonal import Layers, cover, read_layers, zonal_mean, zonal_sum

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

    from geo.catalogue import Indicator
    from geo.zonal.grid import Bounds

VALUE_DIGITS, COVERAGE_DECIMALS = 4, 3
"""Significant digits of a value: beyond what any climate grid knows, and short of where processors disagree."""


def raster_series(
    paths: Mapping[str, Path], indicator: Indicator, units: gpd.GeoDataFrame, *, year: int
) -> pd.DataFrame:
    """Measure an indicator's raster over the scored units.

    Parameters
    ----------
    paths
        The source's files by their part: the one grid under any name where the layer is a band; `rain` and
        `temperature`, of twelve monthly bands each, where it is a measure of `geo.drought`.
    indicator
        Says the layer and the statistic. Its `min_coverage` is not applied here but when values are made, so that it
        can be changed where the raster is not at hand.
    units
        Per `geo.contracts.UNITS`, with the geometry that is shipped: the result can then be rebuilt from it.
    year
        The year that the figures are filed under; the last one of a period.

    Returns
    -------
    pandas.DataFrame
        Per `geo.contracts.SERIES`, by code: `value` to four significant digits, missing where the raster has nothing;
        `coverage` the share of the unit's area with valid data.

    Raises
    ------
    RasterError
        When the raster cannot serve the units; see `geo.zonal.read_layers`.
    MethodError
        When what it holds cannot be what the measure needs.
    """
    options = indicator.raster
    if options is None:
        raise RasterError(f"The indicator `{indicator.id}` draws on no raster. Set `method: raster` in indicators.yml.")
    places = units.loc[units["kind"] != "lake"].sort_values("code")
    layers = _layer(paths, options.layer, tuple(places.total_bounds), name=indicator.id)
    coverage = cover(places.geometry.to_numpy(), layers.grid)
    statistic = {"mean": zonal_mean, "sum": zonal_sum}[options.statistic]
    figures, shares = statistic(coverage, layers.values)
    if not (shares > 0).any():
        raise RasterError(
            f"{indicator.id}: the raster has no valid cell in any of {len(places)} units. Check its nodata."
        )
    return pd.DataFrame(
        {
            "code": places["code"].to_numpy(),
            "name": places["name"].to_numpy(),
            "value": [_rounded(figure) for figure in figures[:, 0]],
            "numerator": np.nan,
            "denominator": np.nan,
            "se": np.nan,
            "coverage": shares[:, 0].round(COVERAGE_DECIMALS),
            "year": year,
            "level": "municipality",
        }
    )


def _layer(paths: Mapping[str, Path], layer: int | str, bounds: Bounds, *, name: str) -> Layers:
    """Read the one layer that is asked for, or make it out of monthly normals."""
    if layer not in MEASURES:
        if len(paths) != 1:
            raise RasterError(f"{name}: band {layer!r} was asked of {len(paths)} files. Give the one that holds it.")
        return read_layers(next(iter(paths.values())), bounds=bounds, bands=[layer])
    faults = Faults(name, RasterError)
    parts = ("rain", "temperature")
    faults.check(
        f"grids that `{layer}` needs are not given",
        bad=[part for part in parts if part not in paths],
        of=len(parts),
        do="List them under `rasters` in the source's entry.",
    )
    faults.raise_any()
    rain, temperature = (read_layers(paths[part], bounds=bounds) for part in parts)
    if rain.grid != temperature.grid:
        raise RasterError(
            f"{name}: {paths['rain'].name} and {paths['temperature'].name} are not on one grid. Warp one to the other."
        )
    made = MEASURES[str(layer)](rain=rain.values, temperature=temperature.values, latitude=rain.grid.latitudes)
    return Layers(made[None], rain.grid, (str(layer),))


def _rounded(figure: float) -> float:
    return float(f"{figure:.{VALUE_DIGITS}g}")
