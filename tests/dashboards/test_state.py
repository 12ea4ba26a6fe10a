from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.state import State, read_state

CODES = {"AA0101", "BB0202"}


@pytest.mark.parametrize(
    ("search", "state"),
    [
        (None, State("es", None)),
        ("", State("es", None)),
        ("?lang=en&code=AA0101", State("en", "AA0101")),
        ("?code=aa0101", State("es", "AA0101")),
        ("?lang=fr&code=ZZ9999", State("es", None)),
        ("?lang=fr&lang=en", State("en", None)),
        ("?code=AA0101&code=BB0202", State("es", "AA0101")),
        ("?code=%3Cscript%3E&&&==&lang", State("es", None)),
    ],
)
def test_the_address_says_what_is_chosen(search, state):
    assert read_state(search, codes=CODES) == state


@given(st.text())
def test_nonsense_in_the_address_is_a_view_all_the_same(search):
    state = read_state(search, codes=CODES)
    assert state.lang in {"es", "en"}
    assert state.code is None or state.code in CODES


@given(st.sampled_from(["es", "en"]), st.sampled_from(sorted(CODES)))
def test_an_address_is_read_back(lang, code):
    assert read_state("?" + urlencode({"lang": lang, "code": code}), codes=CODES) == State(lang, code)
