import ipaddress

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from dashboards.doors import COOKIE, DAY, PAUSE, TRIES, Doors, Keys

PARTNER, INTERNAL = "token of a partner", "token of the house"
PROXY = ipaddress.ip_network("10.0.0.0/8")


def app(name):
    return Response(name, headers={"Cache-Control": "public, max-age=60"})


def doors(*, closed=("partner", "internal"), clock=lambda: 0.0, **keys):
    keys = {"tokens": {"partner": PARTNER, "internal": INTERNAL}} | keys
    return Client(Doors(app("public"), {tier: app(tier) for tier in closed}, keys=Keys(**keys), clock=clock))


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def test_whoever_proves_nothing_sees_what_is_public():
    answer = doors().get("/")
    assert answer.text == "public"
    assert answer.cache_control.public


@pytest.mark.parametrize(
    ("token", "seen"), [(PARTNER, "partner"), (INTERNAL, "internal"), ("guess", "public"), ("", "public")]
)
def test_a_token_opens_its_own_tier(token, seen):
    assert doors().get("/scores", headers=bearer(token)).text == seen


def test_what_is_closed_is_kept_by_no_cache():
    assert doors().get("/", headers=bearer(PARTNER)).headers["Cache-Control"] == "private, no-store"


def test_a_partner_never_sees_what_is_internal():
    assert doors(closed=("internal",)).get("/", headers=bearer(PARTNER)).text == "public"


def test_who_may_see_more_sees_what_there_is():
    assert doors(closed=("partner",)).get("/", headers=bearer(INTERNAL)).text == "partner"


@pytest.mark.parametrize(("sender", "seen"), [("10.1.2.3", "internal"), ("11.1.2.3", "public"), ("nowhere", "public")])
def test_a_header_counts_only_from_the_proxy(sender, seen):
    client = doors(tokens={}, header="X-Tier", proxies=(PROXY,))
    asked = {"headers": {"X-Tier": "internal"}, "environ_overrides": {"REMOTE_ADDR": sender}}
    assert client.get("/", **asked).text == seen


def test_a_header_that_nobody_trusts_is_nothing():
    assert doors().get("/", headers={"X-Tier": "internal"}).text == "public"
    strange = {"headers": {"X-Tier": "everything"}, "environ_overrides": {"REMOTE_ADDR": "10.0.0.1"}}
    assert doors(header="X-Tier", proxies=(PROXY,)).get("/", **strange).text == "public"


def test_a_token_that_is_typed_is_remembered_until_one_leaves():
    client = doors()
    assert "Clave de acceso" in client.get("/enter").text
    entered = client.post("/enter", data={"token": PARTNER})
    assert (entered.status_code, entered.headers["Location"]) == (303, "/")
    cookie = entered.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert PARTNER not in cookie
    assert client.get("/").text == "partner"
    client.get("/leave")
    assert client.get("/").text == "public"


def test_a_cookie_that_was_tampered_with_opens_nothing():
    client = doors()
    client.post("/enter", data={"token": PARTNER})
    signed = client.get_cookie(COOKIE).value
    for forged in (signed[:-2], signed + "x", '"internal".x.y', ""):
        client.set_cookie(COOKIE, forged)
        assert client.get("/").text == "public"


def test_a_changed_token_ends_the_visits_it_opened():
    client = doors()
    client.post("/enter", data={"token": PARTNER})
    other = doors(tokens={"partner": "another token of a partner"})
    other.set_cookie(COOKIE, client.get_cookie(COOKIE).value)
    assert other.get("/").text == "public"


def test_a_visit_ends_after_a_day(monkeypatch):
    client = doors()
    client.post("/enter", data={"token": PARTNER})
    from itsdangerous import timed

    now = timed.time.time()
    monkeypatch.setattr(timed.time, "time", lambda: now + DAY + 2)
    assert client.get("/").text == "public"


def test_guessing_is_slow():
    now = [0.0]
    client = doors(clock=lambda: now[0])
    wrong = [client.post("/enter", data={"token": f"guess {n}"}).status_code for n in range(TRIES + 1)]
    assert wrong == [401] * TRIES + [429]
    assert client.post("/enter", data={"token": PARTNER}).status_code == 429
    now[0] = PAUSE + 1
    assert client.post("/enter", data={"token": PARTNER}).status_code == 303


def enter(client, token, *, by, told=None):
    """Type a token; `by` is who is connected, `told` what X-Forwarded-For says."""
    headers = {} if told is None else {"X-Forwarded-For": told}
    given = {"data": {"token": token}, "headers": headers, "environ_overrides": {"REMOTE_ADDR": by}}
    return client.post("/enter", **given).status_code


def test_behind_a_proxy_each_reader_is_counted_alone():
    client = doors(proxies=(PROXY,))
    for n in range(TRIES):
        # What a reader says of itself stands before what the proxy adds, and counts for nothing.
        assert enter(client, "guess", by="10.0.0.1", told=f"192.0.2.{n}, 203.0.113.7") == 401
    assert enter(client, PARTNER, by="10.0.0.1", told="203.0.113.7") == 429
    assert enter(client, PARTNER, by="10.0.0.2", told="198.51.100.1, 203.0.113.7") == 429
    assert enter(client, PARTNER, by="10.0.0.1", told="203.0.113.8") == 303


@pytest.mark.parametrize("proxies", [(), (PROXY,)])
def test_who_is_no_proxy_cannot_say_to_be_another(proxies):
    client = doors(proxies=proxies)
    wrong = [enter(client, "guess", by="203.0.113.7", told=f"192.0.2.{n}") for n in range(TRIES + 1)]
    assert wrong == [401] * TRIES + [429]
    # Nor can it lock another one out.
    assert enter(client, PARTNER, by="192.0.2.1") == 303


@pytest.mark.parametrize("told", [None, "", "unknown", "203.0.113.7:4711", "<b>"])
def test_a_proxy_that_does_not_say_who_asks_is_counted_itself(told):
    client = doors(proxies=(PROXY,))
    assert [enter(client, "guess", by="10.0.0.1", told=told) for _ in range(TRIES + 1)] == [401] * TRIES + [429]
    assert enter(client, PARTNER, by="10.0.0.2", told=told) == 303


def test_an_address_counts_however_it_is_written():
    client = doors(proxies=(PROXY,))
    ways = ["2001:db8::1", "2001:DB8::1", "2001:db8:0::1", "2001:db8:0:0:0:0:0:1", "2001:0db8::1"]
    assert {enter(client, "guess", by="10.0.0.1", told=way) for way in ways} == {401}
    assert enter(client, PARTNER, by="10.0.0.1", told="2001:db8::1") == 429


def test_the_form_is_guarded_and_never_repeats_what_was_typed():
    told = doors().post("/enter", data={"token": "<script>"})
    assert "<script>" not in told.text
    assert "default-src 'self'" in told.headers["Content-Security-Policy"]
    assert told.headers["Cache-Control"] == "no-store"


def test_without_tokens_there_is_no_form():
    assert doors(tokens={}).get("/enter").status_code == 404


def test_what_is_too_large_to_be_a_token_is_a_wrong_one():
    assert doors().post("/enter", data={"token": "x" * 10_000}).status_code == 401
