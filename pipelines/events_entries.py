"""Write the entries of a study that a file of points makes: its source, and the indicator of its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from geo.workbook.entries import PlainDumper

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geo.catalogue import Text
    from pipelines.events_asked import Ask

NOT_HOMICIDES = {
    "es": "Solo recoge violencia organizada con al menos una muerte; la mayoría de los homicidios no figura.",
    "en": "It holds organised violence with at least one death only; most homicides are not in it.",
}
AS_THE_CROW_FLIES = {
    "es": "Distancias en línea recta sobre la esfera, no por camino; solo cuentan los servicios del mismo país.",
    "en": "Distances are great circles, not roads; only services of the same country count.",
}
NOT_ALL = {
    "es": "La lista no es completa: donde no consta ningún caso, el dato falta; no es cero.",
    "en": "The list is not complete: where no case is listed the figure is missing, not zero.",
}
UNITS = {
    "count": {"es": "casos", "en": "cases"},
    "distance": {"es": "km", "en": "km"},
}


def source_text(
    ask: Ask, *, countries: Sequence[str], span: Sequence[int], fates: pd.DataFrame, others: int = 0
) -> str:
    """Write `sources/<id>.yml`; what was left unplaced, and how many points are of `others`, is among its doubts."""
    doubts = [_placed(fates, others)]
    doubts += [NOT_HOMICIDES] if ask.ucdp else []
    doubts += [AS_THE_CROW_FLIES] if ask.as_ == "distance" else []
    doubts += [NOT_ALL] if ask.as_ != "distance" and not ask.complete else []
    doubts += [_both(ask.doubt)] if ask.doubt is not None else []
    series: dict[str, Any] = {
        "title": _both(ask.title),
        "countries": list(countries),
        "level": ask.level,
        "year": span[-1],
    }
    if ask.indicator is not None and ask.indicator.tier != "public":
        series["tier"] = ask.indicator.tier
    if ask.complete:
        series["complete"] = True
    series["kind"] = "intensity" if ask.as_ == "distance" else "count"
    entry = {"id": ask.id, **ask.said, "doubts": doubts, "series": {ask.id: series}}
    return f"# Made from {ask.file.name} by `arraigo add events`; the years counted: {ask.years}.\n{_yaml(entry)}"


def indicator_text(ask: Ask, *, span: Sequence[int], people: Sequence[str]) -> str:
    """Write an entry of `indicators.yml`; without `people` the table carries the denominators."""
    told = ask.indicator
    if told is None:
        return ""
    unit = _both(told.unit) if told.unit is not None else UNITS.get(ask.as_) or _per(ask, span)
    entry: dict[str, Any] = {
        "id": ask.id,
        "title": _both(ask.title),
        "unit": unit,
        "rationale": _both(told.rationale),
        "pillar": told.pillar,
        "weight": told.weight,
        "direction": told.direction,
        "kind": {"count": "count", "rate": "rate", "distance": "intensity"}[ask.as_],
        "method": "rate" if ask.as_ == "rate" else "value",
        "method_class": told.method_class,
        "series": [ask.id],
        "comparable": told.comparable,
        "comparable_why": _both(told.comparable_why),
        "missing": told.missing,
        "treatment": told.treatment,
        "tier": told.tier,
        "decimals": told.decimals,
    }
    if ask.as_ == "rate":
        # Departments have no department to be smoothed in.
        smooth = "department" if ask.level == "municipality" else "country"
        entry["rate"] = {"per": ask.per, **({"denominator": list(people)} if people else {}), "smooth": smooth}
    return _yaml([entry])


def _placed(fates: pd.DataFrame, others: int) -> dict[str, str]:
    count = fates.sum()
    nowhere = count.sum() - count["municipality"] - count["department"]
    every, one, wider, none = (
        f"{int(n):,}" for n in (count.sum() + others, count["municipality"], count["department"], nowhere)
    )
    es = f"; de otros años o países: {others:,}" if others else ""
    en = f"; of other years or countries: {others:,}" if others else ""
    return {
        "es": f"Puntos del archivo: {every}{es}; ubicados en un municipio: {one}; solo en un departamento: {wider}; en "
        f"ninguna parte: {none}. Por municipio se cuentan solo los ubicados en un municipio.",
        "en": f"Points of the file: {every}{en}; placed in a municipality: {one}; in a department only: {wider}; "
        f"nowhere: {none}. By municipality, only those placed in one are counted.",
    }


def _per(ask: Ask, span: Sequence[int]) -> dict[str, str]:
    es, en = f"por {ask.per:,.0f} habitantes", f"per {ask.per:,.0f} inhabitants"
    return {"es": f"{es} al año", "en": f"{en} a year"} if len(span) > 1 else {"es": es, "en": en}


def _both(text: Text | None) -> dict[str, str]:
    return {} if text is None else {"es": text.es, "en": text.en}


def _yaml(content: object) -> str:
    return yaml.dump(content, Dumper=PlainDumper, sort_keys=False, allow_unicode=True, width=110)
