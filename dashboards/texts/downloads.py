"""Hold the words of the view of what can be taken away."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "es": {
        "view_downloads": "Descargas",
    },
    "en": {
        "view_downloads": "Downloads",
    },
}
