"""Score and rank every unit, with the interval its rank lies in, and write down what the index should not hide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.contracts import check_scores
from geo.export import quality_page
from geo.scoring import Uncertainty, log_of, scope_variants, score_units
from geo.scoring.impute import with_imputed
from geo.scoring.quality import quality
from pipelines.store import write_json, write_text

if TYPE_CHECKING:
    from geo.scoring import Result
    from pipelines.stage import Context


def run(context: Context) -> None:
    """Load values and units, score, check, save the scores and every step that led to them."""
    catalogue, places = context.catalogue, context.places
    units = pd.read_parquet(places.result("1_harmonised") / "units.parquet")
    measured = places.result("2_measured")
    values = pd.read_parquet(measured / "values.parquet")
    people = pd.read_parquet(measured / "people.parquet").set_index("code")["people"]
    result = score_units(
        values,
        units=units,
        index=catalogue.index,
        indicators=catalogue.indicators,
        people=people,
        seed=context.parameters["seed"],
        uncertainty=Uncertainty(replicates=context.parameters["replicates"]),
        top=(catalogue.study.top_k,),
        progress=context.progress,
    )
    check_scores(result.scores).to_parquet(context.out / "scores.parquet", index=False)
    # What was filled in says so from here on: what is published is read from this table.
    with_imputed(values, result.imputed).to_parquet(context.out / "values.parquet", index=False)
    _write_steps(context, result)
    _write_quality(context, result)
    _write_csv(context, "variants.csv", scope_variants(result, values, units=units))


def _write_steps(context: Context, result: Result) -> None:
    """Save every step's table and what it was told, so that the result can be made again."""
    result.normalised.rename_axis("code").reset_index().to_parquet(context.out / "normalised.parquet", index=False)
    _write_csv(context, "treated.csv", result.treated.log)
    _write_csv(context, "imputed.csv", result.imputed.checks)
    _write_csv(context, "weights.csv", result.weights.rename_axis("indicator").rename("weight").reset_index())
    write_json(context.out / "log.json", log_of(result))
    if result.sensitivity is not None:
        result.sensitivity.draws.to_parquet(context.out / "draws.parquet")
        _write_csv(context, "convergence.csv", result.sensitivity.convergence)


def _write_quality(context: Context, result: Result) -> None:
    """Save the checks as a table and as a page, and say at the terminal what they found."""
    table = quality(result)
    _write_csv(context, "quality.csv", table)
    page = quality_page(table, context.catalogue, units=int(result.scores["score"].notna().sum()))
    write_text(context.out / "quality.html", page)


def _write_csv(context: Context, name: str, table: pd.DataFrame) -> None:
    table.to_csv(context.out / name, index=False, lineterminator="\n")
