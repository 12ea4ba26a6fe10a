"""Write down how a result came about, step by step, and make it again from that record and the same values."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from geo.catalogue import Index, Indicator
from geo.errors import MethodError
from geo.scoring.choices import Uncertainty
from geo.scoring.model import score_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from geo.scoring.model import Result

STEPS = ("impute", "treat", "normalise", "weigh", "aggregate", "rank")


def log_of(result: Result) -> list[dict[str, Any]]:
    """List the steps of a result in their order, each with its parameters and what it did; ready for JSON.

    Returns
    -------
    list of dict
        `step`, `parameters` (all that is needed to take it again) and `did` (counts of what was touched).
    """
    entries = {entry.id: entry for entry in sorted(result.indicators, key=lambda entry: entry.id)}
    nodes = [node.model_dump(mode="json") for node in sorted(result.index.nodes, key=lambda node: node.id)]
    checks, shapes = result.imputed.checks, result.treated.shapes
    ranked = result.scores["gate"].eq("ranked")
    return [
        {
            "step": "impute",
            "parameters": {"policies": {id_: entry.missing for id_, entry in entries.items()}, "seed": result.seed},
            "did": {"filled": int(checks["filled"].sum()), "gaps": int(result.matrix.value.isna().to_numpy().sum())},
        },
        {
            "step": "treat",
            "parameters": {"treatments": {id_: entry.treatment for id_, entry in entries.items()}},
            "did": {"points": len(result.treated.log), "not_settled": int((~shapes["settled"].astype(bool)).sum())},
        },
        {
            "step": "normalise",
            "parameters": {
                "method": result.normalisation,
                "indicators": {id_: entry.model_dump(mode="json") for id_, entry in entries.items()},
            },
            "did": {"values": int(result.normalised.notna().to_numpy().sum())},
        },
        {
            "step": "weigh",
            "parameters": {"method": result.weighting, "weights": dict(sorted(result.given.items()))},
            "did": {"weights": {str(id_): float(weight) for id_, weight in result.weights.items()}},
        },
        {
            "step": "aggregate",
            "parameters": {
                "nodes": nodes,
                "coverage_gate": result.index.coverage_gate,
                "normalisation": result.index.normalisation,
            },
            "did": {"scored": int(result.scores["score"].notna().sum())},
        },
        {
            "step": "rank",
            "parameters": {
                "uncertainty": asdict(result.uncertainty),
                "seed": result.seed,
                "top": [int(k) for k in result.scores.columns.str.extract(r"^p_top_(\d+)$")[0].dropna()],
            },
            "did": {"ranked": int(ranked.sum())},
        },
    ]


def replay(
    log: Sequence[Mapping[str, Any]],
    values: pd.DataFrame,
    *,
    units: pd.DataFrame,
    people: pd.Series | None = None,
    neighbours: Mapping[str, Iterable[str]] | None = None,
) -> Result:
    """Take the steps of a log again.

    Parameters
    ----------
    log
        As `log_of` wrote it, or as it came back from JSON.
    values, units, people, neighbours
        As for `score_units`; with the same ones the result is the same to the last bit.

    Raises
    ------
    MethodError
        If the log does not hold the steps it should, and as `score_units`.
    """
    told = choices_of(log)
    return score_units(values, units=units, people=people, neighbours=neighbours, **told)


def choices_of(log: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Read the choices of a log: what `score_units` was told but for the values and the places.

    Raises
    ------
    MethodError
        If the log does not hold the steps it should.
    """
    steps = {step.get("step"): step.get("parameters", {}) for step in log}
    lacking = [name for name in STEPS if name not in steps]
    if lacking:
        raise MethodError(
            f"{len(lacking)} of {len(STEPS)} steps are not in the log: {', '.join(lacking)}. Pass what `log_of` wrote."
        )
    tree, rank = steps["aggregate"], steps["rank"]
    index = Index.model_validate(
        {name: tree[name] for name in ("nodes", "coverage_gate", "normalisation")}, strict=False
    )
    indicators = [Indicator.model_validate(entry, strict=False) for entry in steps["normalise"]["indicators"].values()]
    uncertainty: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in rank["uncertainty"].items()
    }
    return {
        "index": index,
        "indicators": indicators,
        "seed": rank["seed"],
        "weights": steps["weigh"]["weights"],
        "normalisation": steps["normalise"]["method"],
        "weighting": steps["weigh"]["method"],
        "uncertainty": Uncertainty(**uncertainty),
        "top": tuple(rank["top"]),
    }
