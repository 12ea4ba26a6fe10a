"""Hold the words of the view of two to four places side by side."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "es": {
        "view_compare": "Comparar",
    },
    "en": {
        "view_compare": "Compare",
    },
}
