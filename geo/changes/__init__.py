"""Hold two runs of a study side by side: what was changed, who moved, and which change moved them."""

from geo.changes.causes import Split, split_moves
from geo.changes.entries import EntryChange, entry_changes
from geo.changes.figures import FigureChange, follows, table_changes, value_changes
from geo.changes.inputs import Inputs, WeightChange, changed_inputs, without
from geo.changes.mixture import CAUSES, Cause
from geo.changes.moves import Moves, compare_runs, moves_csv
from geo.changes.report import Label, in_short, nothing_before, report, signed, standing_text
from geo.changes.run import Run
from geo.changes.told_inputs import input_lines, unit_lines

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
    "in_short",
    "input_lines",
    "moves_csv",
    "nothing_before",
    "report",
    "signed",
    "split_moves",
    "standing_text",
    "table_changes",
    "unit_lines",
    "value_changes",
    "without",
]
