"""Check that a reader's setting is scored by the study's own rules, and the study's own setting not at all."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboards.data import load_published
from dashboards.live import live_for, scene_of
from dashboards.scorer import QUICK, STUDY, Scorer, changed
from dashboards.state import Setting
from geo.errors import MethodError
from geo.scoring import Uncertainty, score_units
from tests.dashboards import world

ROOT = Path(__file__).parents[2]
FULL = 200
HEAVY = Setting(weights=(("origin", 3.0), ("poverty_share", 0.5)))
NUMBERS = (
    "score",
    "score_low",
    "coverage",
    "rank",
    "rank_p5",
    "rank_p95",
    "rank_in_country_p50",
    "p_top_3",
    "node_violence",
)


def fresh(scored, **options):
    """Score the published values as the stage does."""
    catalogue = scored.catalogue
    return score_units(
        scored.values,
        units=scored.scores.reset_index(drop=True),
        index=catalogue.index,
        indicators=catalogue.indicators,
        seed=catalogue.study.seed,
        top=catalogue.study.tops,
        uncertainty=Uncertainty(replicates=FULL, idle="hold"),
        **options,
    ).scores.set_index("code")


def same(one, other, columns=NUMBERS):
    for name in columns:
        pd.testing.assert_series_equal(
            one[name].astype(float), other[name].astype(float), check_names=False, rtol=0, atol=1e-9
        )


def test_the_studys_setting_is_what_was_published(scored):
    live = live_for(scored, STUDY)
    assert live.scores is scored.scores
    assert (live.own, live.replicates, live.fault) == (False, FULL, "")


def test_scored_again_the_study_is_what_was_published(scored):
    assert scored.scorer.hindrance == ""
    gate = scored.catalogue.index.coverage_gate
    again = live_for(scored, Setting(gate=gate), firm=True).scores
    same(again, scored.scores)
    assert again["flags"].tolist() == scored.scores["flags"].tolist()
    assert again.columns.tolist() == scored.scores.columns.tolist()


@pytest.mark.raw
def test_the_shipped_study_scored_again_is_what_was_published():
    folder = ROOT / "data" / "processed" / "northern_triangle" / "5_published"
    if not (folder / "summary.json").is_file():
        pytest.skip("the study has not been run here")
    data = load_published(folder)
    assert data.scorer.hindrance == ""
    again = live_for(data, Setting(gate=data.catalogue.index.coverage_gate), firm=True).scores
    numbers = [name for name in data.scores if pd.api.types.is_numeric_dtype(data.scores[name])]
    same(again, data.scores, numbers)


@pytest.mark.parametrize(
    ("setting", "options"),
    [
        (HEAVY, {"weights": dict(HEAVY.weights)}),
        (Setting(normalisation="minmax"), {"normalisation": "minmax"}),
        (
            Setting(aggregation="geometric", scope="within_country"),
            {"aggregation": "geometric", "scope": "within_country"},
        ),
    ],
)
def test_a_setting_is_the_run_of_a_study_that_says_so(scored, setting, options):
    live = live_for(scored, setting, firm=True)
    assert live.own
    same(live.scores, fresh(scored, **options))
    assert live.scores["type"].tolist() == scored.scores["type"].tolist()


def test_a_move_is_quick_and_the_long_run_is_better_known(scored):
    setting = Setting(weights=(("origin", 2.5),))
    assert live_for(scored, setting).replicates == QUICK
    assert live_for(scored, setting).scores["weight_inherited"].isna().all()
    assert live_for(scored, setting, firm=True).replicates == FULL
    assert live_for(scored, setting).replicates == FULL
    assert live_for(scored, setting).scores["weight_inherited"].notna().all()


def test_a_rank_never_stands_without_its_interval(scored):
    scores = live_for(scored, Setting(gate=0.6)).scores
    for name in ("rank", "rank_in_country"):
        assert scores[name].isna().eq(scores[f"{name}_p5"].isna()).all()
        assert scores[name].isna().eq(scores[f"{name}_p95"].isna()).all()
    assert 0 < scores["rank"].notna().sum() < scored.ranked


def test_the_catalogue_in_use_says_what_the_setting_says(scored):
    setting = replace(HEAVY, aggregation="geometric", normalisation="minmax", gate=0.2, scope="within_country")
    catalogue = live_for(scored, setting).catalogue
    assert catalogue.index.node("origin").weight == 3
    assert catalogue.indicator("poverty_share").weight == 0.5
    assert {node.aggregation for node in catalogue.index.nodes} == {"geometric"}
    assert (catalogue.index.normalisation, catalogue.index.coverage_gate) == ("minmax", 0.2)
    assert {one.scope for one in catalogue.indicators} == {"within_country"}


def test_an_impossible_setting_leaves_the_study_and_says_why(scored):
    live = live_for(scored, Setting(weights=(("drivers", 0.0), ("origin", 0.0))))
    assert live.scores is scored.scores
    assert "sum to zero: priority" in live.fault
    with pytest.raises(MethodError, match="sum to zero"):
        scored.scorer.scores(Setting(weights=(("drivers", 0.0), ("origin", 0.0))), replicates=2)


def test_what_is_not_public_and_counts_cannot_be_scored_again(data):
    assert [one.id for one in data.scorer.closed] == ["injuries", "trust_index"]
    live = live_for(data, HEAVY)
    assert (live.own, live.fault) == (False, "closed")
    assert live.scores is data.scores


def test_scores_that_do_not_come_from_the_values_are_not_made_again(scored):
    shifted = scored.scores.assign(score=scored.scores["score"] + 0.1)
    assert Scorer(shifted, scored.values, catalogue=scored.catalogue, neighbours=None).hindrance == "differs"


def test_what_was_guessed_is_guessed_again(scored):
    guessed = scored.values.copy()
    at = guessed.index[guessed["status"].eq("not_monitored")][0]
    guessed.loc[at, ["status", "value"]] = ["imputed", 99.0]
    again = Scorer(scored.scores, guessed, catalogue=scored.catalogue, neighbours=None)
    assert again.hindrance == ""


def test_two_readers_do_not_disturb_each_other(scored):
    settings = [Setting(weights=(("origin", 1 + number / 7),)) for number in range(6)] * 4
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda setting: live_for(scored, setting).scores["score"].to_numpy(), settings))
    for setting, scores in zip(settings, found, strict=True):
        np.testing.assert_allclose(scores, fresh(scored, weights=dict(setting.weights))["score"], rtol=0, atol=1e-9)


def test_no_more_is_kept_than_there_is_room_for(scored):
    for number in range(50):
        live_for(scored, Setting(weights=(("origin", 0.1 + number / 20),)))
    assert len(scored.scorer._tables._answers) == 32


def test_places_are_found_by_code_whatever_their_order(scored):
    turned = Scorer(scored.scores.iloc[::-1], scored.values, catalogue=scored.catalogue, neighbours=None)
    assert turned.hindrance == ""
    found = turned.scores(HEAVY, replicates=QUICK)
    assert found.index.equals(scored.scores.index[::-1])
    pd.testing.assert_frame_equal(found.iloc[::-1], scored.scorer.scores(HEAVY, replicates=QUICK))


def test_scales_are_fitted_before_they_are_asked_for(scored, monkeypatch):
    setting = Setting(aggregation="harmonic", scope="pooled", weights=(("origin", 1.5),))
    scored.scorer.prepare(setting)
    monkeypatch.setattr("dashboards.scorer.score_units", None)
    monkeypatch.setattr("dashboards.scorer.lay_out_variants", None)
    assert live_for(scored, setting).own
    # The study's own needs none.
    scored.scorer.prepare(STUDY)


def test_scales_that_cannot_be_fitted_are_told_when_they_are_asked_for(scored, monkeypatch):
    def refuse(*given, **options):
        raise MethodError("no scale")

    monkeypatch.setattr("dashboards.scorer.score_units", refuse)
    setting = Setting(normalisation="zscore", aggregation="harmonic")
    scored.scorer.prepare(setting)
    assert live_for(scored, setting).fault == "no scale"


def test_the_first_places_that_are_others_are_counted(scored):
    before = pd.DataFrame({"rank": pd.array([1, 2, 3, None], dtype="Int64")}, index=list("abcd"))
    after = pd.DataFrame({"rank": pd.array([3, 2, None, 1], dtype="Int64")}, index=list("abcd"))
    assert changed(before, after, k=2) == 1
    assert changed(before, before, k=2) == 0


def test_a_place_is_a_record_whoever_asks(scored):
    scene = scene_of(scored, "?code=AA0102&w=origin:3")
    assert scene.place["name"] == "Ávila"
    places = scene.live.places
    assert list(places) == list(world.NAMES)
    assert places["AA0102"]["score"] == pytest.approx(scene.live.scores.loc["AA0102", "score"])
    assert "ZZ" not in places
    with pytest.raises(KeyError):
        _ = places["ZZ"]
