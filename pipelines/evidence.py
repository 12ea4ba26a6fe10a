"""Make the evidence page of what `score` linked, leaving out what may not be published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.catalogue import seen_by
from geo.evidence import build_evidence
from geo.kinds import at_most
from pipelines.comparator_entries import read_entries
from pipelines.store import write_text

if TYPE_CHECKING:
    from geo.kinds import Tier
    from pipelines.stage import Context

PAGE = "evidence.html"


def run(context: Context, *, tier: Tier = "public") -> None:
    """Load the tables of the links, keep what readers of the tier may see, write the page."""
    scored = context.places.result("3_scored")
    seen = {indicator.id for indicator in seen_by(context.catalogue, tier)}
    read = read_entries(context.places, context.catalogue)
    entries = tuple(entry for entry in read if at_most(entry.tier, tier))
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
        tables[name] = tables[name][tables[name]["outcome"].isin(seen)]
    tables["dependence"] = tables["dependence"][tables["dependence"]["driver"].isin(seen)]
    open_ = seen | {entry.id for entry in entries}
    tables["comparators"] = tables["comparators"][tables["comparators"]["figure"].isin(open_)]
    page = build_evidence(**tables, catalogue=context.catalogue, entries=entries, seed=context.parameters["seed"])
    write_text(context.out / PAGE, page)
