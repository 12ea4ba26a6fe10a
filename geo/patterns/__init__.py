"""Group units by what drives people out, say it in words, cut zones and choose where to work."""

from geo.patterns.clusters import MIXED, Typology, find_types
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
    "how_often",
    "link_units",
    "migrants_of",
    "name_zones",
    "quotas_by",
    "reach_of",
    "reasons",
    "short",
]
