"""Hold the words of the view of hot spots and zones."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "es": {
        "view_space": "Focos y zonas",
    },
    "en": {
        "view_space": "Hot spots and zones",
    },
}
