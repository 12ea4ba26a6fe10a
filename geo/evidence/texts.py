"""Say what the evidence page says, in Spanish and in English; both have the same keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import numerals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.kinds import Lang

TEXTS: Mapping[Lang, Mapping[str, str]] = {
    "es": {
        "title": "El puntaje frente a otra evidencia",
        "intro": "Tres preguntas a las que el puntaje no se responde solo: ¿dicen las causas de dónde sale la gente?, "
        "¿a cuántas personas migrantes se llega con los primeros lugares?, y ¿coincide el puntaje con cifras de otros?",
        "warning_title": "Lea esto antes",
        "warning": "Nada de esta página prueba causas. Que dos cosas vayan juntas en el mapa no dice que una produzca "
        "la otra, ni que cambiar una cambie la otra. Tampoco dice nada de personas: las cifras son de lugares.",
        "level_rule": "Cada cifra se examina en los lugares para los que se publicó: una cifra de departamento no se "
        "cuenta como si se hubiera medido en sus municipios. Por eso el número de lugares cambia de un país a otro.",
        "brief_title": "En breve",
        "brief_lead": "Sobre «{figure}», la cifra del bloque apartado que más países tienen:",
        "brief_firm": "Las causas dicen en parte de dónde sale la gente: quitan {skill} del error de la media del país "
        "({skill_p5} a {skill_p95}).",
        "brief_doubtful": "Que las causas digan de dónde sale la gente es dudoso: quitan {skill} del error de la media "
        "del país, y el intervalo llega a cero ({skill_p5} a {skill_p95}).",
        "brief_none": "Las causas no dicen mejor que la media del país de dónde sale la gente ({skill}).",
        "brief_too_few": "La cifra se publicó para {places}, muy pocos para un modelo.",
        "brief_reach": "Con {quarter} de la población, el orden por «{name}» alcanza {reached} de quienes migran; lo "
        "mejor posible es {best}.",
        "links_title": "1. ¿Dicen las causas de dónde sale la gente?",
        "links_lead": "Se aparta el bloque «{block}» y se intenta predecirlo con los demás indicadores, siempre en "
        "zonas que el modelo no ha visto ni toca. La habilidad es la parte del error de decir «la media del "
        "país» que el modelo quita: 100% sería perfecto y 0% no es mejor que esa media.",
        "links_chart": "Habilidad de dos modelos por país y cifra, con su intervalo del 90%",
        "zero": "la media del país",
        "poisson": "regresión de Poisson",
        "boosting": "árboles potenciados",
        "interval": "la línea es el intervalo del 90%",
        "too_few": "muy pocos lugares para un modelo",
        "no_links": "Este estudio no tiene cifras del bloque apartado con las que comparar.",
        "col_country": "País",
        "col_figure": "Cifra",
        "col_places": "Lugares",
        "col_year": "Año",
        "col_skill": "Habilidad (intervalo)",
        "col_drivers": "Indicadores",
        "skill_cell": "{value} ({low} a {high})",
        "none": "—",
        "dependence_title": "Con qué va la cifra, según los árboles",
        "dependence_lead": "Cada línea dice cuánto espera el modelo, en veces la tasa del país, si todos los lugares "
        "tuvieran ese valor del indicador y lo demás quedara igual. La franja es lo que cambia según la zona que se "
        "aparta. Se dibujan los seis indicadores que más mueven la línea. No es el efecto de cambiar el "
        "indicador.",
        "dependence_chart": "Dependencia parcial de {figure} en {country}",
        "dependence_head": "{country}: {figure}",
        "dependence_none": "{country}: el intervalo de la habilidad de los árboles llega a cero o menos, así que no se "
        "dibujan líneas que podrían ser casualidad.",
        "known": "con dato en {n} de {of} lugares",
        "times": "veces la tasa del país",
        "reach_title": "2. ¿A cuántas personas migrantes se llega?",
        "reach_lead": "Los lugares de cada país, del primero al último, y la parte de «{figure}» que viene de ellos. "
        "Quien elige al azar sigue la línea de puntos; nadie puede pasar de la línea fina. La línea de «{root}» "
        "sube más en parte porque esa cifra es uno de sus insumos: la prueba limpia es la de «{without}».",
        "reach_chart_places": "Alcance según el número de lugares, por país",
        "reach_chart_people": "Alcance según la población, por país",
        "reach_chart_budget": "Alcance según lo que cuesta, por país",
        "by_places": "Por número de lugares",
        "by_people": "Por población de los lugares",
        "by_budget": "Por lo que cuesta",
        "line_without": "orden por «{name}» (sin la cifra)",
        "line_with": "orden por «{name}» (con la cifra dentro)",
        "line_random": "al azar, con su franja del 90%",
        "line_best": "lo mejor posible",
        "axis_places": "parte de los lugares",
        "axis_people": "parte de la población",
        "axis_budget": "parte del costo de todos",
        "reach_table": "Qué alcanza y qué no el orden por «{name}»",
        "col_taken": "Lugares tomados",
        "col_reached": "Alcanza",
        "col_random": "Al azar",
        "col_best": "Lo mejor posible",
        "col_exclusion": "Deja fuera",
        "col_inclusion": "Incluye de más",
        "errors_note": "«Deja fuera»: parte de quienes migran que no vive en los lugares tomados. «Incluye de más»: "
        "parte de la población de esos lugares que vive donde no se migra más que en el conjunto del país.",
        "first_title": "Los primeros {k} de todo el estudio",
        "first_lead": "Donde quienes migran se cuentan por áreas mayores, no se sabe qué parte sale de los "
        "municipios elegidos: se dan el mínimo y el máximo.",
        "col_chosen": "Elegidos",
        "col_first": "Alcanzan de su país",
        "range": "{low} a {high}",
        "no_reach": "Este estudio no tiene con qué contarlo.",
        "comparators_title": "3. ¿Coincide con cifras de otros?",
        "comparators_lead": "Correlación de rangos entre cifras que no entran en el puntaje y el bloque que más se les "
        "parece (rombo) o el puntaje entero (círculo). Un valor de 1 es el mismo orden, 0 ninguna relación y −1 el "
        "orden contrario. La flecha dice hacia qué lado se esperaba.",
        "comparators_chart": "Correlación de rangos con cifras de otros, con su intervalo del 90%",
        "no_comparators": "No hay cifras de otros en la carpeta comparators/ de este estudio.",
        "against_node": "el bloque más parecido",
        "against_score": "el puntaje entero",
        "expected_up": "se espera →",
        "expected_down": "se espera ←",
        "held_title": "Las causas frente a las cifras apartadas",
        "held_lead": "La misma correlación entre el puntaje de «{without}» y cada cifra del bloque apartado, en los "
        "lugares para los que se publicó.",
        "held_chart": "Correlación de rangos entre las causas y las cifras apartadas",
        "doubts": "De dónde vienen, y sus dudas",
        "licence": "licencia",
        "licence_unstated": "sin licencia declarada",
        "method_title": "Cómo se hizo",
        "method": "Los bloques de espacio se hacen con k-medias sobre la ubicación; se aparta uno cada vez y tampoco "
        "se aprende de los lugares que lo tocan. Un indicador entra como percentil dentro del país; si falta, nunca "
        "se toma por cero: los árboles deciden de qué lado va y la regresión toma la mediana y lo marca. Los "
        "intervalos de la habilidad remuestrean bloques; los de la correlación, lugares. Con menos de {least} lugares "
        "no se ajusta ningún modelo. Un indicador publicado para áreas mayores que la cifra no participa.",
        "files": "Los números están en 3_scored/: links.csv, partial_dependence.csv, reach.csv, reach_first.csv y "
        "comparators.csv.",
        "level_municipality": "municipios",
        "level_municipio_2024": "municipios de 2024",
        "level_department": "departamentos",
        "level_country": "países",
        "all": "Todos",
        "places": "{n} {level}",
        "seed": "Semilla {seed}.",
        "other": "English",
    },
    "en": {
        "title": "The score against other evidence",
        "intro": "Three questions that the score cannot answer by itself: do the drivers say where people leave from? "
        "How many of those who leave are reached with the first places? And does the score agree with the figures of "
        "others?",
        "warning_title": "Read this first",
        "warning": "Nothing on this page shows causes. That two things go together on the map does not say that one "
        "brings about the other, nor that changing one would change the other. Nor does it say anything about persons: "
        "the figures are of places.",
        "level_rule": "Each figure is looked at in the places it was published for: a department's figure is not "
        "counted as if it had been measured in its municipalities. That is why the number of places differs from "
        "country to country.",
        "brief_title": "In brief",
        "brief_lead": "On “{figure}”, the figure of the held-out block that most countries have:",
        "brief_firm": "The drivers say in part where people leave from: they take away {skill} of the error of the "
        "country's mean ({skill_p5} to {skill_p95}).",
        "brief_doubtful": "That the drivers say where people leave from is doubtful: they take away {skill} of the "
        "error of the country's mean, and the interval reaches zero ({skill_p5} to {skill_p95}).",
        "brief_none": "The drivers say no better than the country's mean where people leave from ({skill}).",
        "brief_too_few": "The figure was published for {places}, too few for a model.",
        "brief_reach": "With {quarter} of the population, the order of “{name}” reaches {reached} of those who leave; "
        "the best possible is {best}.",
        "links_title": "1. Do the drivers say where people leave from?",
        "links_lead": "The block “{block}” is held out and predicted from the other indicators, always in areas that "
        "the model has neither seen nor touches. Skill is the share of the error of saying “the country's mean” that "
        "the model takes away: 100% would be perfect, and 0% is no better than that mean.",
        "links_chart": "Skill of two models by country and figure, with its 90% interval",
        "zero": "the country's mean",
        "poisson": "Poisson regression",
        "boosting": "boosted trees",
        "interval": "the line is the 90% interval",
        "too_few": "too few places for a model",
        "no_links": "This study has no figures of the held-out block to compare with.",
        "col_country": "Country",
        "col_figure": "Figure",
        "col_places": "Places",
        "col_year": "Year",
        "col_skill": "Skill (interval)",
        "col_drivers": "Indicators",
        "skill_cell": "{value} ({low} to {high})",
        "none": "—",
        "dependence_title": "What the figure goes with, by the trees",
        "dependence_lead": "Each line says how much the model expects, in multiples of the country's rate, if all "
        "places had that value of the indicator and the rest stayed as it is. The band is what changes with the area "
        "held out. The six indicators that move the line most are drawn. It is not the effect of changing the "
        "indicator.",
        "dependence_chart": "Partial dependence of {figure} in {country}",
        "dependence_head": "{country}: {figure}",
        "dependence_none": "{country}: the interval of the trees' skill reaches zero or below, so lines that could be "
        "chance are not drawn.",
        "known": "known in {n} of {of} places",
        "times": "times the country's rate",
        "reach_title": "2. How many of those who leave are reached?",
        "reach_lead": "The places of each country, from the first to the last, and the share of “{figure}” that comes "
        "from them. A choice at random follows the dotted line; nobody can pass the thin line. The line of “{root}” "
        "rises higher partly because that figure is one of its inputs: the clean test is that of “{without}”.",
        "reach_chart_places": "Reach by the number of places, by country",
        "reach_chart_people": "Reach by population, by country",
        "reach_chart_budget": "Reach by what it costs, by country",
        "by_places": "By number of places",
        "by_people": "By population of the places",
        "by_budget": "By what it costs",
        "line_without": "in order of “{name}” (without the figure)",
        "line_with": "in order of “{name}” (the figure inside)",
        "line_random": "at random, with its 90% band",
        "line_best": "the best possible",
        "axis_places": "share of the places",
        "axis_people": "share of the population",
        "axis_budget": "share of the cost of all",
        "reach_table": "What the order of “{name}” reaches and misses",
        "col_taken": "Places taken",
        "col_reached": "Reaches",
        "col_random": "At random",
        "col_best": "Best possible",
        "col_exclusion": "Leaves out",
        "col_inclusion": "Includes too many",
        "errors_note": "“Leaves out”: share of those who leave that do not come from the places taken. “Includes too "
        "many”: share of the people in those places who live where no more leave than in the country as a whole.",
        "first_title": "The first {k} of the whole study",
        "first_lead": "Where those who leave are counted for larger areas, it is not known how many come from the "
        "municipalities chosen: the least and the most are given.",
        "col_chosen": "Chosen",
        "col_first": "Reach, of their country",
        "range": "{low} to {high}",
        "no_reach": "This study has nothing to count it with.",
        "comparators_title": "3. Does it agree with the figures of others?",
        "comparators_lead": "Rank correlation between figures that are not in the score and the block that is most "
        "like them (diamond) or the whole score (circle). A value of 1 is the same order, 0 no relation and −1 the "
        "opposite order. The arrow says which side was expected.",
        "comparators_chart": "Rank correlation with the figures of others, with its 90% interval",
        "no_comparators": "There are no figures of others in the folder comparators/ of this study.",
        "against_node": "the block most like it",
        "against_score": "the whole score",
        "expected_up": "expected →",
        "expected_down": "expected ←",
        "held_title": "The drivers against the figures held out",
        "held_lead": "The same correlation between the score of “{without}” and each figure of the held-out block, in "
        "the places it was published for.",
        "held_chart": "Rank correlation between the drivers and the figures held out",
        "doubts": "Where they come from, and their doubts",
        "licence": "licence",
        "licence_unstated": "no licence stated",
        "method_title": "How it was done",
        "method": "Blocks of space are made by k-means on location; one is held out at a time, and the places that "
        "touch it are not learned from either. An indicator enters as its percentile within the country; where it is "
        "missing it is never taken for zero: the trees decide which side it belongs on, and the regression takes the "
        "median and marks it. Intervals of skill draw blocks again; those of correlation draw places again. With "
        "fewer than {least} places no model is fitted. An indicator published for larger areas than the figure takes "
        "no part.",
        "files": "The numbers are in 3_scored/: links.csv, partial_dependence.csv, reach.csv, reach_first.csv and "
        "comparators.csv.",
        "level_municipality": "municipalities",
        "level_municipio_2024": "municipios of 2024",
        "level_department": "departments",
        "level_country": "countries",
        "all": "All",
        "places": "{n} {level}",
        "seed": "Seed {seed}.",
        "other": "Español",
    },
}


def number(value: float, *, digits: int = 0) -> str:
    """Write a number as everywhere, with a true minus sign."""
    return numerals.number(value, decimals=digits).replace("-", "\N{MINUS SIGN}")


def percent(share: float) -> str:
    """Write a share as a whole percentage."""
    return f"{number(100 * share)}%"
