"""Read what a study declares: settings, index tree, indicators, sources."""

from geo.catalogue.comparator import Comparator, load_comparators
from geo.catalogue.index import Index, Node
from geo.catalogue.indicator import Indicator, Raster, Rate
from geo.catalogue.load import Catalogue, load_catalogue
from geo.catalogue.source import Series, Source
from geo.catalogue.study import Country, Study
from geo.catalogue.text import Text

__all__ = [
    "Catalogue",
    "Comparator",
    "Country",
    "Index",
    "Indicator",
    "Node",
    "Raster",
    "Rate",
    "Series",
    "Source",
    "Study",
    "Text",
    "load_catalogue",
    "load_comparators",
]
