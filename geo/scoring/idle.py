"""Find options that are varied and yet change no score anywhere: an interval would look firmer than it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from geo.errors import Faults, MethodError
from geo.scoring.aggregate import node_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.kinds import Aggregation
    from geo.scoring.choices import Scaled, Uncertainty, Variant
    from geo.scoring.weigh import Tree

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]

SAME = 1e-9
"""Scores, on 0-1, that differ by less are the same."""

PLURALS = {"treatment": "treatments", "missing": "missing", "normalisation": "normalisations"}


def removable(scaled: Mapping[Variant, Scaled], *, tree: Tree) -> IntArray:
    """Give the rows of the indicators that every unit can do without under every variant."""
    patterns = {np.isnan(known.leaves).tobytes(): known.leaves for known in scaled.values()}
    return np.array(
        [
            row
            for row in range(len(tree.leaves))
            if not any(
                np.isnan(node_values(without_row(leaves, row), tree=tree)[-1]).any() for leaves in patterns.values()
            )
        ],
        dtype=np.intp,
    )


def without_row(leaves: FloatArray, row: int) -> FloatArray:
    """Give the values with one indicator missing everywhere."""
    fewer = leaves.copy()
    fewer[row] = np.nan
    return fewer


def settle_idle(
    scaled: Mapping[Variant, Scaled], *, tree: Tree, uncertainty: Uncertainty, leaves_out: IntArray
) -> tuple[Uncertainty, tuple[str, ...]]:
    """Refuse options that change nothing, or hold them, as `Uncertainty.idle` says.

    An option is idle when, whatever else is chosen, no score differs from the one under the first option.

    Returns
    -------
    uncertainty
        Without what is held.
    held
        What is held, and why.

    Raises
    ------
    MethodError
        With every option that changes nothing, where they are to be refused.
    """
    units = next(iter(scaled.values())).leaves.shape[1]
    if units < 2:
        return uncertainty, ()
    idle = _idle(scaled, tree=tree, uncertainty=uncertainty, leaves_out=leaves_out)
    if uncertainty.idle == "refuse":
        counts = [
            len(options) - 1 for options in (*map(list, _options(uncertainty).values()), uncertainty.aggregations)
        ]
        varied = (uncertainty.leave_out, uncertainty.concentration is not None, uncertainty.measurement)
        faults = Faults("uncertainty", MethodError)
        faults.check(
            "options change nothing anywhere",
            bad=[f"{choice} {why}".strip() for choice, _, why in idle],
            of=sum(counts) + sum(varied),
            do="Leave them out of `Uncertainty`, or let it hold what is idle.",
        )
        faults.raise_any()
    for choice, option, _ in idle:
        uncertainty = _held(uncertainty, choice, option)
    return uncertainty, tuple(f"{choice} {why}".strip() for choice, _, why in idle)


def _options(uncertainty: Uncertainty) -> dict[str, tuple[str, ...]]:
    return {word: getattr(uncertainty, plural) for word, plural in PLURALS.items()}


def _idle(
    scaled: Mapping[Variant, Scaled], *, tree: Tree, uncertainty: Uncertainty, leaves_out: IntArray
) -> list[tuple[str, str | None, str]]:
    """List what is idle: the choice, the option and the reason."""
    first, variants = uncertainty.aggregations[0], uncertainty.variants()
    scores = {variant: _scores(scaled[variant].leaves, tree=tree, aggregation=first) for variant in variants}
    found: list[tuple[str, str | None, str]] = []
    for word, options in _options(uncertainty).items():
        for option in options[1:]:
            with_it = [variant for variant in variants if getattr(variant, word) == option]
            if all(_same(scores[v], scores[_with(v, word, options[0])]) for v in with_it):
                found.append((word, option, f"{option} (gives the scores of {options[0]})"))
    found += [
        ("aggregation", name, f"{name} (gives the scores of {first})")
        for name in uncertainty.aggregations[1:]
        if all(_same(_scores(scaled[v].leaves, tree=tree, aggregation=name), scores[v]) for v in variants)
    ]
    if uncertainty.leave_out and not len(leaves_out):
        found.append(("left_out", None, "(every indicator is all that some unit has)"))
    if uncertainty.concentration is not None and all((branch.weights > 0).sum() < 2 for branch in tree.branches):
        found.append(("weights", None, "(no node has two children to weigh)"))
    moved = (part for variant in variants for part in (scaled[variant].error, scaled[variant].spread))
    if uncertainty.measurement and not any(part.any() for part in moved):
        found.append(("measurement", None, "(no value has a standard error, none is inherited)"))
    return found


def _with(variant: Variant, word: str, option: str) -> Variant:
    return variant._replace(**{word: option})  # type: ignore[arg-type]


def _held(uncertainty: Uncertainty, choice: str, option: str | None) -> Uncertainty:
    if choice == "left_out":
        return replace(uncertainty, leave_out=False)
    if choice == "weights":
        return replace(uncertainty, concentration=None)
    if choice == "measurement":
        return replace(uncertainty, measurement=False)
    plural = PLURALS.get(choice, "aggregations")
    kept: Any = tuple(name for name in getattr(uncertainty, plural) if name != option)
    return replace(uncertainty, **{plural: kept})


def _scores(leaves: FloatArray, *, tree: Tree, aggregation: Aggregation) -> FloatArray:
    scores: FloatArray = node_values(leaves, tree=tree.aggregated(aggregation))[-1]
    return scores


def _same(one: FloatArray, other: FloatArray) -> bool:
    return bool(np.allclose(one, other, rtol=0, atol=SAME))
