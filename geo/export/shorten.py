"""Shorten an id to what a shapefile's field name has room for, the same way every time.

The short name depends on the id alone, so that a new indicator never renames the fields of the others.
"""

from __future__ import annotations

ROOM = 10
"""A DBF field name has ten bytes."""

STEM = ROOM - 2
"""What is left behind a prefix such as ``v_``."""


def stem(id_: str, *, room: int = STEM) -> str:
    """Shorten an id by giving its words equal shares of the room; numbers come first, since they tell years apart.

    Parameters
    ----------
    id_
        Lower-case ASCII words joined by `_`.
    room
        The most characters to return.

    Examples
    --------
    >>> stem("rights"), stem("gender_violence"), stem("deportees_igm_2021")
    ('rights', 'gendviol', 'deig2021')
    """
    if len(id_) <= room:
        return id_
    words = id_.split("_")
    shares = [0] * len(words)
    # Letters are dealt one at a time, first to the numbers, then to the words, from left to right.
    for numbers in (True, False):
        hands = [i for i, word in enumerate(words) if word.isdigit() == numbers]
        for _ in range(room):
            for i in hands:
                if shares[i] < len(words[i]) and sum(shares) < room:
                    shares[i] += 1
    return "".join(word[:share] for word, share in zip(words, shares, strict=True))
