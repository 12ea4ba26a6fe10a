import dataclasses

import pandas as pd
import pytest

from dashboards.data import SEARCHES, load_published
from dashboards.selection import choose_for
from dashboards.wishes import bounds_of, costs_of, is_study, worded
from geo.patterns import Quota, Rules
from geo.patterns.programme import conditions_of
from tests.dashboards.scenes import scene


def chosen(data, search):
    outcome = choose_for(scene(data, search))
    return None if outcome.selection is None else outcome.selection.codes


@pytest.mark.parametrize(
    ("search", "codes"),
    [
        ("", "AA0101 AA0102 AA0201"),
        ("?k=1", "AA0101"),
        ("?quota=country=BBB:1-", "AA0101 AA0102 BB0101"),
        ("?quota=department=AA01:-1", "AA0101 AA0201 AA0202"),
        # Violence stands highest in the first alone, so its place is one of the two.
        ("?k=2&quota=pillar=economic:2-", "BB0101 BB0102"),
        # Score times people: Eneida 24,900, the next 24,180, Alfa 9,750.
        ("?goal=people", "AA0101 AA0201 BB0101"),
        # 12,000 + 8,500 people make 147.75 points; what else fits 21,000 makes less.
        ("?budget=21000", "AA0101 AA0102"),
        ("?in=BB0102&out=AA0101", "AA0102 AA0201 BB0102"),
        # Without Ávila three that lie together are Alfa and two across the border.
        ("?zones=1&out=AA0102", "AA0101 BB0101 BB0102"),
        ("?quota=country=ZZZ:1-", "AA0101 AA0102 AA0201"),
    ],
)
def test_the_set_is_the_one_worked_out_by_hand(data, search, codes):
    assert chosen(data, search) == tuple(codes.split())


def test_places_are_chosen_as_often_as_the_simulations_say(data):
    outcome = choose_for(scene(data))
    assert outcome.draws == 4
    assert outcome.frequency[["AA0101", "AA0102", "AA0201", "AA0202", "BB0101"]].tolist() == [1, 0.75, 0.75, 0.5, 0]
    assert pd.isna(outcome.frequency["BB0201"])


@pytest.mark.parametrize("search", ["?budget=21000", "?zones=1", "?goal=people&budget=99999"])
def test_how_often_is_not_guessed_where_it_takes_too_long(data, search):
    assert choose_for(scene(data, search)).frequency is None


def test_simulations_of_the_study_do_not_speak_for_other_weights(data):
    assert choose_for(scene(data, "?w=origin:2", own=True)).frequency is None


def test_the_best_is_proven_and_others_differ_in_a_place(data):
    outcome = choose_for(scene(data))
    assert outcome.selection.gap == 0
    assert outcome.selection.reached == pytest.approx(207.75)
    # Within a hundredth of 207.75 there is no other three.
    assert outcome.others == ()
    assert outcome.looked


@pytest.mark.parametrize(
    ("search", "faults"),
    [
        ("?in=BB0201", [("fault_locked", {"codes": ["BB0201"]})]),
        ("?in=AA0101&out=AA0101", [("fault_twice", {"codes": ["AA0101"]})]),
        ("?quota=country=AAA:3-1", [("fault_bounds", {"what": "country=AAA", "low": 3, "high": 1})]),
        ("?budget=10", [("fault_budget", {"budget": 10.0, "codes": ["AA0202"], "cost": 1200.0})]),
        ("?goal=migrants", [("fault_goal_migrants", {})]),
        ("?zones=1&k=3&out=AA0102,AA0101,AA0201", [("fault_zones", {})]),
    ],
)
def test_what_is_wrong_is_seen_before_the_search(data, search, faults):
    outcome = choose_for(scene(data, search))
    assert outcome.selection is None
    assert list(outcome.faults) == faults


def test_rules_that_cannot_hold_together_are_named_and_no_others(data):
    outcome = choose_for(scene(data, "?k=1&quota=country=AAA:2-,country=BBB:-2"))
    assert list(outcome.conflict) == [
        ("rule_exactly", {"n": 1}),
        ("rule_least", {"n": 2, "what": "country=AAA", "inside": 4}),
    ]


