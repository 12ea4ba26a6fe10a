"""Bring raw files in from a mirror folder, with their hashes checked and a manifest of their licences.

Downloading from the producers themselves is a later piece of work; a mirror or files placed by hand are as good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import Faults, MissingFileError
from pipelines.raw import RawFile, declared
from pipelines.store import sha256, write_bytes, write_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.catalogue import Catalogue
    from pipelines.paths import Places

MANIFEST = "manifest.json"


def run(places: Places, catalogue: Catalogue, *, mirror: Path | None) -> Iterator[str]:
    """Copy what the mirror holds, then say of every declared file whether it is there and is the one it should be.

    Raises
    ------
    MissingFileError
        When a mirror is named but is no folder, holds none of the declared files, or holds others under their names.
    """
    files = declared(places.texts(), catalogue)
    if mirror is not None:
        yield _copy(files, mirror=mirror, raw=places.raw)
    states = {name: _state(file, places.raw / name) for name, file in files.items()}
    sound = sum(state == "ok" for state in states.values())
    yield f"{sound} of {len(files)} raw files are in {places.raw} as declared."
    for name, state in states.items():
        if state != "ok":
            yield f"  {state:>8}  {name}  ({files[name].producer}; {files[name].url})"


def _copy(files: dict[str, RawFile], *, mirror: Path, raw: Path) -> str:
    faults = Faults(f"the mirror {mirror}", MissingFileError)
    if not mirror.is_dir():
        faults.add("it is not a folder. Give --mirror the folder that holds boundaries/, indicators/ and the like.")
    held = [name for name in files if (mirror / name).is_file()]
    if not held:
        faults.add(f"it holds none of the {len(files)} declared files, such as {next(iter(files), 'none')}.")
    faults.check(
        "files are not those that the study declares (sha256); nothing was copied",
        bad=[name for name in held if sha256(mirror / name) != files[name].sha256],
        of=len(held),
        do="Fetch them again; if it is a new release, enter its sha256 in the study first.",
    )
    faults.raise_any()
    copied = sum(write_bytes(raw / name, (mirror / name).read_bytes()) for name in held)
    there = [name for name in files if (raw / name).is_file()]
    write_json(raw / MANIFEST, [_passport(files[name], raw / name) for name in there])
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
