"""Check what indicators really weigh on scores whose variance can be taken apart by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.scoring import effective
from geo.scoring.effective import correlation_ratios, shapley_effects, variance_shares


def independent(count: int = 400) -> tuple[pd.DataFrame, pd.Series]:
    """Three columns without any correlation, exactly, of deviations 1, 2 and 3."""
    raw = np.random.default_rng(1).normal(size=(count, 3))
    left, _, _ = np.linalg.svd(raw - raw.mean(axis=0), full_matrices=False)
    parts = pd.DataFrame(left * np.sqrt(count) * [1, 2, 3], columns=list("abc"))
    return parts, parts.sum(axis=1)


def test_independent_parts_share_variance_by_their_own() -> None:
    parts, score = independent()
    told = {"a": 1 / 14, "b": 4 / 14, "c": 9 / 14}
    assert variance_shares(parts, score).to_dict() == pytest.approx(told)
    assert shapley_effects(parts, score, seed=1).to_dict() == pytest.approx(told)
    assert correlation_ratios(parts, score).to_dict() == pytest.approx(told, abs=0.05)


def test_two_correlated_parts_share_what_they_have_in_common() -> None:
    # Var(a) 1, Var(b) 4, Cov 1: the score has 7, of which a holds 1 + 1 and b 4 + 1.
    parts, _ = independent()
    a = parts["a"]
    b = a + parts["b"] * np.sqrt(3) / 2
    frame, score = pd.DataFrame({"a": a, "b": b}), a + b
    assert variance_shares(frame, score).to_dict() == pytest.approx({"a": 2 / 7, "b": 5 / 7})
    # R2 of a alone is Cov(a, s)^2 / 7 = 4/7, of b alone 25/28, of both 1: halves of what each adds first and last.
    expected = {"a": (4 / 7 + 1 - 25 / 28) / 2, "b": (25 / 28 + 1 - 4 / 7) / 2}
    assert shapley_effects(frame, score, seed=1).to_dict() == pytest.approx(expected)


def test_a_part_that_runs_against_the_rest_has_a_negative_share() -> None:
    parts, _ = independent()
    frame = pd.DataFrame({"a": parts["c"], "b": -0.5 * parts["c"]})
    shares = variance_shares(frame, frame.sum(axis=1))
    assert shares.to_dict() == pytest.approx({"a": 2, "b": -1})
    assert shares.sum() == pytest.approx(1)


def test_copies_share_alike_and_nothing_is_lost() -> None:
    parts, score = independent()
    frame = parts.assign(d=parts["c"])
    told = shapley_effects(frame, score, seed=1)
    assert told["c"] == pytest.approx(told["d"])
    assert told.sum() == pytest.approx(1)


def test_orders_drawn_come_near_to_all_subsets(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    need = rng.normal(size=300)
    frame = pd.DataFrame({f"i{k}": need * (k % 3) + rng.normal(size=300) for k in range(8)})
    score = frame.mean(axis=1)
    exact = shapley_effects(frame, score, seed=1)
    monkeypatch.setattr(effective, "EXACT_UP_TO", 0)
    drawn = shapley_effects(frame, score, seed=1)
    assert drawn.sum() == pytest.approx(1)
    np.testing.assert_allclose(drawn, exact, atol=0.02)
    pd.testing.assert_series_equal(shapley_effects(frame.iloc[:, ::-1], score, seed=1)[frame.columns], drawn)
    assert not shapley_effects(frame, score, seed=2).equals(drawn)


def test_a_correlation_ratio_sees_a_curve_that_a_correlation_does_not() -> None:
    x = np.linspace(-1, 1, 401)
    frame, score = pd.DataFrame({"x": x}), pd.Series(x**2)
    assert abs(np.corrcoef(x, score)[0, 1]) < 1e-12
    assert correlation_ratios(frame, score)["x"] > 0.95


def test_a_correlation_ratio_of_classes_is_the_handbooks() -> None:
    # Two classes of means 1 and 3 about 2, spread 1 within: 1 of 2, less what one degree of freedom explains by chance.
    x = np.repeat([0.0, 1.0], 50)
    score = pd.Series(np.repeat([1.0, 3.0], 50) + np.tile([-1.0, 1.0], 50))
    assert correlation_ratios(pd.DataFrame({"x": x}), score)["x"] == pytest.approx(1 - 0.5 * 99 / 98)


def test_noise_explains_about_nothing() -> None:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(rng.random((500, 20)))
    assert correlation_ratios(frame, pd.Series(rng.random(500))).mean() < 0.01


def test_equal_scores_constants_and_gaps_are_defined() -> None:
    parts, score = independent()
    flat = score * 0 + 0.3
    assert variance_shares(parts * 0 + 0.1, flat).isna().all()
    assert shapley_effects(parts, flat, seed=1).isna().all()
    assert correlation_ratios(parts, flat).isna().all()
    frame = parts.assign(d=1.0, e=np.nan)
    frame.loc[::3, "a"] = np.nan
    told = correlation_ratios(frame, score)
    assert told[["d", "e"]].isna().all()
    assert told["a"] == pytest.approx(1 / 14, abs=0.05)
    score.iloc[0] = np.nan
    assert variance_shares(parts, score).notna().all()
