"""Put the selection of places and the zones together from a study's settings and results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import MethodError
from geo.patterns import (
    NOT_NESTED,
    Rules,
    alternatives,
    choose,
    compare_first,
    describe_selection,
    draw_migrants,
    draw_scores,
    find_zones,
    how_often,
    migrants_of,
    name_zones,
    quotas_by,
    reach_of,
    short,
)
from pipelines.store import write_json

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from geo.catalogue import Catalogue
    from geo.catalogue.targeting import Targeting
    from geo.kinds import Objective
    from geo.patterns import Comparison, Neighbours, Quota, Selection
    from pipelines.stage import Context

APART = 10
"""A portfolio counts as another when one in so many of its places is another."""

DRAWS = 2000
"""How many draws are looked at, at most; a frequency is then known to two points of a hundred."""


@dataclass(frozen=True)
class Ground:
    """What a selection is made on.

    Attributes
    ----------
    places
        By code: `iso3`, `adm1_code`, `adm1_name`, `name`, `people`, `score`, `rank`, and the pillars.
    counted
        `value`, `se` and `status` of the indicator that counts migrants, by code; empty where the study has none.
    rankings
        Draws by codes; none where nothing was drawn.
    """

    places: pd.DataFrame
    counted: pd.DataFrame
    rankings: pd.DataFrame | None


@dataclass(frozen=True)
class Choice:
    """A selection with all that is told about it."""

    objective: Objective
    rules: Rules
    reach: pd.Series
    selection: Selection
    others: list[Selection]
    frequency: pd.Series
    draws: int
    comparison: Comparison


def write(context: Context, neighbours: Neighbours) -> None:
    """Select places, cut zones, and save both beside the types."""
    catalogue, places = context.catalogue, context.places
    units = pd.read_parquet(places.result("1_harmonised") / "units.parquet").drop(columns="geometry")
    units = units[units["kind"] != "lake"]
    scores = pd.read_parquet(places.result("3_scored") / "scores.parquet").drop(columns="iso3")
    values = pd.read_parquet(places.result("2_measured") / "values.parquet")
    joined = units.merge(scores, on="code", validate="one_to_one")
    ground = Ground(
        joined.set_index("code").sort_index(),
        counted_of(values, catalogue),
        rankings_of(places.result("3_scored") / "rankings.parquet"),
    )
    seed = context.parameters["seed"]
    _write_selection(context, ground, seed=seed)
    _write_zones(context, ground, neighbours=neighbours)


def counted_of(values: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Keep the values of the indicator that counts migrants."""
    counted = values[values["indicator"] == (catalogue.study.targeting.migrants or "")]
    return counted.set_index("code")[["value", "se", "status"]]


def rankings_of(path: Path) -> pd.DataFrame | None:
    """Read the rankings of the draws, where there are any."""
    return pd.read_parquet(path).iloc[:DRAWS] if path.is_file() else None


def rules_of(
    settings: Targeting,
    places: pd.DataFrame,
    *,
    number: int | None,
    quotas: Sequence[Quota] = (),
    **others: Any,
) -> Rules:
    """Turn the study's settings into rules; what is given beside them holds too.

    Parameters
    ----------
    settings
        What each country and department must have.
    places
        By code: `iso3` and `adm1_code`.
    number
        How many places.
    quotas
        Beyond the settings.
    **others
        As in `geo.patterns.Rules`: `budget`, `locked`, `excluded`, `together`.
    """
    asked = list(quotas)
    for word, column in (("country", "iso3"), ("department", "adm1_code")):
        least, most = getattr(settings, f"min_per_{word}"), getattr(settings, f"max_per_{word}")
        if least or most is not None:
            asked += quotas_by(places[column], word=word, least=least, most=most)
    return Rules(number=number, quotas=tuple(asked), **others)


def reach_on(ground: Ground, catalogue: Catalogue, *, objective: Objective, among: int | None = None) -> pd.Series:
    """Say what each ranked place would reach; null for the others, and for those behind the first `among`."""
    rank = ground.places["rank"].astype(float)
    score = ground.places["score"].where(rank.notna() if among is None else rank <= among)
    return reach_of(
        objective, score=score, people=ground.places["people"], migrants=_migrants(ground, catalogue, objective)
    )


