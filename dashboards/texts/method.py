"""Hold the words of the view of how the score is made."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "es": {
        "view_method": "Método",
    },
    "en": {
        "view_method": "Method",
    },
}
