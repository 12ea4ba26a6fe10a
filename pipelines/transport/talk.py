"""Hold a producer's conversation with its service: ask in JSON, wait, ask again, and give it the answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

import requests
from urllib3.exceptions import HTTPError

from pipelines.producers import AlteredError, Answer, Ask, RefusedError
from pipelines.transport.given_up import GivenUpError
from pipelines.transport.secrets import hidden, public_url
from pipelines.transport.trying import BUSY, HitchError, judge, persist, told

if TYPE_CHECKING:
    from collections.abc import Generator

    from pipelines.transport.given_up import Sort
    from pipelines.transport.patience import Patience
    from pipelines.transport.session import PoliteSession
    from pipelines.transport.transfer import Meter

Got = TypeVar("Got")
LONGEST_ANSWER = 64_000_000
"""Bytes; a catalogue is smaller."""
LONGEST_SAYING = 400


def converse(talk: Generator[Ask, Answer, Got], session: PoliteSession, *, patience: Patience, meter: Meter) -> Got:
    """Put each question of a talk to the service until it has what it wants.

    Returns
    -------
    What the talk returns: the place of each file by its path, or a table.

    Raises
    ------
    GivenUpError
        When the service refuses, breaks off, or answers what is no JSON.
    DownloadError
        When a key would go where it does not belong.
    """
    try:
        ask = next(talk)
        while True:
            if ask.saying:
                meter.say(ask.saying)
            if ask.after_s:
                patience.pause(ask.after_s)
            ask = talk.send(_answer(ask, session, patience))
    except StopIteration as end:
        found: Got = end.value
        return found
    except RefusedError as refusal:
        sort: Sort = "altered" if isinstance(refusal, AlteredError) else "failed"
        raise GivenUpError(sort, _short(str(refusal), session)) from None


def _answer(ask: Ask, session: PoliteSession, patience: Patience) -> Answer:
    url = public_url(ask.url, session.secrets)
    return persist(lambda: _attempt(ask, session, patience), patience=patience, url=url)


def _attempt(ask: Ask, session: PoliteSession, patience: Patience) -> Answer:
    timeout = (patience.connect_s, patience.read_s)
    method = "GET" if ask.body is None else "POST"
    headers = session.headers_for(ask.url)
    try:
        with session.request(method, ask.url, json=ask.body, headers=headers, timeout=timeout, stream=True) as response:
            body = response.raw.read(LONGEST_ANSWER, decode_content=True)
    except (requests.RequestException, HTTPError, ValueError) as error:
        raise told(error, patience) from None
    if response.status_code == 401 and session.renew():
        raise HitchError("the token was accepted no more (401)", sort="refused")
    try:
        data = json.loads(body.decode("utf-8"))
    except ValueError:
        data = None
    return _judged(ask, response, data, session, patience)


def _judged(ask: Ask, response: requests.Response, data: Any, session: PoliteSession, patience: Patience) -> Answer:
    status = response.status_code
    if status in BUSY or not (ask.may_fail or status < 400):
        if status not in BUSY and isinstance(data, dict):
            # A service says more than its status: which licence is to be accepted, which value is unknown.
            said = "; ".join(str(data[part]) for part in ("title", "detail") if data.get(part))
            if said:
                raise GivenUpError("refused", _short(f"the service says ({status}): {said}", session))
        judge(response, patience)
    if data is None and not (ask.may_fail and status >= 400):
        raise GivenUpError("wrong", "the service did not answer in JSON; it may have moved, or be closed for a while")
    return Answer(status, data, response.url)


def _short(text: str, session: PoliteSession) -> str:
    """Blot out the key, and keep what a server says to a length that can be read."""
    clean = " ".join(hidden(text, session.secrets).split())
    return clean if len(clean) <= LONGEST_SAYING else clean[:LONGEST_SAYING] + "..."
