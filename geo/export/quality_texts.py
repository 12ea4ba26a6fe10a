"""Hold the words of the quality page in Spanish and English, under the same keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.kinds import Lang

TEXTS: dict[Lang, dict[str, str]] = {
    "es": {
        "language": "Español",
        "title": "Calidad del índice",
        "intro": "Lo que un índice no debe callar: cuánto pesa de verdad cada indicador, cuáles dicen lo mismo, "
        "cuáles se contradicen y si lo que se suma es una misma cosa. Se escribe en cada corrida.",
        "facts": "{units} lugares con puntaje · {indicators} indicadores · {pairs} pares comparados",
        "found": "Lo que conviene mirar",
        "found_none": "Ninguna de las revisiones encontró algo fuera de sus límites.",
        "collinear": "dicen lo mismo (correlación {value})",
        "counter_directed": "se contradicen dentro del pilar {node} (correlación {value})",
        "low_coherence": "lo que reúne no es una sola cosa (alfa {value}; desde 0.7 se tiene por fiable)",
        "against_the_rest": "va contra el resto: resta {value} a la varianza del puntaje",
        "better_without": "sin él, el alfa de {node} subiría a {value}",
        "head_collinear": "Indicadores que dicen lo mismo",
        "head_counter_directed": "Indicadores que se contradicen",
        "head_low_coherence": "Nodos poco coherentes",
        "head_against_the_rest": "Indicadores que van contra el resto",
        "head_better_without": "Indicadores que restan coherencia",
        "weights": "Lo que pesa cada indicador",
        "weights_line": "El peso nominal es el que se le quiso dar. Los otros tres dicen cuánto cuenta de verdad en "
        "las diferencias entre lugares: depende de cuánto varía y de con qué se mueve.",
        "indicator": "Indicador",
        "node": "Nodo",
        "nominal_weight": "Peso nominal",
        "variance_share": "Parte de la varianza",
        "shapley_effect": "Efecto de Shapley",
        "correlation_ratio": "Razón de correlación",
        "places": "Lugares",
        "correlations": "Correlaciones",
        "correlations_line": "Entre indicadores ya orientados (1 pide más atención). Azul: van juntos; naranja: van "
        "al revés. Con borde, los pares que pasan un límite; en gris, los que comparten menos de diez lugares.",
        "coherence": "Coherencia",
        "coherence_line": "El alfa de Cronbach dice si lo que hay debajo de un nodo mide una misma cosa; la primera "
        "componente, qué parte de la varianza cabe en una sola dirección. Un pilar puede reunir a propósito cosas "
        "distintas: una cifra baja es un aviso, no un error.",
        "alpha": "Alfa",
        "first_component": "Primera componente",
        "of_what": "Lo que reúne",
        "how": "Cómo se lee",
        "how_variance_share": "Parte de la varianza: covarianza de la contribución con el puntaje, sobre la "
        "varianza del puntaje. Las partes suman 100%; es negativa si el indicador va contra los demás.",
        "how_shapley_effect": "Efecto de Shapley: cuánta varianza del puntaje explica, repartida entre todos los "
        "órdenes en que se podrían conocer los indicadores. Nunca es negativo; lo que dos comparten se reparte.",
        "how_correlation_ratio": "Razón de correlación: cuánta varianza del puntaje explicaría por sí solo, con una "
        "curva suave. No suman 100%.",
        "how_limits": "Límites: correlación mayor que 0.9 sin signo (dicen lo mismo), menor que -0.4 dentro de un "
        "pilar (se contradicen), alfa menor que 0.7 (poca coherencia).",
        "no_scale": "sin dato",
        "table_note": "La tabla completa está en quality.csv.",
    },
    "en": {
        "language": "English",
        "title": "Quality of the index",
        "intro": "What an index should not hide: what each indicator really weighs, which ones say the same, which "
        "contradict, and whether what is added up is one thing. Written on every run.",
        "facts": "{units} places with a score · {indicators} indicators · {pairs} pairs compared",
        "found": "What is worth a look",
        "found_none": "None of the checks found anything beyond its limits.",
        "collinear": "say the same (correlation {value})",
        "counter_directed": "contradict each other within the pillar {node} (correlation {value})",
        "low_coherence": "what it brings together is not one thing (alpha {value}; from 0.7 it counts as reliable)",
        "against_the_rest": "runs against the rest: it takes {value} from the variance of the score",
        "better_without": "without it, the alpha of {node} would rise to {value}",
        "head_collinear": "Indicators that say the same",
        "head_counter_directed": "Indicators that contradict each other",
        "head_low_coherence": "Nodes of little coherence",
        "head_against_the_rest": "Indicators that run against the rest",
        "head_better_without": "Indicators that take from coherence",
        "weights": "What each indicator weighs",
        "weights_line": "The nominal weight is what it was meant to count. The other three say how much it does "
        "count in the differences between places: that hangs on how much it varies and what it moves with.",
        "indicator": "Indicator",
        "node": "Node",
        "nominal_weight": "Nominal weight",
        "variance_share": "Share of variance",
        "shapley_effect": "Shapley effect",
        "correlation_ratio": "Correlation ratio",
        "places": "Places",
        "correlations": "Correlations",
        "correlations_line": "Between indicators already directed (1 calls for more attention). Blue: they go "
        "together; orange: they go opposite ways. Outlined, the pairs beyond a limit; grey, those that share fewer "
        "than ten places.",
        "coherence": "Coherence",
        "coherence_line": "Cronbach's alpha says whether what stands below a node measures one thing; the first "
        "component, which share of the variance fits into a single direction. A pillar may bring unlike things "
        "together on purpose: a low figure is a warning, not a mistake.",
        "alpha": "Alpha",
        "first_component": "First component",
        "of_what": "What it brings together",
        "how": "How to read it",
        "how_variance_share": "Share of variance: covariance of the contribution with the score, over the variance "
        "of the score. The shares sum to 100%; negative where the indicator runs against the others.",
        "how_shapley_effect": "Shapley effect: how much of the score's variance it explains, shared out over all "
        "orders in which the indicators could be learned. Never negative; what two have in common is shared.",
        "how_correlation_ratio": "Correlation ratio: how much of the score's variance it would explain on its own, "
        "along a smooth curve. They do not sum to 100%.",
        "how_limits": "Limits: correlation above 0.9 without sign (say the same), below -0.4 within a pillar "
        "(contradict), alpha below 0.7 (little coherence).",
        "no_scale": "no data",
        "table_note": "The whole table is in quality.csv.",
    },
}
