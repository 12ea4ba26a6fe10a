"""Read the Georeferenced Event Dataset of the Uppsala Conflict Data Program, as the file that is downloaded.

Each row is an incident of organised violence with at least one death. It is no census of homicides: what no side
organised, which is most killing in Central America, is not in it.

References
----------
.. [1] Sundberg, R. and Melander, E. (2013). Introducing the UCDP Georeferenced Event Dataset. Journal of Peace
   Research 50(4), 523-532.
.. [2] Högbladh, S. UCDP GED Codebook. Department of Peace and Conflict Research, Uppsala University: the columns,
   `where_prec` 1-7, `date_prec` 1-5, `type_of_violence` 1 state-based, 2 non-state, 3 one-sided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import Faults, TableError
from geo.points.read import read_points

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    import geopandas as gpd

COLUMNS = (
    "id", "year", "type_of_violence", "where_coordinates", "where_prec", "adm_1", "adm_2", "latitude", "longitude",
    "country", "event_clarity", "date_prec", "best", "high", "low",
)  # fmt: skip
"""The columns that are read, of the forty-odd that there are."""

_CLOSED = {
    "type_of_violence": frozenset("123"),
    "where_prec": frozenset("1234567"),
    "date_prec": frozenset("12345"),
}


def read_ucdp(
    path: Path,
    *,
    countries: Mapping[str, str],
    years: Collection[int] | None = None,
    types: Collection[int] | None = None,
) -> gpd.GeoDataFrame:
    """Read the events of some countries.

    Parameters
    ----------
    path
        The CSV, or the zip that it comes in.
    countries
        ISO alpha-3 code by the name that `country` carries, such as ``Guatemala``.
    years, types
        Those wanted of `year` and `type_of_violence`; all by default.

    Returns
    -------
    geopandas.GeoDataFrame
        Rows as `read_points` gives them, with `iso3`; rows of other countries, years and types are left out.

    Raises
    ------
    TableError
        When a column is not there, or cells hold what the codebook does not know.
    """
    events = read_points(path, lat="latitude", lon="longitude", columns=COLUMNS)
    events = events.assign(iso3=events["country"].map(dict(countries)))
    _check(events, name=path.name)
    kept = events["iso3"].notna()
    if years is not None:
        kept &= events["year"].isin([str(year) for year in years])
    if types is not None:
        kept &= events["type_of_violence"].isin([str(kind) for kind in types])
    return events[kept]


def _check(events: gpd.GeoDataFrame, *, name: str) -> None:
    faults = Faults(name, TableError)
    if not events["iso3"].notna().any():
        named = ", ".join(sorted(set(events["country"].dropna()))[:5])
        faults.add(f"0 of {len(events)} rows are of the study's countries; it names {named}. Is it the right file?")
    do = "Fetch the file again; if a release has other classes, look at its codebook."
    for column, known in _CLOSED.items():
        wrong = ~events[column].isin(known)
        bad = [f"row {row} ({events[column][row]})" for row in events.index[wrong]]
        faults.check(f"cells of `{column}` are none of {', '.join(sorted(known))}", bad=bad, of=len(events), do=do)
    years = pd.to_numeric(events["year"], errors="coerce")
    bad = [f"row {row} ({events['year'][row]})" for row in events.index[~years.between(1946, 2100)]]
    faults.check("cells of `year` are no year", bad=bad, of=len(events), do=do)
    deaths = events[["low", "best", "high"]].apply(pd.to_numeric, errors="coerce")
    wrong = ~((deaths["low"] >= 0) & (deaths["low"] <= deaths["best"]) & (deaths["best"] <= deaths["high"]))
    bad = [f"row {row}" for row in events.index[wrong]]
    faults.check("rows do not have low <= best <= high deaths", bad=bad, of=len(events), do=do)
    faults.raise_any()
