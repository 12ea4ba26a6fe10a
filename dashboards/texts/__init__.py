"""Gather every word of the app in Spanish and English, each view's own in a file of its own.

``{name}`` in a text is filled in where it is used. No two files may hold the same key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.texts import app, compare, downloads, method, profile, quality, reach, settings, space, target, types
from geo.kinds import LANGS

if TYPE_CHECKING:
    from geo.kinds import Lang

PARTS = (app, profile, settings, compare, types, space, target, reach, quality, method, downloads)

TEXTS: dict[str, dict[str, str]] = {
    lang: {key: text for part in PARTS for key, text in part.TEXTS[lang].items()} for lang in LANGS
}


def say(key: str, *, lang: Lang, **fill: object) -> str:
    """Give a text in one language, filled in."""
    return TEXTS[lang][key].format(**fill)
