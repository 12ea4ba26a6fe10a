"""Hold a second count of people against the censuses: where they part, one of them is wrong or out of date."""

from __future__ import annotations

import pandas as pd

FAR = 1.5
"""Counts that differ by more than this factor, either way, are far apart."""


def compare_people(people: pd.Series, other: pd.DataFrame) -> pd.DataFrame:
    """Compare two counts unit by unit.

    Parameters
    ----------
    people
        Persons by unit code, by the censuses; missing where none counts them.
    other
        Per `geo.contracts.SERIES`, of municipalities: `value` persons, `coverage` the share of the unit counted.

    Returns
    -------
    pandas.DataFrame
        By code, a row for each unit that both count: `people`, `other`, `coverage`, `ratio` (other to people), and
        `far` where the ratio exceeds `FAR` either way and the other count covers the whole unit.
    """
    table = other.set_index("code")
    both = pd.DataFrame({"people": people, "other": table["value"], "coverage": table["coverage"]})
    both = both.dropna(subset=["people", "other"])
    both["ratio"] = both["other"] / both["people"].where(both["people"] > 0)
    wide = (both["ratio"] > FAR) | (both["ratio"] < 1 / FAR)
    return both.assign(far=wide & (both["coverage"] >= 0.95)).rename_axis("code")
