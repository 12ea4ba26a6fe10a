"""Build runs of three places and two indicators, whose ranks can be worked out by hand.

With x three times as heavy as y the places stand A, C, B; with y three times as heavy as x they stand B, C, A.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.changes import Run
from geo.scoring.points import score_points
from tests.geo.scoring.worlds import index, indicator, node, values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.catalogue import Index, Indicator

X, Y = {"HN0101": 1.0, "HN0102": 0.0, "HN0103": 0.4}, {"HN0101": 0.0, "HN0102": 1.0, "HN0103": 0.3}
A, B, C, D = "HN0101", "HN0102", "HN0103", "HN0104"


def tree(x: float = 3.0, y: float = 1.0, **more: Any) -> Index:
    return index(node("root"), node("px", "root", weight=x), node("py", "root", weight=y), **more)


def leaves(**more: Any) -> tuple[Indicator, ...]:
    return indicator("x", "px", **more), indicator("y", "py", **more)


def places(codes: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": list(codes),
            "name": [f"Place {code[-1]}" for code in codes],
            "adm1_code": "HN01",
            "adm1_name": "Atlántida",
            "iso3": "HND",
            "kind": "municipio",
        }
    )


def run(
    figures: Mapping[str, Mapping[str, float]] | None = None,
    *,
    told: Index | None = None,
    indicators: Sequence[Indicator] | None = None,
    codes: Sequence[str] = (A, B, C),
    width: float = 0.0,
    people: float = 1000.0,
    seed: int = 1,
) -> Run:
    """Score a world; every interval reaches `width` ranks to both sides."""
    figures = figures or {"x": X, "y": Y}
    columns = {id_: [column.get(code, float("nan")) for code in codes] for id_, column in figures.items()}
    made = Run(
        scores=pd.DataFrame(),
        measured=values(list(codes), columns),
        units=places(codes),
        index=told or tree(),
        indicators=tuple(indicators or leaves()),
        seed=seed,
    )
    return scored(made, width=width, people=people)


def scored(made: Run, *, width: float = 0.0, people: float = 1000.0) -> Run:
    points = score_points(made.measured, units=made.units, index=made.index, indicators=made.indicators, seed=made.seed)
    scores = points.scores.reset_index(names="code")
    for name, shift in (("rank_p5", -width), ("rank_p50", 0.0), ("rank_p95", width)):
        scores[name] = scores["rank"].astype(float) + shift
    return replace(made, scores=scores.assign(iso3="HND", people=people))
