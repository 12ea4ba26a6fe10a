"""Take an index in from a spreadsheet, and write a spreadsheet to put one into."""

from geo.workbook.read import Workbook, read_workbook
from geo.workbook.template import write_template
from geo.workbook.to_study import StudyFiles, to_study

__all__ = ["StudyFiles", "Workbook", "read_workbook", "to_study", "write_template"]
