"""Count how many of those who leave come from the places that a ranking puts first, and how many it misses.

Three lines stand beside each other at every amount spent: what the ranking reaches, what a choice at random would, and
the most that any choice could. What is spent may be places (each costs 1), people (each place costs its inhabitants)
or money. The last place may be taken in part, so that all three lines are read off at the same spending.

Reaching a place where many leave is not keeping anyone from leaving, and shows no cause.

References
----------
.. [1] Cornia, G. A. and Stewart, F. (1993). Two errors of targeting. Journal of International Development 5(5),
   459-496.
.. [2] Coady, D., Grosh, M. and Hoddinott, J. (2004). Targeting outcomes redux. World Bank Research Observer 19(1),
   61-85: performance against a random choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from collections.abc import Collection

FloatArray = npt.NDArray[np.float64]


def reach_curve(
    places: pd.DataFrame, score: pd.Series, *, seed: int, cost: pd.Series | None = None, draws: int = 200
) -> pd.DataFrame:
    """Follow a ranking from its first place to its last.

    Parameters
    ----------
    places
        `rate`, `exposure` and `amount` by place: how many leave, of how many.
    score
        By place, the highest first. A place without a score comes last, and equal scores go by code.
    seed
        For the choices at random.
    cost
        By place, above zero; 1 for each if left out.
    draws
        How many orders at random.

    Returns
    -------
    pandas.DataFrame
        A row per number of places taken: `k`; `spent`, the share of the cost of all places; `reached`, the share of
        all who leave; `random`, `random_p5` and `random_p95`, the same for a choice at random; `best`, the most that
        this spending could reach; `exclusion_error`, the share of those who leave that is not reached; and
        `inclusion_error`, the share of the people in the places taken who live where no more leave than in the
        country as a whole.

    Raises
    ------
    MethodError
        With every fault of the inputs.
    """
    table = places.sort_index()
    price = pd.Series(1.0, index=table.index) if cost is None else cost.reindex(table.index).astype(float)
    _refuse(table, score, price)
    amount, prices = np.asarray(table["amount"], dtype=np.float64), np.asarray(price, dtype=np.float64)
    order = np.argsort(-score.reindex(table.index).fillna(-np.inf).to_numpy(float), kind="stable")
    spent, reached = _followed(amount, prices, order)
    most = np.argsort(-(amount / prices), kind="stable")
    random = np.random.default_rng(seed)
    orders = np.array([random.permutation(len(table)) for _ in range(draws)])
    by_chance = np.array([_at(spent, *lines) for lines in zip(*_followed(amount, prices, orders), strict=True)])
    low, high = np.quantile(by_chance, (0.05, 0.95), axis=0)
    return pd.DataFrame(
        {
            "k": np.arange(1, len(table) + 1),
            "spent": spent,
            "reached": reached,
            # Every place is equally likely at every step, so what is reached grows as what is spent.
            "random": spent,
            "random_p5": low,
            "random_p95": high,
            "best": _at(spent, *_followed(amount, prices, most)),
            "exclusion_error": 1 - reached,
            "inclusion_error": _wrongly_included(table, order),
        }
    )


def reach_of_choice(amount: pd.Series, *, place: pd.Series, chosen: Collection[str]) -> tuple[float, float]:
    """Bound the share of those who leave that a choice of units reaches, where they are counted for larger places.

    Parameters
    ----------
    amount
        How many leave, by place.
    place
        Place code by unit code.
    chosen
        Unit codes. Of a place that is chosen in part, none or all may come from the part.

    Returns
    -------
    tuple of float
        The least and the most; equal where every place is one unit.
    """
    mine = place[place.isin(amount.index)]
    taken = mine.index.isin(list(chosen))
    share = pd.Series(taken, index=mine.index).groupby(mine).mean().reindex(amount.index)
    total = float(amount.sum())
    return float(amount[share == 1].sum()) / total, float(amount[share > 0].sum()) / total


def _followed(amount: FloatArray, price: FloatArray, order: npt.NDArray[np.integer]) -> tuple[FloatArray, FloatArray]:
    """Add up shares of cost and of those who leave along an order, or along each row of many."""
    spent, reached = np.cumsum(price[order], axis=-1), np.cumsum(amount[order], axis=-1)
    return spent / spent[..., -1:], reached / reached[..., -1:]


def _at(wanted: FloatArray, spent: FloatArray, reached: FloatArray) -> FloatArray:
    """Read off what is reached at a spending, taking the last place in part."""
    return np.asarray(np.interp(wanted, np.concatenate([[0.0], spent]), np.concatenate([[0.0], reached])))


def _wrongly_included(table: pd.DataFrame, order: npt.NDArray[np.intp]) -> FloatArray:
    exposure = table["exposure"].to_numpy(float)[order]
    low = (table["rate"] <= table["amount"].sum() / table["exposure"].sum()).to_numpy()[order]
    return np.asarray(np.cumsum(exposure * low) / np.cumsum(exposure))


def _refuse(places: pd.DataFrame, score: pd.Series, price: pd.Series) -> None:
    faults = Faults("reach", MethodError)
    codes = places.index
    faults.check("places stand twice", bad=codes[codes.duplicated()].tolist(), of=len(codes), do="Keep one row each.")
    faults.check(
        "scores stand twice", bad=score.index[score.index.duplicated()].tolist(), of=len(score), do="Keep one row each."
    )
    faults.raise_any()
    numbers = places[["rate", "exposure", "amount"]].to_numpy(float)
    wrong = ~(np.isfinite(numbers) & (numbers >= 0)).all(axis=1)
    faults.check(
        "places have a figure that is missing, infinite or negative",
        bad=codes[wrong].tolist(),
        of=len(codes),
        do="Leave them out, and say so: how many leave them is not known.",
    )
    faults.check(
        "places have a cost that is missing, infinite or not above zero",
        bad=codes[~(np.isfinite(price) & (price > 0)).to_numpy()].tolist(),
        of=len(codes),
        do="Give each place its cost.",
    )
    infinite = np.isinf(score.reindex(codes).to_numpy(float))
    faults.check("places have an infinite score", bad=codes[infinite].tolist(), of=len(codes), do="Score them again.")
    if not places["amount"].sum() > 0:
        faults.add(f"nobody leaves any of {len(places)} places. There is nothing to reach.")
    faults.raise_any()
