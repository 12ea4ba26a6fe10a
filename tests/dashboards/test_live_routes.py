"""Ask the server as the page does while a slider moves."""

import json
import math
import re
from concurrent.futures import ThreadPoolExecutor, wait
from threading import BoundedSemaphore, Event
from time import sleep

import pytest

from dashboards import live_routes
from dashboards.app import create_app
from dashboards.callbacks import fill_ranking
from dashboards.data import MOVES, load_published
from dashboards.live import live_for
from dashboards.markup import markup
from dashboards.panel import panel
from dashboards.state import Setting, State
from tests.dashboards import world
from tests.dashboards.scenes import scene


def lines(answer):
    return [json.loads(line) for line in answer.text.splitlines() if line]


def test_the_study_answers_with_what_was_published(asked, scored):
    told = asked.get("/live/scores").json
    assert (told["own"], told["firm"], told["fault"], told["replicates"]) == (False, True, "", 200)
    assert told["rows"]["score"] == [None if math.isnan(score) else round(score, 1) for score in scored.scores["score"]]
    assert told["scene"]["layers"].keys() >= {"priority", "origin", "bivariate", "p_top"}
    assert told["words"] == {"certainty": "200 simulaciones"}


def test_a_move_answers_with_rows_words_and_the_layer_that_is_seen(asked):
    told = asked.get("/live/scores?w=origin:4.2&lang=en&shown=origin").json
    assert (told["own"], told["firm"], told["replicates"]) == (True, False, 100)
    assert told["words"]["title"] == "Your own setting, not the study's"
    assert told["words"]["differs"] == ["Weights changed: Origin 4.2 (study 1)"]
    assert told["words"]["certainty"] == "quick estimate (100 simulations)"
    assert set(told["scene"]["layers"]) == {"origin"}
    assert set(told["scene"]["scores"]) == {"gate", "rank", "rank_p5", "rank_p95"}
    rows = told["rows"]
    assert all(len(rows[name]) == 8 for name in rows if name != "said")
    ranked = [
        (rank, low, high) for rank, low, high in zip(rows["rank"], rows["rank_p5"], rows["rank_p95"], strict=True)
    ]
    assert all(len({end is None for end in ends}) == 1 for ends in ranked)


@pytest.mark.parametrize(
    ("shown", "layers"),
    [
        ("priority", {"priority"}),
        ("bivariate", {"bivariate", "origin", "drivers"}),
        ("p_top", {"p_top"}),
        ("rank_width", {"rank_width"}),
        ("type", set()),
    ],
)
def test_a_move_tells_the_map_what_is_seen_and_tells_it_as_the_whole_does(asked, shown, layers):
    told = asked.get(f"/live/scores?w=origin:4.3&shown={shown}").json["scene"]
    whole = asked.get("/live/scores?w=origin:4.3").json["scene"]
    assert set(told["layers"]) == layers
    # The whole also tells what is handed down.
    assert told["layers"] == {id_: {key: whole["layers"][id_][key] for key in told["layers"][id_]} for id_ in layers}
    assert told["scores"] == {name: whole["scores"][name] for name in told["scores"]}


def test_no_more_moves_than_two_are_worked_out_at_once(scored, monkeypatch):
    working, most = [], []

    def moved(*given, **options):
        working.append(1)
        most.append(len(working))
        sleep(0.02)
        working.pop()
        return {}

    monkeypatch.setattr(live_routes, "moved", moved)
    server = create_app(scored).server

    def ask(number):
        return server.test_client().get(f"/live/scores?w=origin:{1 + number / 10}").status_code

    with ThreadPoolExecutor(8) as readers:
        assert set(readers.map(ask, range(12))) == {200}
    assert len(most) == 12
    assert max(most) <= MOVES


