"""Show how the score is made: the method page of the documentation, in the reader's language."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from dash import dcc, html

from dashboards.texts import say

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboards.scene import Scene
    from geo.kinds import Lang

FOLDERS = (Path(__file__).parents[1] / "docs", Path(__file__).parents[2] / "docs")
"""Where the page lies in an installed package, and in a checkout."""


def content(scene: Scene) -> list[Component]:
    """Build the view."""
    title = html.H2(say("view_method", lang=scene.lang))
    text = page(scene.lang)
    if text is None:
        return [title, html.P(say("method_absent", lang=scene.lang), className="invitation")]
    return [title, dcc.Markdown(text, className="prose", link_target="_self")]


@cache
def page(lang: Lang) -> str | None:
    """Read the page for a view that has a heading of its own; None where the documentation is not installed."""
    found = [folder / f"method.{lang}.md" for folder in FOLDERS if (folder / f"method.{lang}.md").is_file()]
    if not found:
        return None
    text = found[0].read_text(encoding="utf-8").partition("\n")[2]
    # Pages of the documentation that the app does not carry are named, not linked.
    text = re.sub(r"\*\[[^]]*\]\([^)]*\)\*", "", text)
    text = re.sub(r"\[([^]]*)\]\((?!https?:)[^)]*\)", r"\1", text)
    return re.sub(r"^(#+) ", r"#\1 ", text, flags=re.MULTILINE).strip()
