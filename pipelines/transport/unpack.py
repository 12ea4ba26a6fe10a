"""Unpack an archive of NetCDF files without letting it write anywhere else, or more than it may."""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipelines.store import replaced_folder, sha256
from pipelines.transport.content import kind_of
from pipelines.transport.given_up import GivenUpError

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 20_000_000_000
MOST_FILES = 2_000
CHUNK = 1 << 20


def unpack(archive: Path, folder: Path, *, most_bytes: int = MOST_BYTES) -> dict[str, str]:
    """Put an archive's NetCDF files into a folder, which they replace as a whole.

    Returns
    -------
    The sha256 of each file by its name.

    Raises
    ------
    GivenUpError
        When the archive is damaged, holds something else than NetCDF files, names a place outside the folder, or
        grows beyond what is sensible.
    StoreError
        When the disk refuses; the folder is as it was.
    """
    try:
        with zipfile.ZipFile(archive) as packed:
            members = _members(packed)
            with replaced_folder(folder) as fresh:
                left = most_bytes
                for member in members:
                    left = _extract(packed, member, fresh / _name(member), left)
                digests = {_name(member): sha256(fresh / _name(member)) for member in members}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        raise GivenUpError("wrong", "the archive is damaged, or packed in a way that cannot be read") from None
    return digests


def _members(packed: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    members = [member for member in packed.infolist() if not member.is_dir()]
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        link = stat.S_ISLNK(member.external_attr >> 16)
        if path.is_absolute() or ".." in path.parts or ":" in member.filename or link:
            raise GivenUpError("wrong", f"the archive names a place outside its folder ({member.filename!r})")
        if path.suffix != ".nc" or member.flag_bits & 1:
            raise GivenUpError("wrong", f"the archive holds {member.filename!r}, which is no open NetCDF")
    names = [_name(member) for member in members]
    if not names or len(names) > MOST_FILES or len(set(names)) < len(names):
        raise GivenUpError("wrong", f"the archive holds {len(names)} files, {len(set(names))} of them by name")
    return sorted(members, key=_name)


def _name(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename.replace("\\", "/")).name


def _extract(packed: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, left: int) -> int:
    """Write one file, counting what really comes: the size that an archive states may be a lie."""
    with packed.open(member) as source, path.open("wb") as target:
        while chunk := source.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise GivenUpError("wrong", "the archive unpacks to more than it may")
            target.write(chunk)
    if kind_of(path) != "netcdf":
        raise GivenUpError("wrong", f"the archive's {member.filename!r} is no NetCDF")
    return left
