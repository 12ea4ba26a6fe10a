"""Score and rank a block of replicates at once, each with its own weights, errors and indicator left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from geo.scoring.aggregate import MEANS, Mean, roll_up
from geo.scoring.draws import NOTHING, noise_bits, normal_quantiles
from geo.scoring.rank import rank_type, ranks, ranks_within

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.kinds import Aggregation
    from geo.scoring.choices import Scaled, Uncertainty, Variant
    from geo.scoring.draws import Draws
    from geo.scoring.weigh import Tree

Float32Array = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]
RankArray = npt.NDArray[np.unsignedinteger]

CELLS = 30_000
"""Replicates by units of one block; with what is made of them they stay in a core's own cache."""


@dataclass(frozen=True)
class Levels:
    """Values of one variant in single precision, with 0 where nothing is there."""

    values: Float32Array
    present: BoolArray
    error: Float32Array
    spread: Float32Array


@dataclass(frozen=True)
class Ground:
    """What every replicate stands on.

    Attributes
    ----------
    tree
        The index.
    levels
        By place of treatment, missing and normalisation among their options.
    aggregations
        The options.
    moving
        The rows of the indicators that have an error of measurement in any variant.
    handed
        The places of the branches of indicators that hold values handed down, in any variant.
    groups
        The positions of each country's units.
    measurement
        Whether values move by their errors.
    seed
        Where the errors grow from.
    """

    tree: Tree
    levels: dict[tuple[int, int, int], Levels]
    aggregations: tuple[Aggregation, ...]
    moving: IntArray
    handed: tuple[int, ...]
    groups: tuple[IntArray, ...]
    measurement: bool
    seed: int
    units: int = field(default=0)

    @property
    def noise_rows(self) -> int:
        """How many errors a unit draws: one for each moving indicator, one for each pillar that was handed values."""
        return (len(self.moving) + len(self.handed)) if self.measurement else 0


def lay_ground(
    scaled: Mapping[Variant, Scaled],
    *,
    tree: Tree,
    uncertainty: Uncertainty,
    countries: Sequence[str] | None,
    seed: int,
) -> Ground:
    """Bring the variants that may be drawn into the form that replicates are scored in."""
    levels: dict[tuple[int, int, int], Levels] = {}
    options = uncertainty.options()
    for variant in uncertainty.variants():
        known = scaled[variant]
        present = ~np.isnan(known.leaves)
        place = [options[choice].index(picked) for choice, picked in variant._asdict().items()]
        levels[place[0], place[1], place[2]] = Levels(
            np.nan_to_num(known.leaves).astype(np.float32),
            present,
            np.where(present, known.error, 0.0).astype(np.float32),
            np.where(present, known.spread, 0.0).astype(np.float32),
        )
    units = next(iter(levels.values())).values.shape[1]
    named = np.zeros(units) if countries is None else np.asarray(countries)
    handed = [
        place
        for place, branch in enumerate(tree.branches)
        if branch.of_leaves and any(level.spread[tree.rows(branch)].any() for level in levels.values())
    ]
    moving = np.flatnonzero(np.any([level.error.any(axis=1) for level in levels.values()], axis=0))
    groups = tuple(np.flatnonzero(named == name) for name in np.unique(named))
    return Ground(
        tree, levels, uncertainty.aggregations, moving, tuple(handed), groups, uncertainty.measurement, seed, units
    )


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
    pooled = np.empty((len(draws), ground.units), dtype=rank_type(ground.units))
    within = pooled if len(ground.groups) == 1 else np.empty_like(pooled)
    for rows, scores in scored_blocks(ground, draws, block):
        pooled[rows] = ranks(scores, dtype=pooled.dtype)
        if within is not pooled:
            within[rows] = ranks_within(scores, ground.groups, dtype=pooled.dtype)
    return pooled, within


