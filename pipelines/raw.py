"""List the raw files that a study declares, and find those that are at hand."""

from __future__ import annotations

from dataclasses import dataclass
from posixpath import normpath
from typing import TYPE_CHECKING

from geo.catalogue.layer import load_layers
from geo.errors import CatalogueError, Faults

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo.catalogue import Catalogue, Grids, Source
    from geo.catalogue.download import Download
    from geo.catalogue.layer import Layer
    from pipelines.paths import Places

LAYERS, DOWNLOADS = "layers.yml", "downloads.yml"


@dataclass(frozen=True)
class RawFile:
    """A raw file as declared: where it belongs, what it should hash to, whose it is."""

    path: str
    sha256: str
    owner: str
    producer: str
    url: str
    licence: str
    attribution: str


def layers_of(texts: Mapping[str, str]) -> dict[str, Layer]:
    """Read the raw boundary layers that a study declares; a study without any ships its layer alone."""
    return load_layers(texts[LAYERS]) if LAYERS in texts else {}


def downloads_of(texts: Mapping[str, str]) -> dict[str, Download]:
    """Read what a study may download; a study without `downloads.yml` downloads nothing."""
    if DOWNLOADS not in texts:
        return {}
    from geo.catalogue.download import load_downloads  # noqa: PLC0415 - its many models are asked for only here

    return load_downloads(texts[DOWNLOADS])


def declared(texts: Mapping[str, str], catalogue: Catalogue) -> dict[str, RawFile]:
    """List every raw file that a layer or a source names, by its path below the raw folder.

    Raises
    ------
    CatalogueError
        When a source makes figures for the public of files that may not be passed on.
    """
    refuse_open_use(texts, catalogue)
    found: dict[str, RawFile] = {}
    for layer in layers_of(texts).values():
        found |= {path: _passport(path, digest, layer) for path, digest in layer.files.items()}
    for source in catalogue.sources:
        files = {source.raw.path: source.raw.sha256} if source.raw else {}
        files |= {grids.path: grids.sha256 for grids in source.rasters.values() if grids.sha256 is not None}
        found |= {path: _passport(path, digest, source) for path, digest in files.items()}
    return found


def refuse_open_use(texts: Mapping[str, str], catalogue: Catalogue) -> None:
    """Refuse sources that make open figures of files that may not be passed on.

    Raises
    ------
    CatalogueError
        With every series that is not of tier internal.
    """
    closed = tuple(f"{id_}/" for id_, entry in downloads_of(texts).items() if getattr(entry, "tier", "") == "internal")
    series = {
        f"{source.id}: {id_}": one.tier
        for source in catalogue.sources
        if any(path.startswith(closed) for path in _paths(source))
        for id_, one in source.series.items()
    }
    faults = Faults("the sources", CatalogueError)
    faults.check(
        "series are made of files that may not be passed on, and are not of tier internal",
        bad=[name for name, tier in series.items() if tier != "internal"],
        of=len(series),
        do="Write `tier: internal` into each, or draw on another source.",
    )
    faults.raise_any()


def _paths(source: Source) -> list[str]:
    paths = [*([source.raw.path] if source.raw else []), *(grids.path for grids in source.rasters.values())]
    return [normpath(path) for path in paths]


def files_of(grids: Grids, raw: Path) -> tuple[Path, ...]:
    """Find the files of one part of a source that are at hand, in the order of their names."""
    if grids.many:
        return tuple(sorted(path for path in raw.glob(grids.path) if path.is_file() or path.suffix == ".zarr"))
    return (raw / grids.path,) if (raw / grids.path).exists() else ()


def raw_files_at_hand(places: Places, texts: Mapping[str, str], catalogue: Catalogue) -> dict[str, Path]:
    """Find the declared raw files that are there, by their path below the raw folder; of a Zarr, all it is made of."""
    paths = {name: places.raw / name for name in declared(texts, catalogue)}
    for source in catalogue.sources:
        for grids in source.rasters.values():
            for path in files_of(grids, places.raw):
                parts = path.rglob("*") if path.is_dir() else (path,)
                paths |= {part.relative_to(places.raw).as_posix(): part for part in parts}
    return {name: path for name, path in sorted(paths.items()) if path.is_file()}


def _passport(path: str, sha256: str, entry: Layer | Source) -> RawFile:
    return RawFile(
        path=path,
        sha256=sha256,
        owner=entry.id,
        producer=entry.producer,
        url=entry.url,
        licence=entry.licence,
        attribution=entry.attribution,
    )
