"""Group municipalities into types by what drives people out, and say each type in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.patterns import describe_types, find_types
from pipelines import target

if TYPE_CHECKING:
    from pipelines.stage import Context

WEAK = 0.25
"""Below this silhouette no substantial structure is found (Kaufman and Rousseeuw 1990)."""


def run(context: Context) -> None:
    """Load the pillar scores, find the types, describe them, save."""
    catalogue = context.catalogue
    scores = pd.read_parquet(context.places.result("3_scored") / "scores.parquet").set_index("code")
    # Types are made of the pillars, the leaves of the tree; blocks above them would count their pillars twice.
    leaves = [node for node in catalogue.index.walk() if not catalogue.index.children(node.id)]
    pillars = scores[[f"node_{node.id}" for node in leaves]].set_axis([node.id for node in leaves], axis=1)
    typology = find_types(pillars, choices=catalogue.study.types, seed=context.parameters["seed"])
    types = describe_types(typology, titles={node.id: node.title for node in leaves}, people=scores["people"])
    typology.members.to_parquet(context.out / "members.parquet", index=False)
    types.to_parquet(context.out / "types.parquet", index=False)
    typology.centres.to_csv(context.out / "centres.csv", lineterminator="\n")
    best = typology.silhouettes.loc[typology.silhouettes["chosen"], "silhouette"].item()
    weak = "; below 0.25, so the types are shades rather than kinds" if best < WEAK else ""
    context.notes.append(f"{len(types)} types, silhouette {best:.2f}{weak}")
    typology.silhouettes.to_csv(context.out / "silhouettes.csv", index=False, lineterminator="\n")
    target.write(context)
