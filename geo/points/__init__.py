"""Bring points to places: which unit an event lies in, how many there are, how far the nearest service is."""

from geo.points.counts import FATES, count_events, count_years, fates
from geo.points.degrees import refuse_turned
from geo.points.distances import nearest_km, people_distances, unit_distances
from geo.points.locate import locate
from geo.points.place import HOW, place_points
from geo.points.precision import UCDP, Scale
from geo.points.read import read_points
from geo.points.ucdp import read_ucdp

__all__ = [
    "FATES",
    "HOW",
    "UCDP",
    "Scale",
    "count_events",
    "count_years",
    "fates",
    "locate",
    "nearest_km",
    "people_distances",
    "place_points",
    "read_points",
    "read_ucdp",
    "refuse_turned",
    "unit_distances",
]
