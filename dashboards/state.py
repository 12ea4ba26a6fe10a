"""Keep what the reader has chosen in the address, so that a copied link opens the same view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from geo.kinds import LANGS

if TYPE_CHECKING:
    from collections.abc import Container

    from geo.kinds import Lang


@dataclass(frozen=True)
class State:
    """The language, and the code of the chosen place if there is one."""

    lang: Lang = LANGS[0]
    code: str | None = None


def read_state(search: str | None, *, codes: Container[str]) -> State:
    """Read the query part of the address; what makes no sense there counts as not said."""
    asked = parse_qs((search or "").removeprefix("?"))
    lang = next((lang for lang in LANGS if lang in asked.get("lang", ())), LANGS[0])
    code = asked.get("code", [""])[0].upper()
    return State(lang, code if code in codes else None)
