"""Group units by what drives people out, and say it in words."""

from geo.patterns.clusters import MIXED, Typology, find_types
from geo.patterns.profiles import describe_types

__all__ = ["MIXED", "Typology", "describe_types", "find_types"]
