"""Write the entries of a study from what a workbook says, and where it says nothing, that it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.catalogue import Catalogue
    from geo.kinds import Tier
    from geo.workbook.read import Workbook
    from geo.workbook.structure import Item


class PlainDumper(yaml.SafeDumper):
    """Write YAML for people: a text that stands twice is written twice, not as a reference to the first."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the base class decides the signature
        """Say that nothing is ever referred to."""
        return True


SOURCE = "workbook"
NO_RATIONALE = {
    "es": "El libro no la trae; escríbala antes de publicar.",
    "en": "The workbook gives none; write it before publishing.",
}
NO_UNIT = {"es": "sin unidad en el libro", "en": "no unit in the workbook"}
HEADS = {
    "study.yml": "# Made from a workbook by `arraigo import-index`; geo/catalogue/study.py explains every key.\n",
    "index.yml": "# The tree of the workbook's structure sheet; the scale and the means are those of such workbooks.\n",
    "indicators.yml": "# One entry per indicator of the workbook, which says no `kind`, `method_class` or `tier`.\n",
    f"sources/{SOURCE}.yml": "# The workbook as a source: say who produced its figures, and under which licence.\n",
}


def _text(book: Workbook, code: str, what: str, other: Mapping[str, str]) -> dict[str, str]:
    """Give a text in both languages; where the sheet `Texts` has one only, it stands for both."""
    told = book.texts.get(code, {})
    es, en = told.get(f"{what}_es"), told.get(f"{what}_en")
    return {"es": es or en or other["es"], "en": en or es or other["en"]}


def _named(book: Workbook, item: Item) -> dict[str, str]:
    return _text(book, item.code, "name", {"es": item.name, "en": item.name})


def study_entry(
    book: Workbook,
    study: str,
    nodes: Sequence[Item],
    *,
    base: Catalogue,
    countries: Sequence[str],
    people: Sequence[str],
) -> dict[str, Any]:
    """Say what the study is called, where it lies and how it is run."""
    root = next(node for node in nodes if node.parent is None)
    kept = [country for country in base.study.countries if country.iso3 in countries]
    n = sum(country.units for country in kept)
    return {
        "id": study,
        "title": _named(book, root),
        "subtitle": {"es": f"Índice importado de {book.name}", "en": f"An index imported from {book.name}"},
        "countries": [country.model_dump() for country in kept],
        "boundaries": "boundaries.topojson",
        "people": list(people),
        "top_k": max(1, min(base.study.top_k, n // 5)),
        "replicates": base.study.replicates,
        "seed": base.study.seed,
        "types": list(base.study.types) if n > 10 * max(base.study.types) else [2, 3],
    }


def index_entry(book: Workbook, nodes: Sequence[Item]) -> dict[str, Any]:
    """Write the tree."""
    return {
        "coverage_gate": 0.4,
        "normalisation": "minmax",
        "nodes": [
            {
                "id": node.id,
                **({"parent": node.parent} if node.parent else {}),
                "title": _named(book, node),
                "rationale": _text(book, node.code, "rationale", NO_RATIONALE),
                "weight": node.weight,
            }
            for node in nodes
        ],
    }


def indicator_entries(
    book: Workbook, items: Sequence[Item], *, series: Mapping[str, str], countries: Sequence[str], tier: Tier
) -> list[dict[str, Any]]:
    """Write an entry for each indicator."""
    one = len(countries) == 1
    why = (
        {"es": "Un solo país.", "en": "One country only."}
        if one
        else {
            "es": "El libro pone todos los lugares en una misma escala; revise si vale entre países.",
            "en": "The workbook puts all places on one scale; look whether that holds across countries.",
        }
    )
    return [
        {
            "id": item.id,
            "title": _named(book, item),
            "unit": _text(book, item.code, "unit", NO_UNIT),
            "rationale": _text(book, item.code, "rationale", NO_RATIONALE),
            "pillar": item.parent,
            "weight": item.weight,
            "direction": item.direction,
            # The kinds and classes that promise least.
            "kind": "index",
            "method": "value",
            "method_class": "proxy",
            "series": [series[item.id]],
            "comparable": not one,
            "comparable_why": why,
            "missing": "leave",
            "treatment": "none",
            "tier": tier,
        }
        for item in items
    ]


def source_entry(
    book: Workbook,
    items: Sequence[Item],
    *,
    series: Mapping[str, str],
    years: Mapping[str, int],
    countries: Sequence[str],
    given: int | None,
) -> dict[str, Any]:
    """Write the workbook as the source of every series."""
    doubts = [
        {
            "es": "El libro no dice quién produjo cada cifra ni con qué licencia.",
            "en": "The workbook does not say who produced each figure, nor under which licence.",
        }
    ]
    if any("year" not in book.texts.get(item.code, {}) for item in items):
        told = "el que se dio al importarlo" if given is not None else "el año en que se guardó"
        said = "the one given when it was imported" if given is not None else "the year it was saved in"
        doubts.append(
            {
                "es": f"El libro no dice de qué año son las cifras; se anotó {told}.",
                "en": f"The workbook does not say which year its figures are of; {said} was noted.",
            }
        )
    return {
        "id": SOURCE,
        "producer": "not stated in the workbook",
        "publication": book.name,
        "url": "not stated in the workbook",
        "licence": "not stated in the workbook",
        "licence_status": "unstated",
        "attribution": f"imported from {book.name}",
        "doubts": doubts,
        "series": {
            series[item.id]: {
                "title": _named(book, item),
                "countries": list(countries),
                "level": "municipality",
                "year": years[item.code],
                "tier": "public",
            }
            for item in items
        },
    }
