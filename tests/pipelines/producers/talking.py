"""Play a producer's service with a list of answers, without any network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.producers import Answer

if TYPE_CHECKING:
    from pipelines.producers import Ask, Gathering, Talk

Said = tuple[int, Any]


def play(talk: Talk | Gathering, *answers: Said) -> tuple[Any, list[Ask]]:
    """Give each question the next answer; return the addresses, or the table, and the questions."""
    asked = [next(talk)]
    try:
        for status, data in answers:
            asked.append(talk.send(Answer(status, data, asked[-1].url)))
    except StopIteration as end:
        found = end.value
        places = {path: place.url for path, place in found.items()} if isinstance(found, dict) else found
        return places, asked
    raise AssertionError(f"asked once more: {asked[-1]}")
