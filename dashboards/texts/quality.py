"""Hold the words of the view of what is known and what is missing."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "es": {
        "view_quality": "Calidad",
    },
    "en": {
        "view_quality": "Quality",
    },
}
