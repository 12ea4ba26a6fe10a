"""Hold scores against evidence that is not among their inputs; none of it shows causes."""

from geo.evidence.blocks import neighbours, spatial_blocks, training_places
from geo.evidence.comparators import correlations
from geo.evidence.drivers import Linked, link
from geo.evidence.origin import Outcome, drivers_at, gather_outcomes, place_means
from geo.evidence.page import build_evidence
from geo.evidence.targeting_error import reach_curve, reach_of_choice

__all__ = [
    "Linked",
    "Outcome",
    "build_evidence",
    "correlations",
    "drivers_at",
    "gather_outcomes",
    "link",
    "neighbours",
    "place_means",
    "reach_curve",
    "reach_of_choice",
    "spatial_blocks",
    "training_places",
]
