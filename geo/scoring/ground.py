"""Lay out what every replicate stands on: the variants that may be drawn, in the form that they are scored in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.kinds import Aggregation
    from geo.scoring.choices import Scaled, Uncertainty, Variant
    from geo.scoring.weigh import Tree

Float32Array = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]


class Held(NamedTuple):
    """Which values are there: units are many, and the sets of indicators that they have are few.

    Attributes
    ----------
    sets
        The sets of indicators that some unit has, each once: indicators by sets.
    of
        Which of them each unit has.
    """

    sets: BoolArray
    of: IntArray


@dataclass(frozen=True)
class Levels:
    """Values of one variant in single precision, with 0 where nothing is there."""

    values: Float32Array
    held: Held
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
            Held(*np.unique(present, axis=1, return_inverse=True)),
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
