"""Check rates against figures worked by hand, and what must hold for any counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import MethodError
from geo.scoring.rates import raw_rates, reliability, smoothed_rates


def by_place(*figures: float | None) -> pd.Series:
    return pd.Series(figures, index=[f"XX{i:04d}" for i in range(len(figures))], dtype=float)


def test_worked_by_hand() -> None:
    # Rates 0.01 and 0.03 of 1,000 people each: m = 0.02, s2 = 1e-4, A = 1e-4 - 0.02 / 1000 = 8e-5,
    # w = 8e-5 / (8e-5 + 2e-5) = 0.8, so 0.02 -+ 0.8 * 0.01.
    found = smoothed_rates(by_place(10, 30), by_place(1000, 1000))
    assert found["raw"].tolist() == pytest.approx([0.01, 0.03])
    assert found["weight"].tolist() == pytest.approx([0.8, 0.8])
    assert found["rate"].tolist() == pytest.approx([0.012, 0.028])
    # Var(m) = (8e-5 * 2e6 + 0.02 * 2000) / 2000^2 = 5e-5; se2 = 8e-5 * 0.2 + 0.2^2 * 5e-5 = 1.8e-5.
    assert found["se"].tolist() == pytest.approx([np.sqrt(1.8e-5)] * 2)
    assert found["reliability"].tolist() == ["medium", "medium"]


def test_part_of_a_whole_by_hand() -> None:
    # Shares 0.4 and 0.6 of 100 each: m = 0.5, s2 = 0.01, A = 0.01 - 0.25 / 100 = 0.0075, w = 0.75.
    found = smoothed_rates(by_place(40, 60), by_place(100, 100), family="binomial")
    assert found["weight"].tolist() == pytest.approx([0.75, 0.75])
    assert found["rate"].tolist() == pytest.approx([0.425, 0.575])


def test_no_more_variance_than_chance_gives_everyone_the_mean() -> None:
    found = smoothed_rates(by_place(1, 2, 0), by_place(100, 200, 50), per=1000)
    assert found["weight"].tolist() == [0, 0, 0]
    assert found["rate"].tolist() == pytest.approx([3 / 350 * 1000] * 3)
    assert found["se"].tolist() == pytest.approx([np.sqrt(3 / 350 / 350) * 1000] * 3)
    assert set(found["reliability"]) == {"low"}


def test_groups_have_their_own_mean_and_small_ones_ask_the_wider() -> None:
    counts = by_place(*[5] * 5, *[50] * 5, 500)
    people = by_place(*[1000] * 11)
    groups = pd.Series(["a"] * 5 + ["b"] * 5 + ["c"], index=counts.index)
    found = smoothed_rates(counts, people, groups=groups)
    assert found["rate"].iloc[:10].tolist() == pytest.approx([0.005] * 5 + [0.05] * 5)
    # The one place of group c is shrunk towards all eleven, not towards itself.
    alone = smoothed_rates(counts, people)
    assert found["rate"].iloc[10] == pytest.approx(alone["rate"].iloc[10])
    assert found["rate"].iloc[10] < 0.5


def test_no_event_at_all_is_zero_but_not_certain() -> None:
    found = smoothed_rates(by_place(0, 0, 0), by_place(100, 200, 300))
    assert found["rate"].tolist() == [0, 0, 0]
    assert (found["se"] > 0).all()


def test_missing_stays_missing_and_is_left_out_of_the_mean() -> None:
    full = smoothed_rates(by_place(10, 30), by_place(1000, 1000))
    found = smoothed_rates(by_place(10, 30, None, 4), by_place(1000, 1000, 50, None))
    pd.testing.assert_frame_equal(found.iloc[:2], full)
    assert found.iloc[2:].isna().all(axis=None)
    assert smoothed_rates(by_place(None), by_place(None)).isna().all(axis=None)


def test_raw() -> None:
    found = raw_rates(by_place(4, 0, None), by_place(100, 200, 300), per=1000)
    assert found["rate"].tolist()[:2] == [40, 0]
    assert found["rate"].isna().tolist() == [False, False, True]
    # No group, no model of chance: neither an error nor a word on reliability.
    assert found[["se", "reliability"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("weight", "word"), [(0.0, "low"), (0.69, "low"), (0.7, "medium"), (0.89, "medium"), (0.9, "high"), (1.0, "high")]
)
def test_reliability(weight: float, word: str) -> None:
    assert reliability(pd.Series([weight])).tolist() == [word]


@pytest.mark.parametrize(
    ("counts", "people", "family", "message"),
    [
        (by_place(-1, 2), by_place(10, 10), "poisson", "1 of 2 places have a negative count: XX0000"),
        (by_place(1, 2), by_place(0, 10), "poisson", "1 of 2 places have a denominator of zero or less: XX0000"),
        (by_place(1, 2), by_place(10, -3), "poisson", "denominator of zero or less: XX0001"),
        (by_place(11, 2), by_place(10, 10), "binomial", "1 of 2 places count more than their denominator: XX0000"),
        (by_place(np.inf, 2), by_place(10, 10), "poisson", "1 of 2 places have an infinite"),
        (by_place(1, 2), by_place(10, 10, 10), "poisson", "not about the same places"),
    ],
)
def test_faults(counts: pd.Series, people: pd.Series, family: str, message: str) -> None:
    for function in (raw_rates, smoothed_rates):
        with pytest.raises(MethodError, match=message):
            function(counts, people, family=family, subject="homicides")


def test_faults_come_together() -> None:
    with pytest.raises(MethodError, match=r"homicides: 2 faults") as caught:
        raw_rates(by_place(-1, 2), by_place(10, 0), subject="homicides")
    assert "negative count" in str(caught.value)


def test_events_may_exceed_people() -> None:
    assert raw_rates(by_place(30), by_place(10))["rate"].tolist() == [3]


worlds = st.lists(
    st.tuples(st.integers(0, 500), st.integers(500, 100_000), st.sampled_from("abc")), min_size=1, max_size=40
)


@given(world=worlds, family=st.sampled_from(["poisson", "binomial"]), seed=st.integers(0, 9))
def test_whatever_the_counts(world: list[tuple[int, int, str]], family: str, seed: int) -> None:
    counts, people = by_place(*[k for k, _, _ in world]), by_place(*[n for _, n, _ in world])
    groups = pd.Series([g for _, _, g in world], index=counts.index)
    found = smoothed_rates(counts, people, groups=groups, family=family)
    assert found["weight"].between(0, 1).all()
    assert (found["se"] >= 0).all()
    # A smoothed rate is never outside the rates of its group and the wider one.
    assert found["rate"].between(found["raw"].min() - 1e-12, found["raw"].max() + 1e-12).all()
    # Equal counts, people and group: equal rates.
    same = found.assign(k=counts, n=people, g=groups).groupby(["k", "n", "g"])["rate"]
    assert (same.max() - same.min()).max() == 0
    # Neither order nor unit of the rate matters.
    order = np.random.default_rng(seed).permutation(len(counts))
    turned = smoothed_rates(counts.iloc[order], people.iloc[order[::-1]], groups=groups, family=family, per=1000)
    expected = (found["rate"] * 1000).to_numpy()
    np.testing.assert_allclose(turned["rate"].reindex(counts.index), expected, rtol=1e-7, atol=1e-9)
