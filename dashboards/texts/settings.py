"""Hold the words of what a reader may change in the score: weights, methods, the coverage gate."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "es": {
        "view_ranking": "Prioridad",
    },
    "en": {
        "view_ranking": "Priority",
    },
}
