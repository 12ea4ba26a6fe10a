"""Hold chosen places together in connected zones, by a flow that must reach each of them from inside its zone.

A zone has a root. From it flow enters the zone, passes only through chosen places of the zone, and each of them uses
one unit: a place that no flow reaches cannot be chosen, and a root that feeds fewer places than a zone must have
cannot be a root. A zone may hold more than one root if it has places for each.

References
----------
.. [1] Shirabe, T. (2005). A model of contiguity for spatial unit allocation. Geographical Analysis 37(1), 2-16.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from geo.patterns.selection_rules import Together

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Flow:
    """What a programme gets beside its candidates: a root each, what enters there, and what passes each link.

    Attributes
    ----------
    rows
        Conditions by columns: first the candidates, then the columns added here.
    low, high
        Between what each row must lie.
    upper, whole
        Of each added column: its greatest value, and whether it must be whole.
    """

    rows: sp.csr_array
    low: Floats
    high: Floats
    upper: Floats
    whole: Floats


def flow_of(links: sp.csr_array, *, together: Together, most: int) -> Flow:
    """Write the rows that hold a selection together.

    Parameters
    ----------
    links
        Candidates by candidates, symmetric: who borders whom.
    together
        What is asked of the zones.
    most
        How many places there can be at most.
    """
    arcs = sp.coo_array(links)
    n, m = links.shape[0], arcs.nnz
    tail, head = arcs.coords
    one, none, no_arcs = sp.eye_array(n), sp.csr_array((n, n)), sp.csr_array((n, m))
    into = sp.csr_array((np.ones(m), (head, np.arange(m))), shape=(n, m))
    out_of = sp.csr_array((np.ones(m), (tail, np.arange(m))), shape=(n, m))
    starts = sp.csr_array((np.full(m, 1.0 - most), (np.arange(m), tail)), shape=(m, n))
    wide = sp.csr_array((m, n))
    # Columns: chosen, root, what enters at a root, what passes a link.
    blocks = [
        # There are not too many roots, but one at least.
        (sp.hstack([sp.csr_array((1, n)), np.ones((1, n)), sp.csr_array((1, n + m))]), 1, together.zones),
        # A root is a chosen place,
        (sp.hstack([-one, one, none, no_arcs]), -np.inf, 0),
        # it alone lets flow enter,
        (sp.hstack([none, -most * one, one, no_arcs]), -np.inf, 0),
        # and no less than its zone must have places.
        (sp.hstack([none, together.places * one, -one, no_arcs]), -np.inf, 0),
        # What comes in leaves again, but for the one unit that a chosen place uses.
        (sp.hstack([-one, none, one, into - out_of]), 0, 0),
        # Nothing comes into a place that is not chosen, and nothing leaves it.
        (sp.hstack([-most * one, none, one, into]), -np.inf, 0),
        (sp.hstack([starts, wide, wide, sp.eye_array(m)]), -np.inf, 0),
    ]
    sizes = [block.shape[0] for block, _, _ in blocks]
    return Flow(
        rows=sp.csr_array(sp.vstack([block for block, _, _ in blocks])),
        low=np.repeat([float(low) for _, low, _ in blocks], sizes),
        high=np.repeat([float(high) for _, _, high in blocks], sizes),
        upper=np.append(np.ones(n), np.full(n + m, float(most))),
        whole=np.append(np.ones(n), np.zeros(n + m)),
    )


def zones_of(chosen: Bools, links: sp.csr_array) -> Ints:
    """Tell the connected zones of chosen places by numbers from 1, in order of their first places; 0 elsewhere."""
    places = np.flatnonzero(chosen)
    numbers = np.zeros(len(chosen), dtype=np.intp)
    if places.size:
        _, labels = connected_components(links[places][:, places], directed=False)
        _, first = np.unique(labels, return_index=True)
        order = np.empty(len(first), dtype=np.intp)
        order[np.argsort(first, kind="stable")] = np.arange(1, len(first) + 1)
        numbers[places] = order[labels]
    return numbers


def hold_together(chosen: Bools, links: sp.csr_array, *, together: Together) -> bool:
    """Say whether chosen places fall into few enough zones that are large enough."""
    sizes = np.bincount(zones_of(chosen, links))[1:]
    return len(sizes) <= together.zones and bool((sizes >= together.places).all())
