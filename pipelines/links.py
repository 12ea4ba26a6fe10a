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
class Ground:
    """What stands before anything is scored, side by side; units are those that are scored, by code."""

    catalogue: Catalogue
    values: pd.DataFrame
    units: gpd.GeoDataFrame
    places: pd.DataFrame
    """The code of the place of each level that a unit lies in."""
    people: pd.Series
    outcomes: tuple[Outcome, ...]
    drivers: tuple[str, ...]
    seed: int

    def countries_at(self, level: str) -> pd.Series:
        """Name the country of each place of a level."""
        return pd.Series(self.units["iso3"]).groupby(self.places[level]).first()


@dataclass(frozen=True)
class World(Ground):
    """What every link is made of: the ground, and the scores on it."""

    nodes: dict[str, pd.DataFrame]
    """By level, the score of every node at its places, and of what is left of the index without the held-out block."""
    without: str
    """What that is called: the one other block, where there is one, or `without_<block>`."""
    rank: pd.Series
    costs: dict[str, pd.Series]
    """What each unit costs, by what is spent; a place costs as much as its units together."""


def begin(
    context: Context, *, values: pd.DataFrame, units: gpd.GeoDataFrame, people: pd.Series
) -> tuple[Ground, Callable[[], None]]:
    """Gather what links stand on, and begin to ask what the drivers say; give the first, and what waits for the second.

    That takes longest, and hangs on no score: while units are scored it is done as a part of its own.
    """
    ground = _ground(context, values=values, units=units, people=people)
    return ground, context.part(_save_links, ground)


def run(context: Context, ground: Ground, scores: pd.DataFrame) -> None:
    """Work out every link of the scores and save a table of each kind; one with nothing to say keeps its heading."""
    world = _world(context, ground, scores)
    _save(context, reach=_reach(world), reach_first=_first(world), comparators=_correlated(world, context))


def _save_links(context: Context, ground: Ground) -> None:
    links, dependence = _links(ground)
    _save(context, links=links, partial_dependence=dependence)


def _save(context: Context, **tables: pd.DataFrame) -> None:
    for name, table in tables.items():
        # Nine decimals: more than the evidence bears, and fewer than another processor's last bits reach.
        table.round(9).to_csv(context.out / f"{name}.csv", index=False, lineterminator="\n")


def _ground(context: Context, *, values: pd.DataFrame, units: gpd.GeoDataFrame, people: pd.Series) -> Ground:
    catalogue = context.catalogue
    by_level = places_by_level(units)
    own = units.set_index("code", drop=False).reindex(by_level.index)
    held_out = [entry.id for entry in catalogue.indicators if entry.pillar in _held_out_nodes(catalogue)]
    living = people.reindex(by_level.index)
    return Ground(
        catalogue=catalogue,
        values=values,
        units=own,
        places=by_level,
        people=living,
        outcomes=gather_outcomes(
            values,
            places=by_level,
            people=living,
            countries=own["iso3"],
            ids=_people_counted(held_out, context, values),
        ),
        # A count says first how many people live there, and a mean of counts says nothing.
        drivers=tuple(i.id for i in catalogue.indicators if i.id not in held_out and i.kind != "count"),
        seed=context.parameters["seed"],
    )


def _held_out_nodes(catalogue: Catalogue) -> set[str]:
    index, block = catalogue.index, catalogue.study.held_out
    return {node.id for node in index.walk(block)} if block in {node.id for node in index.nodes} else set()


def _world(context: Context, ground: Ground, scores: pd.DataFrame) -> World:
    index, inside = ground.catalogue.index, _held_out_nodes(ground.catalogue)
    table = scores.set_index("code").reindex(ground.places.index)
    money = read_costs(context.places, units=ground.units)
    nodes = table.filter(like="node_").rename(columns=lambda name: str(name).removeprefix("node_"))
    nodes.insert(0, index.root.id, table["score"])
    others = [node for node in index.children(index.root.id) if node.id not in inside]
    without = others[0].id if len(others) == 1 else f"without_{ground.catalogue.study.held_out}"
    if len(others) != 1:
        weights = pd.Series({node.id: node.weight for node in others}, dtype=float)
        parts = nodes[list(weights.index)]
        known = (parts.notna() * weights).sum(axis=1)
        nodes[without] = (parts * weights).sum(axis=1) / known.where(known > 0)
    return World(
        **vars(ground),
        nodes={
            level: place_means(nodes, place=ground.places[level].dropna(), people=ground.people)
            for level in ground.places.columns
        },
        without=without,
        rank=table["rank"],
        costs={"people": ground.people, **({} if money is None else {"budget": money.reindex(table.index)})},
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


def _links(ground: Ground) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ask how well drivers say where people leave from; what rests on too few places has a row without a model."""
    rows: list[dict[Any, Any]] = []
    lines = []
    touching = neighbours(ground.units.geometry, places=ground.places[_levels(ground)])
    drivers = drivers_at(ground.values, ground.outcomes, places=ground.places, people=ground.people, ids=ground.drivers)
    points = _points(ground)
    for outcome, columns in zip(ground.outcomes, drivers, strict=True):
        found = link(
            outcome.table,
            columns,
            points=points.groupby(ground.places[outcome.level]).mean(),
            touching=touching[outcome.level],
            seed=ground.seed,
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


def _levels(ground: Ground) -> list[str]:
    return sorted({outcome.level for outcome in ground.outcomes})


def _points(ground: Ground) -> pd.DataFrame:
    """Find the middle of each unit: its label point, or a point inside it."""
    if "label_lon" in ground.units:
        points = ground.units[["label_lon", "label_lat"]].astype(float)
    else:
        inside = ground.units.geometry.representative_point()
        points = pd.DataFrame({"lon": inside.x, "lat": inside.y})
    return pd.DataFrame(points).set_axis(["lon", "lat"], axis=1)


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
