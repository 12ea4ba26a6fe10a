"""Turn counts into rates, shrinking those of small places towards the mean of their group.

A village of 800 people with one killing has a rate of 125 per 100,000, and of zero with none; neither says much. The
empirical Bayes estimator takes from each place what its numbers can carry and borrows the rest from its group.

References
----------
.. [1] Marshall, R. J. (1991). Mapping disease and mortality rates using empirical Bayes estimators. Journal of the
   Royal Statistical Society C 40(2), 283-294: the moment estimator, for rare events (Poisson).
.. [2] Martuzzi, M. and Elliott, P. (1996). Empirical Bayes estimation of small area prevalence of non-rare
   conditions. Statistics in Medicine 15, 1867-1873: the same for a part of a whole (binomial).
.. [3] Rao, J. N. K. (2003). Small Area Estimation. Wiley: the error that comes from estimating the mean itself.
.. [4] Adams, J. L. (2009). The Reliability of Provider Profiling: A Tutorial. RAND TR-653: the shrink weight read as
   reliability, 0.7 to compare groups and 0.9 to speak of one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from numpy.typing import NDArray

Family = Literal["poisson", "binomial"]
"""Events among people, of which one person may meet several; or the part of a whole that is of some kind."""

MIN_GROUP = 5
"""Fewer places than this say too little about how much places differ: a wider group is asked instead."""

HIGH, MEDIUM = 0.9, 0.7


def raw_rates(
    counts: pd.Series, people: pd.Series, *, per: float = 1.0, family: Family = "poisson", subject: str = "rates"
) -> pd.DataFrame:
    """Divide counts by their denominators, and leave it at that.

    Parameters
    ----------
    counts
        Events or members by place; missing stays missing.
    people
        Denominators by place, same index in any order.
    per
        How many people the rate speaks of: 100,000 for homicides, 1 for a share.
    family
        ``binomial`` where the count is a part of the denominator and cannot exceed it.
    subject
        What a fault is told about.

    Returns
    -------
    pandas.DataFrame
        Indexed like `counts`: `raw` and `rate` (the same), `weight` (1), and `se` and `reliability` (null: both would
        come from a model of chance, which weighted surveys and full counts do not follow).

    Raises
    ------
    MethodError
        With every count or denominator that cannot make a rate.
    """
    events, whole, known = _checked(counts, people, family=family, subject=subject)
    raw = np.full(len(events), np.nan)
    raw[known] = events[known] / whole[known] * per
    empty = pd.Series(pd.NA, index=counts.index, dtype="str")
    weight = np.where(known, 1.0, np.nan)
    return pd.DataFrame(
        {"raw": raw, "rate": raw, "se": np.nan, "weight": weight, "reliability": empty}, index=counts.index
    )


def smoothed_rates(
    counts: pd.Series,
    people: pd.Series,
    *,
    groups: pd.Series | None = None,
    wider: pd.Series | None = None,
    per: float = 1.0,
    family: Family = "poisson",
    subject: str = "rates",
) -> pd.DataFrame:
    """Shrink rates towards the mean of their group by how little their own numbers say.

    Within a group of mean rate m, the variance between places is A = max(0, s2 - m / mean(n)), where s2 is the
    variance of the raw rates weighted by people [1]_; a place with n people keeps the weight w = A / (A + m / n) of
    its own raw rate and takes 1 - w of the mean. With A = 0 every rate is the mean. For a part of a whole, m (1 - m)
    stands for m [2]_.

    Parameters
    ----------
    counts, people, per, family, subject
        See `raw_rates`.
    groups
        The group of each place, such as its department; one group of all when absent.
    wider
        The group to ask where `groups` holds fewer than five places with a rate, such as the country; all when absent.

    Returns
    -------
    pandas.DataFrame
        Indexed like `counts`: `raw`, `rate` (smoothed), `se` (posterior standard deviation with the error of the mean
        [3]_, that of A left out), `weight` in [0, 1], and `reliability` [4]_: high from a weight of 0.9, medium from
        0.7, else low. All missing where count or denominator is.

    Raises
    ------
    MethodError
        With every count or denominator that cannot make a rate.
    """
    events, whole, known = _checked(counts, people, family=family, subject=subject)
    index = counts.index
    every = pd.Series("", index=index)
    fine = _codes(every if groups is None else groups.reindex(index))[known]
    coarse = _codes(every if wider is None else wider.reindex(index))[known]

    k, n = events[known], whole[known]
    small = np.bincount(fine)[fine] < MIN_GROUP if len(fine) else np.zeros(0, dtype=bool)
    prior = {
        name: np.where(small, wide, near)
        for (name, near), wide in zip(
            _moments(k, n, group=fine, family=family).items(),
            _moments(k, n, group=coarse, family=family).values(),
            strict=True,
        )
    }
    mean, between = prior["mean"], prior["between"]
    noise = _noise(mean, family=family) / n
    # No variance at all means no event anywhere in the group: the mean, zero, says everything.
    weight = np.divide(between, between + noise, out=np.zeros_like(n), where=between + noise > 0)
    rate = mean + weight * (k / n - mean)
    se = np.sqrt(between * (1 - weight) + (1 - weight) ** 2 * prior["error"])

    out = pd.DataFrame(np.nan, index=index, columns=["raw", "rate", "se", "weight"])
    out.loc[known] = np.column_stack([k / n * per, rate * per, se * per, weight])
    out["reliability"] = reliability(out["weight"])
    return out


def reliability(weight: pd.Series) -> pd.Series:
    """Say in a word how much of a smoothed rate is the place's own: high, medium, low, or null."""
    words = np.array(["low", "medium", "high"], dtype=object)[np.digitize(weight, [MEDIUM, HIGH])]
    return pd.Series(words, index=weight.index, dtype="str").where(weight.notna())


