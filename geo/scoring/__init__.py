"""Score units: impute, treat, normalise, weigh, aggregate, bound and rank, with an interval on every rank."""

from geo.scoring.choices import Uncertainty
from geo.scoring.compare import Comparison, compare
from geo.scoring.composite import CompositeIndex
from geo.scoring.model import Result, score_units
from geo.scoring.replay import choices_of, log_of, replay
from geo.scoring.sensitivity import Sensitivity
from geo.scoring.variants import scope_variants

__all__ = [
    "Comparison",
    "CompositeIndex",
    "Result",
    "Sensitivity",
    "Uncertainty",
    "choices_of",
    "compare",
    "log_of",
    "replay",
    "scope_variants",
    "score_units",
]
