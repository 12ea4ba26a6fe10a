"""Carry replicates as far as the weights have no say, once: other weights then cost a weighted sum.

The errors, the variant and the aggregation of a replicate come from streams that hang on the seed and the replicate
alone, so values that are moved and carried forward stay the same while a slider moves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.scoring.aggregate import MEANS
from geo.scoring.replicate import CELLS, Desk, alike_blocks, carried, carry_up, is_carried, met, rank_scored, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.kinds import Aggregation
    from geo.scoring.draws import Draws
    from geo.scoring.ground import Ground, Held
    from geo.scoring.replicate import RankArray

Float32Array = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.intp]

LARGEST = 8_000_000
"""Values that are kept at most, at four bytes each: a hundred replicates of 900 units and 80 indicators."""


@dataclass(frozen=True)
class Block:
    """Replicates that share an aggregation and the places of their gaps.

    Attributes
    ----------
    rows
        Their places among the draws.
    aggregation
        What carries them up.
    held
        Which values are there.
    pillars
        By place of a branch of indicators, its values carried forward: replicates by indicators by units.
    """

    rows: IntArray
    aggregation: Aggregation
    held: Held
    pillars: Mapping[int, Float32Array]

    def part(self, at: slice) -> Block:
        """Give some of the replicates."""
        return replace(self, rows=self.rows[at], pillars={place: values[at] for place, values in self.pillars.items()})


@dataclass(frozen=True)
class Laid:
    """Replicates that lack nothing but weights."""

    ground: Ground
    blocks: tuple[Block, ...]


def lay_replicates(ground: Ground, draws: Draws) -> Laid | None:
    """Carry replicates as far as the weights have no say.

    Parameters
    ----------
    draws
        Whose weights, and what is left out, are of no account.

    Returns
    -------
    Laid | None
        None where it would not fit into `LARGEST`, or an aggregation is no plain mean.
    """
    plain = all(is_carried(aggregation) for aggregation in ground.aggregations)
    if not plain or len(draws) * len(ground.tree.leaves) * ground.units > LARGEST:
        return None
    joined: dict[tuple[str | bytes, ...], list[Block]] = {}
    for rows in alike_blocks(draws, size=len(draws)):
        block = _block(ground, draws, rows)
        joined.setdefault((block.aggregation, *(part.tobytes() for part in block.held)), []).append(block)
    return Laid(ground, tuple(map(_one, joined.values())))


def rank_laid(laid: Laid, draws: Draws) -> tuple[RankArray, RankArray]:
    """Rank the units in every replicate, as `rank_replicates` would, digit for digit.

    Parameters
    ----------
    draws
        Those that the replicates were laid with, or their like under other weights.

    Returns
    -------
    pooled, within
        Replicates by units.
    """
    return rank_scored(laid.ground, len(draws), _scored(laid, draws))


def _scored(laid: Laid, draws: Draws) -> Iterator[tuple[IntArray, Float32Array]]:
    weights, desk = without(laid.ground.tree, draws.weights, draws.left_out), Desk()
    size = max(1, CELLS // laid.ground.units)
    for block in laid.blocks:
        for start in range(0, len(block.rows), size):
            part = block.part(slice(start, start + size))
            own, pillar = [shares[part.rows] for shares in weights], part.pillars.__getitem__
            scores = carry_up(laid.ground, part.held, part.aggregation, weights=own, pillar=pillar, desk=desk)
            yield part.rows, scores


def _block(ground: Ground, draws: Draws, rows: IntArray) -> Block:
    """Carry replicates that share variant and aggregation; a desk for each pillar, since all of them are kept."""
    known, aggregation, bits = met(ground, draws.rows(rows), desk=Desk())
    pillars = {
        place: carried(ground, known, place, mean=MEANS[aggregation], bits=bits, desk=Desk())
        for place, branch in enumerate(ground.tree.branches)
        if branch.of_leaves
    }
    whole = {place: np.broadcast_to(part, (len(rows), *part.shape[-2:])) for place, part in pillars.items()}
    return Block(rows, aggregation, known.held, whole)


def _one(blocks: list[Block]) -> Block:
    """Join blocks that differ in the scales alone: one long sum takes less than several short ones."""
    first = blocks[0]
    pillars = {place: np.concatenate([block.pillars[place] for block in blocks]) for place in first.pillars}
    return Block(np.concatenate([block.rows for block in blocks]), first.aggregation, first.held, pillars)
