"""Show the choice of a set of places under a number or a budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from dashboards.texts import say

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboards.scene import Scene


def content(scene: Scene) -> list[Component]:
    """Build the view."""
    return [html.H2(say("view_target", lang=scene.lang))]
