"""Check that what a replicate draws hangs on the seed and its number alone, and follows its distribution."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo.scoring.choices import CHOICES
from geo.scoring.draws import NOTHING, draw, noise_bits, normal_quantiles, tell, varied

from .replicate_world import EVERYTHING, HELD, TREE

ALL = np.arange(len(TREE.leaves))


def errors(streams: np.ndarray, *, shape: tuple[int, int], seed: int = 1) -> np.ndarray:
    return normal_quantiles()[noise_bits(streams, shape=shape, seed=seed)]


def test_errors_of_measurement_are_standard_normal_and_their_own() -> None:
    found = errors(np.arange(50), shape=(4, 500))
    assert found.mean() == pytest.approx(0, abs=0.01)
    assert found.std() == pytest.approx(1, abs=0.01)
    assert np.quantile(found, 0.975) == pytest.approx(1.96, abs=0.03)
    assert abs(np.corrcoef(found[0].ravel(), found[1].ravel())[0, 1]) < 0.1
    assert abs(np.corrcoef(found[:, 0].ravel(), found[:, 1].ravel())[0, 1]) < 0.05


def test_errors_hang_on_the_stream_alone() -> None:
    room = np.empty((3, 7), dtype=np.uint64)
    turned = noise_bits(np.array([5, 2, 9]), shape=(3, 9), seed=1, out=room)
    np.testing.assert_array_equal(turned[1], noise_bits(np.array([2]), shape=(3, 9), seed=1)[0])


def test_more_replicates_begin_with_the_same_ones() -> None:
    few, many = (
        draw(TREE, uncertainty=replace(EVERYTHING, replicates=count), removable=ALL, seed=3) for count in (40, 80)
    )
    first = many.rows(slice(0, 40))
    for choice, picked in few.picks.items():
        np.testing.assert_array_equal(picked, first.picks[choice])
    np.testing.assert_array_equal(few.left_out, first.left_out)
    for one, other in zip(few.weights, first.weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_options_are_equally_likely_and_independent() -> None:
    found = draw(TREE, uncertainty=replace(EVERYTHING, replicates=6000), removable=ALL, seed=3)
    for choice, size in (("treatment", 2), ("missing", 2), ("normalisation", 3), ("aggregation", 2)):
        shares = np.bincount(found.picks[choice]) / 6000
        np.testing.assert_allclose(shares, 1 / size, atol=0.03)
    # None, or one of four indicators.
    np.testing.assert_allclose(np.bincount(found.left_out - NOTHING) / 6000, 0.2, atol=0.03)
    assert abs(np.corrcoef(found.picks["treatment"], found.picks["aggregation"])[0, 1]) < 0.05


def test_one_choice_is_taken_from_others_and_nothing_else() -> None:
    found = draw(TREE, uncertainty=EVERYTHING, removable=ALL, seed=3)
    first, second = found.rows(slice(0, 100)), found.rows(slice(100, 200))
    for choice in CHOICES:
        mixed = first.with_choice(choice, second)
        for other in CHOICES:
            source = second if other == choice else first
            if other in found.picks:
                np.testing.assert_array_equal(mixed.picks[other], source.picks[other])
            elif other == "weights":
                np.testing.assert_array_equal(np.hstack(mixed.weights), np.hstack(source.weights))
            else:
                np.testing.assert_array_equal(getattr(mixed, other), getattr(source, other))


def test_what_varies_is_named() -> None:
    assert varied(draw(TREE, uncertainty=EVERYTHING, removable=ALL, seed=3), measurement=True) == CHOICES
    assert varied(draw(TREE, uncertainty=HELD, removable=ALL, seed=3), measurement=False) == ()


def test_what_was_drawn_is_told_by_name() -> None:
    found = draw(TREE, uncertainty=EVERYTHING, removable=np.array([1]), seed=3)
    told = tell(found, tree=TREE, uncertainty=EVERYTHING)
    assert set(told["left_out"].dropna()) == {TREE.leaves[1]}
    np.testing.assert_array_equal(told["left_out"].isna(), found.left_out == NOTHING)
    np.testing.assert_array_equal(told["normalisation"] == "zscore", found.picks["normalisation"] == 1)
