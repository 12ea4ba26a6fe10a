"""Read the tables that a study keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import ArraigoError, Faults, TableError
from geo.tables import read_series

if TYPE_CHECKING:
    import pandas as pd

    from geo.catalogue import Catalogue
    from pipelines.paths import Places


def read_tables(places: Places, catalogue: Catalogue) -> dict[str, pd.DataFrame]:
    """Read every tidy table that the catalogue declares, reporting the faults of all of them at once.

    Raises
    ------
    TableError
        With file and row of every fault.
    """
    faults = Faults("the study's tables", TableError)
    tables: dict[str, pd.DataFrame] = {}
    for id_ in catalogue.series:
        path = places.study / "tables" / f"{id_}.csv"
        if not path.is_file():
            faults.add(f"tables/{id_}.csv is declared in sources/{catalogue.source_of[id_].id}.yml but is not there.")
            continue
        try:
            tables[id_] = read_series(path.read_bytes(), name=f"tables/{id_}.csv")
        except ArraigoError as error:
            faults.add(str(error))
            continue
        if tables[id_].empty:
            faults.add(f"tables/{id_}.csv: 0 rows follow the heading. Fill the table in, or take it out of sources/.")
    faults.check(
        "tables are declared by no source",
        bad=sorted(
            {p.name for p in (places.study / "tables").glob("*.csv")} - {f"{id_}.csv" for id_ in catalogue.series}
        ),
        of=len(list((places.study / "tables").glob("*.csv"))),
        do="Declare them in a file of sources/, or remove them.",
    )
    faults.raise_any()
    return tables
