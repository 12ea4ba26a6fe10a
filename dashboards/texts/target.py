"""Hold the words of the view of the choice of a set of places under a number or a budget."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "es": {
        "view_target": "Elegir lugares",
    },
    "en": {
        "view_target": "Choose places",
    },
}
