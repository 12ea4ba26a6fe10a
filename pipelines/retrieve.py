"""Fetch one file through pooch: staged out of sight, checked, unpacked, and only then put in its place."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pooch  # type: ignore[import-untyped]

from geo.errors import StoreError
from pipelines.outcome import Outcome
from pipelines.transport import GivenUpError, change, kind_of, public_url, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.producers import Wanted
    from pipelines.transport import Transfer


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Keep pooch off the terminal, and urllib3 from logging addresses with signatures; give both their voice back."""
    talkative, informer = pooch.get_logger(), logging.getLogger("urllib3")
    disabled, level = talkative.disabled, informer.level
    # Pooch's logger stands outside the tree, where a changed level goes unnoticed once one message has passed.
    talkative.disabled = True
    informer.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        talkative.disabled = disabled
        informer.setLevel(level)


def retrieve(transfer: Transfer, url: str, *, raw: Path) -> tuple[Outcome, dict[str, Any]]:
    """Fetch a file and put it in its place below the raw folder, in place of the one that was there.

    Returns
    -------
    What became of it, and the facts for its passport.

    Raises
    ------
    GivenUpError
        When it could not be had, or is not what it should be; what was there before stands.
    UnchangedError
        When the one that is there is still the server's.
    StoreError
        When the disk refuses.
    """
    file = transfer.wanted
    staged = _staged(transfer, url)
    path = file.path_of(kind_of(staged))  # type: ignore[arg-type]
    found = Outcome(file, "fetched", path, staged.stat().st_size)
    facts = _facts(transfer, public_url(url, transfer.session.secrets)) | dict(transfer.facts)
    if is_archive(file, path):
        try:
            facts["members"] = unpack(staged, unpacked(raw / path))
        except GivenUpError:
            staged.unlink()
            raise
    put(staged, file, path, raw=raw)
    return found, facts


def put(staged: Path, file: Wanted, path: str, *, raw: Path) -> None:
    """Put a whole file in its place, unless it changed what the one that is there stood for.

    Raises
    ------
    GivenUpError
        When columns or units are not those of the file at hand, which stands.
    StoreError
        When the disk refuses.
    """
    if (found := change(raw / path, staged, file)) is not None:
        staged.unlink()
        raise GivenUpError("altered", f"the producer changed it: {found}")
    try:
        (raw / path).parent.mkdir(parents=True, exist_ok=True)
        staged.replace(raw / path)
    except OSError as error:
        raise _refused(raw / path, error) from error


def is_archive(file: Wanted, path: str) -> bool:
    """Whether what came for a file is to be unpacked: a producer sends NetCDF files in a ZIP, or one without."""
    return "netcdf" in file.kinds and path.endswith(".zip")


def unpacked(archive: Path) -> Path:
    """Give the folder that an archive is unpacked to, beside it."""
    return archive.with_suffix("")


def _staged(transfer: Transfer, url: str) -> Path:
    """Let pooch fetch the file and check its hash; one that was put together from parts gets a second chance."""
    file, half = transfer.wanted, transfer.part.path.parent
    digest = None if file.sha256 is None else f"sha256:{file.sha256}"
    for _ in range(2):
        try:
            return Path(pooch.retrieve(url, digest, fname=f"{file.name}.whole", path=half, downloader=transfer))
        except StoreError:
            raise
        except OSError as error:
            raise _refused(half / file.name, error) from error
        except ValueError:
            # Pooch says so when the hash is another one, and has thrown the file away.
            if digest is None:
                raise
            transfer.part.forget()
            if not transfer.receipt.resumed:
                break
    raise GivenUpError("wrong", "the server sent a file with another hash than downloads.yml states")


def _facts(transfer: Transfer, url: str) -> dict[str, Any]:
    # After a kill between staging and placing, only the notes beside the part know what the server said.
    receipt, noted = transfer.receipt, transfer.part.noted()
    facts = {
        "url": url,
        "accessed": _day(receipt.date),
        "etag": receipt.etag or noted.get("etag"),
        "last_modified": receipt.last_modified or noted.get("last_modified"),
    }
    return {name: value for name, value in facts.items() if value}


def _day(header: str | None) -> str | None:
    try:
        return parsedate_to_datetime(header or "").date().isoformat()
    except ValueError:
        return None


def _refused(path: Path, error: OSError) -> StoreError:
    return StoreError(
        f"1 of 1 files could not be written ({error.strerror or type(error).__name__}): {path}. What was there before "
        "stands. Mend what the disk says, or give --raw another folder, then run the same command again."
    )
