"""Turn raw boundaries and the names that producers wrote into one clean set of units."""

from geo.boundaries.corrections import apply_corrections
from geo.boundaries.harmonise import Harmonised, harmonise_boundaries
from geo.boundaries.layers import read_layer, read_table
from geo.boundaries.names import match_names, places_of, read_aliases
from geo.boundaries.repair import areas_km2, generalise, overlaps, quantise, repair
from geo.boundaries.vintages import Crosswalk, counted, created_since, nested, overlaid
from geo.topology import read_topojson, to_topojson

__all__ = [
    "Crosswalk",
    "Harmonised",
    "apply_corrections",
    "areas_km2",
    "counted",
    "created_since",
    "generalise",
    "harmonise_boundaries",
    "match_names",
    "nested",
    "overlaid",
    "overlaps",
    "places_of",
    "quantise",
    "read_aliases",
    "read_layer",
    "read_table",
    "read_topojson",
    "repair",
    "to_topojson",
]
