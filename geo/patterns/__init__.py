"""Group units by what drives people out, say it in words, find like beside like, and choose where to work."""

from geo.patterns.clusters import Typology, find_types
from geo.patterns.hotspots import hot_spots
from geo.patterns.joins import join_counts
from geo.patterns.membership import MIXED
from geo.patterns.moran import Global, local_moran, moran, standardise_rates
from geo.patterns.neighbours import Neighbours, find_neighbours, link_units
from geo.patterns.portfolios import Comparison, alternatives, compare_first, how_often
from geo.patterns.profiles import describe_types
from geo.patterns.reach import draw_migrants, draw_scores, migrants_of, reach_of
from geo.patterns.reasons import reasons
from geo.patterns.selection_rules import Quota, Rules, Together, quotas_by, short
from geo.patterns.target_texts import NOT_NESTED, describe_selection
from geo.patterns.targeting import Selection, choose
from geo.patterns.zone_names import name_zones
from geo.patterns.zones import Zones, find_zones

__all__ = [
    "MIXED",
    "NOT_NESTED",
    "Comparison",
    "Global",
    "Neighbours",
    "Quota",
    "Rules",
    "Selection",
    "Together",
    "Typology",
    "Zones",
    "alternatives",
    "choose",
    "compare_first",
    "describe_selection",
    "describe_types",
    "draw_migrants",
    "draw_scores",
    "find_neighbours",
    "find_types",
    "find_zones",
    "hot_spots",
    "how_often",
    "join_counts",
    "link_units",
    "local_moran",
    "migrants_of",
    "moran",
    "name_zones",
    "quotas_by",
    "reach_of",
    "reasons",
    "short",
    "standardise_rates",
]