def _migrants(ground: Ground, catalogue: Catalogue, objective: Objective) -> pd.Series | None:
    if objective != "migrants" or ground.counted.empty:
        return None
    return migrants_of(ground.counted["value"], per=_per(catalogue), people=ground.places["people"])


def _per(catalogue: Catalogue) -> float:
    rate = catalogue.indicator(catalogue.study.targeting.migrants or "").rate
    return float(rate.per) if rate is not None else 1.0


def draws_on(
    ground: Ground, catalogue: Catalogue, *, objective: Objective, reach: pd.Series, seed: int
) -> pd.DataFrame:
    """Draw what each place would reach, as often as ranks were drawn; null where it cannot be chosen."""
    if ground.rankings is None:
        return pd.DataFrame(columns=reach.index)
    if objective == "migrants":
        counted = ground.counted.reindex(reach.index)
        drawn = draw_migrants(
            reach,
            error=counted["se"] / _per(catalogue) * ground.places["people"],
            inherited=counted["status"] == "inherited",
            groups=ground.places["adm1_code"],
            draws=len(ground.rankings),
            seed=seed,
        )
    else:
        drawn = draw_scores(ground.rankings, score=ground.places["score"])
        if objective == "people":
            drawn = drawn * (ground.places["people"].reindex(drawn.columns) / 100)
    return drawn.reindex(columns=reach.index).where(reach.notna(), axis=1)


