"""Assemble the tables of larger places, such as departments, and say what their columns mean."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Annotated, cast

from pydantic import Field

from geo.catalogue.yaml_text import Document, Entry
from geo.errors import CatalogueError, Faults
from geo.export.columns import Column, check_columns
from geo.export.table import Table, checked_table

if TYPE_CHECKING:
    import pandas as pd


class _Registry(Entry):
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]


@cache
def place_columns() -> tuple[Column, ...]:
    """List the columns of a table of larger places, in their order."""
    text = resources.files("geo.export").joinpath("places.yml").read_text(encoding="utf-8")
    faults = Faults("places.yml", CatalogueError)
    registry = Document("places.yml", text, faults).parse(_Registry, faults)
    faults.raise_any()
    columns = cast("_Registry", registry).columns
    check_columns(columns)
    return columns


def places_table(places: pd.DataFrame) -> Table:
    """Make the table of larger places that may leave.

    Parameters
    ----------
    places
        What `geo.scoring.score_places` gives, with `code`, `name`, `adm1_code` and `adm1_name`, a row per place.

    Raises
    ------
    TableError
        With every column that is not declared or is lacking, and every rank without its interval.
    """
    return checked_table(places, place_columns(), subject="the larger places to export")
