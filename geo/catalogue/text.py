"""Hold a text in both languages; one without the other is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.catalogue.yaml_text import Entry

if TYPE_CHECKING:
    from geo.kinds import Lang


class Text(Entry):
    """A text in Spanish and in English."""

    es: str
    en: str

    def in_(self, lang: Lang) -> str:
        """Give the text in one language."""
        return self.es if lang == "es" else self.en
