"""Hold the words of the view of what can be taken away."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "es": {
        "view_downloads": "Descargas",
        "downloads_lead": "Todo se hace en esta máquina y se abre sin internet. Cada archivo lleva el puesto con su "
        "intervalo, de dónde sale cada cifra y qué falta.",
        "downloads_parts": "Una parte del estudio",
        "downloads_parts_note": "Elija un departamento o filtre la lista en Prioridad para tomar solo esa parte.",
        "downloads_all": "Todo el estudio ({n} lugares)",
        "downloads_department": "Todo {name} ({n} lugares)",
        "downloads_filter": "Lo que deja el filtro ({n} lugares)",
        "downloads_selected": "El conjunto elegido por el estudio ({n} lugares)",
        "downloads_formats": "Qué es cada formato",
        "downloads_briefs": "Informes de dos páginas (PDF)",
        "downloads_briefs_note": "Puesto con intervalo, mapa, causas, cada indicador con su fuente y lo que falta; "
        "para llevar impresos a una reunión.",
        "downloads_briefs_places": "De los {n} primeros",
        "downloads_briefs_departments": "De cada departamento",
        "downloads_files": "Archivos publicados",
    },
    "en": {
        "view_downloads": "Downloads",
        "downloads_lead": "Everything is made on this machine and opens without internet. Each file carries the rank "
        "with its interval, where each figure comes from and what is missing.",
        "downloads_parts": "A part of the study",
        "downloads_parts_note": "Choose a department or filter the list under Priority to take that part only.",
        "downloads_all": "The whole study ({n} places)",
        "downloads_department": "All of {name} ({n} places)",
        "downloads_filter": "What the filter leaves ({n} places)",
        "downloads_selected": "The set that the study selected ({n} places)",
        "downloads_formats": "What each format is",
        "downloads_briefs": "Two-page briefs (PDF)",
        "downloads_briefs_note": "Rank with interval, map, drivers, each indicator with its source and what is "
        "missing; to take to a meeting on paper.",
        "downloads_briefs_places": "Of the first {n}",
        "downloads_briefs_departments": "Of each department",
        "downloads_files": "Published files",
    },
}
