"""Check what choosing a place reaches, and how that is drawn again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import MethodError
from geo.patterns import draw_migrants, draw_scores, migrants_of, reach_of
from tests.geo.patterns.choices import series

SCORE = series(80, 50, None)
PEOPLE = series(1000, None, 500)


def test_the_three_objectives() -> None:
    assert reach_of("score", score=SCORE).tolist()[:2] == [80.0, 50.0]
    people = reach_of("people", score=SCORE, people=PEOPLE)
    assert people["A"] == 800.0
    assert people[["B", "C"]].isna().all()
    migrants = reach_of("migrants", score=SCORE, migrants=series(7, 0, 9))
    assert migrants[["A", "B"]].tolist() == [7.0, 0.0]
    assert np.isnan(migrants["C"])


def test_an_objective_without_figures_is_refused() -> None:
    with pytest.raises(MethodError, match="0 of 2 places with a score have figures of migrants"):
        reach_of("migrants", score=SCORE)
    with pytest.raises(MethodError, match="0 of 2 places with a score have figures of people"):
        reach_of("people", score=SCORE, people=series(None, None, 4))
    with pytest.raises(MethodError, match="1 of 1 objectives are not known: fame"):
        reach_of("fame", score=SCORE)  # type: ignore[arg-type]


def test_rates_become_people() -> None:
    assert migrants_of(series(20, None), per=1000, people=series(5000, 100)).tolist()[0] == 100.0
    assert migrants_of(series(20, None), per=1000, people=series(5000, 100)).isna().tolist() == [False, True]


def test_a_drawn_rank_has_the_score_of_that_rank() -> None:
    rankings = pd.DataFrame({"A": [1, 2, 3], "B": [2, 1, 1], "C": [3, 3, 1]})
    drawn = draw_scores(rankings, score=series(10, 30, 20))
    assert drawn.to_numpy().tolist() == [[30, 20, 10], [20, 30, 10], [10, 30, 30]]
    with pytest.raises(MethodError, match="1 of 3 ranked places have no score: C"):
        draw_scores(rankings, score=series(10, 30))


def test_migrants_are_drawn_as_well_as_they_are_known() -> None:
    figures = series(100, 100, 400, 50, None)
    told = {
        "error": series(5, None, None, None, None),
        "inherited": pd.Series([False, False, False, True, False], index=list("ABCDE")),
        "groups": pd.Series(["x", "x", "x", "y", "y"], index=list("ABCDE")),
    }
    drawn = draw_migrants(figures, **told, draws=40_000, seed=1)
    assert drawn["A"].std() == pytest.approx(5, rel=0.05)
    assert (drawn["B"] == 100).all()
    # Places measured in x are 100, 100 and 400: their logarithms spread by ln 4 times the root of 2/9.
    width = np.log(4) * np.sqrt(2 / 9)
    assert np.log(drawn["D"]).std() == pytest.approx(width, rel=0.05)
    assert drawn["D"].mean() == pytest.approx(50, rel=0.05)
    assert drawn["E"].isna().all()
    assert (drawn[["A", "B", "C", "D"]] >= 0).all(axis=None)
    pd.testing.assert_frame_equal(
        drawn, draw_migrants(figures.sample(frac=1, random_state=2), **told, draws=40_000, seed=1)
    )
    assert not drawn.equals(draw_migrants(figures, **told, draws=40_000, seed=2))


def test_without_measured_places_what_was_handed_down_stays() -> None:
    drawn = draw_migrants(
        series(7), error=series(None), inherited=pd.Series({"A": True}), groups=pd.Series({"A": "x"}), draws=3, seed=1
    )
    assert drawn["A"].tolist() == [7.0, 7.0, 7.0]
