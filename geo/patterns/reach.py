"""Say what choosing a place would reach: its score, people weighed by it, or people expected to have left from there.

References
----------
.. [1] Coady, D., Grosh, M. and Hoddinott, J. (2004). Targeting of transfers in developing countries. World Bank: reach
   of a programme against the need of those it reaches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from geo.kinds import Objective


def reach_of(
    objective: Objective, *, score: pd.Series, people: pd.Series | None = None, migrants: pd.Series | None = None
) -> pd.Series:
    """Say what choosing each place reaches.

    Parameters
    ----------
    objective
        `score`: the score itself, 0-100. `people`: people times score / 100, so that a large place counts by its size
        and by its need. `migrants`: people expected to have left from there.
    score
        By code; null where a place must not be chosen, and then the answer is null.
    people, migrants
        By code; null stays null and is not put at zero.

    Raises
    ------
    MethodError
        If the figures that the objective needs are not given, or known for no place that has a score.
    """
    faults = Faults("what is to be reached", MethodError)
    known = {"score": score, "people": people, "migrants": migrants}
    faults.check("objectives are not known", bad=[o for o in [objective] if o not in known], of=1, do=_CHOICES)
    faults.raise_any()
    figures = known[objective]
    if figures is None or figures.reindex(score.index)[score.notna()].isna().all():
        faults.add(f"0 of {int(score.notna().sum())} places with a score have figures of {objective}. {_CHOICES}")
        faults.raise_any()
    own = pd.Series(figures, dtype=float).reindex(score.index).where(score.notna())
    return (own * score / 100 if objective == "people" else own).rename("reach")


def migrants_of(rates: pd.Series, *, per: float, people: pd.Series) -> pd.Series:
    """Turn rates of people who left into how many they are.

    Parameters
    ----------
    rates
        People who left per `per` inhabitants, by code; null where that is not known.
    people
        Inhabitants, by code.
    """
    return (rates / per * people.reindex(rates.index)).rename("migrants")


def draw_scores(rankings: pd.DataFrame, *, score: pd.Series) -> pd.DataFrame:
    """Turn drawn ranks into drawn scores: who comes r-th in a draw has the score that the r-th has in the study.

    Scores of draws on different scales cannot be compared; their ranks can. The spread of the scores is the study's.

    Parameters
    ----------
    rankings
        Draws by codes, 1 the first.
    score
        By code; every code of the rankings has one.

    Raises
    ------
    MethodError
        If a code of the rankings has no score.
    """
    known = score.reindex(rankings.columns)
    faults = Faults("the draws", MethodError)
    faults.check(
        "ranked places have no score",
        bad=rankings.columns[known.isna()].tolist(),
        of=rankings.shape[1],
        do="Ranks and scores are of different runs: score again.",
    )
    faults.raise_any()
    ladder = np.sort(known.to_numpy(float))[::-1]
    return pd.DataFrame(ladder[rankings.to_numpy() - 1], index=rankings.index, columns=rankings.columns)


def draw_migrants(
    migrants: pd.Series, *, error: pd.Series, inherited: pd.Series, groups: pd.Series, draws: int, seed: int
) -> pd.DataFrame:
    """Draw how many people left, as well as that is known.

    A figure with a standard error is drawn from a normal distribution cut at 0. One that was handed down from a wider
    area is multiplied by a draw of mean 1 from a log-normal distribution, as wide as measured places differ within
    their groups. Other figures stay as they are.

    Parameters
    ----------
    migrants
        By code; null stays null.
    error
        Standard error of each, in the same unit; null where not known.
    inherited
        Whether a figure was handed down.
    groups
        The area of each place, by code.
    draws
        How many.
    seed
        For the draws.
    """
    codes = migrants.sort_index().index
    figures, errors = migrants[codes].to_numpy(float), error.reindex(codes).fillna(0).to_numpy(float)
    handed = inherited.reindex(codes, fill_value=False).to_numpy(bool)
    measured = pd.Series(figures, index=codes)[~handed & (figures > 0)]
    logs = pd.Series(np.log(measured.to_numpy()), index=measured.index)
    apart = logs - logs.groupby(groups.reindex(logs.index)).transform("mean")
    width = float(np.sqrt((apart**2).mean())) if len(apart) else 0.0
    normal = np.random.default_rng(seed).standard_normal((draws, len(codes)))
    spread = np.where(handed, np.exp(width * normal - width**2 / 2), 1.0)
    return pd.DataFrame(np.maximum(figures * spread + errors * normal * ~handed, 0.0), columns=codes)


_CHOICES = "Choose score, people or migrants, and say in study.yml which indicator counts migrants."
