"""Hold the words of styles, panels and workbooks in Spanish and English, under the same keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.kinds import Lang

WORDS: dict[Lang, dict[str, str]] = {
    "es": {
        "style_score": "Puntaje (es)",
        "style_type": "Tipo (es)",
        "style_departments": "Departamentos (es)",
        "style_zones": "Zonas (es)",
        "style_selected": "Elegidas (es)",
        "tip_unit": '<b>[% "name" %]</b>, [% "adm1_name" %]<br>Puntaje [% coalesce(format_number("score", 1, '
        "'en'), 'sin dato') %]<br>Puesto [% if(\"rank\" is null, 'sin puesto', \"rank\" || ' (intervalo ' || "
        "round(\"rank_p5\") || ' a ' || round(\"rank_p95\") || ')') %]",
        "tip_department": '<b>[% "adm1_name" %]</b><br>[% "units" %] unidades<br>La primera: [% coalesce('
        "\"best_name\" || ', puesto ' || \"best_rank\" || ' (intervalo ' || round(\"best_rank_p5\") || ' a ' || "
        "round(\"best_rank_p95\") || ')', 'ninguna tiene puesto') %]",
        "tip_zone": '<b>[% "zone" %] [% "name_es" %]</b><br>[% "units" %] unidades',
        "department": "Departamento",
        "selected": "Conjunto elegido",
        "below_gate": "cobertura bajo el mínimo, sin puesto",
        "no_data": "Sin dato",
        "mixed": "Mixto, se parece a varios tipos",
        "up_to": "hasta {high}",
        "between": "más de {low}, hasta {high}",
        "above": "más de {low}",
        "rank": "Puesto",
        "rank_in_country": "Puesto en su país",
        "score": "Puntaje",
        "coverage": "Peso con dato",
        "people": "Población",
        "type": "Tipo",
        "zone": "Zona",
        "pillars": "Pilares, de 0 a 100",
        "flags": "Léase con cuidado",
        "names": "Nombres",
        "ranked": "{rank} (intervalo del 90\N{NO-BREAK SPACE}%: {low} a {high})",
        "of": "de {of}",
        "unranked": "sin puesto",
        "scored": "{score} (entre {low} y {high} según lo que falta)",
        "often": "{chosen} (en {often} de las réplicas)",
        "yes": "sí",
        "no": "no",
        "sheet_readme": "Léame",
        "sheet_ranking": "Puestos",
        "sheet_indicators": "Indicadores",
        "sheet_codebook": "Códigos",
        "sheet_sources": "Fuentes",
        "readme_all": "Las {all} unidades del estudio, en {departments} departamentos.",
        "readme_part": "{of} de las {all} unidades del estudio, en {departments} departamentos.",
        "readme_country": "{name}: {units} unidades ({word})",
        "readme_sheets": "Hojas",
        "readme_ranking": "Puestos: una fila por unidad, con su puntaje, su puesto, el intervalo del puesto y sus "
        "pilares.",
        "readme_indicators": "Indicadores: el valor de cada indicador, de dónde sale y cuántos puntos aporta.",
        "readme_codebook": "Códigos: qué dice cada columna, en español y en inglés.",
        "readme_sources": "Fuentes: quién publicó los datos, con qué licencia y qué se duda de ellos.",
        "readme_reading": "Cómo se lee",
        "readme_interval": "Un puesto no se lee sin su intervalo (rank_p5 a rank_p95): con otros datos o pesos igual "
        "de razonables la unidad puede quedar en cualquier lugar de él.",
        "readme_missing": "Una celda vacía es un dato que falta. No es cero.",
        "readme_inherited": "Un valor heredado (status «inherited») es de un nivel superior y no se midió en el lugar.",
        "readme_bounds": "El puntaje está entre score_low y score_high según lo que resulte ser lo que falta.",
        "readme_gate": "Una unidad con muy pocos datos tiene intervalo de puntaje y no tiene puesto (gate).",
        "care": "El puesto se lee con su intervalo. Un valor heredado no se midió en el lugar; sin dato no es cero.",
    },
    "en": {
        "style_score": "Score (en)",
        "style_type": "Type (en)",
        "style_departments": "Departments (en)",
        "style_zones": "Zones (en)",
        "style_selected": "Selected (en)",
        "tip_unit": '<b>[% "name" %]</b>, [% "adm1_name" %]<br>Score [% coalesce(format_number("score", 1, '
        "'en'), 'no data') %]<br>Rank [% if(\"rank\" is null, 'not ranked', \"rank\" || ' (interval ' || "
        "round(\"rank_p5\") || ' to ' || round(\"rank_p95\") || ')') %]",
        "tip_department": '<b>[% "adm1_name" %]</b><br>[% "units" %] units<br>The first: [% coalesce('
        "\"best_name\" || ', rank ' || \"best_rank\" || ' (interval ' || round(\"best_rank_p5\") || ' to ' || "
        "round(\"best_rank_p95\") || ')', 'none is ranked') %]",
        "tip_zone": '<b>[% "zone" %] [% "name_en" %]</b><br>[% "units" %] units',
        "department": "Department",
        "selected": "Selected set",
        "below_gate": "coverage below the minimum, not ranked",
        "no_data": "No data",
        "mixed": "Mixed, resembles several types",
        "up_to": "up to {high}",
        "between": "more than {low}, up to {high}",
        "above": "more than {low}",
        "rank": "Rank",
        "rank_in_country": "Rank in its country",
        "score": "Score",
        "coverage": "Weight with data",
        "people": "People",
        "type": "Type",
        "zone": "Zone",
        "pillars": "Pillars, from 0 to 100",
        "flags": "Read with care",
        "names": "Names",
        "ranked": "{rank} (90% interval: {low} to {high})",
        "of": "of {of}",
        "unranked": "not ranked",
        "scored": "{score} (from {low} to {high}, by what is missing)",
        "often": "{chosen} (in {often} of the replicates)",
        "yes": "yes",
        "no": "no",
        "sheet_readme": "Read me",
        "sheet_ranking": "Ranking",
        "sheet_indicators": "Indicators",
        "sheet_codebook": "Codebook",
        "sheet_sources": "Sources",
        "readme_all": "All {all} units of the study, in {departments} departments.",
        "readme_part": "{of} of the {all} units of the study, in {departments} departments.",
        "readme_country": "{name}: {units} units ({word})",
        "readme_sheets": "Sheets",
        "readme_ranking": "Ranking: a row per unit, with its score, its rank, the interval of the rank, and its "
        "pillars.",
        "readme_indicators": "Indicators: the value of each indicator, where it comes from, and how many points it "
        "brings.",
        "readme_codebook": "Codebook: what each column says, in Spanish and English.",
        "readme_sources": "Sources: who published the data, under which licence, and what is doubted about them.",
        "readme_reading": "How to read it",
        "readme_interval": "A rank is not to be read without its interval (rank_p5 to rank_p95): with other data or "
        "weights that are as sound, the unit may come anywhere in it.",
        "readme_missing": "An empty cell is a value that is missing. It is not zero.",
        "readme_inherited": 'An inherited value (status "inherited") is of a higher level and was not measured there.',
        "readme_bounds": "The score lies between score_low and score_high, by what the missing values turn out to be.",
        "readme_gate": "A unit with too few data has an interval of scores and no rank (gate).",
        "care": "Read a rank with its interval. An inherited value was not measured there; no data is not zero.",
    },
}
