"""Hold the words of the view of whom the first places reach, and how well drivers say where people leave from.

Keys that begin with `curve_`, `counted_`, `model_` and `skill_` are looked up by what they explain.
"""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "es": {
        "view_reach": "Alcance",
        "reach_warning": "Aquí no se leen causas: que donde pesa más una causa salga más gente no prueba que salga "
        "por ella, y llegar a un lugar de donde sale mucha gente no evita que nadie se vaya.",
        "reach_own": "Las curvas y los modelos son los del estudio: no cambian con sus pesos. Cuántos lugares de cada "
        "país hay entre los primeros, y la nube de puntos, sí son los suyos.",
        "reach_title": "A quiénes alcanzan los primeros lugares",
        "reach_lead": "De todas las personas que se van de cada país, qué parte sale de los lugares que la lista pone "
        "primero.",
        "reach_none": "Este estudio no publicó alcance: no hay una cifra de quienes se van contada por lugar, o el "
        "paso score no la comparó.",
        "reach_none_do": "Añada a la rama de origen un indicador que cuente a quienes se van (docs/guide.es.md) y "
        "corra `arraigo run`.",
        "reach_none_here": "No hay cifras de este país. Elija otro, o todos.",
        "reach_k": "Los primeros de la lista",
        "reach_counted": "contado por {level}: {n}",
        "counted_municipality": "municipios",
        "counted_municipio_2024": "municipios de 2024",
        "counted_department": "departamentos",
        "counted_country": "países",
        "reach_words": "{country}: con el {spent} de los lugares, la lista completa alcanza al {whole} de quienes se "
        "van, y la de sólo causas, al {reached}; al azar sería el {random}; como mucho, el {best}.",
        "reach_table": "los {k} primeros de la lista, país por país",
        "axis_places": "parte de los lugares",
        "axis_reached": "parte de quienes se van",
        "curve_without": "lista de sólo causas: no sabe de dónde sale la gente",
        "curve_with": "lista completa: {root}",
        "curve_random": "al azar (la franja: nueve de cada diez)",
        "curve_best": "lo más que se podría",
        "col_taken": "Lugares tomados",
        "col_reached": "Alcanza",
        "col_whole": "Lista completa",
        "col_without": "Sólo causas",
        "col_random": "Al azar",
        "col_best": "Lo más posible",
        "col_exclusion": "Error de exclusión",
        "col_inclusion": "Error de inclusión",
        "errors_note": "Exclusión: parte de quienes se van que no se alcanza. Inclusión: parte de la gente de los "
        "lugares tomados que vive donde no se va más gente que en el país entero. Los dos errores son de la lista de "
        "sólo causas: la completa ya cuenta de dónde sale la gente, así que acertar le es más fácil.",
        "first_title": "Lo que alcanzan los {k} primeros del estudio",
        "first_note": "Donde a quienes se van se los cuenta por áreas mayores, sólo se sabe entre qué límites está.",
        "col_outcome": "Quiénes",
        "links_title": "Las causas frente al origen",
        "links_none": "Este estudio no publicó qué tan bien dicen las causas de dónde sale la gente.",
        "scatter_none": "No hay lugares con los dos bloques conocidos.",
        "scatter_words": "«{x}» frente a «{y}»: {n} lugares, un punto cada uno; correlación de puestos {correlation}.",
        "scatter_choose": "Elija un lugar en el mapa para verlo aquí.",
        "scatter_mine": "{name}, {rank}: {across} {x}, {up} {y}.",
        "skill_title": "Qué tan bien dicen las causas de dónde sale la gente",
        "skill_note": "Un modelo aprende de unos bloques de territorio y se prueba en otros. La ganancia es cuánto "
        "mejor acierta que dar a todos la media del país: 1 es acertar siempre, 0 no ganar nada. Si su intervalo pasa "
        "por cero, es dudosa.",
        "skill_none": "no se calculó",
        "skill_interval": "{skill} (de {low} a {high})",
        "skill_few": "muy pocos lugares",
        "skill_some": "dice algo",
        "skill_doubtful": "dudoso",
        "skill_worse": "peor que la media",
        "model_poisson": "regresión de Poisson",
        "model_boosting": "árboles en cadena",
        "col_counted": "Contado por",
        "col_model": "Modelo",
        "col_skill": "Ganancia (intervalo)",
        "col_correlation": "Correlación de puestos",
        "dependence_title": "Qué se espera cuando sube cada causa",
        "dependence_note": "1 es lo que se espera en promedio; la franja es lo que cambia al dejar fuera un bloque de "
        "territorio. Es lo que aprendió el modelo, no lo que pasaría si la causa cambiara.",
        "dependence_words": "De {low} a {high}, lo esperado va de {first} a {last} veces el promedio.",
    },
    "en": {
        "view_reach": "Reach",
        "reach_warning": "No causes are read here: that more people leave where a driver weighs more does not prove "
        "that they leave because of it, and to reach a place that many leave keeps nobody from leaving.",
        "reach_own": "Curves and models are the study's: they do not change with your weights. How many places of "
        "each country are among the first, and the cloud of dots, are yours.",
        "reach_title": "Whom the first places reach",
        "reach_lead": "Of all who leave each country, what share comes from the places that the list puts first.",
        "reach_none": "This study published no reach: no figure counts those who leave by place, or the step score "
        "did not compare with it.",
        "reach_none_do": "Add to the origin branch an indicator that counts those who leave (docs/guide.en.md) and "
        "run `arraigo run`.",
        "reach_none_here": "There are no figures for this country. Choose another, or all.",
        "reach_k": "The first of the list",
        "reach_counted": "counted by {level}: {n}",
        "counted_municipality": "municipalities",
        "counted_municipio_2024": "municipios of 2024",
        "counted_department": "departments",
        "counted_country": "countries",
        "reach_words": "{country}: with {spent} of the places the whole list reaches {whole} of those who leave, and "
        "that of drivers alone {reached}; at random it would be {random}; at most, {best}.",
        "reach_table": "the first {k} of the list, country by country",
        "axis_places": "share of places",
        "axis_reached": "share of those who leave",
        "curve_without": "list of drivers alone: it does not know where people leave from",
        "curve_with": "whole list: {root}",
        "curve_random": "at random (the band: nine of ten)",
        "curve_best": "the most there could be",
        "col_taken": "Places taken",
        "col_reached": "Reaches",
        "col_whole": "Whole list",
        "col_without": "Drivers alone",
        "col_random": "At random",
        "col_best": "The most possible",
        "col_exclusion": "Exclusion error",
        "col_inclusion": "Inclusion error",
        "errors_note": "Exclusion: share of those who leave that is not reached. Inclusion: share of the people of "
        "the places taken who live where no more leave than in the whole country. Both errors are of the list of "
        "drivers alone: the whole one counts where people leave from already, so it is easier for it to be right.",
        "first_title": "What the study's first {k} reach",
        "first_note": "Where those who leave are counted for larger areas, only the bounds are known.",
        "col_outcome": "Who",
        "links_title": "Drivers against origin",
        "links_none": "This study did not publish how well drivers say where people leave from.",
        "scatter_none": "No place has both blocks known.",
        "scatter_words": "“{x}” against “{y}”: {n} places, a dot each; rank correlation {correlation}.",
        "scatter_choose": "Choose a place on the map to see it here.",
        "scatter_mine": "{name}, {rank}: {across} at {x}, {up} at {y}.",
        "skill_title": "How well drivers say where people leave from",
        "skill_note": "A model learns on some blocks of territory and is tried on others. The skill is how much "
        "better it does than giving every place the mean of the country: 1 is always right, 0 gains nothing. Where "
        "its interval passes zero, it is doubtful.",
        "skill_none": "not computed",
        "skill_interval": "{skill} (from {low} to {high})",
        "skill_few": "too few places",
        "skill_some": "says something",
        "skill_doubtful": "doubtful",
        "skill_worse": "worse than the mean",
        "model_poisson": "Poisson regression",
        "model_boosting": "boosted trees",
        "col_counted": "Counted by",
        "col_model": "Model",
        "col_skill": "Skill (interval)",
        "col_correlation": "Rank correlation",
        "dependence_title": "What is expected as each driver rises",
        "dependence_note": "1 is what is expected on average; the band is what changes when a block of territory is "
        "left out. It is what the model learned, not what would happen if the driver changed.",
        "dependence_words": "From {low} to {high}, what is expected goes from {first} to {last} times the average.",
    },
}
