"""Write results so that a reader sees the old ones or the new ones, never a half.

A file is written beside its place, flushed to the disk and renamed. A result folder is filled beside its place, the
old one is set aside, the new one renamed in, the old one removed; a run that is killed between the two renames is
mended by the next one, which finds the old folder set aside.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASIDE = ".{name}.previous"
_FRESH = ".{name}.writing-"


def sha256(path: Path) -> str:
    """Hash the content of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
    recover(folder)
    fresh: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=_FRESH.format(name=folder.name)))
        fresh.chmod(0o755)
        yield fresh
        for path in fresh.rglob("*"):
            _sync(path)
        aside = folder.with_name(_ASIDE.format(name=folder.name))
        if folder.exists():
            folder.rename(aside)
        fresh.rename(folder)
        _sync(folder.parent)
        shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        if isinstance(error, StoreError) or error.errno is None:
            raise
        raise _store_error(folder, error) from error
    finally:
        if fresh is not None:
            shutil.rmtree(fresh, ignore_errors=True)
        recover(folder)


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
