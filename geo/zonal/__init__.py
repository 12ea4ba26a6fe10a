"""Bring rasters to places by the exact share of every cell inside every place."""

from geo.zonal.batches import Executor, coverage_on, reduce_stack
from geo.zonal.coverage import Coverage, cover, coverage_key
from geo.zonal.dates import Dates, Series, daily, dates_of, gaps_message, monthly
from geo.zonal.grid import Grid
from geo.zonal.opening import open_stack
from geo.zonal.stack import Declared, Stack, Window
from geo.zonal.statistics import Ask, Zonal, reduce_layers
from geo.zonal.weights import spread_counts

__all__ = [
    "Ask",
    "Coverage",
    "Dates",
    "Declared",
    "Executor",
    "Grid",
    "Series",
    "Stack",
    "Window",
    "Zonal",
    "cover",
    "coverage_key",
    "coverage_on",
    "daily",
    "dates_of",
    "gaps_message",
    "monthly",
    "open_stack",
    "reduce_layers",
    "reduce_stack",
    "spread_counts",
]
