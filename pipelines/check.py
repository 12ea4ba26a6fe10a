"""Check every file of a study, and say all that is wrong at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.boundaries import places_of, read_aliases, read_topojson
from geo.catalogue import load_catalogue
from geo.catalogue.correction import load_corrections
from geo.catalogue.layer import load_layers
from geo.contracts import check_units
from geo.errors import ArraigoError, Faults, TableError
from geo.indicators import measure
from geo.scoring.weigh import note_tree_faults
from pipelines.harmonise import check_counts
from pipelines.study import read_tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd

    from geo.catalogue import Study
    from pipelines.paths import Places


def run(places: Places) -> str:
    """Read all that an analyst may have edited, and try the values that it gives.

    Raises
    ------
    ArraigoError
        With file and row of every fault of every file.
    """
    catalogue = load_catalogue(places.texts())
    faults = Faults(f"the study {places.study.name}", TableError)
    boundaries = places.study / catalogue.study.boundaries

    def tried(name: str, check: Callable[[str], object]) -> object:
        path: Path = places.study / name
        if not path.is_file():
            return None
        try:
            return check(path.read_text(encoding="utf-8"))
        except ArraigoError as error:
            faults.add(str(error))
        except UnicodeDecodeError as error:
            faults.add(f"{name} is not UTF-8 ({error.reason} at byte {error.start}). Save it as UTF-8.")
        return None

    tried("layers.yml", load_layers)
    tried("corrections.yml", load_corrections)
    units = None
    if boundaries.is_file():
        units = tried(boundaries.name, lambda text: _layer(text, catalogue.study))
    else:
        faults.add(f"{boundaries.name} is not there. Rebuild it with `arraigo harmonise --raw`, or restore it.")
    tables = None
    try:
        tables = read_tables(places, catalogue)
    except ArraigoError as error:
        faults.add(str(error))
    if units is not None:
        tried("names.csv", lambda text: read_aliases(text, places=places_of(units)))  # type: ignore[arg-type]
        if tables is not None:
            try:
                measure(tables, catalogue=catalogue, units=units)  # type: ignore[arg-type]
            except ArraigoError as error:
                faults.add(str(error))
    _note_missing(places, faults)
    note_tree_faults(catalogue.index, catalogue.indicators, weights=None, faults=faults)
    faults.raise_any()
    return (
        f"The study {places.study.name} is sound: {len(catalogue.indicators)} indicators in "
        f"{len(catalogue.index.nodes)} nodes, {len(catalogue.series)} tables of {len(catalogue.sources)} sources."
    )


def _layer(text: str, study: Study) -> gpd.GeoDataFrame:
    units = check_units(read_topojson(text))
    check_counts(units, study)
    return units


def _note_missing(places: Places, faults: Faults) -> None:
    """Note the files that a rebuild from raw asks for, when the study declares raw layers."""
    if (places.study / "layers.yml").is_file():
        needed = ["corrections.yml", "names.csv"]
        faults.check(
            "files that `layers.yml` goes with are not there",
            bad=[name for name in needed if not (places.study / name).is_file()],
            of=len(needed),
            do="Restore them; they may hold no entry, but they must be there.",
        )
