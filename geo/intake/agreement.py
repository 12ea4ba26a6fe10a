"""Hold the codes of a file against its names, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd
from rapidfuzz import fuzz

from geo.intake.places import bare, without_accented

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Verdict = Literal["agree", "near", "contradict", "unconfirmed", "no name", "no code"]

NEAR = 75.0
"""The similarity (0-100) from which a name is taken for another spelling of the name that its code has."""


def agreement(
    names: pd.Series,
    by_code: pd.Series,
    by_name: pd.Series,
    *,
    called: Mapping[str, str],
    fold: Callable[[str], str],
) -> pd.Series:
    """Say of each row whether its code and its name mean the same place.

    Parameters
    ----------
    names
        As they stand in the file; empty text where there is none.
    by_code
        The place that the row's code means, null where it means none.
    by_name
        The place that the row's name means, null where it was not matched.
    called
        The name of every place by its code.
    fold
        What reduces a name to what tells it apart.

    Returns
    -------
    ``agree``: the same name; ``near``: a like spelling, and no other place has the name; ``contradict``: the name is
    another place's; ``unconfirmed``: the name is unlike, and no other place's.
    """
    verdicts = [
        _verdict(bare(name), code, other, called, fold)
        for name, code, other in zip(names, _plain(by_code), _plain(by_name), strict=True)
    ]
    return pd.Series(verdicts, index=names.index, dtype="str")


def _plain(codes: pd.Series) -> list[str | None]:
    return [None if pd.isna(code) else str(code) for code in codes]


def _verdict(
    name: str, code: str | None, other: str | None, called: Mapping[str, str], fold: Callable[[str], str]
) -> Verdict:
    if code is None or code not in called:
        return "no code"
    if not name:
        return "no name"
    own = called[code]
    if fold(name).replace(" ", "") == fold(own).replace(" ", "") or (
        not own.isascii() and without_accented(name, fold) == without_accented(own, fold)
    ):
        return "agree"
    if other is not None:
        return "agree" if other == code else "contradict"
    like = fuzz.ratio(fold(name), fold(own)) >= NEAR or fold(own).startswith(fold(name))
    return "near" if like else "unconfirmed"
