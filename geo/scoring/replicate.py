"""Score and rank a block of replicates at once, each with its own weights, errors and indicator left out."""

from __future__ import annotations

import math
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from geo.scoring.aggregate import MEANS, Mean, roll_up
from geo.scoring.draws import NOTHING, noise_bits, normal_quantiles
from geo.scoring.rank import rank_type, ranks, ranks_within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from geo.kinds import Aggregation
    from geo.scoring.draws import Draws
    from geo.scoring.ground import Ground, Held, Levels
    from geo.scoring.weigh import Tree

Float32Array = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]
RankArray = npt.NDArray[np.unsignedinteger]

CELLS = 30_000
"""Replicates by units of one block; with what is made of them they stay in a core's own cache."""


def rank_replicates(ground: Ground, draws: Draws, block: int | None = None) -> tuple[RankArray, RankArray]:
    """Rank the units in every replicate, among all and within their country.

    Parameters
    ----------
    block
        Replicates computed at once; as many as a core's cache holds when left out. It changes no result.

    Returns
    -------
    pooled, within
        Replicates by units.
    """
    return rank_scored(ground, len(draws), scored_blocks(ground, draws, block))


def rank_scored(
    ground: Ground, count: int, blocks: Iterable[tuple[IntArray, Float32Array]]
) -> tuple[RankArray, RankArray]:
    """Rank so many replicates that come as `scored_blocks` gives them."""
    pooled = np.empty((count, ground.units), dtype=rank_type(ground.units))
    within = pooled if len(ground.groups) == 1 else np.empty_like(pooled)
    for rows, scores in blocks:
        pooled[rows] = ranks(scores, dtype=pooled.dtype)
        if within is not pooled:
            within[rows] = ranks_within(scores, ground.groups, dtype=pooled.dtype)
    return pooled, within


