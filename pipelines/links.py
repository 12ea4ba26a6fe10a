"""Hold the scores against evidence that is not among their inputs: origin held out, outside figures, reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.evidence import (
    correlations,
    drivers_at,
    gather_outcomes,
    link,
    neighbours,
    place_means,
    reach_curve,
    reach_of_choice,
)
from pipelines.comparators import places_by_level, read_comparators, read_costs

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geo.catalogue import Catalogue
    from geo.evidence import Outcome
    from pipelines.stage import Context

LINKS = ["iso3", "outcome", "level", "years", "places", "exposure", "drivers", "model", "skill", "skill_p5",
         "skill_p95", "rank_correlation"]  # fmt: skip
DEPENDENCE = ["iso3", "outcome", "driver", "value", "expected", "low", "high", "known"]
REACH = ["iso3", "outcome", "level", "ranking", "by", "k", "spent", "reached", "random", "random_p5", "random_p95",
         "best", "exclusion_error", "inclusion_error"]  # fmt: skip
FIRST = ["iso3", "outcome", "level", "k", "chosen", "reached_low", "reached_high"]
CORRELATED = ["kind", "figure", "level", "iso3", "against", "n", "spearman", "spearman_p5", "spearman_p95", "pearson",
              "pearson_p5", "pearson_p95"]  # fmt: skip


@dataclass(frozen=True)
class World:
    """What every link is made of, side by side; units are those that are scored, by code."""

    catalogue: Catalogue
    values: pd.DataFrame
    units: gpd.GeoDataFrame
    places: pd.DataFrame
    """The code of the place of each level that a unit lies in."""
    people: pd.Series
    nodes: dict[str, pd.DataFrame]
    """By level, the score of every node at its places, and of what is left of the index without the held-out block."""
    without: str
    """What that is called: the one other block, where there is one, or `without_<block>`."""
    rank: pd.Series
    costs: dict[str, pd.Series]
    """What each unit costs, by what is spent; a place costs as much as its units together."""
    outcomes: tuple[Outcome, ...]
    drivers: tuple[str, ...]
    seed: int

    def countries_at(self, level: str) -> pd.Series:
        """Name the country of each place of a level."""
        return pd.Series(self.units["iso3"]).groupby(self.places[level]).first()


def run(context: Context, *, values: pd.DataFrame, units: gpd.GeoDataFrame, scores: pd.DataFrame) -> Callable[[], None]:
    """Work out every link and save a table of each kind; a table with nothing to say keeps its heading.

    What the drivers say takes longest, and is begun as a part of its own; what is given back waits for it.
    """
    world = _world(context, values=values, units=units, scores=scores)
    linked = context.part(_save_links, world)
    _save(context, reach=_reach(world), reach_first=_first(world), comparators=_correlated(world, context))
    return linked


def _save_links(context: Context, world: World) -> None:
    links, dependence = _links(world)
    _save(context, links=links, partial_dependence=dependence)


def _save(context: Context, **tables: pd.DataFrame) -> None:
    for name, table in tables.items():
        # Nine decimals: more than the evidence bears, and fewer than another processor's last bits reach.
        table.round(9).to_csv(context.out / f"{name}.csv", index=False, lineterminator="\n")


def _world(context: Context, *, values: pd.DataFrame, units: gpd.GeoDataFrame, scores: pd.DataFrame) -> World:
    catalogue = context.catalogue
    by_level = places_by_level(units)
    table = scores.set_index("code").reindex(by_level.index)
    money = read_costs(context.places, units=units)
    index, block = catalogue.index, catalogue.study.held_out
    inside = {node.id for node in index.walk(block)} if block in {node.id for node in index.nodes} else set()
    held_out = [entry.id for entry in catalogue.indicators if entry.pillar in inside]
    nodes = table.filter(like="node_").rename(columns=lambda name: str(name).removeprefix("node_"))
    nodes.insert(0, index.root.id, table["score"])
    others = [node for node in index.children(index.root.id) if node.id not in inside]
    without = others[0].id if len(others) == 1 else f"without_{block}"
    if len(others) != 1:
        weights = pd.Series({node.id: node.weight for node in others}, dtype=float)
        parts = nodes[list(weights.index)]
        known = (parts.notna() * weights).sum(axis=1)
        nodes[without] = (parts * weights).sum(axis=1) / known.where(known > 0)
    return World(
        catalogue=catalogue,
        values=values,
        units=units.set_index("code", drop=False).reindex(by_level.index),
        places=by_level,
        people=table["people"],
        nodes={
            level: place_means(nodes, place=by_level[level].dropna(), people=table["people"])
            for level in by_level.columns
        },
        without=without,
        rank=table["rank"],
        costs={"people": table["people"], **({} if money is None else {"budget": money.reindex(table.index)})},
        outcomes=gather_outcomes(
            values,
            places=by_level,
            people=table["people"],
            countries=table["iso3"],
            ids=_people_counted(held_out, context, values),
        ),
        # A count says first how many people live there, and a mean of counts says nothing.
        drivers=tuple(i.id for i in catalogue.indicators if i.id not in held_out and i.kind != "count"),
        seed=context.parameters["seed"],
    )


def _people_counted(ids: list[str], context: Context, values: pd.DataFrame) -> list[str]:
    """Keep the figures that say how many leave: more is more, and none is below zero."""
    kept = []
    for entry in map(context.catalogue.indicator, ids):
        negative = int((values.loc[values["indicator"] == entry.id, "value"] < 0).sum())
        if negative:
            context.notes.append(
                f"`{entry.id}` is not held against the drivers: {negative} of its values are below zero"
            )
        elif entry.direction == 1 and entry.kind in {"rate", "share", "intensity"}:
            kept.append(entry.id)
    return kept


def _links(world: World) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ask how well drivers say where people leave from; what rests on too few places has a row without a model."""
    rows: list[dict[Any, Any]] = []
    lines = []
    touching = {
        level: neighbours(world.units.geometry, place=world.places[level])
        for level in sorted({outcome.level for outcome in world.outcomes})
    }
    for outcome in world.outcomes:
        drivers = drivers_at(world.values, outcome, places=world.places, people=world.people, ids=world.drivers)
        found = link(
            outcome.table,
            drivers,
            points=_points(world, outcome.level),
            touching=touching[outcome.level],
            seed=world.seed,
        )
        told = {**_named(outcome), "years": " ".join(map(str, outcome.years)), "places": len(outcome.table),
                "exposure": outcome.table["exposure"].sum()}  # fmt: skip
        if found is None:
            rows.append(told)
            continue
        skills = found.skills.assign(**told, drivers=len(found.drivers))
        rows += skills.to_dict("records")
        lines.append(found.dependence.assign(iso3=outcome.iso3, outcome=outcome.indicator))
    dependence = pd.concat(lines) if lines else pd.DataFrame(columns=DEPENDENCE)
    return pd.DataFrame(rows, columns=LINKS).astype({"drivers": "Int64"}), dependence[DEPENDENCE]


