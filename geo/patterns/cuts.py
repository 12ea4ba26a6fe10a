"""Hold chosen places together by cuts: choose freely, look where the choice falls apart, forbid that, choose again.

A zone that is too small may only be chosen with a place around it. Where there are too many zones, each may only be
chosen with a place around it or a root inside it, and there are no more roots than zones asked for. Every choice on the
way bounds what can be reached; joined up (`geo.patterns.joining`), it also shows what is reached. When the two lie near
enough together, that is the answer.

References
----------
.. [1] Carvajal, R., Constantino, M., Goycoolea, M., Vielma, J. P. and Weintraub, A. (2013). Imposing connectivity
   constraints in forest planning models. Operations Research 61(4), 824-836: cuts by the places around.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from geo.patterns.contiguity import Flow, hold_together, zones_of
from geo.patterns.joining import Ground, join_up
from geo.patterns.programme import Answer, solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.patterns.programme import Condition
    from geo.patterns.selection_rules import Together

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.intp]

INNER = 0.25
"""The share of the gap that each choice on the way may leave open."""


def best_together(
    gain: Floats,
    conditions: Sequence[Condition],
    *,
    links: sp.csr_array,
    together: Together,
    gap: float = 0.0,
    seconds: float = 60.0,
) -> Answer:
    """Find the selection of the greatest gain that lies together.

    Parameters
    ----------
    gain, conditions, gap, seconds
        As in `geo.patterns.programme.solve`.
    links
        Candidates by candidates: who borders whom.
    together
        What is asked of the zones.
    """
    end = time.monotonic() + seconds
    ground = Ground(gain, conditions, links=links, together=together)
    cuts = _Cuts(links, together)
    best, reached, bound = None, -np.inf, np.inf
    while (left := end - time.monotonic()) > 0:
        answer = solve(gain, conditions, flow=cuts.rows(), gap=gap * INNER, seconds=left)
        if answer.state == "infeasible":
            # Cuts forbid only what does not lie together, so there is nothing that does.
            return answer
        bound = min(bound, answer.bound)
        if answer.chosen is None:
            break
        whole = answer.chosen if hold_together(answer.chosen, links, together=together) else None
        for found in (whole, join_up(answer.chosen, ground)):
            if found is not None and gain[found].sum() > reached:
                best, reached = found, float(gain[found].sum())
        if reached >= bound * (1 - gap) - 1e-9 * max(1.0, abs(bound)) or (
            whole is not None and answer.state == "solved"
        ):
            return Answer("solved", best, bound)
        if not cuts.add(answer.chosen):
            break
    return Answer("stopped", best, bound)


class _Cuts:
    """The cuts so far: a row for each place and the places around the set that it was found in."""

    def __init__(self, links: sp.csr_array, together: Together) -> None:
        self.links = links
        self.together = together
        n = links.shape[0]
        self.count = n
        one = sp.eye_array(n)
        # A root is a chosen place; there are not too many.
        self.blocks = [
            (sp.csr_array(sp.hstack([-one, one])), 0.0),
            (sp.csr_array(np.append(np.zeros(n), np.ones(n))[None]), float(together.zones)),
        ]
        if together.places > 1:
            self.blocks.append((sp.csr_array(sp.hstack([one - links, sp.csr_array((n, n))])), 0.0))

    def rows(self) -> Flow:
        """Lay all cuts out for the solver, with a column for each root."""
        sizes = [block.shape[0] for block, _ in self.blocks]
        return Flow(
            rows=sp.csr_array(sp.vstack([block for block, _ in self.blocks])),
            low=np.full(sum(sizes), -np.inf),
            high=np.repeat([high for _, high in self.blocks], sizes),
            upper=np.ones(self.count),
            whole=np.ones(self.count),
        )

    def add(self, chosen: Bools) -> bool:
        """Cut off what does not lie together in a choice; say whether there was anything to cut."""
        zones = zones_of(chosen, self.links)
        sizes = np.bincount(zones)[1:]
        many = len(sizes) > self.together.zones
        cut = False
        for number, size in enumerate(sizes, start=1):
            small = size < self.together.places
            if small or many:
                self.blocks.append((self._around(zones == number, roots=not small), 0.0))
                cut = True
        return cut

    def _around(self, zone: Bools, *, roots: bool) -> sp.csr_array:
        """Say that each place of a zone needs a place around it, or a root inside it."""
        inside = np.flatnonzero(zone)
        around = np.flatnonzero((self.links @ zone > 0) & ~zone)
        needed = np.append(around, inside + self.count) if roots else around
        rows = np.arange(len(inside))
        cells = (
            np.append(np.ones(len(inside)), np.full(len(inside) * len(needed), -1.0)),
            (np.append(rows, np.repeat(rows, len(needed))), np.append(inside, np.tile(needed, len(inside)))),
        )
        return sp.csr_array(cells, shape=(len(inside), 2 * self.count))
