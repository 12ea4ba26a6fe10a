"""Answer what the scripts ask: scores as the weights move, all simulations and how far they are, a chosen place."""

from __future__ import annotations

import json
from functools import partial
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Event, Thread
from typing import TYPE_CHECKING, Any

from flask import Response, abort, request

from dashboards.entry import entry
from dashboards.live import live_for, live_in_turn
from dashboards.markup import markup
from dashboards.moves import moved
from dashboards.panel import panel, spoken
from dashboards.scene import Scene
from dashboards.scorer import STUDY
from dashboards.settings import describe
from dashboards.state import read_state
from geo.errors import ArraigoError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from dashboards.data import Published
    from dashboards.state import State

AT_ONCE = 2
"""Long computations of one process side by side; who comes later is asked to come again."""
AGAIN = 1.5
"""Seconds after which to come again."""
PATIENCE = 0.25
"""Seconds between two signs of life to a reader who waits: without one it is not noticed that the reader left."""


def register(server: Flask, data: Published) -> None:
    """Add the addresses that `assets/live.js`, `assets/settings.js` and `assets/place.js` ask."""
    # Scales take a moment to fit: nobody's first move waits for them.
    _ = data.scorer.hindrance
    turns = BoundedSemaphore(AT_ONCE)
    server.add_url_rule("/live/setting", "live_setting", partial(setting, data))
    server.add_url_rule("/live/scores", "live_scores", partial(scores, data))
    server.add_url_rule("/live/intervals", "live_intervals", partial(intervals, data, turns))
    # Asked in the body: with the places that a reader holds, an address may be longer than a server takes.
    server.add_url_rule("/live/place", "live_place", partial(place, data), methods=["POST"])
    server.add_url_rule("/live/entry", "live_entry", partial(what_it_takes, data), methods=["POST"])
    server.add_url_rule("/live/fresh", "live_fresh", partial(fresh, data))


def setting(data: Published) -> Response:
    """Describe the controls."""
    if _of_other_results(data):
        return _json({"stale": True})
    return _json(describe(data, lang=_state(data).lang))


def scores(data: Published) -> Response:
    """Score under the setting of the address, with quick intervals or better ones that are at hand."""
    if _of_other_results(data):
        return _json({"stale": True})
    state, layer = _state(data), request.args.get("shown")
    # Scales that nobody had yet take a second to fit: who moves on others does not wait for that.
    data.scorer.prepare(state.setting)
    return _said(data.line.submit(_move, data, state, layer).result())


def _move(data: Published, state: State, layer: str | None) -> str:
    live = live_for(data, state.setting)
    return _line(moved(data, state, live, layer=layer if live.own and layer in data.known.layers else None))


def intervals(data: Published, turns: BoundedSemaphore) -> Response:
    """Stream how far the study's own number of simulations is, a line of JSON each, and last what they give."""
    if _of_other_results(data):
        return Response(_line({"stale": True}), mimetype="application/x-ndjson")
    return Response(
        _lines(data, _state(data), turns), mimetype="application/x-ndjson", headers={"X-Accel-Buffering": "no"}
    )


def place(data: Published) -> Response:
    """Show the place of the address as HTML, and say it in a sentence; from all simulations where the page has them."""
    if _of_other_results(data):
        return _json({"stale": True})
    scene = _scene(data)
    shown = markup(panel(scene, at_once=True))
    return _json({"code": scene.state.code, "panel": shown, "spoken": spoken(scene)})


def what_it_takes(data: Published) -> Response:
    """Say, as HTML, what would bring the place of the address among the first; empty where nothing is to be said."""
    if _of_other_results(data):
        return _json({"stale": True})
    scene = _scene(data)
    return _json({"part": "" if scene.place is None else markup(entry(scene, scene.place))})


def fresh(data: Published) -> Response:
    """Say whether the results on the page are those in the folder."""
    answer = _json({"stale": data.stale or _of_other_results(data)})
    answer.cache_control.no_store = True
    return answer


def _lines(data: Published, state: State, turns: BoundedSemaphore) -> Iterator[str]:
    full = data.catalogue.study.replicates
    if state.setting == STUDY or data.scorer.hindrance:
        return
    if not data.scorer.ready(state.setting, replicates=full):
        if not turns.acquire(blocking=False):
            yield _line({"again": AGAIN})
            return
        try:
            yield from _worked(data, state)
        finally:
            turns.release()
    live = live_for(data, state.setting, firm=True)
    yield _line({"done": full, "of": full, "result": moved(data, state, live)})


def _worked(data: Published, state: State) -> Iterator[str]:
    """Work in a thread of its own, and stop it when the reader is gone: a stream that is closed ends here."""
    told: SimpleQueue[dict[str, int] | None] = SimpleQueue()
    gone = Event()

    def progress(done: int, count: int) -> None:
        if gone.is_set():
            raise InterruptedError
        told.put({"done": done, "of": count})

    def work() -> None:
        try:
            data.scorer.scores(state.setting, replicates=data.catalogue.study.replicates, progress=progress)
        except (ArraigoError, InterruptedError):
            # An impossible setting is told with the result; nobody waits for the rest of an interrupted one.
            pass
        finally:
            told.put(None)

    Thread(target=work, daemon=True).start()
    try:
        while True:
            try:
                step = told.get(timeout=PATIENCE)
            except Empty:
                yield "\n"
                continue
            if step is None:
                return
            yield _line(step)
    finally:
        gone.set()


def _of_other_results(data: Published) -> bool:
    """Say whether the page that asks was made from results that are no longer shown: old and new are never mixed."""
    return request.args.get("run", data.checksum) != data.checksum


def _state(data: Published) -> State:
    if len(request.query_string) > 8192:
        abort(414)
    return read_state(request.query_string.decode("ascii", "replace"), known=data.known)


def _scene(data: Published) -> Scene:
    state = read_state(request.get_data(as_text=True), known=data.known)
    return Scene(data, live_in_turn(data, state.setting, firm=request.args.get("firm") == "1"), state)


def _json(told: dict[str, Any]) -> Response:
    return _said(_line(told))


def _said(line: str) -> Response:
    return Response(line, mimetype="application/json")


def _line(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"
