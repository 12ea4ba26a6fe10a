"""Score units: treat, normalise, weigh, aggregate, bound and rank, with an interval on every rank."""

from geo.scoring.choices import Uncertainty
from geo.scoring.model import Result, score_units
from geo.scoring.sensitivity import Sensitivity

__all__ = ["Result", "Sensitivity", "Uncertainty", "score_units"]
