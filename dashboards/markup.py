"""Write components as the HTML they stand for, so that what needs no callback is drawn by the browser alone."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from dash.development.base_component import Component
from dash.html import Br

if TYPE_CHECKING:
    from collections.abc import Mapping

ATTRIBUTES = {"className": "class", "htmlFor": "for"}
"""What is called otherwise in HTML than in a component; the rest differs in capitals alone, which HTML ignores."""
EMPTY = frozenset({"br", "col", "hr", "img", "input", "link", "meta"})
"""Elements that hold nothing and are not closed."""
HTML = "dash.html."
_OF_CLASS = frozenset(vars(Br())) - {"children"}


def markup(tree: Any) -> str:
    """Write a component, a text, a number, or a list of such; every text is escaped, so a name is never markup.

    Raises
    ------
    TypeError
        When a component is no plain element of HTML: another kind lives in a script of its own.
    """
    pieces: list[str] = []
    _write(tree, into=pieces)
    return "".join(pieces)


def _write(tree: Any, *, into: list[str]) -> None:
    if isinstance(tree, Component):
        _element(tree, into=into)
    elif isinstance(tree, list | tuple):
        for item in tree:
            _write(item, into=into)
    elif tree is not None:
        into.append(escape(str(tree), quote=False))


def _element(component: Component, *, into: list[str]) -> None:
    tag = type(component).__name__.lower()
    if not type(component).__module__.startswith(HTML):
        raise TypeError(f"{tag} is no element of HTML: lay it out in a part of the page that Dash draws.")
    # What a component was given stands beside what it knows of its own class, in an order of chance.
    given = {name: value for name, value in vars(component).items() if name not in _OF_CLASS}
    children = given.pop("children", None)
    into.append(f"<{tag}{''.join(_attribute(name, given[name]) for name in sorted(given))}>")
    if tag not in EMPTY:
        _write(children, into=into)
        into.append(f"</{tag}>")


def _attribute(name: str, value: Any) -> str:
    """Write an attribute; what is false or nothing is left out, as a browser reads it."""
    if value is None or value is False:
        return ""
    called = ATTRIBUTES.get(name, name.lower())
    if value is True:
        return f" {called}"
    return f' {called}="{escape(_style(value) if name == "style" else str(value))}"'


def _style(rules: Mapping[str, Any]) -> str:
    return ";".join(f"{re.sub('[A-Z]', lambda found: f'-{found[0].lower()}', name)}:{rules[name]}" for name in rules)
