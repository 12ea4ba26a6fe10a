from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from dashboards.kept import Kept


def test_what_was_made_is_not_made_again():
    kept, made = Kept(), []

    def make():
        made.append(1)
        return len(made)

    assert [kept.get("a", make), kept.get("a", make), kept.get("b", make)] == [1, 1, 2]


def test_what_was_not_asked_for_longest_goes_first():
    kept, made = Kept(most=2), []
    for asked in "abacab":
        kept.get(asked, lambda asked=asked: made.append(asked))
    assert made == ["a", "b", "c", "b"]


def test_whoever_asks_for_what_is_being_made_waits_for_it():
    kept, made, begun, go = Kept(), [], Event(), Event()

    def make():
        made.append(1)
        begun.set()
        go.wait(10)
        return len(made)

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(kept.get, "a", make)
        assert begun.wait(10)
        others = [pool.submit(kept.get, "a", make) for _ in range(3)]
        # Another answer is not held up.
        assert kept.get("b", lambda: "b") == "b"
        go.set()
        assert [one.result(10) for one in (first, *others)] == [1, 1, 1, 1]


def test_what_does_not_last_is_made_anew():
    kept = Kept()
    assert kept.get("a", lambda: "busy", lasting=lambda answer: answer != "busy") == "busy"
    assert not kept.holds("a")
    assert kept.get("a", lambda: "set") == "set"


def test_what_went_wrong_holds_nobody_up():
    kept = Kept()
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert kept.get("a", lambda: 1) == 1