def test_words_stand_in_the_order_of_the_conditions():
    rules = Rules(
        number=3,
        budget=10.0,
        quotas=(Quota("country=AAA", frozenset("ab"), least=1, most=2), Quota("country=BBB", frozenset("c"), most=1)),
        locked=("b", "a"),
        excluded=("c",),
    )
    conditions = conditions_of(rules, codes=pd.Index(list("abc")), cost=pd.Series(1.0, index=list("abc")))
    words = [f"{key} {fill}" for key, fill in worded(rules, list("abc"))]
    starts = ["rule_at_most", "rule_budget", "rule_least", "rule_most", "rule_most", "rule_locked {'codes': ['a']}"]
    assert len(words) == len(conditions)
    assert all(word.startswith(start) for word, start in zip(words, starts, strict=False))


def test_zones_need_to_know_who_borders_whom(bare):
    assert choose_for(scene(bare, "?zones=1")).faults == (("fault_neighbours", {}),)


def test_migrants_are_counted_where_the_study_says_by_what(data):
    study = data.catalogue.study
    targeting = study.targeting.model_copy(update={"migrants": "emigrants_rate"})
    catalogue = dataclasses.replace(data.catalogue, study=study.model_copy(update={"targeting": targeting}))
    counted = dataclasses.replace(data, catalogue=catalogue)
    # Rates times people: 376,800, 187,000, 733,460, 10,800, 450,000, 8,470.
    assert chosen(counted, "?goal=migrants") == ("AA0101", "AA0201", "BB0101")


def test_a_table_of_costs_goes_before_people(folder, tmp_path):
    import shutil

    other = shutil.copytree(folder, tmp_path / "5_published")
    pd.DataFrame({"code": ["AA0101", "AA0202"], "cost": [5.0, 1.0]}).to_csv(other / "findings/costs.csv", index=False)
    data = load_published(other)
    assert costs_of(data, data.scores).to_dict() == {"AA0101": 5.0, "AA0202": 1.0}
    # What has no cost cannot be chosen.
    assert chosen(data, "?budget=6") == ("AA0101", "AA0202")


def test_the_studys_own_quotas_hold_until_the_reader_says_others(data):
    study = data.catalogue.study
    targeting = study.targeting.model_copy(update={"min_per_country": 1, "max_per_department": 2})
    catalogue = dataclasses.replace(data.catalogue, study=study.model_copy(update={"targeting": targeting}))
    other = dataclasses.replace(data, catalogue=catalogue)
    assert bounds_of(scene(other))[:3] == (
        ("country=AAA", 1, None),
        ("country=BBB", 1, None),
        ("department=AA01", None, 2),
    )
    assert bounds_of(scene(other, "?quota=country=AAA:-")) == (("country=AAA", None, None),)
    assert chosen(other, "") == ("AA0101", "AA0102", "BB0101")
    assert chosen(other, "?quota=country=AAA:-") == ("AA0101", "AA0102", "AA0201")


def test_a_set_is_the_studys_until_anything_is_asked(data):
    assert is_study(scene(data))
    assert not is_study(scene(data, own=True))
    for asked in ("k=2", "goal=people", "budget=1", "zones=2", "quota=country=AAA:-", "in=AA0101", "out=AA0101"):
        assert not is_study(scene(data, f"?{asked}"))


def test_what_was_chosen_is_kept(data):
    assert choose_for(scene(data, "?k=2")) is choose_for(scene(data, "?k=2&lang=en"))
    assert choose_for(scene(data, "?k=2")) is not choose_for(scene(data, "?k=2", own=True))


def test_a_set_that_was_not_found_in_time_is_searched_for_again(data, monkeypatch):
    monkeypatch.setattr("dashboards.selection.SECONDS", 0.0)
    busy = dataclasses.replace(data)
    for _ in range(SEARCHES):
        busy.searches.acquire()
    assert choose_for(scene(busy)).late
    busy.searches.release()
    monkeypatch.setattr("dashboards.selection.SECONDS", 4.0)
    assert choose_for(scene(busy)).selection is not None
    # Its turn is given back.
    assert busy.searches.acquire(timeout=0)
