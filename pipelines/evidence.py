"""Make the evidence page of what `score` linked, leaving out what may not be published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.evidence import build_evidence
from geo.export import tier_of
from pipelines.comparators import read_entries
from pipelines.store import write_text

if TYPE_CHECKING:
    from pipelines.stage import Context

PAGE = "evidence.html"


def run(context: Context) -> None:
    """Load the tables of the links, keep what is public, write the page."""
    scored = context.places.result("3_scored")
    public = {i.id for i in context.catalogue.indicators if tier_of(context.catalogue, i) == "public"}
    entries = tuple(entry for entry in read_entries(context.places, context.catalogue) if entry.tier == "public")
    tables = {
        name: pd.read_csv(scored / f"{file}.csv", dtype={"years": str})
        for name, file in {
            "links": "links",
            "dependence": "partial_dependence",
            "reach": "reach",
            "first": "reach_first",
            "comparators": "comparators",
        }.items()
    }
    for name in ("links", "dependence", "reach", "first"):
        tables[name] = tables[name][tables[name]["outcome"].isin(public)]
    tables["dependence"] = tables["dependence"][tables["dependence"]["driver"].isin(public)]
    open_ = public | {entry.id for entry in entries}
    tables["comparators"] = tables["comparators"][tables["comparators"]["figure"].isin(open_)]
    page = build_evidence(**tables, catalogue=context.catalogue, entries=entries, seed=context.parameters["seed"])
    write_text(context.out / PAGE, page)
