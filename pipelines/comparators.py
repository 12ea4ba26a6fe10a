"""Read the outside figures that a study keeps to hold its scores against."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pandas as pd

from geo.errors import ArraigoError, Faults, TableError
from geo.indicators.places import place_of, scored
from geo.kinds import Level
from geo.tables import read_figures
from pipelines.comparator_entries import read_entries
from pipelines.paths import COSTS

if TYPE_CHECKING:
    from geo.catalogue import Catalogue, Comparator
    from pipelines.paths import Places


def places_by_level(units: pd.DataFrame) -> pd.DataFrame:
    """Name the place of every level that each scored unit lies in."""
    frame = scored(units)
    return pd.DataFrame({level: place_of(frame, level) for level in get_args(Level)}, index=frame.index)


def read_comparators(
    places: Places, catalogue: Catalogue, *, units: pd.DataFrame
) -> tuple[tuple[Comparator, ...], dict[str, pd.Series]]:
    """Read every comparator with its figures, by place of the level it was published at.

    Raises
    ------
    CatalogueError
        With every fault of the entries.
    TableError
        With file and row of every fault of the tables.
    """
    entries = read_entries(places, catalogue)
    by_level = places_by_level(units)
    iso3 = units.set_index("code")["iso3"].reindex(by_level.index)
    faults = Faults("the study's comparators", TableError)
    figures = {}
    for entry in entries:
        mine = by_level.loc[iso3.isin(entry.countries), entry.level].dropna()
        name = f"comparators/{entry.id}.csv"
        try:
            figures[entry.id] = read_figures(
                (places.study / name).read_bytes(), name=name, places=pd.Index(mine.unique())
            )
        except ArraigoError as error:
            faults.add(str(error))
    faults.raise_any()
    return entries, figures


def read_costs(places: Places, *, units: pd.DataFrame) -> pd.Series | None:
    """Read what a programme would cost in each unit; none where the study does not say.

    Raises
    ------
    TableError
        With file and row of every fault; a cost is above zero.
    """
    path = places.study / COSTS
    if not path.is_file():
        return None
    costs = read_figures(path.read_bytes(), name=COSTS, places=scored(units).index)
    faults = Faults(COSTS, TableError)
    faults.check(
        "costs are not above zero",
        bad=costs.index[costs <= 0].tolist(),
        of=len(costs),
        do="Correct them, or leave them empty where they are not known.",
    )
    faults.raise_any()
    return costs