def scored_blocks(ground: Ground, draws: Draws, block: int | None = None) -> Iterator[tuple[IntArray, Float32Array]]:
    """Score replicates block by block: their places among the draws, and replicates by units, lent until the next."""
    size = block or max(1, CELLS // max(ground.units, 1))
    desk = Desk()
    for rows in _alike(draws, size=size):
        yield rows, score_block(ground, draws.rows(rows), desk=desk)


def alike(draws: Draws) -> IntArray:
    """Order replicates so that those with the same variant and aggregation stand together."""
    return np.lexsort([draws.picks[word] for word in ("normalisation", "missing", "treatment", "aggregation")])


def _alike(draws: Draws, *, size: int) -> list[IntArray]:
    """Cut replicates into blocks that share variant and aggregation: each is one piece of arithmetic."""
    order = alike(draws)
    keys = np.column_stack(list(draws.picks.values()))[order]
    edges = [0, *(np.flatnonzero((keys[1:] != keys[:-1]).any(axis=1)) + 1), len(order)]
    return [order[at : min(at + size, end)] for start, end in pairwise(edges) for at in range(start, end, size)]


def score_block(ground: Ground, draws: Draws, *, desk: Desk | None = None) -> Float32Array:
    """Score replicates that share variant and aggregation, replicates by units."""
    picks, desk = draws.picks, desk or Desk()
    known = ground.levels[picks["treatment"][0], picks["missing"][0], picks["normalisation"][0]]
    aggregation = ground.aggregations[picks["aggregation"][0]]
    bits = None
    if ground.noise_rows:
        shape = (ground.noise_rows, ground.units)
        room = desk.lend("bits", (len(draws), -(-shape[0] * shape[1] // 4)), np.uint64)
        bits = noise_bits(draws.measurement, shape=shape, seed=ground.seed, out=room)
    weights = without(ground.tree, draws.weights, draws.left_out)
    # A mean whose values pull beside their weights is left to `roll_up`, as is what is no mean at all.
    if aggregation in MEANS and getattr(MEANS[aggregation], "load", None) is None:
        return _mean(ground, known, aggregation, weights=weights, bits=bits, desk=desk)
    return _rolled_up(ground, known, aggregation, draws=draws, bits=bits)


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


def _mean(
    ground: Ground,
    known: Levels,
    aggregation: Aggregation,
    *,
    weights: Sequence[Float32Array],
    bits: npt.NDArray[np.uint16] | None,
    desk: Desk,
) -> Float32Array:
    """Carry a block up the tree under a mean; pillar by pillar, so that what is worked on stays near the processor."""
    tree, mean, count = ground.tree, MEANS[aggregation], len(weights[0])
    # What an aggregation makes of nothing; where it is not 0, gaps have to be wiped out.
    nothing = mean.forward(np.zeros(1, dtype=np.float32))
    nodes = desk.lend("nodes", (count, len(tree.branches), ground.units), np.float32)
    masses: list[Float32Array | None] = []
    for place, (branch, shares) in enumerate(zip(tree.branches, weights, strict=True)):
        total = nodes[:, place]
        mass: Float32Array | None
        if not branch.children:
            mass, total[:] = np.zeros((count, 1), dtype=np.float32), 0.0
        elif branch.of_leaves:
            below = _moved(ground, known, place, bits=bits, desk=desk)
            mass = _of_leaves(below, known.present[tree.rows(branch)], shares, mean=mean, nothing=nothing, out=total)
        else:
            rows = cast("list[int]", tree.rows(branch))
            mass = _of_nodes(nodes, [masses[row] for row in rows], rows, shares, mean=mean, out=total)
        masses.append(mass)
        if mass is not None:
            np.divide(total, mass, out=total, where=mass > 0)
            np.copyto(total, nothing, where=mass == 0)
        total[:] = mean.back(total)
    return nodes[:, -1]


def _of_leaves(
    below: Float32Array,
    present: BoolArray,
    shares: Float32Array,
    *,
    mean: Mean,
    nothing: Float32Array,
    out: Float32Array,
) -> Float32Array | None:
    """Sum a pillar's indicators into `out`; give the weight that is there, none where all of it is."""
    carried = mean.forward(below) if below.ndim == 2 else _in_place(below, mean)
    mass = None
    if not present.all():
        there = present.astype(np.float32)
        mass = np.einsum("rc,cn->rn", shares, there)
        carried = carried * there if nothing[0] else carried
    elif not shares.any(axis=1).all():
        mass = shares.any(axis=1, keepdims=True).astype(np.float32)
    # einsum adds the children up one by one for each unit, so a block's size cannot change the last digit.
    np.einsum("rc,cn->rn" if carried.ndim == 2 else "rc,rcn->rn", shares, carried, out=out)
    return mass


def _of_nodes(
    nodes: Float32Array,
    masses: Sequence[Float32Array | None],
    rows: list[int],
    shares: Float32Array,
    *,
    mean: Mean,
    out: Float32Array,
) -> Float32Array | None:
    """Sum a node's children into `out`, which they are not needed after; give the weight that is there."""
    side_by_side = rows == list(range(rows[0], rows[-1] + 1))
    carried = _in_place(nodes[:, rows[0] : rows[-1] + 1] if side_by_side else nodes[:, rows], mean)
    if all(mass is None for mass in masses):
        np.einsum("rc,rcn->rn", shares, carried, out=out)
        return None
    whole, out[:] = np.zeros((len(shares), 1), dtype=np.float32), 0.0
    for child, mass in enumerate(masses):
        there = np.float32(1) if mass is None else np.sign(mass)
        share = shares[:, child, None] * there
        out += share * carried[:, child]
        whole = whole + share
    return whole


def _in_place(below: Float32Array, mean: Mean) -> Float32Array:
    """Carry children forward one by one, where they stand: small pieces are soon done with."""
    for child in range(below.shape[1]):
        carried = mean.forward(below[:, child])
        if np.shares_memory(carried, below):
            break
        below[:, child] = carried
    return below


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
        count = int(np.prod(shape))
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
        present = known.present.copy()
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