def scored_blocks(ground: Ground, draws: Draws, block: int | None = None) -> Iterator[tuple[IntArray, Float32Array]]:
    """Score replicates block by block: their places among the draws, and replicates by units, lent until the next."""
    size = block or max(1, CELLS // max(ground.units, 1))
    desk = Desk()
    for rows in alike_blocks(draws, size=size):
        yield rows, score_block(ground, draws.rows(rows), desk=desk)


def alike(draws: Draws) -> IntArray:
    """Order replicates so that those with the same variant and aggregation stand together."""
    return np.lexsort([draws.picks[word] for word in ("normalisation", "missing", "treatment", "aggregation")])


def alike_blocks(draws: Draws, *, size: int) -> list[IntArray]:
    """Cut replicates into blocks that share variant and aggregation: each is one piece of arithmetic."""
    order = alike(draws)
    keys = np.column_stack(list(draws.picks.values()))[order]
    edges = [0, *(np.flatnonzero((keys[1:] != keys[:-1]).any(axis=1)) + 1), len(order)]
    return [order[at : min(at + size, end)] for start, end in pairwise(edges) for at in range(start, end, size)]


def score_block(ground: Ground, draws: Draws, *, desk: Desk | None = None) -> Float32Array:
    """Score replicates that share variant and aggregation, replicates by units."""
    desk = desk or Desk()
    known, aggregation, bits = met(ground, draws, desk=desk)
    if not is_carried(aggregation):
        return _rolled_up(ground, known, aggregation, draws=draws, bits=bits)
    weights = without(ground.tree, draws.weights, draws.left_out)
    pillar = partial(carried, ground, known, mean=MEANS[aggregation], bits=bits, desk=desk)
    return carry_up(ground, known.held, aggregation, weights=weights, pillar=pillar, desk=desk)


def met(ground: Ground, draws: Draws, *, desk: Desk) -> tuple[Levels, Aggregation, npt.NDArray[np.uint16] | None]:
    """Say what replicates that share variant and aggregation meet: values, aggregation, and bits of errors if any."""
    picks, bits = draws.picks, None
    known = ground.levels[picks["treatment"][0], picks["missing"][0], picks["normalisation"][0]]
    if ground.noise_rows:
        shape = (ground.noise_rows, ground.units)
        room = desk.lend("bits", (len(draws), -(-shape[0] * shape[1] // 4)), np.uint64)
        bits = noise_bits(draws.measurement, shape=shape, seed=ground.seed, out=room)
    return known, ground.aggregations[picks["aggregation"][0]], bits


def is_carried(aggregation: Aggregation) -> bool:
    """Say whether `carry_up` takes an aggregation.

    A mean whose values pull beside their weights is left to `roll_up`, as is what is no mean at all.
    """
    return aggregation in MEANS and getattr(MEANS[aggregation], "load", None) is None


def without(tree: Tree, weights: Sequence[Float32Array], left_out: IntArray) -> list[Float32Array]:
    """Take the weight of what is left out, and of every node that has nothing else below it, off its siblings' sum."""
    if (left_out == NOTHING).all():
        return list(weights)
    result, gone = [], np.zeros((len(left_out), len(tree.branches)), dtype=bool)
    for place, (branch, part) in enumerate(zip(tree.branches, weights, strict=True)):
        rows = tree.rows(branch) if branch.children else []
        lost = left_out[:, None] == np.arange(len(tree.leaves))[rows] if branch.of_leaves else gone[:, rows]
        if not lost.any():
            result.append(part)
            continue
        kept = np.where(lost, np.float32(0), part)
        total = kept.sum(axis=1, keepdims=True)
        gone[:, place] = total[:, 0] == 0
        result.append(np.where(lost.any(axis=1, keepdims=True), kept / np.where(total > 0, total, 1), part))
    return result


def carry_up(
    ground: Ground,
    held: Held,
    aggregation: Aggregation,
    *,
    weights: Sequence[Float32Array],
    pillar: Callable[[int], Float32Array],
    desk: Desk,
) -> Float32Array:
    """Carry a block up the tree under a mean; pillar by pillar, so that what is worked on stays near the processor.

    Parameters
    ----------
    held
        Which values are there, in every replicate of the block.
    weights
        Per branch, replicates by children, without what is left out.
    pillar
        Gives the values below the branch at a place as `carried` does.

    Returns
    -------
    Replicates by units, lent.
    """
    tree, mean, count = ground.tree, MEANS[aggregation], len(weights[0])
    nodes: Float32Array = desk.lend("nodes", (len(tree.branches), count, ground.units), np.float32)
    masses: list[Float32Array | None] = []
    for total, branch, shares in zip(nodes, tree.branches, weights, strict=True):
        rows = tree.rows(branch)
        mass: Float32Array | None
        if not branch.children:
            mass, total[:] = np.zeros((count, 1), dtype=np.float32), 0.0
        # einsum adds the children up one by one for each unit, so a block's size cannot change the last digit.
        elif isinstance(rows, slice):
            below, mass = pillar(len(masses)), _mass(shares, held.sets[rows])
            np.einsum("rc,cn->rn" if below.ndim == 2 else "rc,rcn->rn", shares, below, out=total)
        else:
            _carry_forward([nodes[row] for row in rows], mean)
            mass = _mass_of_nodes(shares, [masses[row] for row in rows])
            side_by_side = rows == list(range(rows[0], rows[-1] + 1))
            below = nodes[rows[0] : rows[-1] + 1] if side_by_side else nodes[rows]
            np.einsum("rc,crn->rn", shares, below, out=total)
        masses.append(mass)
        if mass is not None:
            # Where nothing is there the sum is 0, whatever it is divided by.
            weight = np.where(mass > 0, mass, np.float32(1))
            np.divide(total, weight if weight.shape[1] == 1 else weight[:, held.of], out=total)
        back = mean.back(total)
        if back is not total:
            total[:] = back
    scores: Float32Array = nodes[-1]
    return scores


def carried(
    ground: Ground,
    known: Levels,
    place: int,
    *,
    mean: Mean,
    bits: npt.NDArray[np.uint16] | None,
    desk: Desk,
) -> Float32Array:
    """Give a pillar's indicators moved by their errors and carried forward, which is all that no weight decides.

    Returns
    -------
    Replicates by indicators by units, lent; without the first where nothing moves.
    """
    below = _moved(ground, known, place, bits=bits, desk=desk)
    if below.ndim == 2:
        return mean.forward(below)
    _carry_forward(below.swapaxes(0, 1), mean)
    return below


def _mass(shares: Float32Array, there: BoolArray) -> Float32Array | None:
    """Give the weight of a pillar that is there, replicates by sets of `Held`; none where all of it is."""
    if not there.all():
        return _added_up(shares, there)
    some = shares.any(axis=1, keepdims=True)
    return None if np.all(some) else np.asarray(some, dtype=np.float32)


def _mass_of_nodes(shares: Float32Array, masses: Sequence[Float32Array | None]) -> Float32Array | None:
    """Give the weight of a node's children that is there, as `_mass`."""
    if all(mass is None for mass in masses):
        return None
    return _added_up(shares, [np.bool_(True) if mass is None else mass > 0 for mass in masses])


def _added_up(shares: Float32Array, there: Iterable[BoolArray | np.bool_]) -> Float32Array:
    """Add up the shares of the children that are there, one by one as their values are."""
    whole: Float32Array = np.zeros((len(shares), 1), dtype=np.float32)
    for share, one in zip(shares.T, there, strict=True):
        whole = whole + share[:, None] * one
    return whole


def _carry_forward(children: Iterable[Float32Array], mean: Mean) -> None:
    """Carry children forward one by one, where they stand: small pieces are soon done with."""
    for child in children:
        forward = mean.forward(child)
        if forward is child:
            break
        child[:] = forward


def _moved(
    ground: Ground, known: Levels, place: int, *, bits: npt.NDArray[np.uint16] | None, desk: Desk
) -> Float32Array:
    """Give a pillar's indicators, moved by their errors: replicates by indicators by units, or without the first."""
    # Indicators of a pillar stand side by side.
    rows = cast("slice", ground.tree.rows(ground.tree.branches[place]))
    first, last = np.searchsorted(ground.moving, (rows.start, rows.stop))
    values = known.values[rows]
    if bits is None or (first == last and place not in ground.handed):
        return values
    moved = desk.lend("moved", (len(bits), *values.shape), np.float32)
    own = ground.moving[first:last]
    if len(own) == len(values):
        _errors(bits[:, first:last], out=moved, desk=desk)
        moved *= known.error[rows]
        moved += values
    else:
        moved[:] = values
        if len(own):
            errors = desk.lend("errors", (len(bits), len(own), ground.units), np.float32)
            moved[:, own - rows.start] += _errors(bits[:, first:last], out=errors, desk=desk) * known.error[own]
    if place in ground.handed:
        row = len(ground.moving) + ground.handed.index(place)
        errors = desk.lend("errors", (len(bits), 1, ground.units), np.float32)
        moved += _errors(bits[:, row : row + 1], out=errors, desk=desk) * known.spread[rows]
    return np.clip(moved, 0.0, 1.0, out=moved)


def _errors(bits: npt.NDArray[np.uint16], *, out: Float32Array, desk: Desk) -> Float32Array:
    at = desk.lend("at", bits.shape, np.intp)
    np.copyto(at, bits)
    return np.take(normal_quantiles(), at, mode="clip", out=out)


class Desk:
    """Lend arrays that are used again for every block: fresh memory costs more than the sums that are done in it."""

    def __init__(self) -> None:
        self._kept: dict[str, npt.NDArray] = {}

    def lend(self, name: str, shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray:
        """Give an array whose contents are nobody's; it is lent again to whoever next asks for the name."""
        count = math.prod(shape)
        kept = self._kept.get(name)
        if kept is None or len(kept) < count:
            kept = self._kept[name] = np.empty(count, dtype=dtype)
        return kept[:count].reshape(shape)


def _rolled_up(
    ground: Ground, known: Levels, aggregation: Aggregation, *, draws: Draws, bits: npt.NDArray[np.uint16] | None
) -> Float32Array:
    """Carry a block up the tree under an aggregation that is not a mean, one indicator left out at a time."""
    tree = ground.tree.aggregated(aggregation)
    pillars = [
        # A desk for each: all of them are needed at once.
        _moved(ground, known, place, bits=bits, desk=Desk())
        for place, branch in enumerate(tree.branches)
        if branch.of_leaves
    ]
    count = len(draws)
    values = np.concatenate([np.broadcast_to(part, (count, *part.shape[-2:])) for part in pillars], axis=1)
    scores = np.empty((count, known.values.shape[1]), dtype=np.float32)
    for lost in np.unique(draws.left_out):
        rows = np.flatnonzero(draws.left_out == lost)
        present = known.held.sets[:, known.held.of]
        if lost != NOTHING:
            present[lost] = False
        nodes, _ = roll_up(
            np.where(present, values[rows], np.float32(0)),
            present,
            tree=tree,
            weights=[part[rows] for part in draws.weights],
        )
        scores[rows] = nodes[:, -1]
    return scores
