"""Hold two runs of a study side by side: what was changed, who moved, and which change moved them."""

from geo.changes.causes import Split, split_moves
from geo.changes.entries import EntryChange, entry_changes
from geo.changes.figures import FigureChange, follows, table_changes, value_changes
from geo.changes.inputs import Inputs, WeightChange, changed_inputs, without
from geo.changes.mixture import CAUSES, Cause
from geo.changes.moves import Moves, compare_runs, moves_csv
from geo.changes.report import Label, nothing_before, report
from geo.changes.run import Run

__all__ = [
    "CAUSES",
    "Cause",
    "EntryChange",
    "FigureChange",
    "Inputs",
    "Label",
    "Moves",
    "Run",
    "Split",
    "WeightChange",
    "changed_inputs",
    "compare_runs",
    "entry_changes",
    "follows",
    "moves_csv",
    "nothing_before",
    "report",
    "split_moves",
    "table_changes",
    "value_changes",
    "without",
]