def _points(world: World, level: str) -> pd.DataFrame:
    """Find the middle of each place: the mean of its units' label points, or of points inside them."""
    if "label_lon" in world.units:
        points = world.units[["label_lon", "label_lat"]].astype(float)
    else:
        inside = world.units.geometry.representative_point()
        points = pd.DataFrame({"lon": inside.x, "lat": inside.y})
    table = pd.DataFrame(points).set_axis(["lon", "lat"], axis=1)
    return table.groupby(world.places[level]).mean()


def _named(outcome: Outcome) -> dict[str, Any]:
    return {"iso3": outcome.iso3, "outcome": outcome.indicator, "level": outcome.level}


def _reach(world: World) -> pd.DataFrame:
    """Follow the ranking with and without the held-out block, by places, by people and by money where costs are known.

    Spending is followed only where every place has a cost: one that is missing is not free.
    """
    root = world.catalogue.index.root.id
    parts = []
    for outcome in world.outcomes:
        if len(outcome.table) < 2 or not outcome.table["amount"].sum() > 0:
            continue
        nodes = world.nodes[outcome.level]
        at = world.places[outcome.level]
        costs: dict[str, pd.Series | None] = {"places": None}
        for name, of_units in world.costs.items():
            costs[name] = of_units.groupby(at).sum(min_count=1, skipna=False).reindex(outcome.table.index)
        for ranking in (root, world.without):
            for by, cost in costs.items():
                if cost is not None and not (cost > 0).all():
                    continue
                curve = reach_curve(outcome.table, nodes[ranking], seed=world.seed, cost=cost)
                parts.append(curve.assign(**_named(outcome), ranking=ranking, by=by))
    return (pd.concat(parts) if parts else pd.DataFrame(columns=REACH))[REACH]


def _first(world: World) -> pd.DataFrame:
    """Bound what the study's first units reach in each country, where migrants are counted for larger places."""
    k = world.catalogue.study.top_k
    first = world.rank.index[world.rank.le(k).fillna(value=False)]
    rows = []
    for outcome in world.outcomes:
        if not outcome.table["amount"].sum() > 0:
            continue
        mine = world.units.index[world.units["iso3"] == outcome.iso3]
        low, high = reach_of_choice(outcome.table["amount"], place=world.places[outcome.level], chosen=first)
        chosen = len(first.intersection(mine))
        rows.append({**_named(outcome), "k": k, "chosen": chosen, "reached_low": low, "reached_high": high})
    return pd.DataFrame(rows, columns=FIRST)


def _correlated(world: World, context: Context) -> pd.DataFrame:
    """Correlate the scores with outside figures, and those of the drivers with the figures held out."""
    entries, figures = read_comparators(context.places, world.catalogue, units=world.units)
    parts = []
    for entry in entries:
        found = correlations(
            figures[entry.id],
            world.nodes[entry.level],
            countries=world.countries_at(entry.level),
            seed=world.seed,
            overall=entry.comparable,
        )
        parts.append(found.assign(kind="external", figure=entry.id, level=entry.level))
    index, block = world.catalogue.index, world.catalogue.study.held_out
    own = {index.root.id, *(node.id for node in index.walk(block))} if world.outcomes else set()
    for outcome in world.outcomes:
        nodes = world.nodes[outcome.level]
        found = correlations(
            outcome.table["rate"],
            nodes[[name for name in nodes.columns if name not in own]],
            countries=world.countries_at(outcome.level),
            seed=world.seed,
        )
        parts.append(found.assign(kind="held_out", figure=outcome.indicator, level=outcome.level))
    table = pd.concat(parts) if parts else pd.DataFrame(columns=CORRELATED)
    return table[CORRELATED]
