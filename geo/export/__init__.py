"""Write what leaves arraigo: tables, map layers, the codebook and the data card."""

from geo.export.availability import availability, evidence
from geo.export.card import data_card
from geo.export.classes import Classes, read_classes, write_classes
from geo.export.codebook import codebook_csv, codebook_markdown
from geo.export.columns import Column, Columns, declare_columns
from geo.export.formats import FORMATS, Format, check_formats, check_name, write_format
from geo.export.geopackage import geopackage_bytes
from geo.export.layers import geoparquet_bytes
from geo.export.places import place_columns, places_table
from geo.export.quality_page import public_quality, quality_page
from geo.export.shapefile import shapefile_bytes
from geo.export.suppression import WITHHELD, protected, withhold
from geo.export.table import Table, settled_numbers, units_table, values_table
from geo.export.tables import csv_bytes, frame_csv, parquet_bytes, read_csv
from geo.export.whole import Whole, whole_of

__all__ = [
    "FORMATS",
    "WITHHELD",
    "Classes",
    "Column",
    "Columns",
    "Format",
    "Table",
    "Whole",
    "availability",
    "check_formats",
    "check_name",
    "codebook_csv",
    "codebook_markdown",
    "csv_bytes",
    "data_card",
    "declare_columns",
    "evidence",
    "frame_csv",
    "geopackage_bytes",
    "geoparquet_bytes",
    "parquet_bytes",
    "place_columns",
    "places_table",
    "protected",
    "public_quality",
    "quality_page",
    "read_classes",
    "read_csv",
    "settled_numbers",
    "shapefile_bytes",
    "units_table",
    "values_table",
    "whole_of",
    "withhold",
    "write_classes",
    "write_format",
]