def make_choice(
    ground: Ground,
    catalogue: Catalogue,
    *,
    objective: Objective,
    rules: Rules,
    seed: int,
    among: int | None = None,
    cost: pd.Series | None = None,
    neighbours: Neighbours | None = None,
    gap: float = 0.0,
    seconds: float = 60.0,
    others: int = 0,
    progress: Callable[[str], Callable[[int, int], None]] | None = None,
) -> Choice:
    """Choose, look for others nearly as good, count how often each place is chosen, and compare with the first.

    `progress` is told what begins, and gives the function that takes done and total.
    """
    begin = progress or (lambda _: lambda _done, _total: None)
    reach = reach_on(ground, catalogue, objective=objective, among=among)
    asked: dict[str, Any] = {"rules": rules, "cost": cost, "neighbours": neighbours, "gap": gap, "seconds": seconds}
    selection = choose(reach, **asked, progress=begin("choosing"))
    found = []
    if others:
        found = alternatives(
            reach,
            best=selection,
            within=catalogue.study.targeting.within,
            count=others,
            apart=max(1, len(selection.codes) // APART),
            **asked,
            progress=begin("other portfolios"),
        )
    drawn = draws_on(ground, catalogue, objective=objective, reach=reach, seed=seed)
    frequency, draws = pd.Series(np.nan, index=reach.index, name="frequency"), 0
    # Each draw of a selection that lies together would take as long as the selection itself.
    if len(drawn) and rules.together is None:
        frequency, draws = how_often(drawn, rules=rules, cost=cost, progress=begin("draws"))
    comparison = compare_first(
        reach, selection=selection, rank=ground.places["rank"].astype(float), figures=ground.places[["people"]]
    )
    return Choice(objective, rules, reach, selection, found, frequency, draws, comparison)


def record(choice: Choice, places: pd.DataFrame) -> dict[str, Any]:
    """Lay out what a selection is as plain data."""
    selection, comparison = choice.selection, choice.comparison
    countries = places.loc[list(selection.codes), "iso3"].value_counts().sort_index()
    return {
        "objective": choice.objective,
        "rules": short(choice.rules),
        "selected": len(selection.codes),
        "reached": selection.reached,
        "bound": selection.bound,
        "gap": selection.gap,
        "proven": selection.proven,
        "cost": selection.cost,
        "per_country": {str(iso3): int(count) for iso3, count in countries.items()},
        "left_out": list(selection.left_out),
        "draws": choice.draws,
        "portfolios": [
            {
                "portfolio": number,
                "reached": other.reached,
                "share_of_best": other.reached / selection.reached if selection.reached else 1.0,
                "other_places": len(set(other.codes) - set(selection.codes)),
            }
            for number, other in enumerate(choice.others, start=2)
        ],
        "first": {
            "shared": len(comparison.shared),
            "only_selected": list(comparison.only_chosen),
            "only_first": list(comparison.only_first),
            "figures": {str(name): dict(row) for name, row in comparison.figures.iterrows()},
        },
        "text": describe_selection(
            comparison, objective=choice.objective, reached=selection.reached, bound=selection.bound
        ),
        "not_nested": NOT_NESTED,
    }


def _write_selection(context: Context, ground: Ground, *, seed: int) -> None:
    catalogue, settings = context.catalogue, context.catalogue.study.targeting
    ranked = int(ground.places["rank"].notna().sum())
    table = pd.DataFrame({"code": ground.places.index, "selected": False, "frequency": np.nan})
    if not ranked:
        context.notes.append("no place has a rank, so none is selected")
        table.to_parquet(context.out / "targets.parquet", index=False)
        return
    number = settings.k or min(catalogue.study.top_k, ranked)
    choice = make_choice(
        ground,
        catalogue,
        objective=settings.objective,
        rules=rules_of(settings, ground.places, number=number),
        seed=seed,
        others=settings.portfolios,
    )
    table["selected"] = table["code"].isin(choice.selection.codes)
    table["frequency"] = choice.frequency.reindex(table["code"]).to_numpy(float)
    table.to_parquet(context.out / "targets.parquet", index=False)
    portfolios(choice).to_csv(context.out / "portfolios.csv", index=False, lineterminator="\n")
    write_json(context.out / "targeting.json", record(choice, ground.places))
    context.notes.append(f"{len(choice.selection.codes)} places selected, {len(choice.comparison.shared)} of the first")


def portfolios(choice: Choice) -> pd.DataFrame:
    """List the places of every portfolio; the first is the selection itself."""
    return pd.DataFrame(
        [
            {"portfolio": number, "code": code, "reached": one.reached, "gap": one.gap}
            for number, one in enumerate([choice.selection, *choice.others], start=1)
            for code in one.codes
        ],
        columns=["portfolio", "code", "reached", "gap"],
    )


def _write_zones(context: Context, ground: Ground, *, neighbours: Neighbours) -> None:
    catalogue, settings, places = context.catalogue, context.catalogue.study.targeting, ground.places
    members = pd.DataFrame({"code": places.index, "zone": pd.array([pd.NA] * len(places), dtype="Int64")})
    rank = places["rank"].astype(float)
    first = places[rank <= settings.priority_share * rank.count()]
    leaves = [node.id for node in catalogue.index.walk() if not catalogue.index.children(node.id)]
    pillars = first[[f"node_{id_}" for id_ in leaves]]
    # Where no pillar is known for all of them, what they are alike in is the score.
    pillars = pillars if pillars.notna().all().any() else first[["score"]]
    try:
        found = find_zones(
            pillars, scores=places["score"], people=places["people"], neighbours=neighbours,
            least_people=settings.zone_people, most=settings.zones,
        )  # fmt: skip
    except MethodError as error:
        # A small study need not have any; that is said, and no reason to stop.
        context.notes.append(str(error))
        members.to_parquet(context.out / "zones.parquet", index=False)
        return
    members["zone"] = members["code"].map(found.members.set_index("code")["zone"]).astype("Int64")
    members.to_parquet(context.out / "zones.parquet", index=False)
    names = name_zones(
        found.members,
        places=places,
        people=places["people"],
        countries={country.iso3: country.name for country in catalogue.study.countries},
    )
    table = names.merge(found.zones, on="zone", validate="one_to_one")
    table.to_csv(context.out / "zones.csv", index=False, lineterminator="\n")
    crossing = f"{table['corridor'].sum()} of them across a border"
    context.notes.append(f"{len(table)} zones in {len(first)} places of high priority, {crossing}")
