import pytest

from dashboards.data import load_published
from dashboards.entry import entry
from geo.scoring.entry import to_enter_top
from tests.dashboards.reading import read
from tests.dashboards.scenes import scene


def outside(data):
    """Give the places that have a rank and are not among the first."""
    scores = data.scores
    return scores.index[scores["rank"].astype(float) > data.top_k].tolist()


def test_nobody_waits_for_the_first_scores(scored):
    fresh = load_published(scored.folder)
    code = outside(fresh)[0]
    assert fresh.scorer.entry(code, k=fresh.top_k) is None
    assert fresh.scorer.hindrance == ""
    assert fresh.scorer.entry(code, k=fresh.top_k) is not None


def test_what_is_told_is_what_the_library_finds_on_the_same_scores(scored):
    assert scored.scorer.hindrance == ""
    code = outside(scored)[0]
    found = scored.scorer.entry(code, k=scored.top_k)
    again = to_enter_top(scored.scorer._result(type(scene(scored).state.setting)()), [code], k=scored.top_k)
    assert found.equals(again)
    assert "first 3" in read(entry(scene(scored, f"?lang=en&code={code}"), scored.places[code]))


@pytest.mark.parametrize("k", [0, -1])
def test_what_cannot_be_asked_is_not_answered(scored, k):
    assert scored.scorer.hindrance == ""
    assert scored.scorer.entry(outside(scored)[0], k=k) is None


def test_a_study_that_cannot_be_scored_again_says_nothing(data):
    assert data.scorer.hindrance != ""
    assert data.scorer.entry("AA0202", k=3) is None