def _noise(mean: NDArray[np.float64], *, family: Family) -> NDArray[np.float64]:
    """Variance that one person adds to a rate when nothing but chance is at work."""
    return mean * (1 - mean) if family == "binomial" else mean


def _moments(
    k: NDArray[np.float64], n: NDArray[np.float64], *, group: NDArray[np.intp], family: Family
) -> dict[str, NDArray[np.float64]]:
    """Estimate mean, variance between places, and the mean's own error variance; one of each per place."""
    places, total = np.bincount(group), np.bincount(group, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.bincount(group, k) / total
        spread = np.bincount(group, n * (k / n - mean[group]) ** 2) / total
        between = np.maximum(spread - _noise(mean, family=family) * places / total, 0.0)
        # A group without one event is taken to have had one, or its mean would seem known beyond doubt.
        at_least = _noise(np.maximum(mean, np.minimum(1.0, 1.0 / total)), family=family)
        error = (between * np.bincount(group, n**2) + at_least * total) / total**2
    return {"mean": mean[group], "between": between[group], "error": error[group]}


def _codes(groups: pd.Series) -> NDArray[np.intp]:
    """Give each group a number; places without one form a group of their own."""
    return np.asarray(pd.factorize(groups, use_na_sentinel=False)[0], dtype=np.intp)


def _checked(
    counts: pd.Series, people: pd.Series, *, family: Family, subject: str
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Align by place, refuse what cannot make a rate, and say where a rate can be made."""
    faults = Faults(subject, MethodError)
    if not counts.index.is_unique or set(counts.index) != set(people.index):
        faults.add("counts and denominators are not about the same places. Give both one row per place.")
        faults.raise_any()
    k = counts.to_numpy(dtype=float, na_value=np.nan)
    n = people.reindex(counts.index).to_numpy(dtype=float, na_value=np.nan)
    known = ~(np.isnan(k) | np.isnan(n))

    def check(what: str, wrong: NDArray[np.bool_], do: str) -> None:
        faults.check(what, bad=counts.index[wrong].tolist(), of=len(k), do=do)

    check("places have an infinite count or denominator", np.isinf(k) | np.isinf(n), "Correct the table.")
    check("places have a negative count", k < 0, "A count is zero or more, or missing.")
    check("places have a denominator of zero or less", n <= 0, "Nobody to count among: leave it missing.")
    if family == "binomial":
        check(
            "places count more than their denominator",
            known & (k > n),
            "A part cannot exceed the whole: correct the table, or make the indicator a rate of events.",
        )
    faults.raise_any()
    return k, n, known
