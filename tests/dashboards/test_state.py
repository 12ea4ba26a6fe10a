from dataclasses import replace
from typing import get_args
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.state import GOALS, SCHEMES, VIEWS, Known, Setting, State, Wish, read_state, write_state
from geo.kinds import Aggregation, Normalisation, Scope

KNOWN = Known(
    codes=("AA0101", "AA0102", "BB0202"),
    departments=("AA01", "BB02"),
    countries=("AAA", "BBB"),
    types=(1, 2),
    layers=("priority", "type"),
    weighed=("origin", "poverty"),
)

QUOTAS = (("country=AAA", 1, 2), ("department=BB02", None, 3))
KEYS = ("w", "n", "a", "s", "gate", "k", "quota", "at", "vs", "in", "out", "type")


@pytest.mark.parametrize(
    ("search", "state"),
    [
        (None, State()),
        ("", State()),
        ("?lang=en&code=AA0101", State("en", code="AA0101")),
        ("?code=aa0101", State(code="AA0101")),
        ("?lang=fr&code=ZZ9999&view=nowhere&type=9", State()),
        ("?lang=fr&lang=en", State("en")),
        ("?code=%3Cscript%3E&&&==&lang", State()),
        ("?w=poverty:2,origin:0,nothing:1,x,:3", State(setting=Setting((("origin", 0.0), ("poverty", 2.0))))),
        ("?w=poverty:2", State(setting=Setting((("poverty", 2.0),)))),
        ("?w=poverty:-1,origin:99&gate=2&n=nan", State()),
        ("?gate=0.5&s=pooled&n=zscore", State(setting=Setting(normalisation="zscore", scope="pooled", gate=0.5))),
        ("?at=14.5,-90,7.5", State(at=(14.5, -90.0, 7.5))),
        ("?at=14.5,-90,nan", State()),
        ("?at=1,2", State()),
        ("?vs=AA0101,AA0101,XX0000,BB0202", State(compared=("AA0101", "BB0202"))),
        ("?quota=country=AAA:1-2,department=BB02:-3", State(wish=Wish(quotas=QUOTAS))),
        ("?k=2&budget=inf&goal=people&zones=0", State(wish=Wish(k=2, goal="people"))),
        ("?k=4", State()),
        (f"?k={'9' * 5000}&zones={'1' * 5000}&type={'1' * 5000}", State()),
    ],
)  # fmt: skip
def test_the_address_says_what_is_chosen(search, state):
    assert read_state(search, known=KNOWN) == state


@given(
    st.text()
    | st.dictionaries(
        st.sampled_from(["w", "n", "a", "s", "gate", "k", "quota", "at", "vs", "in", "out", "type"]), st.text()
    ).map(urlencode)
)
def test_nonsense_in_the_address_is_a_view_all_the_same(search):
    state = read_state(search, known=KNOWN)
    assert read_state(write_state(state), known=KNOWN) == state


NARROWED = {"country": KNOWN.countries, "department": KNOWN.departments, "type": KNOWN.types}


@given(
    st.dictionaries(st.sampled_from(list(NARROWED)), st.text() | st.sampled_from(["constructor", "AAA", "BB02", "2"]))
)
def test_the_ranking_is_narrowed_to_nothing_that_the_study_does_not_know(said):
    state = read_state(urlencode(said), known=KNOWN)
    for key, known in NARROWED.items():
        of_it = [one for one in known if str(one) == said.get(key)]
        assert getattr(state, key) == (of_it[0] if of_it else None)


def maybe(*options):
    return st.sampled_from((None, *options))


SETTINGS = st.builds(
    Setting,
    weights=st.dictionaries(st.sampled_from(KNOWN.weighed), st.sampled_from([0.0, 0.25, 2.0, 5.0])).map(
        lambda given: tuple(sorted(given.items()))
    ),
    normalisation=maybe(*get_args(Normalisation)),
    aggregation=maybe(*get_args(Aggregation)),
    scope=maybe(*get_args(Scope)),
    gate=maybe(0.0, 0.4, 1.0),
)
CODES = st.lists(st.sampled_from(KNOWN.codes), unique=True).map(tuple)
BOUND = maybe(0, 3, 9999)
WISHES = st.builds(
    Wish,
    k=maybe(1, 3),
    goal=maybe(*GOALS),
    budget=maybe(0.0, 1500.0),
    quotas=st.lists(st.tuples(st.sampled_from(["country=AAA", "pillar=violence"]), BOUND, BOUND)).map(tuple),
    locked=CODES,
    excluded=CODES,
    zones=maybe(1, 6),
)
STATES = st.builds(
    State,
    lang=st.sampled_from(["es", "en"]),
    view=st.sampled_from(VIEWS),
    code=maybe(*KNOWN.codes),
    layer=maybe(*KNOWN.layers),
    scheme=maybe(*SCHEMES),
    at=maybe((14.5, -90.25, 8.0)),
    country=maybe(*KNOWN.countries),
    department=maybe(*KNOWN.departments),
    type=maybe(*KNOWN.types),
    query=st.text(max_size=20).filter(lambda text: text.isprintable()),
    compared=CODES,
    setting=SETTINGS,
    wish=WISHES,
)


@given(STATES)
def test_an_address_is_read_back(state):
    assert read_state(write_state(state), known=KNOWN) == state


def test_what_is_the_default_is_not_written():
    assert write_state(State()) == ""
    assert write_state(replace(State(), view="target", wish=Wish(k=2))) == "?view=target&k=2"
