"""Name the keys in which two versions of a YAML file differ, as a person would say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.catalogue.yaml_text import Document
from geo.errors import CatalogueError, Faults

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 60
"""Characters of a value that are shown."""

_KEYS = ("id", "iso3")
"""What an entry of a list is found by."""


_Difference = tuple[tuple[str, ...], str | None, str | None]


@dataclass(frozen=True)
class EntryChange:
    """One key that differs; `None` where the key or the file is not there."""

    file: str
    path: tuple[str, ...]
    before: str | None
    now: str | None


def entry_changes(file: str, before: str | None, now: str | None) -> list[EntryChange]:
    """Compare two versions of a YAML file.

    Entries of a list that carry an id are found by it, so that their order does not matter; an entry, a mapping or a
    list that only one version has is one change. A file that is not YAML differs as a whole.

    Parameters
    ----------
    file
        Its name.
    before, now
        Its texts; ``None`` where there is no such file.
    """
    if before == now:
        return []
    if before is None or now is None:
        return [EntryChange(file, (), None if before is None else "", None if now is None else "")]
    faults = Faults(file, CatalogueError)
    parsed = [Document(file, text, faults) for text in (before, now)]
    if not all(document.sound for document in parsed):
        return [EntryChange(file, (), "", "")]
    return [EntryChange(file, *change) for change in _differing(parsed[0].data or {}, parsed[1].data or {}, ())]


def _differing(before: Any, now: Any, path: tuple[str, ...]) -> Iterator[_Difference]:
    parts = [_by_key(before), _by_key(now)]
    if parts[0] is None or parts[1] is None:
        if before != now:
            yield path, _shown(before), _shown(now)
        return
    for key in dict.fromkeys([*parts[0], *parts[1]]):
        if key not in parts[0]:
            yield (*path, key), None, _shown(parts[1][key])
        elif key not in parts[1]:
            yield (*path, key), _shown(parts[0][key]), None
        else:
            yield from _differing(parts[0][key], parts[1][key], (*path, key))


def _by_key(value: Any) -> dict[str, Any] | None:
    """Look at a mapping, or at a list whose entries have a name, as a mapping."""
    if isinstance(value, dict):
        return {str(key): below for key, below in value.items()}
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        for key in _KEYS:
            names = [str(one.get(key)) for one in value]
            if all(key in one for one in value) and len(set(names)) == len(names):
                return dict(zip(names, value, strict=True))
    return None


def _shown(value: Any) -> str:
    """Write a value on one line; an entry or a mapping says only that it is there."""
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict | list) for one in value)):
        return ""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = " ".join(text.split())
    return f"{text[:LONGEST].rstrip()}…" if len(text) > LONGEST else text
