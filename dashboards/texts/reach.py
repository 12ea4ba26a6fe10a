"""Hold the words of the view of whom the first places reach, and how well drivers say where people leave from."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "es": {
        "view_reach": "Alcance",
    },
    "en": {
        "view_reach": "Reach",
    },
}
