"""Withhold small counts of victims and returnees, and as much beside them that none can be worked out.

A count of one to four points at persons. Withholding it alone is not enough: the total of its department less what is
shown gives it back, and so do a rate times its people, and a score less its other parts. Cells that are withheld for
the sake of others are complementary ones [1]_ [2]_. Why, and what this does not do: `docs/decisions/small-counts.md`.

References
----------
.. [1] Willenborg, L., de Waal, T. (2001). Elements of Statistical Disclosure Control. Springer, chapters 5 and 6.
.. [2] Hundepool, A., et al. (2012). Statistical Disclosure Control. Wiley, chapter 4.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pandas as pd

from geo.catalogue import closed_to
from geo.errors import MethodError
from geo.export.given_back import withheld_with

if TYPE_CHECKING:
    from geo.catalogue import Catalogue
    from geo.export.given_back import Gone
    from geo.kinds import Tier

LEAST = 5
"""Counts from this on are shown; zero is shown too, since it is about nobody."""
WITHHELD = "suppressed"


def withhold(counts: pd.Series, *, groups: pd.Series, least: int = LEAST) -> tuple[pd.Series, frozenset[str]]:
    """Choose the cells to withhold, where the total of every group is known.

    In each group that has a small count: the small counts, then the next larger ones, until two cells or more are
    withheld and their sum lets each of them be anything from one to `least` less one. Where a group has not that many
    counts above zero, its total has to be withheld as well.

    Parameters
    ----------
    counts
        Whole numbers from zero on; missing cells are nobody's secret and count as not there.
    groups
        The group of each cell, such as its department.

    Returns
    -------
    pandas.Series
        True where a cell is withheld, indexed like `counts`.
    frozenset of str
        The groups whose total has to be withheld.

    Raises
    ------
    MethodError
        With every count that is negative or no whole number.
    """
    known = counts.dropna()
    wrong = known[(known < 0) | (known % 1 != 0)]
    if len(wrong):
        raise MethodError(
            f"{len(wrong)} of {len(known)} counts are negative or not whole, such as {wrong.iloc[0]}. Correct them, or "
            "declare the indicator as something else than a count."
        )
    hidden = pd.Series(data=False, index=counts.index)
    open_totals = set()
    for group, cells in known[known > 0].groupby(groups):
        # Ties go by code, so that the same counts always withhold the same cells.
        rising = cells.sort_index().sort_values(kind="stable")
        small = int((rising < least).sum())
        if not small:
            continue
        taken = small
        while not _safe(rising.iloc[:taken], least) and taken < len(rising):
            taken += 1
        hidden[rising.index[:taken]] = True
        if not _safe(rising.iloc[:taken], least):
            open_totals.add(str(group))
    return hidden, frozenset(open_totals)


def protected(
    values: pd.DataFrame,
    scores: pd.DataFrame,
    *,
    catalogue: Catalogue,
    groups: pd.Series,
    least: int = LEAST,
    tier: Tier = "public",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take out of values and scores what would give readers of a tier a figure that is closed to them.

    Withheld are the small counts and their complements; other indicators of the same series in the same places, whose
    rate times its people is the count; and in each of these places one more indicator, where a single withheld one
    could be worked out from the score, with every node whose score would give one back. The figure of
    an indicator that is closed as a whole counts as withheld in the same way: where it is the only one, one more goes
    with it. Small counts are withheld from the public alone.

    Parameters
    ----------
    values
        By `geo.contracts.VALUES`.
    scores
        A row per unit with `code`, `contribution_<indicator>` and `node_<id>`.
    groups
        The department of each unit, indexed by code.
    tier
        The readers. Columns of closed indicators are not taken out here: tables leave them out.

    Returns
    -------
    values
        Withheld cells have no value and the status `suppressed`.
    scores
        Withheld contributions and nodes are missing; the score itself stays.
    """
    small = _cells(values, catalogue=catalogue, groups=groups, least=least) if tier == "public" else {}
    if not small and not closed_to(catalogue, tier):
        return values, scores
    valued = values[values["value"].notna()]
    there = {str(code): frozenset(ids) for code, ids in valued.groupby("code")["indicator"]}
    # Most places lack the same figures: each pattern is looked at once.
    patterns: dict[tuple[frozenset[str], frozenset[str]], Gone] = {}
    cells, columns = set(), defaultdict(list)
    for code, known in there.items():
        secret = frozenset(small.get(code, ()))
        if (secret, known) not in patterns:
            patterns[secret, known] = withheld_with(secret, known, catalogue=catalogue, tier=tier)
        ids, nodes = patterns[secret, known]
        cells |= {(code, id_) for id_ in ids}
        for name in (*(f"contribution_{id_}" for id_ in ids), *(f"node_{id_}" for id_ in nodes)):
            columns[name].append(code)
    values, scores = values.copy(), scores.copy()
    shut = [one.id for one in closed_to(catalogue, tier)]
    gone = pd.MultiIndex.from_frame(values[["code", "indicator"]]).isin(list(cells)) & ~values["indicator"].isin(shut)
    values.loc[gone, ["value", "raw_value", "se", "n", "coverage", "reliability"]] = None
    values.loc[gone, "status"] = WITHHELD
    for name in sorted(columns.keys() & set(scores)):
        scores.loc[scores["code"].isin(columns[name]), name] = None
    return values, scores


def _safe(cells: pd.Series, least: int) -> bool:
    """Say whether any of the cells may be anything from one to `least` less one, when only their sum is known."""
    return len(cells) > 1 and cells.sum() >= (least - 1) + (len(cells) - 1)


def _cells(values: pd.DataFrame, *, catalogue: Catalogue, groups: pd.Series, least: int) -> dict[str, set[str]]:
    """List the indicators to withhold in each place: counts, and whatever is made of the same series."""
    hidden: dict[str, set[str]] = {}
    whom = {id_ for id_, series in catalogue.series.items() if series.counts is not None}
    for indicator in catalogue.indicators:
        secret = whom.intersection(indicator.series)
        if indicator.kind != "count" or not secret:
            continue
        counts = values.loc[values["indicator"] == indicator.id].set_index("code")["value"]
        gone, _ = withhold(counts, groups=groups.reindex(counts.index), least=least)
        same = {other.id for other in catalogue.indicators if secret.intersection(other.series)}
        for code in gone.index[gone]:
            hidden.setdefault(str(code), set()).update(same)
    return hidden
