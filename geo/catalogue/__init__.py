"""Read what a study declares: settings, index tree, indicators, sources."""

from geo.catalogue.comparator import Comparator, load_comparators
from geo.catalogue.grids import CellWeight, Grids, Raster
from geo.catalogue.index import Index, Node
from geo.catalogue.indicator import Indicator, Rate
from geo.catalogue.load import Catalogue, load_catalogue
from geo.catalogue.source import Series, Source
from geo.catalogue.study import Country, PeopleCheck, Study
from geo.catalogue.text import Text

__all__ = [
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
    "load_catalogue",
    "load_comparators",
]
