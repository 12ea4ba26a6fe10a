"""Check every file of a study, and say all that is wrong at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from geo.boundaries import places_of, read_aliases
from geo.catalogue import load_catalogue
from geo.catalogue.correction import load_corrections
from geo.errors import ArraigoError, CatalogueError, Faults, TableError
from geo.indicators.places import scored
from geo.scoring.weigh import note_tree_faults
from pipelines.check_tables import note_table_faults, note_unreadable
from pipelines.comparators import read_comparators, read_costs
from pipelines.raw import downloads_of, layers_of, refuse_open_use
from pipelines.study import created_places, read_units

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.paths import Places

Found = TypeVar("Found")
CORRECTIONS, NAMES = "corrections.yml", "names.csv"


def run(places: Places) -> str:
    """Read all that an analyst may have edited, and try the values that it gives.

    Raises
    ------
    ArraigoError
        With file and row of every fault of every file. Where the catalogue cannot be read, tables are only looked at
        one by one: what they should hold is not known then.
    """
    texts = places.texts()
    faults = Faults(f"the study {places.study.name}", TableError)

    def tried(check: Callable[[], Found]) -> Found | None:
        try:
            return check()
        except ArraigoError as error:
            faults.add(str(error))
        except UnicodeDecodeError as error:
            faults.add(f"{NAMES} is not UTF-8 ({error.reason} at byte {error.start}). Save it as UTF-8.")
        return None

    catalogue = tried(lambda: load_catalogue(texts))
    layers = tried(lambda: layers_of(texts))
    tried(lambda: downloads_of(texts))
    if catalogue is not None:
        known = catalogue
        tried(lambda: refuse_open_use(texts, known))
    units = None if catalogue is None else tried(lambda: read_units(places, catalogue.study))
    if CORRECTIONS in texts:
        tried(lambda: load_corrections(texts[CORRECTIONS]))
    names = places.study / NAMES
    if units is not None and names.is_file():
        tried(lambda: read_aliases(names.read_text(encoding="utf-8"), places=places_of(units)))
    if catalogue is None:
        note_unreadable(places, faults)
        faults.raise_any()
        raise CatalogueError(f"the study {places.study.name} cannot be read. Restore it.")
    note_table_faults(places, catalogue, units, faults)
    if units is not None:
        tried(lambda: read_comparators(places, catalogue, units=units))
        tried(lambda: read_costs(places, units=units))
        tried(lambda: created_places(places, codes=scored(units).index))
    if layers:
        faults.check(
            "files that layers.yml goes with are not there",
            bad=[name for name in (CORRECTIONS, NAMES) if not (places.study / name).is_file()],
            of=2,
            do="Restore them; they may hold no entry, but they must be there.",
        )
    note_tree_faults(catalogue.index, catalogue.indicators, weights=None, faults=faults)
    faults.raise_any()
    return (
        f"The study {places.study.name} is sound: {len(catalogue.indicators)} indicators in "
        f"{len(catalogue.index.nodes)} nodes, {len(catalogue.series)} tables of {len(catalogue.sources)} sources."
    )
