"""Write results so that a reader sees the old ones or the new ones, never a half.

A file is written beside its place, flushed to the disk and renamed. A result folder is filled beside its place, the
old one is set aside, the new one renamed in, the old one removed; a run that is killed between the two renames is
mended by the next one, which finds the old folder set aside.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import MissingFileError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASIDE = ".{name}.previous"
_FRESH = ".{name}.writing-"
_REFUSED = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EIO}
"""What a disk says when it cannot or may not be written."""


def sha256(path: Path) -> str:
    """Hash the content of a file.

    Raises
    ------
    MissingFileError
        When it is not there, or may not be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise MissingFileError(
            f"{path} cannot be read ({error.strerror or error}). Put it there again, or make it readable."
        ) from error


def write_bytes(path: Path, content: bytes) -> bool:
    """Write a file atomically; say whether its content is new.

    Raises
    ------
    StoreError
        When the disk is full or read-only; what stood there before stands.
    """
    if path.is_file() and path.read_bytes() == content:
        return False
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()
        raise _store_error(path, error) from error
    return True


def write_text(path: Path, content: str) -> bool:
    """Write a UTF-8 text with plain line ends atomically; say whether its content is new."""
    return write_bytes(path, content.encode("utf-8"))


def write_json(path: Path, content: Any) -> bool:
    """Write JSON for people to read, keys in the order given."""
    return write_text(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


@contextlib.contextmanager
def replaced_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder to fill; it takes the place of `folder` when the block ends well.

    Raises
    ------
    StoreError
        When the disk refuses; the previous folder stands.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        recover(folder)
        fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=_FRESH.format(name=folder.name)))
        fresh.chmod(0o755)
    except OSError as error:
        raise _store_error(folder, error) from error
    try:
        yield fresh
        _swap(fresh, folder)
    except OSError as error:
        # Whatever else went wrong in the block is not the disk's doing, and keeps its own name.
        if error.errno in _REFUSED:
            raise _store_error(folder, error) from error
        raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        recover(folder)


def _swap(fresh: Path, folder: Path) -> None:
    for path in fresh.rglob("*"):
        _sync(path)
    aside = folder.with_name(_ASIDE.format(name=folder.name))
    if folder.exists():
        folder.rename(aside)
    fresh.rename(folder)
    _sync(folder.parent)
    shutil.rmtree(aside, ignore_errors=True)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder of results alone; a second run would clear away what the first is writing.

    Raises
    ------
    StoreError
        When another run holds it, or the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / ".lock").open("w", encoding="ascii")
    except OSError as error:
        raise _store_error(folder, error) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(f"Another run is writing to {folder}. Wait until it ends, then run again.") from error
        yield


def recover(folder: Path) -> None:
    """Put back what a killed run had set aside, and clear away what it left half written."""
    aside = folder.with_name(_ASIDE.format(name=folder.name))
    if aside.exists():
        if folder.exists():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.rename(folder)
    for left in folder.parent.glob(_FRESH.format(name=folder.name) + "*"):
        shutil.rmtree(left, ignore_errors=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _store_error(path: Path, error: OSError) -> StoreError:
    return StoreError(
        f"{path} could not be written ({error.strerror or error}). What stood there before is untouched. "
        "Free some space or choose a folder you may write to, then run the same command again."
    )
