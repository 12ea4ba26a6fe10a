"""Take weights from the data: equal ones, principal components, entropy, and the contrast of indicators (CRITIC).

Each function takes normalised values, codes by indicators, 0-1 with missing null, and gives weights by id that sum to
1. Columns are taken in order of their ids, so no order of rows or columns changes a digit. A column that tells places
apart by nothing, a constant one or one with fewer than two values, weighs nothing, except among equals; if no column
tells anything, that is refused. What such weights mean, and do not: docs/decisions/weights-from-data.md.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, MethodError

FloatArray = npt.NDArray[np.float64]

LEAST_SHARE = 0.10
"""The share of the variance that a component must explain to be kept; the handbook's second rule."""

LEAST_TOGETHER = 0.60
"""The share that the components kept must explain together; its third."""

TURNS = 500
"""Rotations after which varimax has long settled."""


def equal(normalised: pd.DataFrame) -> pd.Series:
    """Weigh every indicator alike."""
    ids = sorted(normalised.columns)
    note_no_columns(ids)
    return _by_id(np.ones(len(ids)), ids)


def pca(normalised: pd.DataFrame) -> pd.Series:
    """Weigh by rotated principal components, which counts what several indicators share once.

    Components that explain enough of the variance are rotated (varimax). Each indicator belongs to the component it
    loads on most; its weight is its squared loading there, as a share of that component's, times the component's share
    of what all of them explain.

    Raises
    ------
    MethodError
        If no column tells places apart, or values are infinite.

    References
    ----------
    .. [1] Nicoletti, G., Scarpetta, S. and Boylaud, O. (2000). Summary indicators of product market regulation. OECD
       Economics Department Working Paper 226.
    .. [2] OECD and JRC (2008). Handbook on Constructing Composite Indicators, section 6.1.
    """
    known = telling(normalised)
    loadings = rotated_loadings(known)
    squares = loadings**2
    explained = squares.sum(axis=0)
    home = squares.argmax(axis=1)
    each = squares[np.arange(len(home)), home] / explained[home] * explained[home] / explained.sum()
    return _by_id(each, list(known.columns)).reindex(sorted(normalised.columns), fill_value=0.0)


def rotated_loadings(known: pd.DataFrame) -> FloatArray:
    """Give the rotated loadings of the components that are kept, indicators by components, the largest first.

    Correlations are over the places that both indicators know.
    """
    values, vectors = np.linalg.eigh(correlations(known).to_numpy())
    values, vectors = np.clip(values[::-1], 0.0, None), vectors[:, ::-1]
    shares = values / values.sum()
    kept = max(int((shares > LEAST_SHARE).sum()), int((np.cumsum(shares) < LEAST_TOGETHER).sum()) + 1)
    turned = _varimax(vectors[:, :kept] * np.sqrt(values[:kept]))
    order = np.argsort(-(turned**2).sum(axis=0), kind="stable")
    return turned[:, order]


def entropy(normalised: pd.DataFrame) -> pd.Series:
    """Weigh by how unevenly an indicator is spread over the places: the less entropy, the more it tells them apart.

    Raises
    ------
    MethodError
        If no column tells places apart, or values are negative or infinite.

    References
    ----------
    .. [1] Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical Journal 27, 379-423.
    """
    known = telling(normalised)
    faults = Faults("entropy weights", MethodError)
    below = [id_ for id_ in known if (known[id_] < 0).any()]
    faults.check("indicators have negative values", bad=below, of=known.shape[1], do="Normalise them first.")
    faults.raise_any()
    shares = known / known.sum()
    logs = np.log(shares.where(shares > 0))
    spread = (shares * logs).sum().to_numpy() / np.log(known.count().to_numpy())
    return _by_id(1 + spread, list(known.columns)).reindex(sorted(normalised.columns), fill_value=0.0)


def critic(normalised: pd.DataFrame) -> pd.Series:
    """Weigh by contrast, the standard deviation, times conflict: how little an indicator goes along with the others.

    A single indicator, or ones that all go along with each other exactly, leave contrast alone to decide.

    Raises
    ------
    MethodError
        If no column tells places apart, or values are infinite.

    References
    ----------
    .. [1] Diakoulaki, D., Mavrotas, G. and Papayannakis, L. (1995). Determining objective weights in multiple criteria
       problems: the CRITIC method. Computers and Operations Research 22(7), 763-770.
    """
    known = telling(normalised)
    contrast = known.std().to_numpy()
    conflict = (1 - correlations(known)).sum().to_numpy()
    told = contrast * conflict if conflict.max() > 1e-12 else contrast
    return _by_id(told, list(known.columns)).reindex(sorted(normalised.columns), fill_value=0.0)


def correlations(known: pd.DataFrame) -> pd.DataFrame:
    """Correlate columns over the places that both know; 0 where these cannot tell, 1 on the diagonal."""
    table = known.corr(min_periods=3).fillna(0.0).clip(-1.0, 1.0)
    cells = table.to_numpy(copy=True)
    np.fill_diagonal(cells, 1.0)
    return pd.DataFrame(cells, index=table.index, columns=table.columns)


def telling(normalised: pd.DataFrame) -> pd.DataFrame:
    """Take the columns that tell places apart, in order of their ids and codes.

    Raises
    ------
    MethodError
        If there is none, or values are infinite.
    """
    faults = Faults("weights from data", MethodError)
    ids = sorted(normalised.columns)
    endless = [id_ for id_ in ids if np.isinf(normalised[id_].to_numpy(float)).any()]
    faults.check("indicators have infinite values", bad=endless, of=len(ids), do="Normalise them first.")
    faults.raise_any()
    told = [id_ for id_ in ids if normalised[id_].max() > normalised[id_].min()]
    if not told:
        faults.add(f"none of {len(ids)} indicators tells places apart. Give weights, or take `equal`.")
    faults.raise_any()
    return normalised[told].sort_index()


def note_no_columns(ids: list[str]) -> None:
    """Refuse a frame without columns.

    Raises
    ------
    MethodError
        If there is none.
    """
    if not ids:
        raise MethodError("0 indicators were given to weigh. Pass at least one column.")


def _by_id(told: FloatArray, ids: list[str]) -> pd.Series:
    return pd.Series(told / told.sum(), index=pd.Index(ids, name="indicator"), name="weight", dtype=float)


def _varimax(loadings: FloatArray) -> FloatArray:
    """Turn the axes until the squared loadings of each vary most (Kaiser 1958, with his row weights)."""
    height = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    rows = loadings / np.where(height > 0, height, 1.0)
    turn, before = np.eye(loadings.shape[1]), 0.0
    for _ in range(TURNS):
        turned = rows @ turn
        gradient = rows.T @ (turned**3 - turned * (turned**2).mean(axis=0))
        left, sizes, right = np.linalg.svd(gradient)
        turn = left @ right
        if sizes.sum() <= before * (1 + 1e-12):
            break
        before = sizes.sum()
    return np.asarray(loadings @ turn)
