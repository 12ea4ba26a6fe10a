"""Lay out boards of squares on which neighbours and clusters can be told by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.patterns.neighbours import Neighbours, link_units


def codes(count: int) -> list[str]:
    return [f"HN{place:04d}" for place in range(count)]


def board(rows: int, columns: int) -> Neighbours:
    """Join every square of a board to those beside, above and below it; squares are numbered row by row."""
    numbers = np.arange(rows * columns).reshape(rows, columns)
    beside = np.column_stack([numbers[:, :-1].ravel(), numbers[:, 1:].ravel()])
    below = np.column_stack([numbers[:-1].ravel(), numbers[1:].ravel()])
    return joined(rows * columns, [(int(a), int(b)) for a, b in np.concatenate([beside, below])])


def joined(count: int, links: list[tuple[int, int]]) -> Neighbours:
    """Join units by their numbers."""
    names = codes(count)
    both = [(names[a], names[b]) for a, b in links] + [(names[b], names[a]) for a, b in links]
    return link_units(names, pd.DataFrame(both, columns=["code", "neighbour"]))


def values(numbers: object) -> pd.Series:
    column = np.asarray(numbers, dtype=float).ravel()
    return pd.Series(column, index=codes(len(column)))
