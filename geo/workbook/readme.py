"""Say in the template, in Spanish and in English, how to fill it in; both have the same steps."""

from __future__ import annotations

_ES = """
En «Data», cada columna desde la C es un indicador y cada fila desde la 6, un municipio. No cambie los códigos.

Sobre cada indicador escriba, de arriba abajo: peso (1 si no hay razón para otro), dirección (1: más pide más
atención; -1: menos la pide), grupo (el iCode de un pilar de «Structure»), nombre y código (corto, sin espacios).

Una celda vacía es un dato que falta. No escriba ceros, guiones ni textos en su lugar.

«Structure» trae los pilares del estudio. Puede cambiarlos: un grupo por fila, con el grupo de arriba en Parent y un
nivel más alto.

«Texts» es opcional: nombres, unidades y razones en español e inglés, y el año de cada cifra. Un indicador se agrega
con una fila más.

Después: arraigo import-index ESTE_ARCHIVO.xlsx --study nombre --country {country}
"""
_EN = """
In “Data” each column from C on is an indicator, and each row from 6 on a municipality. Leave the codes as they are.

Above each indicator write, from top to bottom: weight (1 unless there is a reason for another), direction (1: more
calls for more attention; -1: less does), group (the iCode of a pillar of “Structure”), name and code (short, without
spaces).

An empty cell is a missing value. Write no zero, dash or text for it.

“Structure” holds the study's pillars. You may change them: a group per row, with the group above it in Parent, one
level higher.

“Texts” is optional: names, units and reasons in Spanish and English, and the year of each figure. An indicator is
added with one more row.

Then: arraigo import-index THIS_FILE.xlsx --study name --country {country}
"""


def _steps(text: str) -> tuple[str, ...]:
    return tuple(" ".join(step.split()) for step in text.split("\n\n"))


README: tuple[tuple[str, tuple[str, ...]], ...] = (("Léame", _steps(_ES)), ("Read me", _steps(_EN)))
"""A title and its steps, in each language."""
