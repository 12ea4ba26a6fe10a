"""Look at the files that are there already, by an earlier run, by hand or in a mirror, before anything is asked for."""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.errors import StoreError
from pipelines.outcome import Outcome
from pipelines.store import sha256
from pipelines.transport import refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipelines.manifest import Passport
    from pipelines.producers import Wanted


@dataclass(frozen=True)
class ToFetch:
    """A file that is to be fetched; with conditions, only if the server's is another one than ours."""

    file: Wanted
    conditions: Mapping[str, str] = field(default_factory=dict)
    path: str = ""
    """Where ours lies, if there is one."""


def look(file: Wanted, *, raw: Path, passports: Mapping[str, Passport], refresh: bool) -> Outcome | ToFetch:
    """Decide whether a file is there as it should be, or is to be fetched.

    A file with a passport must have the hash that stands there; one that we fetched for another area or region is
    fetched anew. A file without a passport was placed by hand, and must be what it is called.
    """
    path = next((path for path in file.paths if (raw / path).is_file()), None)
    if path is None:
        return ToFetch(file)
    noted, digest = passports.get(path), sha256(raw / path)
    if noted is None and file.sha256 in {None, digest}:
        return _by_hand(file, path, raw)
    expected = {file.sha256 or digest: "downloads.yml", (noted or {}).get("sha256", digest): "the manifest"}
    for stated, where in expected.items():
        if stated != digest:
            changed = Outcome(file, "changed", path, reason=f"the hash is not the one that {where} states")
            return ToFetch(file) if refresh else changed
    return _noted(file, path, raw, noted or {}, refresh=refresh)


def _by_hand(file: Wanted, path: str, raw: Path) -> Outcome:
    found = refusal(raw / path, file)
    if found is not None:
        return Outcome(file, found[0], path, reason=f"what was placed by hand is {found[1]}")
    return Outcome(file, "by_hand", path, (raw / path).stat().st_size)


def _noted(file: Wanted, path: str, raw: Path, noted: Passport, *, refresh: bool) -> Outcome | ToFetch:
    ours = noted.get("origin") == "download"
    if dict(file.request) != noted.get("request", {}):
        why = "it was placed for another area, region or month; take it away to have it fetched"
        return ToFetch(file) if ours else Outcome(file, "changed", path, reason=why)
    if refresh and ours:
        return ToFetch(file, _conditions(noted), path)
    return Outcome(file, "kept", path, (raw / path).stat().st_size)


def _conditions(noted: Passport) -> dict[str, str]:
    if noted.get("etag"):
        return {"If-None-Match": str(noted["etag"])}
    return {"If-Modified-Since": str(noted["last_modified"])} if noted.get("last_modified") else {}


def copy_from(mirror: Path, file: Wanted, *, raw: Path, half: Path) -> Outcome:
    """Copy a file from a mirror that keeps the same paths, if it is there and is what it should be.

    Raises
    ------
    StoreError
        When the disk refuses; no half file is left.
    """
    path = next((path for path in file.paths if (mirror / path).is_file()), None)
    if path is None:
        return Outcome(file, "unmirrored", file.path, reason="the mirror does not hold it")
    found = refusal(mirror / path, file)
    if found is None and file.sha256 not in {None, sha256(mirror / path)}:
        found = "wrong", "a file with another hash than downloads.yml states"
    if found is not None:
        return Outcome(file, found[0], path, reason=f"the mirror holds {found[1]}")
    _copy(mirror / path, raw / path, half / file.name)
    return Outcome(file, "copied", path, (raw / path).stat().st_size)


def _copy(source: Path, target: Path, half: Path) -> None:
    try:
        half.parent.mkdir(parents=True, exist_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, half)
        with half.open("rb") as file:
            os.fsync(file.fileno())
        half.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            half.unlink()
        raise StoreError(
            f"1 of 1 files could not be written ({error.strerror or error}): {target}. What was copied before stays. "
            "Free some space, or give --raw another folder, then run the same command again."
        ) from error
