"""Put one choice for all in the place of what index and indicators say each for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from geo.errors import Faults, MethodError
from geo.kinds import Aggregation, Missing, Scope, Treatment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalogue import Index, Indicator


def with_options(
    index: Index,
    indicators: Sequence[Indicator],
    *,
    treatment: Treatment | None = None,
    missing: Missing | None = None,
    scope: Scope | None = None,
    aggregation: Aggregation | None = None,
) -> tuple[Index, tuple[Indicator, ...]]:
    """Give index and indicators with these choices in every entry; what is left out stays as it is.

    Copeland's aggregation goes to the root alone, the nodes below keep their own.

    Raises
    ------
    MethodError
        With every choice that is not known.
    """
    faults = Faults("options", MethodError)
    for word, given, known in (
        ("treatment", treatment, get_args(Treatment)),
        ("missing", missing, get_args(Missing)),
        ("scope", scope, get_args(Scope)),
        ("aggregation", aggregation, get_args(Aggregation)),
    ):
        if given is not None and given not in known:
            faults.add(f"{word} `{given}` is not known. Choose one of {', '.join(known)}.")
    faults.raise_any()
    entry = {"treatment": treatment, "missing": missing, "comparable": None if scope is None else scope == "pooled"}
    chosen = {name: value for name, value in entry.items() if value is not None}
    nodes = tuple(
        node.model_copy(update={"aggregation": aggregation})
        if aggregation is not None and (aggregation != "copeland" or node.parent is None)
        else node
        for node in index.nodes
    )
    return index.model_copy(update={"nodes": nodes}), tuple(one.model_copy(update=chosen) for one in indicators)
