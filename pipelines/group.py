"""Group municipalities into types by what drives people out, and find where like lies beside like."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geo.patterns import MIXED, describe_types, find_neighbours, find_types, link_units
from geo.scoring.profile import profiles
from pipelines import target
from pipelines.space import write_overall, write_rates, write_space
from pipelines.store import sha256

if TYPE_CHECKING:
    from geo.patterns import Neighbours, Typology
    from pipelines.stage import Context

NEIGHBOURS = "neighbours.parquet"
WEAK = 0.25
"""Below this silhouette no substantial structure is found (Kaufman and Rousseeuw 1990)."""


def run(context: Context) -> None:
    """Load the scores and the units, find neighbours, types and hot spots, say each type in words, save."""
    scores = pd.read_parquet(context.places.result("3_scored") / "scores.parquet").set_index("code")
    neighbours = _neighbours(context, scores.index)
    typed = context.part(write_types, scores, neighbours)
    rates = context.part(write_rates, scores, neighbours)
    overall = write_space(context, scores, neighbours)
    target.write(context, neighbours)
    members = typed().members.set_index("code")
    write_profiles(context, scores, types=members["type"])
    write_overall(context, overall, neighbours, types=members["nearest"])
    rates()


def write_types(context: Context, scores: pd.DataFrame, neighbours: Neighbours) -> Typology:
    """Find the types, describe them, save."""
    catalogue, out = context.catalogue, context.out
    # Types are made of the pillars, the leaves of the tree; blocks above them would count their pillars twice.
    leaves = [node for node in catalogue.index.walk() if not catalogue.index.children(node.id)]
    pillars = scores[[f"node_{node.id}" for node in leaves]].set_axis([node.id for node in leaves], axis=1)
    typology = find_types(
        pillars,
        choices=catalogue.study.types,
        seed=context.parameters["seed"],
        neighbours=neighbours,
        previous=_previous(context),
        progress=context.progress,
    )
    types = describe_types(
        typology, pillars=pillars, titles={node.id: node.title for node in leaves}, people=scores["people"]
    )
    typology.members.to_parquet(out / "members.parquet", index=False)
    typology.models.to_parquet(out / "models.parquet", index=False)
    types.to_parquet(out / "types.parquet", index=False)
    typology.centres.to_csv(out / "centres.csv", lineterminator="\n")
    typology.stability.round(6).to_csv(out / "stability.csv", index=False, lineterminator="\n")
    context.notes.extend(_notes(typology))
    return typology


def write_profiles(context: Context, scores: pd.DataFrame, *, types: pd.Series) -> None:
    """Say what each place is strong and weak in; one of mixed type is set against its country alone."""
    normalised = pd.read_parquet(context.places.result("3_scored") / "normalised.parquet").set_index("code")
    groups = {"country": scores["iso3"], "type": types.where(types != MIXED)}
    profiles(normalised, groups=groups).to_parquet(context.out / "profiles.parquet", index=False)


def _neighbours(context: Context, codes: pd.Index) -> Neighbours:
    """Find who borders on whom and save it; between the same boundaries that was found before."""
    out = context.out / NEIGHBOURS
    made_of = {
        "units.parquet": sha256(context.places.result("1_harmonised") / "units.parquet"),
        "codes": hashlib.sha256("\n".join(codes).encode()).hexdigest(),
    }
    if context.taken_over(NEIGHBOURS, made_of=made_of):
        return link_units(list(codes), pd.read_parquet(out))
    found = find_neighbours(_scored_units(context, codes))
    found.pairs.to_parquet(out, index=False)
    return found


def _scored_units(context: Context, codes: pd.Index) -> gpd.GeoDataFrame:
    """Read the units that are scored, in the order of the scores; a lake is nobody's neighbour."""
    units = gpd.read_parquet(context.places.result("1_harmonised") / "units.parquet")
    return gpd.GeoDataFrame(units.set_index("code").loc[codes].reset_index(), geometry="geometry", crs=units.crs)


def _previous(context: Context) -> pd.Series | None:
    """Read the types of the run before, which still stand while this one writes beside them."""
    path = context.places.result("4_grouped") / "members.parquet"
    try:
        return pd.read_parquet(path).set_index("code")["nearest"]
    except (OSError, ValueError, KeyError):
        return None


def _notes(typology: Typology) -> list[str]:
    chosen = typology.stability[typology.stability["chosen"]].iloc[0]
    weak = "; below 0.25, so the types are shades rather than kinds" if chosen["silhouette"] < WEAK else ""
    notes = [
        f"{len(typology.centres)} types, silhouette {chosen['silhouette']:.2f}{weak}",
        f"drawn anew, {chosen['jaccard']:.0%} of a type comes back, {chosen['jaccard_least']:.0%} of the least stable",
    ]
    kept = typology.returns["kept"].dropna()
    if len(kept) and kept.min() < 1:
        notes.append(f"types keep their numbers of the run before: {', '.join(f'{share:.0%}' for share in kept)} kept")
    return notes
