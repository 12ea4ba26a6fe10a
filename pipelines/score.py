"""Score and rank every unit, with the interval its rank lies in, and write down what the index should not hide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geo.contracts import check_scores
from geo.errors import MethodError
from geo.export import quality_page, settled_numbers
from geo.patterns import find_neighbours
from geo.scoring import Uncertainty, log_of, scope_variants, score_units
from geo.scoring.impute import with_imputed
from geo.scoring.quality import quality
from pipelines import links, rollup
from pipelines.store import write_json, write_text

if TYPE_CHECKING:
    from geo.scoring import Result
    from pipelines.stage import Context


def run(context: Context) -> None:
    """Load values and units, score, check, save the scores, every step that led to them, and what they link to."""
    catalogue, places = context.catalogue, context.places
    units = gpd.read_parquet(places.result("1_harmonised") / "units.parquet")
    measured = places.result("2_measured")
    values = _settled(pd.read_parquet(measured / "values.parquet"))
    people = pd.read_parquet(measured / "people.parquet").set_index("code")["people"]
    neighbours = _neighbours(context, units)
    ground, linked = links.begin(context, values=values, units=units, people=people)
    result = score_units(
        values,
        units=units,
        index=catalogue.index,
        indicators=catalogue.indicators,
        people=people,
        neighbours=neighbours,
        seed=context.parameters["seed"],
        # What does not apply to a study is held, and said so; an analyst's own `Uncertainty` is taken at its word.
        uncertainty=Uncertainty(replicates=context.parameters["replicates"], idle="hold"),
        top=catalogue.study.tops,
        progress=context.progress,
    )
    check_scores(result.scores).to_parquet(context.out / "scores.parquet", index=False)
    # What was filled in says so from here on: what is published is read from this table.
    with_imputed(values, result.imputed).to_parquet(context.out / "values.parquet", index=False)
    parts = [linked, context.part(_write_quality, result), context.part(links.run, ground, result.scores)]
    rollup.run(context, result, units)
    _write_steps(context, result)
    _write_sensitivity(context, result)
    _write(context, variants=scope_variants(result, values, units=units, neighbours=neighbours))
    for done in parts:
        done()


def _settled(values: pd.DataFrame) -> pd.DataFrame:
    """Round as what is published: it can be scored again, and equal figures do not differ by a last digit."""
    return values.assign(value=settled_numbers(values["value"]), se=settled_numbers(values["se"]))


def _neighbours(context: Context, units: gpd.GeoDataFrame) -> dict[str, list[str]] | None:
    """List the codes around each code, where an indicator fills its gaps from there."""
    if not any(indicator.missing == "neighbours" for indicator in context.catalogue.indicators):
        return None
    pairs = find_neighbours(units[units["kind"] != "lake"].sort_values("code", ignore_index=True)).pairs
    return {str(code): list(around) for code, around in pairs.groupby("code")["neighbour"]}


def _write_steps(context: Context, result: Result) -> None:
    """Save every step's table and what it was told, so that the result can be made again."""
    result.normalised.rename_axis("code").reset_index().to_parquet(context.out / "normalised.parquet", index=False)
    _write(
        context,
        treated=result.treated.log,
        imputed=result.imputed.checks,
        weights=result.weights.rename_axis("indicator").rename("weight").reset_index(),
    )
    write_json(context.out / "log.json", log_of(result))


def _write_sensitivity(context: Context, result: Result) -> None:
    """Save what the replicates chose, how firm their intervals are, and which choice moves ranks most."""
    if result.sensitivity is None:
        return
    context.notes.extend(f"held, since it changes nothing here: {option}" for option in result.sensitivity.held)
    result.sensitivity.draws.to_parquet(context.out / "draws.parquet")
    result.sensitivity.rankings.to_parquet(context.out / "rankings.parquet")
    _write(
        context,
        convergence=result.sensitivity.convergence,
        leave_one_out=result.leave_one_out(top=context.catalogue.study.tops),
    )
    try:
        shares = result.choice_shares(progress=context.progress)
    except MethodError as error:
        context.notes.append(str(error))
        return
    _write(context, sobol=shares.summary.round(6))
    shares.units.round(6).to_parquet(context.out / "sobol_units.parquet", index=False)


def _write_quality(context: Context, result: Result) -> None:
    """Save the checks as a table and as a page, and say at the terminal what they found."""
    table = quality(result)
    _write(context, quality=table)
    page = quality_page(table, context.catalogue, units=int(result.scores["score"].notna().sum()))
    write_text(context.out / "quality.html", page)


def _write(context: Context, **tables: pd.DataFrame) -> None:
    for name, table in tables.items():
        table.to_csv(context.out / f"{name}.csv", index=False, lineterminator="\n")
