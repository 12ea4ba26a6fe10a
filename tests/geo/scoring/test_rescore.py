"""Check that scoring again gives the study's table under its weights, and that of a fresh run under others."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from geo import scoring
from geo.errors import MethodError
from geo.scoring import Result, Uncertainty, Variants, lay_out_variants, score_units

from .worlds import TWO_BLOCKS_LEAVES, random_study, two_blocks

if TYPE_CHECKING:
    from collections.abc import Callable

MANY = Uncertainty(replicates=60, idle="hold")
BARE = Uncertainty(
    replicates=2,
    treatments=("declared",),
    normalisations=("minmax",),
    aggregations=("arithmetic",),
    leave_out=False,
    concentration=None,
    measurement=False,
    idle="hold",
)
"""Next to no replicates: what is scored again needs none of the first run."""
OTHER = {"drivers": 0.5, "returnees": 2.0, "violence": 3.0}


def rescore(*given: Any, **options: Any) -> pd.DataFrame:
    """Put the columns into a table, to be held beside a run's."""
    return pd.DataFrame(scoring.rescore(*given, **options))


def study(**more: object) -> Result:
    places, long = random_study()
    settings: dict = {
        "units": places,
        "index": two_blocks(),
        "indicators": TWO_BLOCKS_LEAVES,
        "seed": 4,
        "top": (3,),
        "uncertainty": MANY,
    }
    return score_units(long, **{**settings, **more})


@pytest.fixture(scope="module")
def bare() -> tuple[Result, Variants]:
    result = study(uncertainty=BARE)
    return result, lay_out_variants(result, MANY)


def test_the_studys_own_weights_give_the_studys_table(bare: tuple[Result, Variants]) -> None:
    again = rescore(*bare, replicates=60, top=(3,))
    pd.testing.assert_frame_equal(again, study().scores)


@pytest.mark.parametrize("aggregation", ["arithmetic", "geometric", "copeland"])
@pytest.mark.parametrize("weights", [OTHER, {"injured": 0.0}, {"origin": 0.0}])
def test_other_weights_give_the_table_of_a_fresh_run(aggregation: str, weights: dict[str, float]) -> None:
    first = study(uncertainty=BARE, aggregation=aggregation)
    again = rescore(first, lay_out_variants(first, MANY), weights=weights, replicates=60, top=(3,))
    fresh = study(aggregation=aggregation, weights=weights).scores
    pd.testing.assert_frame_equal(again, fresh)


@pytest.mark.parametrize("weights", [OTHER, {"injured": 0.0}, {"origin": 0.0}, {"origin": 0.0, "violence": 0.0}])
def test_few_replicates_are_those_of_a_fresh_run_move_after_move(
    bare: tuple[Result, Variants], weights: dict[str, float]
) -> None:
    few = Uncertainty(replicates=25, idle="hold")
    for gate in (None, 0.75, None):
        again = rescore(*bare, weights=weights, gate=gate, replicates=25, top=(3,))
        if gate is None:
            pd.testing.assert_frame_equal(again, study(weights=weights, uncertainty=few).scores)


def test_more_than_a_worker_takes_at_once_are_not_kept(bare: tuple[Result, Variants]) -> None:
    result, variants = bare
    told: list[tuple[int, int]] = []
    ranked = result.scores["gate"].eq("ranked").to_numpy()
    before = variants._laid.cache_info().misses
    rescore(result, variants, replicates=130, top=(3,), progress=lambda done, count: told.append((done, count)))
    assert variants._laid.cache_info().misses == before
    assert told == [(128, 130), (130, 130)]
    rescore(result, variants, replicates=30, top=(3,), progress=lambda done, count: told.append((done, count)))
    assert told[-1] == (30, 30)
    assert variants.laid(ranked, replicates=30) is variants.laid(ranked, replicates=30)
    assert variants.standing(ranked) is variants.standing(ranked)


def test_the_gate_decides_who_is_ranked(bare: tuple[Result, Variants]) -> None:
    strict = rescore(*bare, gate=0.75, replicates=20, top=(3,))
    assert 1 < strict["rank"].notna().sum() < len(strict)
    assert strict.loc[strict["gate"].eq("below_gate"), ["rank", "rank_p5", "p_top_3"]].isna().all(axis=None)
    nobody = rescore(*bare, gate=1.0, replicates=20, top=(3,))
    assert nobody["rank"].isna().all()


def test_fewer_replicates_are_the_first_of_many(bare: tuple[Result, Variants]) -> None:
    few, many = (rescore(*bare, weights=OTHER, replicates=n, top=(3,)) for n in (20, 400))
    assert (few["rank"] == many["rank"]).all()
    assert (few["rank_p50"] - many["rank_p50"]).abs().mean() < 3
    assert (few["rank_p50"] != many["rank_p50"]).any()


def test_people_are_carried_along(bare: tuple[Result, Variants]) -> None:
    result, _ = bare
    people = pd.Series(np.arange(40.0), index=result.scores["code"])
    assert rescore(*bare, replicates=2, people=people, top=(3,))["people"].tolist() == people.tolist()


def test_progress_is_told_and_may_stop_the_work(bare: tuple[Result, Variants]) -> None:
    told: list[tuple[int, int]] = []
    rescore(*bare, replicates=300, top=(3,), progress=lambda done, count: told.append((done, count)))
    assert told == [(128, 300), (256, 300), (300, 300)]

    def stop(done: int, count: int) -> None:
        raise InterruptedError(f"{done} of {count}")

    with pytest.raises(InterruptedError, match="128 of 300"):
        rescore(*bare, replicates=300, top=(3,), workers=1, progress=stop)


class Lazy:
    """Work that is done when it is asked for, and may be called off before."""

    def __init__(self) -> None:
        self.jobs: list[dict] = []

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Any:
        job = {"run": lambda: function(*args), "off": False}
        self.jobs.append(job)
        return SimpleNamespace(result=job["run"], cancel=lambda: job.update(off=True))


def test_work_that_nobody_waits_for_is_called_off(bare: tuple[Result, Variants]) -> None:
    def stop(done: int, count: int) -> None:
        raise InterruptedError

    lazy = Lazy()
    with pytest.raises(InterruptedError):
        rescore(*bare, replicates=300, top=(3,), executor=lazy, progress=stop)
    assert [job["off"] for job in lazy.jobs] == [False, True, True]


def test_weights_that_no_score_can_have_are_refused(bare: tuple[Result, Variants]) -> None:
    with pytest.raises(MethodError, match="sum to zero"):
        rescore(*bare, weights={"origin": 0.0, "drivers": 0.0}, replicates=2)
    with pytest.raises(MethodError, match="neither node nor indicator"):
        rescore(*bare, weights={"nobody": 1.0}, replicates=2)


def test_ways_with_gaps_that_were_not_kept_are_refused(bare: tuple[Result, Variants]) -> None:
    with pytest.raises(MethodError, match="2 ways with what is missing"):
        lay_out_variants(bare[0], Uncertainty(missing=("declared", "group_median")))
