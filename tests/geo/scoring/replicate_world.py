"""Build a small ground that replicates are drawn on: four indicators under two blocks, thirty units, some gaps."""

from __future__ import annotations

import numpy as np

from geo.scoring.choices import Scaled, Uncertainty, Variant
from geo.scoring.weigh import build_tree

from .worlds import TWO_BLOCKS_LEAVES, two_blocks

TREE = build_tree(two_blocks(), TWO_BLOCKS_LEAVES)
UNITS = 30
CODES = [f"HN{place:04d}" for place in range(UNITS)]
COUNTRIES = ["GTM" if place % 3 else "HND" for place in range(UNITS)]

HELD = Uncertainty(
    replicates=200,
    treatments=("declared",),
    missing=("declared",),
    normalisations=("minmax",),
    aggregations=("arithmetic",),
    leave_out=False,
    concentration=None,
    measurement=False,
)
"""Nothing varies; a test lets vary what it is about."""

EVERYTHING = Uncertainty(
    replicates=200, treatments=("declared", "none"), missing=("declared", "group_median"), leave_out=True
)


def scaled(error: float = 0.1) -> dict[Variant, Scaled]:
    """Values that every choice moves: gaps that are left or filled, tails that are cut or not, three scales."""
    rng = np.random.default_rng(3)
    values = rng.random((4, UNITS))
    gaps = np.zeros(values.shape, dtype=bool)
    gaps[0, ::3] = gaps[2, 1] = True
    known = {}
    for treatment, highest in (("declared", 0.9), ("none", 1.0)):
        for missing, filled in (("declared", np.nan), ("group_median", 0.5)):
            for power, name in enumerate(("minmax", "zscore", "percentile"), 1):
                leaves = np.where(gaps, filled, np.clip(values, 0, highest) ** power)
                none = np.zeros_like(leaves)
                known[Variant(treatment, missing, name)] = Scaled(leaves, np.where(np.isnan(leaves), 0, error), none)
    return known
