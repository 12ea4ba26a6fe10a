"""Hold the words of the view of how the score is made."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "es": {
        "view_method": "Método",
        "method_absent": "La página del método no viene con esta instalación. Está en docs/method.es.md del proyecto.",
    },
    "en": {
        "view_method": "Method",
        "method_absent": "The method page does not come with this installation. It is in docs/method.en.md of the "
        "project.",
    },
}
