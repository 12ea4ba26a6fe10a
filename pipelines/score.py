"""Score and rank every unit, with the interval its rank lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.contracts import check_scores
from geo.scoring import Uncertainty, score_units

if TYPE_CHECKING:
    from pipelines.stage import Context


def run(context: Context) -> None:
    """Load values and units, score, check, save the scores and every step that led to them."""
    catalogue, places = context.catalogue, context.places
    units = pd.read_parquet(places.result("1_harmonised") / "units.parquet")
    measured = places.result("2_measured")
    people = pd.read_parquet(measured / "people.parquet").set_index("code")["people"]
    result = score_units(
        pd.read_parquet(measured / "values.parquet"),
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
    result.normalised.rename_axis("code").reset_index().to_parquet(context.out / "normalised.parquet", index=False)
    result.treated.log.to_csv(context.out / "treated.csv", index=False, lineterminator="\n")
    result.weights.rename_axis("indicator").rename("weight").to_csv(context.out / "weights.csv", lineterminator="\n")
    if result.sensitivity is not None:
        result.sensitivity.draws.to_parquet(context.out / "draws.parquet")
        result.sensitivity.rankings.to_parquet(context.out / "rankings.parquet")
        result.sensitivity.convergence.to_csv(context.out / "convergence.csv", index=False, lineterminator="\n")
