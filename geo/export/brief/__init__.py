"""Write briefs on paper: two A4 pages on a municipality or a department, in Spanish or English."""

from geo.export.brief.briefs import Briefs, prepare_briefs

__all__ = ["Briefs", "prepare_briefs"]
