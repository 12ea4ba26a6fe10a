"""Hold the words of the report of what changed in Spanish and English, under the same keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.kinds import Lang

TEXTS: dict[Lang, dict[str, str]] = {
    "es": {
        "title": "Qué cambió",
        "first": "Es la primera corrida que se guarda: no hay otra con que compararla. La próxima vez que cambie un "
        "dato, un límite, el método o un peso, esta página dirá qué se movió y por qué.",
        "unreadable": "No se pudo comparar con la corrida anterior: {reason} Esta corrida queda guardada en su lugar; "
        "la próxima se comparará con ella.",
        "compared": "Se compara {before} con {now}.",
        "run_of": "la corrida del {date}",
        "run_undated": "una corrida sin fecha",
        "this_run": "esta corrida",
        "kept_as": "guardada como `{name}`",
        "checksum": "suma de control {checksum}",
        "same": "**Nada cambió**: ningún insumo es otro y ningún puesto se movió.",
        "same_ranks": "**Ningún puesto se movió**, aunque algo cambió en lo que entra (vea abajo); los intervalos "
        "pueden ser otros.",
        "short": "En breve",
        "entered_left": "Entraron en los primeros {k}: {entered}; salieron: {left}. En ambas listas está el {shared} "
        "de los que están en una u otra (Jaccard {jaccard}).",
        "moved": "Lugares que se movieron: {moved} de los {both} que tienen puesto en ambas corridas; la mitad de "
        "ellos, {median} puestos o menos; el que más, {largest}.",
        "apart": "Movimientos tan grandes que los intervalos de antes y de ahora no se tocan: {apart}. Los demás "
        "caben en la incertidumbre que los puestos ya tenían.",
        "spearman": "Correlación de los puestos (Spearman): {value}.",
        "people": "Personas en los primeros {k}: {before} antes, {now} ahora ({change}).",
        "unknown": "Lugares de estos cuya población no se sabe, y no se cuenta: {unknown}.",
        "by_cause": "Qué causa movió cuánto",
        "by_cause_line": "Cada movimiento se reparte entre las causas, que suman exactamente el movimiento.",
        "cause": "Causa",
        "moved_by": "Lugares que movió",
        "mean": "Puestos, en promedio",
        "largest": "El que más",
        "share": "Parte del movimiento",
        "data": "Datos",
        "boundary": "Límites",
        "method": "Método",
        "weights": "Pesos",
        "no_split": "El movimiento no se pudo repartir entre las causas: {reason}",
        "code_moves": "Lugares a los que el programa de hoy da otro puesto que el que publicó la corrida guardada: "
        "{code}; la diferencia se cuenta como método.",
        "inputs": "Qué se cambió",
        "weights_line": "Pesos",
        "entries_line": "Claves de los archivos YAML",
        "tables_line": "Tablas",
        "values_line": "Valores medidos",
        "parameters_line": "Parámetros",
        "packages_line": "Paquetes",
        "code_line": "El código de arraigo es otro.",
        "units_line": "Unidades",
        "withheld": "Cambios que nombran datos no públicos y aquí no se dicen: {count}.",
        "changed": "cambiados {count}",
        "new": "nuevos {count}",
        "gone": "ya no están {count}",
        "changed_rows": "filas cambiadas {count}",
        "new_rows": "filas nuevas {count}",
        "gone_rows": "filas que ya no están {count}",
        "added": "es nuevo",
        "removed": "ya no está",
        "changed_whole": "cambió",
        "nothing": "ninguno",
        "appeared": "Unidades que aparecieron ({count}): {names}",
        "disappeared": "Unidades que ya no están ({count}): {names}",
        "gained_rank": "Unidades que ahora tienen puesto y antes no ({count}): {names}",
        "lost_rank": "Unidades que ya no tienen puesto ({count}): {names}",
        "more": "y {count} más",
        "entered": "Entraron en los primeros {k}",
        "left": "Salieron de los primeros {k}",
        "others": "Los demás movimientos más grandes",
        "others_line": "Los {count} más grandes de los {of} lugares que se movieron sin entrar ni salir; todos están "
        "en `{file}`.",
        "nobody": "Ninguno.",
        "place": "Lugar",
        "department": "Departamento",
        "before": "Antes",
        "now": "Ahora",
        "move": "Movimiento",
        "no_rank": "sin puesto",
        "not_there": "no existía",
        "not_here": "ya no existe",
        "reading": "Cómo leerlo",
        "reading_text": "Un puesto va con su intervalo de 90% entre paréntesis. Un movimiento se cuenta en puestos: "
        "+5 es cinco puestos más cerca del primero. *Datos* son valores nuevos o corregidos e indicadores nuevos; "
        "*límites*, unidades que aparecen, desaparecen o cambian de departamento; *método*, todo lo demás que se "
        "decide (normalización, agregación, tratamiento, umbral de cobertura, semilla, código); *pesos*, los pesos. "
        "Se cambia una causa tras otra, se puntúa de nuevo y se promedia sobre todos los órdenes (valor de Shapley). "
        "Una causa que no difiere no tiene columna. Una celda vacía no se pudo repartir. Subir de puesto no dice que "
        "un lugar empeoró: su puesto también depende de los demás.",
    },
    "en": {
        "title": "What changed",
        "first": "This is the first run that is kept: there is no other to hold it against. The next time data, a "
        "boundary, the method or a weight changes, this page will say what moved, and why.",
        "unreadable": "The run before could not be compared: {reason} This run is kept in its place; the next one "
        "will be held against it.",
        "compared": "Held side by side: {before}, and {now}.",
        "run_of": "the run of {date}",
        "run_undated": "a run without a date",
        "this_run": "this run",
        "kept_as": "kept as `{name}`",
        "checksum": "check sum {checksum}",
        "same": "**Nothing changed**: no input is another and no rank moved.",
        "same_ranks": "**No rank moved**, though something that goes in has changed (see below); intervals may be "
        "others.",
        "short": "In short",
        "entered_left": "Entered the first {k}: {entered}; left: {left}. Of the places in either list, {shared} are "
        "in both (Jaccard {jaccard}).",
        "moved": "Places that moved: {moved} of the {both} that both runs rank; half of them by {median} ranks or "
        "fewer, the farthest by {largest}.",
        "apart": "Moves so large that the intervals before and now do not meet: {apart}. The others lie within the "
        "uncertainty that the ranks had already.",
        "spearman": "Correlation of the ranks (Spearman): {value}.",
        "people": "People in the first {k}: {before} before, {now} now ({change}).",
        "unknown": "Places among these whose people are not known, and not counted: {unknown}.",
        "by_cause": "Which cause moved how much",
        "by_cause_line": "Every move is shared out among the causes, which add up to it exactly.",
        "cause": "Cause",
        "moved_by": "Places it moved",
        "mean": "Ranks, on average",
        "largest": "The farthest",
        "share": "Share of the movement",
        "data": "Data",
        "boundary": "Boundary",
        "method": "Method",
        "weights": "Weights",
        "no_split": "The moves could not be shared out among the causes: {reason}",
        "code_moves": "Places that today's program ranks otherwise than the kept run published: {code}; the "
        "difference is counted as method.",
        "inputs": "What was changed",
        "weights_line": "Weights",
        "entries_line": "Keys of the YAML files",
        "tables_line": "Tables",
        "values_line": "Values measured",
        "parameters_line": "Parameters",
        "packages_line": "Packages",
        "code_line": "The code of arraigo is another.",
        "units_line": "Units",
        "withheld": "Changes that name data which are not public, not told here: {count}.",
        "changed": "changed {count}",
        "new": "new {count}",
        "gone": "gone {count}",
        "changed_rows": "rows changed {count}",
        "new_rows": "rows new {count}",
        "gone_rows": "rows gone {count}",
        "added": "is new",
        "removed": "is gone",
        "changed_whole": "changed",
        "nothing": "none",
        "appeared": "Units that appeared ({count}): {names}",
        "disappeared": "Units that are gone ({count}): {names}",
        "gained_rank": "Units that have a rank now and had none before ({count}): {names}",
        "lost_rank": "Units that have no rank any more ({count}): {names}",
        "more": "and {count} more",
        "entered": "Entered the first {k}",
        "left": "Left the first {k}",
        "others": "The largest of the other moves",
        "others_line": "The {count} largest of the {of} places that moved without entering or leaving; all of them "
        "are in `{file}`.",
        "nobody": "None.",
        "place": "Place",
        "department": "Department",
        "before": "Before",
        "now": "Now",
        "move": "Move",
        "no_rank": "no rank",
        "not_there": "was not there",
        "not_here": "is gone",
        "reading": "How to read it",
        "reading_text": "A rank has its 90% interval in brackets. A move is counted in ranks: +5 is five ranks "
        "nearer to the first. *Data* are new or corrected values and new indicators; *boundary*, units that appear, "
        "go, or change department; *method*, everything else that is chosen (normalisation, aggregation, treatment, "
        "coverage gate, seed, code); *weights*, the weights. One cause after another is switched, the units are "
        "scored again, and the parts are averaged over all orders (the Shapley value). A cause that does not differ "
        "has no column. An empty cell could not be shared out. Moving up does not say that a place became worse: its "
        "rank depends on the others too.",
    },
}
