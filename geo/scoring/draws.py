"""Draw what every replicate chooses, from streams of random numbers that hang on the seed and the replicate alone.

So a replicate is the same whatever the size of a block or the number of workers, and the first half of 2,000
replicates is the run with 1,000.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.scoring.choices import CHOICES

if TYPE_CHECKING:
    from geo.scoring.choices import Uncertainty
    from geo.scoring.weigh import Tree

Float32Array = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.intp]

LEVELS = 2**16
"""Quantiles of the normal distribution that an error of measurement is drawn among."""

STREAMS = {"measurement": 0, "weights": 1, "normalisation": 2, "aggregation": 3, "treatment": 4, "missing": 5}
STREAMS |= {"left_out": 6, "resamples": 7}
"""The streams of random numbers that grow out of one seed."""

NOTHING = -1
"""Left out: no indicator."""


@dataclass(frozen=True)
class Draws:
    """What some replicates chose, one row each.

    Attributes
    ----------
    picks
        For each of treatment, missing, normalisation and aggregation, which of its options.
    left_out
        The row of the indicator that is left out, or `NOTHING`.
    weights
        Per branch, replicates by children.
    measurement
        The number of the stream that errors of measurement come from.
    """

    picks: dict[str, IntArray]
    left_out: IntArray
    weights: tuple[Float32Array, ...]
    measurement: IntArray

    def __len__(self) -> int:
        return len(self.measurement)

    def rows(self, at: slice | IntArray) -> Draws:
        """Give some of the replicates."""
        return Draws(
            {choice: picked[at] for choice, picked in self.picks.items()},
            self.left_out[at],
            tuple(part[at] for part in self.weights),
            self.measurement[at],
        )

    def with_choice(self, choice: str, other: Draws) -> Draws:
        """Take one choice from other replicates, row by row, and keep the rest."""
        if choice in self.picks:
            return replace(self, picks=self.picks | {choice: other.picks[choice]})
        return replace(self, **{choice: getattr(other, choice)})


def draw(tree: Tree, *, uncertainty: Uncertainty, removable: IntArray, seed: int) -> Draws:
    """Draw the choices of every replicate.

    Parameters
    ----------
    removable
        The rows of the indicators that may be left out.
    seed
        Where every stream grows from.
    """
    count, uncertainty = uncertainty.replicates, uncertainty.spelled_out()
    picks = {
        word: stream(seed, STREAMS[word]).integers(len(options), size=count)
        for word, options in uncertainty.options().items()
    }
    ways_out = np.concatenate([[NOTHING], removable if uncertainty.leave_out else []]).astype(np.intp)
    left_out = ways_out[stream(seed, STREAMS["left_out"]).integers(len(ways_out), size=count)]
    return Draws(picks, left_out, _draw_weights(tree, uncertainty=uncertainty, seed=seed), np.arange(count))


def _draw_weights(tree: Tree, *, uncertainty: Uncertainty, seed: int) -> tuple[Float32Array, ...]:
    count, nominal = uncertainty.replicates, np.concatenate([branch.weights for branch in tree.branches])
    if uncertainty.concentration is None:
        drawn = np.broadcast_to(nominal, (count, len(nominal)))
    else:
        sizes = np.concatenate([np.full(len(b.children), len(b.children)) for b in tree.branches])
        gammas = stream(seed, STREAMS["weights"]).standard_gamma(
            uncertainty.concentration * sizes * nominal, size=(count, len(nominal))
        )
        # A tiny weight can be drawn as zero, and would leave a unit that has nothing else without a score.
        drawn = np.where(nominal > 0, np.maximum(gammas, 1e-20), 0.0)
    edges = np.cumsum([len(branch.children) for branch in tree.branches])[:-1]
    parts = (part / part.sum(axis=1, keepdims=True) for part in np.split(drawn, edges, axis=1))
    return tuple(part.astype(np.float32) for part in parts)


def tell(draws: Draws, *, tree: Tree, uncertainty: Uncertainty) -> pd.DataFrame:
    """Write down what each replicate chose, by name: the choices, and `weight_<id>` within the parent of each id.

    `left_out` is missing where no indicator was.
    """
    told = {
        word: pd.Categorical.from_codes(draws.picks[word], pd.Index(options))
        for word, options in uncertainty.options().items()
    }
    # A code of -1, nothing left out, is a missing name.
    told["left_out"] = pd.Categorical.from_codes(draws.left_out, pd.Index(tree.leaves))
    weights = [f"weight_{child}" for branch in tree.branches for child in branch.children]
    index = pd.RangeIndex(len(draws), name="replicate")
    return pd.DataFrame(told, index=index).join(pd.DataFrame(np.hstack(draws.weights), index=index, columns=weights))


def varied(draws: Draws, *, measurement: bool) -> tuple[str, ...]:
    """Name the choices in which replicates differ."""
    moved = {word: (picked != picked[:1]).any() for word, picked in draws.picks.items()}
    moved["left_out"] = (draws.left_out != draws.left_out[:1]).any()
    moved["weights"] = any((part != part[:1]).any() for part in draws.weights)
    moved["measurement"] = measurement
    return tuple(word for word in CHOICES if moved[word])


@cache
def normal_quantiles() -> Float32Array:
    """Give the normal distribution's quantiles in the middle of each of `LEVELS` equal parts."""
    from scipy.special import ndtri  # noqa: PLC0415 - heavy, and asked for only here

    return np.asarray(ndtri((np.arange(LEVELS) + 0.5) / LEVELS), dtype=np.float32)


def noise_bits(
    streams: IntArray, *, shape: tuple[int, int], seed: int, out: npt.NDArray[np.uint64] | None = None
) -> npt.NDArray[np.uint16]:
    """Draw 16 random bits for every error of measurement, streams by `shape`.

    Looked up among `normal_quantiles`, they are standard normal errors that reach 4.2 standard deviations, at a
    quarter of the cost of numpy's own.

    Parameters
    ----------
    out
        Room for the bits, a row per stream, four errors to a number.
    """
    count = shape[0] * shape[1]
    bits = np.empty((len(streams), -(-count // 4)), dtype=np.uint64) if out is None else out
    for row, number in zip(bits, streams, strict=True):
        row[:] = stream(seed, STREAMS["measurement"], int(number)).bit_generator.random_raw(len(row))
    if sys.byteorder == "big":
        bits.byteswap(inplace=True)
    return bits.view("<u2")[:, :count].reshape(len(streams), *shape)


def stream(seed: int, *key: int) -> np.random.Generator:
    """Open the stream of random numbers that a seed and a key lead to."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=key)))
