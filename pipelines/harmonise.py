"""Make one clean layer of boundaries and tidy tables keyed by code, from raw files where they are at hand.

What raw files give is written into the study's own folder, which the project ships: without raw files the same results
are there already, and the stage only checks and passes them on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geo.boundaries import (
    harmonise_boundaries,
    match_names,
    places_of,
    read_aliases,
    read_layer,
    read_table,
    to_topojson,
)
from geo.boundaries.names import unused_aliases
from geo.catalogue.correction import load_corrections
from geo.errors import ArraigoError, CatalogueError, Faults, MissingFileError, TableError
from geo.tables import key_names, read_raw, tidy, write_series
from pipelines.raw import declared, layers_of
from pipelines.store import sha256, write_json
from pipelines.study import check_declared, read_tables, read_units

if TYPE_CHECKING:
    from geo.boundaries.names import Matches
    from geo.catalogue import Source
    from pipelines.stage import Context

UNITS = "units.parquet"
CROSSWALK = ("code", "name", "adm1_name", "muni44_code", "muni44_name")


def run(context: Context) -> None:
    """Rebuild from raw what can be, then check what the study ships and pass it on."""
    _rebuild_boundaries(context)
    units = _units(context)
    _rebuild_tables(context, units)
    read_tables(context.places, context.catalogue, waits=True)
    _write_manifest(context)


def _rebuild_boundaries(context: Context) -> None:
    """Write the shipped layer anew from the raw layers, when every one of them is at hand."""
    places, study = context.places, context.catalogue.study
    layers = layers_of(context.texts)
    files = [path for layer in layers.values() for path in layer.files]
    missing = [path for path in files if not (places.raw / path).is_file()]
    if len(missing) == len(files):
        context.notes.append(f"boundaries as shipped in {study.boundaries}")
        return
    faults = Faults("the raw boundary layers", MissingFileError)
    do = "Place them by hand or by `arraigo fetch --mirror`, or take the others away."
    faults.check(f"raw files are not in {places.raw}", bad=missing, of=len(files), do=do)
    faults.raise_any()
    if "gazetteer" not in layers:
        raise CatalogueError(
            "layers.yml names no `gazetteer`, the table of the units that there must be. Add it, with their codes, "
            "names and departments."
        )
    tables = {id_: read_table(places.raw, layer) for id_, layer in layers.items() if layer.is_table}
    made = harmonise_boundaries(
        {id_: read_layer(places.raw, layer) for id_, layer in layers.items() if not layer.is_table},
        gazetteer=tables["gazetteer"],
        # Only El Salvador's distritos lie in municipios of 2024.
        crosswalk=tables.get("crosswalk", pd.DataFrame(columns=CROSSWALK, dtype="str")),
        corrections=load_corrections(context.texts.get("corrections.yml", "")),
    )
    made.log.to_csv(context.out / "boundary_log.csv", index=False, lineterminator="\n")
    changed = context.mend(study.boundaries, to_topojson(made.shipped))
    context.notes.append(f"boundaries rebuilt from {places.raw}: {'changed' if changed else 'equal to those shipped'}")


def _units(context: Context) -> gpd.GeoDataFrame:
    """Read and check the shipped layer and save it; one that was checked before is taken over."""
    study, out = context.catalogue.study, context.out / UNITS
    shipped = context.places.study / study.boundaries
    if shipped.is_file() and context.taken_over(UNITS, made_of={study.boundaries: sha256(shipped)}):
        units = gpd.read_parquet(out)
        check_declared(units, study)
        return units
    units = read_units(context.places, study)
    units.to_parquet(out, index=False)
    return units


def _rebuild_tables(context: Context, units: gpd.GeoDataFrame) -> None:
    """Write the tidy tables of every source whose raw file is at hand, and the log of how names were matched."""
    places, catalogue = context.places, context.catalogue
    sources = [s for s in catalogue.sources if s.raw is not None and (places.raw / s.raw.path).is_file()]
    if not sources:
        context.notes.append(f"{len(catalogue.series)} tables as shipped")
        return
    known = places_of(units)
    aliases = read_aliases((places.study / "names.csv").read_text(encoding="utf-8"), places=known)
    faults = Faults("raw tables", TableError)
    tables: dict[str, pd.DataFrame] = {}
    matched: dict[str, Matches] = {}
    for done, source in enumerate(sources):
        context.progress(done, len(sources))
        try:
            tables |= _tables_of(source, context, known, aliases, matched)
        except ArraigoError as error:
            faults.add(str(error))
    faults.raise_any()
    changed = sum(context.mend(f"tables/{id_}.csv", write_series(table)) for id_, table in tables.items())
    context.notes.append(
        f"{len(tables)} of {len(catalogue.series)} tables rebuilt from {places.raw}, {changed} changed"
    )
    _log_matches(context, matched, aliases)


def _tables_of(
    source: Source, context: Context, known: pd.DataFrame, aliases: pd.DataFrame, matched: dict[str, Matches]
) -> dict[str, pd.DataFrame]:
    """Read one source; its names, where it is keyed by names, join `matched`."""
    if source.raw is None or source.keys is None:
        return {}
    path = context.places.raw / source.raw.path
    frame = read_raw(path, source)
    if source.keys.name is None:
        return tidy(frame, source, places=known)
    level = next(iter(source.series.values())).level
    matched[source.id] = match_names(
        key_names(frame, source),
        known[known["level"] == level],
        aliases=aliases,
        iso3=source.iso3,
        source=source.id,
        clipped=source.keys.name.clipped,
    )
    return tidy(frame, source, places=known, codes=matched[source.id].checked(source.id))


def _log_matches(context: Context, matched: dict[str, Matches], aliases: pd.DataFrame) -> None:
    logs = [matches.log.assign(source=source) for source, matches in matched.items()]
    if logs:
        pd.concat(logs).to_csv(context.out / "names_log.csv", index=False, lineterminator="\n")
    of_these = aliases[aliases["source"].isin([*matched, "*"])]
    unused = unused_aliases(of_these, matched.values())
    if len(unused):
        names = ", ".join(f"{name} (row {row})" for row, name in unused["name"].items())
        context.notes.append(f"{len(unused)} of {len(aliases)} aliases in names.csv serve no source: {names}")


def _write_manifest(context: Context) -> None:
    """Say of every raw file what the results were made from, under which licence."""
    files = declared(context.texts, context.catalogue).values()
    write_json(context.out / "manifest.json", [vars(file) for file in files])
