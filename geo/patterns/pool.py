"""Check everything that is asked of a selection, and lay the places to choose from out for the solver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.errors import Faults, MethodError
from geo.patterns.contiguity import flow_of, zones_of
from geo.patterns.programme import Condition, conditions_of
from geo.patterns.selection_rules import Rules, note_rule_faults

if TYPE_CHECKING:
    import pandas as pd
    import scipy.sparse as sp

    from geo.patterns.contiguity import Flow
    from geo.patterns.neighbours import Neighbours

Floats = npt.NDArray[np.float64]

STEPS = 1_000_000
"""Into how many equal steps the greatest figure is divided."""


@dataclass(frozen=True)
class Pool:
    """The places to choose from, laid out for the solver; made by `pool_of`.

    Attributes
    ----------
    codes
        The candidates, in order.
    gain
        What choosing each would reach.
    units
        The same in whole steps.
    step
        How large a step is; 0 where all gains are.
    cost
        Of each candidate, or null.
    rules, conditions, links, flow
        What is asked, and its parts for the solver.
    """

    codes: pd.Index
    gain: Floats
    units: Floats
    step: float
    cost: pd.Series | None
    rules: Rules
    conditions: tuple[Condition, ...]
    links: sp.csr_array | None
    flow: Flow | None


def pool_of(gain: pd.Series, *, rules: Rules, cost: pd.Series | None, neighbours: Neighbours | None) -> Pool:
    """Check everything that is asked, and lay it out for the solver.

    Raises
    ------
    MethodError
        With every fault.
    """
    faults = Faults("the selection", MethodError)
    gain = gain.sort_index()
    codes = gain.index[gain.notna()]
    faults.check(
        "places come more than once",
        bad=gain.index[gain.index.duplicated()].tolist(),
        of=len(gain),
        do="Name each place once.",
    )
    if cost is not None:
        faults.check(
            "costs are given more than once",
            bad=cost.index[cost.index.duplicated()].tolist(),
            of=len(cost),
            do="Give each place one cost.",
        )
    faults.raise_any()
    values = gain[codes].to_numpy(float)
    if not len(codes):
        faults.add(
            f"none of {len(gain)} places has a figure to be chosen by. Score them, or choose by another objective."
        )
    faults.check(
        "places have a negative or infinite figure",
        bad=codes[~(np.isfinite(values) & (values >= 0))].tolist(),
        of=len(codes),
        do="Reach is counted from 0.",
    )
    note_rule_faults(rules, codes=codes, known=gain.index, cost=cost, faults=faults)
    links = _links(codes, rules=rules, neighbours=neighbours, faults=faults)
    faults.raise_any()
    step = float(values.max()) / STEPS
    flow = None
    if rules.together is not None and links is not None:
        flow = flow_of(links, together=rules.together, most=_most(rules, codes=codes, cost=cost))
    return Pool(
        codes=codes,
        gain=values,
        units=np.rint(values / step) if step else np.zeros(len(codes)),
        step=step,
        cost=cost,
        rules=rules,
        conditions=conditions_of(rules, codes=codes, cost=cost),
        links=links,
        flow=flow,
    )


def _links(codes: pd.Index, *, rules: Rules, neighbours: Neighbours | None, faults: Faults) -> sp.csr_array | None:
    together = rules.together
    if together is None:
        return None
    if neighbours is None:
        faults.add("places are to lie together, but no neighbours are given. Find them first.")
        return None
    place = neighbours.codes.get_indexer(codes)
    faults.check(
        "candidates are not among the units whose neighbours are known",
        bad=codes[place < 0].tolist(),
        of=len(codes),
        do="Find the neighbours of the same units.",
    )
    if (place < 0).any():
        return None
    links = neighbours.matrix[place][:, place]
    free = ~codes.isin(rules.excluded)
    sizes = np.bincount(zones_of(np.asarray(free), links))[1:]
    if len(codes) and not (sizes >= together.places).any():
        faults.add(
            f"no {together.places} of {len(codes)} candidates lie together: the largest group of neighbours has "
            f"{max(sizes, default=0)}. Ask for smaller zones, or let islands and scattered places be chosen singly."
        )
    return links


def _most(rules: Rules, *, codes: pd.Index, cost: pd.Series | None) -> int:
    """Count how many places there can be at most."""
    most = len(codes) if rules.number is None else min(rules.number, len(codes))
    if rules.budget is not None and cost is not None:
        cheapest = np.cumsum(np.sort(cost.reindex(codes).to_numpy(float)))
        most = min(most, int((cheapest <= rules.budget * (1 + 1e-9)).sum()))
    return max(most, 1)
