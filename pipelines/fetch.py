"""Bring raw files in, from a mirror folder or from their producers, with their hashes checked and their licences noted.

Without a name nothing is downloaded: what is at hand is told, and a mirror is copied from. A named entry of
`downloads.yml` is fetched from its producer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.catalogue.download import check_base
from geo.errors import Faults, MissingFileError
from pipelines.download import Means, download
from pipelines.manifest import note
from pipelines.outcome import at_hand, faults_of_downloads, note_faults, told, unknown
from pipelines.producers import order
from pipelines.raw import RawFile, declared, downloads_of
from pipelines.store import locked, sha256, write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from geo.catalogue import Catalogue
    from pipelines.paths import Places
    from pipelines.producers import Order
    from pipelines.transport import Meter


def run(places: Places, catalogue: Catalogue, *, mirror: Path | None, meter: Meter) -> Iterator[str]:
    """Copy what the mirror holds, then say of every declared file whether it is there and is the one it should be.

    Raises
    ------
    MissingFileError
        When a mirror is named but is no folder, holds none of the declared files, or holds others under their names.
    DownloadError
        When what the mirror holds for a download is not what it should be.
    """
    texts = places.texts()
    files = declared(texts, catalogue)
    means = Means(raw=places.raw, meter=meter, mirror=mirror)
    orders = [order(entry, today=means.patience.now().date()) for entry in downloads_of(texts).values()]
    if mirror is not None:
        held = [some for some in orders if any((mirror / path).is_file() for f in some.files for path in f.paths)]
        yield _copy(files, mirror=mirror, raw=places.raw, others=bool(held))
        yield from _take(held, means)
    states = {name: _state(file, places.raw / name) for name, file in files.items()}
    sound = sum(state == "ok" for state in states.values())
    yield f"{sound} of {len(files)} raw files are in {places.raw} as declared."
    for name, state in states.items():
        if state != "ok":
            yield f"  {state:>8}  {name}  ({files[name].producer}; {files[name].url})"
    for some in orders:
        yield at_hand(some, places.raw)


def run_downloads(places: Places, names: Sequence[str], *, means: Means, base: str | None = None) -> Iterator[str]:
    """Bring in the named entries of `downloads.yml`, one after another, and report on each.

    Raises
    ------
    DownloadError
        When a name is no entry's, or something that was asked for could not be had; what is complete stays.
    StoreError
        When the disk refuses; what is complete stays.
    """
    entries = downloads_of(places.texts())
    unknown(names, list(entries))
    if means.mirror is not None and not means.mirror.is_dir():
        raise MissingFileError(f"1 of 1 mirrors is not a folder: {means.mirror}. Give --mirror one that is.")
    if base is not None:
        check_base(base)
    today = means.patience.now().date()
    orders = [order(entries[name], today=today, base=base) for name in dict.fromkeys(names)]
    yield from _take(orders, means, asked=True)


def _take(orders: Sequence[Order], means: Means, *, asked: bool = False) -> Iterator[str]:
    """Bring orders in; files that a mirror lacks are a fault only where they were asked for by name."""
    faults = faults_of_downloads()
    for some in orders:
        done = download(some, means)
        yield from told(some, done.outcomes, means.raw)
        if done.refused is not None:
            raise done.refused
        outcomes = done.outcomes if asked else [found for found in done.outcomes if found.state != "unmirrored"]
        note_faults(some, outcomes, faults, raw=means.raw)
    faults.raise_any()


def _copy(files: dict[str, RawFile], *, mirror: Path, raw: Path, others: bool) -> str:
    faults = Faults(f"the mirror {mirror}", MissingFileError)
    if not mirror.is_dir():
        faults.add("it is not a folder. Give --mirror the folder that holds boundaries/, indicators/ and the like.")
    held = [name for name in files if (mirror / name).is_file()]
    if not held and not others:
        faults.add(f"it holds none of the {len(files)} declared files, such as {next(iter(files), 'none')}.")
    faults.check(
        "files are not those that the study declares (sha256); nothing was copied",
        bad=[name for name in held if sha256(mirror / name) != files[name].sha256],
        of=len(held),
        do="Fetch them again; if it is a new release, enter its sha256 in the study first.",
    )
    faults.raise_any()
    with locked(raw):
        copied = sum(write_bytes(raw / name, (mirror / name).read_bytes()) for name in held)
        note(raw, [_passport(files[name], raw / name) for name in files if (raw / name).is_file()])
    return f"{copied} of {len(files)} raw files copied from {mirror}, {len(held) - copied} were there already."


def _passport(file: RawFile, path: Path) -> dict[str, str | int]:
    return {
        "path": file.path,
        "bytes": path.stat().st_size,
        "sha256": sha256(path),
        "declared_sha256": file.sha256,
        "source": file.owner,
        "producer": file.producer,
        "url": file.url,
        "licence": file.licence,
        "attribution": file.attribution,
    }


def _state(file: RawFile, path: Path) -> str:
    if not path.is_file():
        return "missing"
    return "ok" if sha256(path) == file.sha256 else "changed"