def test_a_place_and_the_table_stand_in_the_line_of_moves(scored, monkeypatch):
    data = load_published(scored.folder)
    server, score = create_app(data).server, data.scorer._scored
    working, most = [], []

    def slowly(setting, **options):
        working.append(1)
        most.append(len(working))
        sleep(0.02)
        working.pop()
        return score(setting, **options)

    monkeypatch.setattr(data.scorer, "_scored", slowly)

    def ask(number):
        own = f"w=origin:{1 + number / 10}"
        if number % 4 == 0:
            return server.test_client().get(f"/live/scores?{own}").status_code == 200
        if number % 4 == 1:
            return bool(fill_ranking(data, "es", own)[1])
        return "Alfa" in place(server.test_client(), f"code=AA0101&{own}", query=f"firm={number % 2}").json["panel"]

    with ThreadPoolExecutor(8) as readers:
        assert all(readers.map(ask, range(16)))
    assert len(most) == 16
    assert max(most) <= MOVES


def test_a_place_that_is_at_hand_waits_for_nobody(scored):
    data = load_published(scored.folder)
    client, own = create_app(data).server.test_client(), "code=AA0101&w=origin:4.1"
    shown = place(client, own).json
    held = Event()
    with ThreadPoolExecutor(1) as reader:
        try:
            for _ in range(MOVES):
                data.line.submit(held.wait)
            again = reader.submit(place, client, own)
            published = reader.submit(place, client, "code=AA0101")
            assert again.result(timeout=10).json == shown
            assert published.result(timeout=10).json["code"] == "AA0101"
            # What must be scored stands behind those who came before.
            firm = reader.submit(place, client, own, query="firm=1")
            wait([firm], timeout=0.3)
            assert not firm.done()
        finally:
            held.set()
        assert firm.result(timeout=10).json["code"] == "AA0101"


def test_a_layer_that_nobody_knows_tells_them_all(asked):
    assert "bivariate" in asked.get("/live/scores?w=origin:4&shown=nonsense").json["scene"]["layers"]


def test_all_simulations_come_with_progress_and_then_at_once(asked):
    first = lines(asked.get("/live/intervals?w=origin:4.5"))
    assert [step["done"] for step in first] == [128, 200, 200]
    result = first[-1]["result"]
    assert (result["firm"], result["replicates"]) == (True, 200)
    assert "bivariate" in result["scene"]["layers"]
    assert len(lines(asked.get("/live/intervals?w=origin:4.5"))) == 1
    assert asked.get("/live/scores?w=origin:4.5").json["firm"]


def test_the_study_needs_no_more_simulations(asked):
    assert lines(asked.get("/live/intervals")) == []


def test_who_comes_while_all_turns_are_taken_is_asked_to_come_again(scored):
    taken = BoundedSemaphore(1)
    assert taken.acquire(blocking=False)
    state = State(setting=Setting(weights=(("origin", 4.9),)))
    assert [json.loads(line) for line in live_routes._lines(scored, state, taken)] == [{"again": live_routes.AGAIN}]
    taken.release()
    assert "result" in list(live_routes._lines(scored, state, taken))[-1]
    # The turn was given back.
    assert taken.acquire(blocking=False)


def test_a_reader_who_leaves_stops_the_work(scored):
    state = State(setting=Setting(weights=(("origin", 4.75),)))
    work = live_routes._worked(scored, state)
    assert "done" in next(work)
    work.close()
    # Whoever asks next waits for the thread that was stopped, and works it out anew.
    assert scored.scorer.scores(state.setting, replicates=200) is not None


def test_an_impossible_setting_is_told_in_words(asked):
    told = asked.get("/live/scores?w=origin:0,drivers:0&lang=es").json
    assert told["fault"].startswith("Con estos pesos no hay puntaje: dentro de Prioridad")
    assert not told["own"]
    last = lines(asked.get("/live/intervals?w=origin:0,drivers:0"))[-1]
    assert last["result"]["fault"]


@pytest.mark.parametrize("query", ["w=%3Cb%3E:9,origin:nan", "n=nothing&a=&gate=2", "w=" + "x" * 500, "%FF%FE=1"])
def test_nonsense_is_the_study(asked, query):
    assert not asked.get(f"/live/scores?{query}").json["own"]


def test_an_endless_address_is_refused(asked):
    assert asked.get(f"/live/scores?w={'x' * 9000}").status_code == 414


