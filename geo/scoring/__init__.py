"""Score units: impute, treat, normalise, weigh, aggregate, bound and rank, with an interval on every rank."""

from geo.scoring.choices import Uncertainty
from geo.scoring.compare import Comparison, compare
from geo.scoring.composite import CompositeIndex
from geo.scoring.larger_places import score_levels, score_places
from geo.scoring.model import Result, score_units
from geo.scoring.replay import choices_of, log_of, replay
from geo.scoring.rescore import Variants, lay_out_variants, rescore
from geo.scoring.sensitivity import Sensitivity
from geo.scoring.variants import scope_variants

__all__ = [
    "Comparison",
    "CompositeIndex",
    "Result",
    "Sensitivity",
    "Uncertainty",
    "Variants",
    "choices_of",
    "compare",
    "lay_out_variants",
    "log_of",
    "replay",
    "rescore",
    "scope_variants",
    "score_levels",
    "score_places",
    "score_units",
]
