"""Score and rank every unit, with the interval its rank lies in and what that interval comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.contracts import check_scores
from geo.errors import MethodError
from geo.scoring import Uncertainty, score_units

if TYPE_CHECKING:
    from geo.scoring import Result
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
        # What does not apply to a study is held, and said so; an analyst's own `Uncertainty` is taken at its word.
        uncertainty=Uncertainty(replicates=context.parameters["replicates"], idle="hold"),
        top=catalogue.study.tops,
        progress=context.progress,
    )
    check_scores(result.scores).to_parquet(context.out / "scores.parquet", index=False)
    result.normalised.rename_axis("code").reset_index().to_parquet(context.out / "normalised.parquet", index=False)
    _write(context, treated=result.treated.log)
    _write(context, weights=result.weights.rename_axis("indicator").rename("weight").reset_index())
    _write(context, leave_one_out=result.leave_one_out(top=catalogue.study.tops))
    _save_sensitivity(context, result)


def _save_sensitivity(context: Context, result: Result) -> None:
    """Save what the replicates chose, how firm their intervals are, and which choice moves ranks most."""
    if result.sensitivity is None:
        return
    context.notes.extend(f"held, since it changes nothing here: {option}" for option in result.sensitivity.held)
    result.sensitivity.draws.to_parquet(context.out / "draws.parquet")
    _write(context, convergence=result.sensitivity.convergence)
    try:
        shares = result.choice_shares(progress=context.progress)
    except MethodError as error:
        context.notes.append(str(error))
        return
    _write(context, sobol=shares.summary.round(6))
    shares.units.round(6).to_parquet(context.out / "sobol_units.parquet", index=False)


def _write(context: Context, **tables: pd.DataFrame) -> None:
    for name, table in tables.items():
        table.to_csv(context.out / f"{name}.csv", index=False, lineterminator="\n")
