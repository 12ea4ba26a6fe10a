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
    is_place: Callable[[str, str], bool],
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
    is_place
        Says whether a name is that of any place in the country of a code.

    Returns
    -------
    ``agree``: the same name; ``near``: a like spelling, or more or fewer words of the
    same name, and no place has the name as it stands; ``contradict``: the name is
    another place's; ``unconfirmed``: the name is unlike, and no other place's.
    """
    verdicts = [
        _verdict(bare(name), code, other, called=called, fold=fold, is_place=is_place)
        for name, code, other in zip(names, _plain(by_code), _plain(by_name), strict=True)
    ]
    return pd.Series(verdicts, index=names.index, dtype="str")


def _plain(codes: pd.Series) -> list[str | None]:
    return [None if pd.isna(code) else str(code) for code in codes]


def _verdict(
    name: str,
    code: str | None,
    other: str | None,
    *,
    called: Mapping[str, str],
    fold: Callable[[str], str],
    is_place: Callable[[str, str], bool],
) -> Verdict:
    if code is None or code not in called:
        return "no code"
    if not name:
        return "no name"
    own = called[code]
    if other is not None:
        return "agree" if other == code else "contradict"
    if fold(name).replace(" ", "") == fold(own).replace(" ", "") or (
        not own.isascii() and without_accented(name, fold) == without_accented(own, fold)
    ):
        return "agree"
    if is_place(name, code):
        return "unconfirmed"
    words, others = set(fold(name).split()), set(fold(own).split())
    like = fuzz.ratio(fold(name), fold(own)) >= NEAR or fold(own).startswith(fold(name))
    return "near" if like or words <= others or others <= words else "unconfirmed"
