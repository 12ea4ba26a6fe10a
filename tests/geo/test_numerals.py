import pytest

from geo.numerals import chance, interval, number, ordinal, percent


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0, 0, "0"), (1234567, 0, "1,234,567"), (12.34, 1, "12.3"), (-0.04, 1, "0.0"), (-3.5, 1, "-3.5")],
)
def test_numbers(value, decimals, text):
    assert number(value, decimals=decimals) == text


def test_a_half_goes_up_as_the_table_in_the_browser_writes_it():
    # The ends of a rank's interval among 100 simulations are often halves; the table rounds 2.5 to 3.
    assert interval(2.5, 10.5) == "3–11"
    assert ordinal(2.5, lang="es") == "3.º"


def test_a_share_becomes_a_percentage():
    assert percent(0.4) == "40%"
    assert percent(0.396, decimals=1) == "39.6%"


@pytest.mark.parametrize(
    ("share", "text"), [(1.0, "> 99%"), (0.995, "> 99%"), (0.99, "99%"), (0.5, "50%"), (0.01, "1%"), (0.0, "< 1%")]
)
def test_a_simulated_share_is_never_quite_nothing_or_all(share, text):
    assert chance(share) == text


@pytest.mark.parametrize(
    ("place", "spanish", "english"),
    [
        (1, "1.º", "1st"),
        (2, "2.º", "2nd"),
        (3, "3.º", "3rd"),
        (4, "4.º", "4th"),
        (11, "11.º", "11th"),
        (12.4, "12.º", "12th"),
        (21, "21.º", "21st"),
        (112, "112.º", "112th"),
        (1003, "1,003.º", "1,003rd"),
    ],
)
def test_ordinals(place, spanish, english):
    assert ordinal(place, lang="es") == spanish
    assert ordinal(place, lang="en") == english


def test_an_interval_is_of_whole_ranks():
    assert interval(4.6, 31.2) == "5–31"
