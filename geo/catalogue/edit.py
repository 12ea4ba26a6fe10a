"""Change entries of a study's YAML as text, so that comments and layout stay as their authors left them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from geo.errors import CatalogueError


@dataclass(frozen=True)
class _Item:
    """One mapping of a list, with the node that tells where each of its values stands."""

    id: str
    node: yaml.MappingNode

    def value(self, key: str) -> yaml.Node | None:
        """Find the node of a key's value."""
        return next((value for name, value in self.node.value if name.value == key), None)


def insert_entry(text: str, entry: str, *, pillar: str) -> str:
    """Put a new indicator behind the last of its pillar, or at the end where the pillar has none.

    Parameters
    ----------
    text
        `indicators.yml`.
    entry
        The text of the entry, from ``- id:`` on.
    pillar
        The leaf it belongs to.
    """
    items = _items(text)
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    if not items and not any(line.strip() and not line.lstrip().startswith("#") for line in lines):
        return "".join(lines) + entry
    last = max((n for n, item in enumerate(items) if _scalar(item, "pillar") == pillar), default=len(items) - 1)
    at = _end(lines, items, last)
    return "".join([*lines[:at], entry, *lines[at:]])


def remove_entry(text: str, id_: str) -> str:
    """Take an entry out of a list of entries, with the comments inside it; those before it stay.

    Raises
    ------
    CatalogueError
        When no entry has the id.
    """
    items = _items(text)
    n = items.index(_find(items, id_))
    lines = text.splitlines(keepends=True)
    start, end = items[n].node.start_mark.line, _end(lines, items, n)
    return "".join(lines[:start] + lines[end:])


def set_value(text: str, id_: str, key: str, value: object, *, after: str) -> str:
    """Replace the value of a key of an entry, or give the key a line of its own behind another key.

    Raises
    ------
    CatalogueError
        When no entry has the id.
    """
    item = _find(_items(text), id_)
    node = item.value(key)
    shown = yaml.safe_dump(value, allow_unicode=True).removesuffix("\n...\n").strip()
    if node is not None:
        return text[: node.start_mark.index] + shown + text[node.end_mark.index :]
    before = item.value(after)
    if before is None:
        raise CatalogueError(f"the entry `{id_}` has no `{after}`. Correct it by hand.")
    if item.node.flow_style:
        at = before.end_mark.index
        return f"{text[:at]}, {key}: {shown}{text[at:]}"
    lines = text.splitlines(keepends=True)
    at = before.start_mark.line + 1
    return "".join([*lines[:at], " " * item.node.start_mark.column + f"{key}: {shown}\n", *lines[at:]])


def append_value(text: str, id_: str, key: str, value: str) -> str:
    """Put one more value at the end of a list that an entry holds.

    Raises
    ------
    CatalogueError
        When no entry has the id, or the key holds no list.
    """
    node = _find(_items(text), id_).value(key)
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise CatalogueError(f"the entry `{id_}` has no list `{key}`. Correct it by hand.")
    last = node.value[-1]
    at = last.end_mark.index
    joint = ", " if node.flow_style else f"\n{' ' * node.start_mark.column}- "
    return text[:at] + joint + value + text[at:]


def remove_key(text: str, outer: str, key: str) -> str:
    """Take one key out of a mapping that stands under another key, such as one series of a source.

    Raises
    ------
    CatalogueError
        When there is no such key.
    """
    root = _composed(text)
    inner = next((value for name, value in root.value if name.value == outer), None)
    pairs = inner.value if isinstance(inner, yaml.MappingNode) and not inner.flow_style else []
    n = next((n for n, (name, _) in enumerate(pairs) if name.value == key), None)
    if n is None:
        raise CatalogueError(f"there is no `{outer}: {key}` that stands on lines of its own. Correct it by hand.")
    lines = text.splitlines(keepends=True)
    start = pairs[n][0].start_mark.line
    later = [name.start_mark.line for name, _ in root.value] + [name.start_mark.line for name, _ in pairs]
    end = min((line for line in later if line > start), default=len(lines))
    return "".join(lines[:start] + lines[_before_comments(lines, start, end) :])


def replace_scalar(text: str, path: tuple[str, ...], value: str) -> str:
    """Replace a text that stands under nested keys.

    Raises
    ------
    CatalogueError
        When nothing stands there.
    """
    node: Any = _composed(text)
    for key in path:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((inner for name, inner in pairs if name.value == key), None)
    if not isinstance(node, yaml.ScalarNode):
        raise CatalogueError(f"nothing stands under {'.'.join(path)}. Correct it by hand.")
    return text[: node.start_mark.index] + value + text[node.end_mark.index :]


def _composed(text: str) -> Any:
    # The loader in Python counts characters; the one in C counts bytes.
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _items(text: str) -> list[_Item]:
    """List the entries of a file that is a list, or that holds one under `indicators` or `nodes`."""
    root = _composed(text)
    if isinstance(root, yaml.MappingNode):
        root = next((value for name, value in root.value if name.value in {"indicators", "nodes"}), None)
    nodes = root.value if isinstance(root, yaml.SequenceNode) else []
    items = [_Item("", node) for node in nodes if isinstance(node, yaml.MappingNode)]
    return [_Item(_scalar(item, "id"), item.node) for item in items]


def _scalar(item: _Item, key: str) -> str:
    node = item.value(key)
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _find(items: list[_Item], id_: str) -> _Item:
    for item in items:
        if item.id == id_:
            return item
    raise CatalogueError(f"there is no entry `{id_}`. Correct the id; `arraigo check` names those there are.")


def _end(lines: list[str], items: list[_Item], n: int) -> int:
    """Find the line behind an entry; comments and blanks before the next one belong to that."""
    start = items[n].node.start_mark.line
    end = items[n + 1].node.start_mark.line if n + 1 < len(items) else len(lines)
    return _before_comments(lines, start, end)


def _before_comments(lines: list[str], start: int, end: int) -> int:
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end
