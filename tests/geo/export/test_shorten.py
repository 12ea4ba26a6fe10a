"""Check that short names are short, ASCII, and made from the id alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.export.shorten import stem


@pytest.mark.parametrize(
    ("id_", "short"),
    [
        ("rights", "rights"),
        ("dry_days", "dry_days"),
        ("governance", "governan"),
        ("dry_months", "drymonth"),
        ("gender_violence", "gendviol"),
        ("poverty_2023", "pove2023"),
        ("deportees_igm_2021", "deig2021"),
        ("a_b_c_d_e_f_g_h_i_j", "abcdefgh"),
        ("a__b_long_word_x", "ablonwox"),
    ],
)
def test_words_share_the_room(id_: str, short: str) -> None:
    assert stem(id_) == short


@given(st.from_regex(r"[a-z][a-z0-9_]{0,59}", fullmatch=True))
def test_short_names_fit_and_are_ascii(id_: str) -> None:
    short = stem(id_)
    assert re.fullmatch(r"[a-z0-9_]{1,8}", short)
    assert stem(id_) == short