def test_a_closed_study_says_so(client):
    told = client.get("/live/scores?w=origin:3&lang=en").json
    assert "2 indicators that are not public" in told["fault"]
    assert not told["own"]


def test_new_results_in_the_folder_are_noticed(tmp_path):
    folder = world.publish_scored(tmp_path / "5_published")
    client = create_app(load_published(folder)).server.test_client()
    assert client.get("/live/fresh").json == {"stale": False}
    world.publish_scored(folder, seed=8)
    assert client.get("/live/fresh").json == {"stale": True}
    # A page that was made from other results is answered with none of these.
    for address in ("scores", "intervals"):
        assert lines(client.get(f"/live/{address}?w=origin:3&run=000000000006")) == [{"stale": True}]
        assert "stale" not in client.get(f"/live/{address}?w=origin:3&run=000000000007").text
    (folder / "summary.json").unlink()
    answer = client.get("/live/fresh")
    assert answer.json == {"stale": True}
    assert answer.cache_control.no_store


def place(client, search, *, what="place", query=""):
    """Ask for a place as the page does: the address in the body, however long it is."""
    return client.post(f"/live/{what}?{query}", data=search)


def outside(data):
    """Give a place that has a rank and is not among the first."""
    return data.scores.index[data.scores["rank"].astype(float) > data.top_k][0]


def test_a_chosen_place_comes_as_html_with_its_sentence(asked, scored):
    told = place(asked, "lang=en&code=AA0101").json
    assert told["code"] == "AA0101"
    assert told["panel"].startswith('<header><div class="named"><h2>Alfa</h2>')
    assert told["panel"] == markup(panel(scene(scored, "?lang=en&code=AA0101"), at_once=True))
    assert told["spoken"].startswith("Alfa. Rank 1st")


@pytest.mark.parametrize("search", ["", "code=ZZ0000", "%%%", "code=%3Cb%3E", "code=" + 20_000 * "x"])
def test_a_place_that_nobody_knows_is_none(asked, search):
    told = place(asked, search).json
    assert (told["code"], told["spoken"]) == (None, "")
    assert "Elija un lugar" in told["panel"]
    assert place(asked, search, what="entry").json == {"part": ""}


def test_a_place_stands_under_the_readers_setting(asked, scored):
    own = place(asked, "code=AA0102&w=origin:0").json["panel"]
    score = live_for(scored, Setting(weights=(("origin", 0.0),))).scores.loc["AA0102", "score"]
    written = f'<p class="large">{score:.1f}<span'
    assert written in own
    assert written not in place(asked, "code=AA0102").json["panel"]


def test_a_page_that_has_all_simulations_is_shown_the_same(asked, scored):
    setting = Setting(weights=(("origin", 3.7),))
    place(asked, "code=AA0102&w=origin:3.7")
    assert not scored.scorer.ready(setting, replicates=200)
    place(asked, "code=AA0102&w=origin:3.7", query="firm=1")
    assert scored.scorer.ready(setting, replicates=200)


def test_what_takes_long_is_left_for_a_second_question(scored):
    # Nobody has asked for it before.
    fresh = load_published(scored.folder)
    asked, code = create_app(fresh).server.test_client(), outside(fresh)
    room = '<section aria-busy="true" class="part entry">'
    assert room in place(asked, f"lang=en&code={code}").json["panel"]
    part = place(asked, f"lang=en&code={code}", what="entry").json["part"]
    assert "first 3" in part
    # Once it is known it comes with the rest.
    assert part in place(asked, f"lang=en&code={code}").json["panel"]


@pytest.mark.parametrize("what", ["place", "entry"])
def test_a_place_of_other_results_is_not_shown(asked, what):
    assert place(asked, "code=AA0101", what=what, query="run=another").json == {"stale": True}


def test_a_reader_may_hold_more_places_than_an_address_takes(asked):
    held = place(asked, f"lang=en&code=AA0101&in={',AA0101' * 5000}").json["panel"]
    assert re.search('aria-label="[^"]*Alfa[^"]*" aria-pressed="true"[^>]*>Must be in<', held)
