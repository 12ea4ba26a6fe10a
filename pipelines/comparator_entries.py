"""Read what a study says about its outside figures, without the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.catalogue import load_comparators
from geo.errors import CatalogueError, Faults
from pipelines.paths import COMPARATOR_ENTRIES, COMPARATOR_TABLES

if TYPE_CHECKING:
    from geo.catalogue import Catalogue, Comparator
    from pipelines.paths import Places


def read_entries(places: Places, catalogue: Catalogue) -> tuple[Comparator, ...]:
    """Read what is said about each comparator; none where the study has none.

    Raises
    ------
    CatalogueError
        With file and line of every fault.
    """
    faults = Faults(f"the study {places.study.name}", CatalogueError)
    texts = {}
    for name, path in places.study_files(COMPARATOR_ENTRIES).items():
        try:
            texts[name] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            faults.add(f"{name}: is not UTF-8. Save it as UTF-8 in your editor.")
    faults.raise_any()
    return load_comparators(
        texts,
        index=catalogue.index,
        tables=places.study_files(COMPARATOR_TABLES),
        countries=[country.iso3 for country in catalogue.study.countries],
    )
