"""List the views: what the menu offers beside the ranking, each a file with a function `content`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboards.views import compare, downloads, method, quality, reach, space, target, types

if TYPE_CHECKING:
    from collections.abc import Callable

    from dash.development.base_component import Component

    from dashboards.scene import Scene


@dataclass(frozen=True)
class View:
    """How a view is shown.

    Attributes
    ----------
    content
        Builds it from the scene.
    layer
        What the map shows while the view is open and the reader has not chosen another layer; None leaves the map.
    wide
        Whether it takes the map's place too.
    chosen
        Gives the codes of a set of the reader's own, which the map marks.
    """

    content: Callable[[Scene], list[Component]]
    layer: str | None = None
    wide: bool = False
    chosen: Callable[[Scene], list[str]] = lambda _: []


VIEWS: dict[str, View] = {
    "compare": View(compare.content),
    "types": View(types.content, layer="type"),
    "space": View(space.content, layer="hotspot"),
    "target": View(target.content, layer="selected", chosen=target.chosen),
    "reach": View(reach.content),
    "quality": View(quality.content, wide=True),
    "method": View(method.content, wide=True),
    "downloads": View(downloads.content, wide=True),
}
