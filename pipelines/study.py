"""Read the boundaries and the tables that a study keeps."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from geo.boundaries import read_topojson
from geo.contracts import check_units
from geo.errors import ArraigoError, Faults, GeometryError, MissingFileError, TableError
from geo.tables import read_all_series, read_created, read_series
from pipelines.paths import CREATED

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo.catalogue import Catalogue, Study
    from pipelines.paths import Places


def read_units(places: Places, study: Study) -> gpd.GeoDataFrame:
    """Read the shipped boundary layer and check that it is the study's.

    Raises
    ------
    MissingFileError
        When it is not there.
    GeometryError
        When it is damaged, or its units are not those that the study declares.
    """
    path = places.study / study.boundaries
    if not path.is_file():
        raise MissingFileError(f"{path} is not there. Restore it, or rebuild it with `arraigo harmonise --raw`.")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise GeometryError(
            f"{path} is not UTF-8. Restore it, or rebuild it with `arraigo harmonise --raw`."
        ) from error
    units = _units(text).copy()
    check_declared(units, study)
    return units


@lru_cache(maxsize=1)
def _units(text: str) -> gpd.GeoDataFrame:
    """Read and check a layer once, however often a command asks for it."""
    return check_units(read_topojson(text))


def check_declared(units: gpd.GeoDataFrame, study: Study) -> None:
    """Check that a layer has the countries and the units that the study declares.

    Raises
    ------
    GeometryError
        With every country whose units are others.
    """
    faults = Faults(study.boundaries, GeometryError)
    counts = units.loc[units["kind"] != "lake", "iso3"].value_counts()
    for country in study.countries:
        if counts.get(country.iso3, 0) != country.units:
            faults.add(
                f"{country.iso3} has {counts.get(country.iso3, 0)} units, study.yml declares {country.units}. Correct "
                "one of them, or rebuild the layer with `arraigo harmonise --raw`."
            )
    faults.check(
        "units lie in countries that study.yml does not declare",
        bad=units.loc[~units["iso3"].isin([country.iso3 for country in study.countries]), "code"].tolist(),
        of=len(units),
        do="Declare the country, or take its units out of the layer.",
    )
    faults.raise_any()


def created_places(places: Places, *, codes: pd.Index) -> pd.DataFrame | None:
    """Read which places were taken out of others; None where the study does not say.

    Raises
    ------
    TableError
        With the row of every fault.
    """
    path = places.study / CREATED
    return read_created(path.read_bytes(), name=CREATED, places=codes) if path.is_file() else None


def _absent(series: str, catalogue: Catalogue) -> str:
    """Say which table is not there, and what makes it."""
    source = catalogue.source_of[series]
    if not source.rasters:
        return f"tables/{series}.csv is declared in sources/{source.id}.yml but is not there."
    weights = [i.raster.weight for i in catalogue.indicators if i.raster and series in i.series]
    grids = sorted({source.id, *(weight.source for weight in weights if weight)})
    return (
        f"tables/{series}.csv, of the source `{source.id}`, is not there yet. `arraigo measure` makes it from the "
        f"grids of {' and '.join(grids)}, once all of them are at hand (`arraigo fetch` says where to get them)."
    )


def read_tables(places: Places, catalogue: Catalogue, *, waits: bool = False) -> dict[str, pd.DataFrame]:
    """Read every tidy table that the catalogue declares, reporting the faults of all of them at once.

    Parameters
    ----------
    places, catalogue
        The study.
    waits
        Whether tables that come from grids may be absent, before they are measured.

    Raises
    ------
    TableError
        With file and row of every fault.
    """
    faults = Faults("the study's tables", TableError)
    tables = sound_tables(places, catalogue, faults=faults, waits=waits)
    faults.raise_any()
    return tables


@lru_cache(maxsize=2)
def _read(contents: tuple[tuple[str, bytes], ...]) -> dict[str, pd.DataFrame]:
    """Read tables once for all the stages of a run: to check them takes longer than to use them."""
    return read_all_series(dict(contents))


def sound_tables(
    places: Places, catalogue: Catalogue, *, faults: Faults, waits: bool = False
) -> dict[str, pd.DataFrame]:
    """Read the tidy tables that can be read, and note the faults of the others; see `read_tables`."""
    tables: dict[str, pd.DataFrame] = {}
    paths = {id_: places.study / "tables" / f"{id_}.csv" for id_ in catalogue.series}
    contents = {id_: path.read_bytes() for id_, path in paths.items() if path.is_file()}
    sound = _read(tuple(contents.items()))
    for id_ in catalogue.series:
        if id_ not in contents:
            if waits and catalogue.source_of[id_].rasters:
                continue
            faults.add(_absent(id_, catalogue))
            continue
        try:
            tables[id_] = sound[id_].copy() if sound else read_series(contents[id_], name=f"tables/{id_}.csv")
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
    return tables
