"""Hold the words of the view of two to four places side by side."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "es": {
        "view_compare": "Comparar",
        "compare_search": "Buscar un lugar para añadir (nombre o código)",
        "compare_found": "Lugares que responden a «{query}»: {n}.",
        "compare_not_found": "Ningún lugar responde a «{query}». Pruebe con otra parte del nombre o con el código.",
        "compare_this": "Añadir {name} ({where})",
        "compare_remove": "Quitar {name} de la comparación",
        "compare_few": "Elija de dos a cuatro lugares: búsquelos aquí, o tóquelos en el mapa y pulse Comparar.",
        "compare_ranks": "Quién va primero",
        "compare_ranks_note": "Cada barra va del mejor al peor puesto en nueve de cada diez simulaciones; la raya es "
        "el puesto. El 1 está a la izquierda.",
        "compare_alt": "Puestos con su intervalo: {told}.",
        "pair_unranked": "{name} no tiene puesto: no se puede comparar.",
        "pair_apart": "{first} va antes que {second}: sus intervalos no se tocan.",
        "pair_overlap": "Entre {first} y {second} no se puede decir cuál va primero: sus intervalos se solapan.",
        "pair_often": "{first} queda antes en el {p} de las simulaciones.",
        "compare_figures": "Cifra por cifra",
        "compare_highest": "▲ señala el lugar que más atención pide; no se señala entre países si la cifra no se "
        "compara entre ellos.",
        "highest": "el que más atención pide:",
        "col_figure": "Cifra",
    },
    "en": {
        "view_compare": "Compare",
        "compare_search": "Look for a place to add (name or code)",
        "compare_found": "Places that answer to “{query}”: {n}.",
        "compare_not_found": "No place answers to “{query}”. Try another part of the name, or the code.",
        "compare_this": "Add {name} ({where})",
        "compare_remove": "Take {name} out of the comparison",
        "compare_few": "Choose two to four places: look for them here, or touch them on the map and press Compare it.",
        "compare_ranks": "Who comes first",
        "compare_ranks_note": "Each bar goes from the best to the worst rank in nine of ten simulations; the line is "
        "the rank. The 1st stands on the left.",
        "compare_alt": "Ranks with their intervals: {told}.",
        "pair_unranked": "{name} has no rank: it cannot be compared.",
        "pair_apart": "{first} comes before {second}: their intervals do not touch.",
        "pair_overlap": "Between {first} and {second} it cannot be said which comes first: their intervals overlap.",
        "pair_often": "{first} comes before in {p} of the simulations.",
        "compare_figures": "Figure by figure",
        "compare_highest": "▲ marks the place that calls for most attention; across countries nothing is marked where "
        "the figure is not compared across them.",
        "highest": "calls for most attention:",
        "col_figure": "Figure",
    },
}
