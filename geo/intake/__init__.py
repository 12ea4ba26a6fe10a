"""Find out what a table that came from somewhere holds: its text, its layout, its places, its figures."""

from geo.intake.agreement import agreement
from geo.intake.codes import Reading, doubtful, readings
from geo.intake.decode import decode
from geo.intake.figures import choose_column, figure_columns, numbers_of, scale_of, year_of
from geo.intake.layout import Layout, find_layout
from geo.intake.open import Sheet, open_sheets
from geo.intake.places import Gazetteer, bare, gazetteer, shown
from geo.intake.split import split

__all__ = [
    "Gazetteer",
    "Layout",
    "Reading",
    "Sheet",
    "agreement",
    "bare",
    "choose_column",
    "decode",
    "doubtful",
    "figure_columns",
    "find_layout",
    "gazetteer",
    "numbers_of",
    "open_sheets",
    "readings",
    "scale_of",
    "shown",
    "split",
    "year_of",
]
