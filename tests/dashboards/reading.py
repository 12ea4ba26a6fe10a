"""Read a tree of components the way a person reads the page: the words in it, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash.development.base_component import Component

if TYPE_CHECKING:
    from collections.abc import Iterator


def parts(tree: Any) -> Iterator[Any]:
    """Go through a tree, parents before children; texts and numbers are its leaves."""
    if isinstance(tree, list | tuple):
        for item in tree:
            yield from parts(item)
    elif tree is not None:
        yield tree
        if isinstance(tree, Component):
            yield from parts(getattr(tree, "children", None))


def read(tree: Any) -> str:
    """Give the words of a tree, a space between the pieces."""
    return " ".join(str(part).strip() for part in parts(tree) if not isinstance(part, Component) and str(part).strip())


def find(tree: Any, name: str) -> list[Component]:
    """Find the components that bear a class."""
    return [part for part in parts(tree) if isinstance(part, Component) and name in _classes(part)]


def _classes(component: Component) -> list[str]:
    return (getattr(component, "className", None) or "").split()
