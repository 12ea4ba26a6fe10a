"""Hold the words of the view of the types of municipality."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "es": {
        "view_types": "Tipos",
        "types_none": "Este estudio no publicó tipos: no hay bastantes lugares con los bloques conocidos, o no se "
        "agruparon.",
        "types_none_do": "Corra `arraigo run` hasta el paso group; el número de tipos se pide en study.yml, en "
        "`types`.",
        "types_lead": "Los lugares se juntan en {n} tipos según cuánto pide cada bloque. El tipo dice por qué sale la "
        "gente de un lugar, no cuánta prioridad tiene.",
        "types_shades": "Son matices más que clases: los tipos se tocan (silueta {silhouette}, por debajo de 0.25). "
        "Sirven para conversar sobre qué pesa en cada lugar, no para tratar igual a todos los de un tipo.",
        "types_kinds": "Los tipos se distinguen entre sí (silueta {silhouette}).",
        "types_back": "Si los lugares se sortean de nuevo, vuelve el {p} de un tipo, y el {least} del menos estable.",
        "types_unchecked": "No se publicó qué tan estables son los tipos.",
        "types_own": "Los tipos son los del estudio: no cambian con sus pesos. Puestos e intervalos sí son los suyos.",
        "types_map": "Ver los tipos en el mapa",
        "types_n": "Lugares",
        "types_sure": "Certeza media",
        "types_jaccard": "Estabilidad",
        "types_rule": "En palabras:",
        "types_rule_holds": "Cumple la regla el {share} de sus lugares, y de los que la cumplen el {right} es de este "
        "tipo",
        "types_profile": "Cada bloque frente a la media de todos los lugares",
        "types_against": "{value}; media {mean}",
        "types_places": "{n} de sus {total} lugares, primero los de mejor puesto",
        "col_type_sure": "Certeza",
        "types_filter": "Ver la lista de este tipo",
        "types_filter_off": "Dejar de filtrar por este tipo",
        "types_mixed": "Lugares mixtos, que se parecen a más de un tipo: {n}.",
        "types_ungrouped": "Lugares que no se agruparon, porque se sabe muy poco de ellos: {n}.",
    },
    "en": {
        "view_types": "Types",
        "types_none": "This study published no types: too few places have their blocks known, or they were not "
        "grouped.",
        "types_none_do": "Run `arraigo run` up to the step group; study.yml says how many types to try, under `types`.",
        "types_lead": "Places fall into {n} types by how much each block calls for. The type says why people leave a "
        "place, not how much priority it has.",
        "types_shades": "They are shades rather than kinds: types touch each other (silhouette {silhouette}, below "
        "0.25). Use them to talk about what weighs in a place, not to treat all of one type alike.",
        "types_kinds": "The types stand apart from each other (silhouette {silhouette}).",
        "types_back": "When places are drawn anew, {p} of a type comes back, and {least} of the least stable.",
        "types_unchecked": "How stable the types are was not published.",
        "types_own": "The types are the study's: they do not change with your weights. Ranks and intervals are yours.",
        "types_map": "See the types on the map",
        "types_n": "Places",
        "types_sure": "Mean certainty",
        "types_jaccard": "Stability",
        "types_rule": "In words:",
        "types_rule_holds": "{share} of its places meet the rule, and of those that meet it {right} are of this type",
        "types_profile": "Each block against the mean of all places",
        "types_against": "{value}; mean {mean}",
        "types_places": "{n} of its {total} places, the best ranked first",
        "col_type_sure": "Certainty",
        "types_filter": "See the list of this type",
        "types_filter_off": "Stop filtering by this type",
        "types_mixed": "Mixed places, which resemble more than one type: {n}.",
        "types_ungrouped": "Places that were not grouped, because too little is known of them: {n}.",
    },
}
