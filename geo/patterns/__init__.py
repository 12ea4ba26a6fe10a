"""Group units by what drives people out, say it in words, and find where like lies beside like."""

from geo.patterns.clusters import Typology, find_types
from geo.patterns.hotspots import hot_spots
from geo.patterns.joins import join_counts
from geo.patterns.membership import MIXED
from geo.patterns.moran import Global, local_moran, moran, standardise_rates
from geo.patterns.neighbours import Neighbours, find_neighbours, link_units
from geo.patterns.profiles import describe_types

__all__ = [
    "MIXED",
    "Global",
    "Neighbours",
    "Typology",
    "describe_types",
    "find_neighbours",
    "find_types",
    "hot_spots",
    "join_counts",
    "link_units",
    "local_moran",
    "moran",
    "standardise_rates",
]
