"""Keep the passport of every raw file: what it is, whose it is, where and when it came from.

The manifest lies beside the files, in `manifest.json`, ordered by path. No address in it holds a key.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.errors import DownloadError
from pipelines.store import sha256, write_json
from pipelines.transport import public_url

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pipelines.outcome import Outcome
    from pipelines.producers import Order

MANIFEST = "manifest.json"
Passport = dict[str, Any]
_ORIGINS = {"fetched": "download", "copied": "mirror", "by_hand": "hand"}


def read_manifest(folder: Path) -> dict[str, Passport]:
    """Read the passports by the path of their file; none where there is no manifest.

    Raises
    ------
    DownloadError
        When the manifest is damaged.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {str(row["path"]): dict(row) for row in rows}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DownloadError(
            f"1 of 1 manifests cannot be read: {path}. Restore it, or move it away: the files stay, and the next run "
            "notes them as placed by hand."
        ) from error


def note(folder: Path, passports: Iterable[Passport]) -> None:
    """Enter passports, in place of those that their files had; the others stay.

    Raises
    ------
    DownloadError
        When the manifest is damaged.
    StoreError
        When the disk refuses; the manifest is as it was.
    """
    held = read_manifest(folder) | {passport["path"]: passport for passport in passports}
    write_json(folder / MANIFEST, [held[path] for path in sorted(held)])


def passport(order: Order, found: Outcome, facts: Mapping[str, Any], *, raw: Path, today: dt.date) -> Passport:
    """Write the passport of a file that has come.

    Parameters
    ----------
    facts
        What is known beyond the order: `url`, `accessed`, `etag`, `last_modified`, `members` of an archive, `rows` of a
        table that was put together, `origin`, and what the service says of its `licence`, `licence_status`, `citation`.
    """
    producer = order.producer
    written: Passport = {
        "path": found.path,
        "bytes": found.size,
        "sha256": sha256(raw / found.path),
        "source": order.entry.id,
        "origin": _ORIGINS.get(found.state, facts.get("origin", "download")),
        "producer": producer.title,
        "url": facts.get("url") or public_url(found.file.url or producer.page),
        "accessed": facts.get("accessed") or today.isoformat(),
        "licence": facts.get("licence") or producer.licence,
        "licence_status": facts.get("licence_status") or producer.licence_status,
        "citation": facts.get("citation") or producer.citation,
        "request": dict(found.file.request),
    }
    if tier := getattr(order.entry, "tier", None):
        written["tier"] = tier
    return written | {name: facts[name] for name in ("etag", "last_modified", "members", "rows") if facts.get(name)}
