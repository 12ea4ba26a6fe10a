"""Hold the words of the view of the types of municipality."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "es": {
        "view_types": "Tipos",
    },
    "en": {
        "view_types": "Types",
    },
}
