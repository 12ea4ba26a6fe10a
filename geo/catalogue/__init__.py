"""Read what a study declares: settings, index tree, indicators, sources."""

from geo.catalogue.comparator import Comparator, load_comparators
from geo.catalogue.grids import CellWeight, Grids, Raster
from geo.catalogue.index import Index, Node
from geo.catalogue.indicator import Indicator, Rate
from geo.catalogue.load import Catalogue, load_catalogue
from geo.catalogue.redact import redacted
from geo.catalogue.source import Series, Source
from geo.catalogue.study import Country, PeopleCheck, Study
from geo.catalogue.text import Text
from geo.catalogue.tiers import (
    FOR_WHOM,
    closed_flags,
    closed_nodes,
    closed_series,
    closed_to,
    seen_by,
    tier_of,
    tiers_in,
    with_closed_nodes,
)

__all__ = [
    "FOR_WHOM",
    "Catalogue",
    "CellWeight",
    "Comparator",
    "Country",
    "Grids",
    "Index",
    "Indicator",
    "Node",
    "PeopleCheck",
    "Raster",
    "Rate",
    "Series",
    "Source",
    "Study",
    "Text",
    "closed_flags",
    "closed_nodes",
    "closed_series",
    "closed_to",
    "load_catalogue",
    "load_comparators",
    "redacted",
    "seen_by",
    "tier_of",
    "tiers_in",
    "with_closed_nodes",
]
