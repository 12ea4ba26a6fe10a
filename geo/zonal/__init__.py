"""Bring rasters to places by the exact share of every cell inside every place."""

from geo.zonal.coverage import Coverage, cover, zonal_mean, zonal_sum
from geo.zonal.grid import Grid
from geo.zonal.rasters import Layers, read_layers

__all__ = ["Coverage", "Grid", "Layers", "cover", "read_layers", "zonal_mean", "zonal_sum"]
