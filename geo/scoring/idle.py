"""Find options that are varied and yet change no score anywhere: an interval would look firmer than it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.errors import Faults, MethodError
from geo.scoring.aggregate import node_values
from geo.scoring.weigh import leaf_weights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.scoring.choices import Scaled, Uncertainty, Variant
    from geo.scoring.weigh import Tree

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]

SAME = 1e-9
"""Scores, on 0-1, that differ by less are the same."""

FIELDS = {
    "treatment": "treatments",
    "missing": "missing",
    "normalisation": "normalisations",
    "aggregation": "aggregations",
    "left_out": "leave_out",
    "weights": "concentration",
    "measurement": "measurement",
}
"""The field of `Uncertainty` that each choice is made in."""


def removable(scaled: Mapping[Variant, Scaled], *, tree: Tree) -> IntArray:
    """Give the rows of the indicators that every unit can do without under every variant."""
    return removable_from(holdings(scaled), tree=tree)


def holdings(scaled: Mapping[Variant, Scaled]) -> BoolArray:
    """List the sets of indicators that some unit has values of under some variant, each once: indicators by sets."""
    there = [~np.isnan(known.leaves) for known in scaled.values()]
    # A scale moves values and makes none: most variants have them in the same cells.
    others = {cells.tobytes(): cells for cells in there}
    alike: BoolArray = np.unique(np.hstack(list(others.values())), axis=1)
    return alike


def removable_from(held: BoolArray, *, tree: Tree) -> IntArray:
    """Give the rows of the indicators that no set in `held` consists of alone, by the weights of a tree."""
    # A score is there where some indicator is that carries weight, all the way up.
    there = held & (leaf_weights(tree).to_numpy()[:, None] > 0)
    lone = (there & (there.sum(axis=0) == 1)).any(axis=1)
    return np.flatnonzero(~lone)


def without_row(leaves: FloatArray, row: int) -> FloatArray:
    """Give the values with one indicator missing everywhere."""
    fewer = leaves.copy()
    fewer[row] = np.nan
    return fewer


class _Idle(NamedTuple):
    """An option that changes nothing: whose it is, its name where the choice has several, and why."""

    choice: str
    option: str | None
    why: str

    def __str__(self) -> str:
        return " ".join(word for word in (self.choice, self.option, f"({self.why})") if word)


def settle_idle(
    scaled: Mapping[Variant, Scaled], *, tree: Tree, uncertainty: Uncertainty, leaves_out: IntArray
) -> tuple[Uncertainty, tuple[str, ...]]:
    """Refuse options that change nothing, or hold them, as `Uncertainty.idle` says.

    An option is idle when, whatever else is chosen, no score differs from the one under an option named before it.
    Options that were not given, and are drawn where they matter, are held without a word of refusal.

    Returns
    -------
    uncertainty
        Spelled out, without what is held.
    held
        What is held, and why.

    Raises
    ------
    MethodError
        With every option that changes nothing, where they are to be refused.
    """
    full, soft = uncertainty.spelled_out(), uncertainty.not_given()
    if next(iter(scaled.values())).leaves.shape[1] < 2:
        return full, ()
    idle = _idle(scaled, tree=tree, uncertainty=full, leaves_out=leaves_out)
    if uncertainty.idle == "refuse":
        varied = (full.leave_out, full.concentration is not None, full.measurement)
        faults = Faults("uncertainty", MethodError)
        faults.check(
            "options change nothing anywhere",
            bad=[str(one) for one in idle if FIELDS[one.choice] not in soft],
            of=sum(len(options) - 1 for options in full.options().values()) + sum(map(bool, varied)),
            do="Leave them out of `Uncertainty`, or let it hold what is idle.",
        )
        faults.raise_any()
    for one in idle:
        full = _held(full, one)
    return full, tuple(map(str, idle))


def _idle(
    scaled: Mapping[Variant, Scaled], *, tree: Tree, uncertainty: Uncertainty, leaves_out: IntArray
) -> list[_Idle]:
    variants, options = uncertainty.variants(), uncertainty.options()
    scores: dict[tuple[str, ...], FloatArray] = {
        (*variant, name): node_values(scaled[variant].leaves, tree=tree.aggregated(name))[-1]
        for variant in variants
        for name in uncertainty.aggregations
    }

    def same(place: int, option: str, earlier: str) -> bool:
        pairs = [(key, (*key[:place], earlier, *key[place + 1 :])) for key in scores if key[place] == option]
        return all(np.allclose(scores[one], scores[other], rtol=0, atol=SAME) for one, other in pairs)

    found = []
    for place, (choice, names) in enumerate(options.items()):
        for at, option in enumerate(names):
            twin = next((earlier for earlier in names[:at] if same(place, option, earlier)), None)
            if twin is not None:
                found.append(_Idle(choice, option, f"gives the scores of {twin}"))
    if uncertainty.leave_out and not len(leaves_out):
        found.append(_Idle("left_out", None, "every indicator is all that some unit has"))
    if uncertainty.concentration is not None and all((branch.weights > 0).sum() < 2 for branch in tree.branches):
        found.append(_Idle("weights", None, "no node has two children to weigh"))
    moved = (part for variant in variants for part in (scaled[variant].error, scaled[variant].spread))
    if uncertainty.measurement and not any(part.any() for part in moved):
        found.append(_Idle("measurement", None, "no value has a standard error, none is inherited"))
    return found


def _held(uncertainty: Uncertainty, idle: _Idle) -> Uncertainty:
    name = FIELDS[idle.choice]
    still: dict[str, Any] = {"leave_out": False, "concentration": None, "measurement": False}
    kept: Any = still.get(name, ())
    if name not in still:
        kept = tuple(option for option in getattr(uncertainty, name) if option != idle.option)
    return replace(uncertainty, **{name: kept})
