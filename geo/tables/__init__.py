"""Read raw tables as their entries declare, and keep what they give as tidy tables."""

from geo.tables.created import read_created
from geo.tables.figures import read_figures
from geo.tables.hdx_rainfall import HDX_RAINFALL_COLUMNS, read_hdx_rainfall
from geo.tables.read import read_raw
from geo.tables.series import read_all_series, read_series, write_series
from geo.tables.tidy import key_names, tidy

__all__ = [
    "HDX_RAINFALL_COLUMNS",
    "key_names",
    "read_all_series",
    "read_created",
    "read_figures",
    "read_hdx_rainfall",
    "read_raw",
    "read_series",
    "tidy",
    "write_series",
]
