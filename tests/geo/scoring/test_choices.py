"""Check that options no replicate can use, and values it cannot score, are told together and by name."""

from __future__ import annotations

import numpy as np
import pytest

from geo.errors import Faults, MethodError
from geo.scoring.choices import (
    Scaled,
    Uncertainty,
    Variant,
    note_option_faults,
    note_scaled_faults,
    note_top_faults,
    refuse,
)

from .replicate_world import CODES, EVERYTHING, scaled


def test_what_is_not_given_is_drawn_where_it_matters() -> None:
    assert Uncertainty().not_given() == ("treatments", "missing", "leave_out")
    full = Uncertainty(missing=("leave",)).spelled_out()
    assert (full.treatments, full.missing, full.leave_out) == (("declared", "none"), ("leave",), True)
    assert full.not_given() == ()


def test_variants_are_every_combination() -> None:
    assert len(EVERYTHING.variants()) == 2 * 2 * 3
    assert EVERYTHING.variants()[0] == Variant("declared", "declared", "minmax")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"replicates": 1}, "1 replicates give no interval. Ask for at least 2"),
        ({"normalisations": ("minmax", "magic")}, "1 of 2 normalisations are not known: magic"),
        ({"treatments": ("magic",)}, "1 of 1 treatments are not known: magic"),
        ({"missing": ("declared", "magic")}, "1 of 2 ways with what is missing are not known: magic"),
        ({"aggregations": ("arithmetic", "arithmetic")}, "1 of 2 aggregations are given twice: arithmetic"),
        ({"normalisations": ()}, "no normalisations are given"),
        ({"concentration": 0.5}, "a concentration of 0.5 is not 1 or more"),
        ({"concentration": float("inf")}, "a concentration of inf"),
        ({"concentration": float("nan")}, "a concentration of nan"),
    ],
)
def test_options_that_no_replicate_can_use(options: dict, message: str) -> None:
    faults = Faults("options", MethodError)
    note_option_faults(Uncertainty(**options), faults=faults)
    assert len(faults.messages) == 1
    assert message in faults.messages[0]


def test_a_top_of_nobody() -> None:
    faults = Faults("options", MethodError)
    note_top_faults((0, -1, 5), faults=faults)
    assert faults.messages == ["2 of 3 sizes of the top are below 1: 0, -1. Ask for P(top k) with k of 1 or more."]


def test_variants_that_are_lacking_and_shapes_that_differ() -> None:
    known = scaled()
    known.pop(Variant("none", "declared", "zscore"))
    short = known[Variant("declared", "declared", "minmax")]
    known[Variant("declared", "declared", "minmax")] = Scaled(short.leaves, short.error[:, :5], short.spread)
    faults = Faults("options", MethodError)
    note_scaled_faults(known, codes=CODES, uncertainty=EVERYTHING, faults=faults)
    assert "1 of 12 variants have no values: none declared zscore" in faults.messages[0]
    assert "declared declared minmax: values, errors and codes are of different shapes" in faults.messages[1]


@pytest.mark.parametrize("bad", [-0.1, np.inf, np.nan])
@pytest.mark.parametrize("part", ["error", "spread"])
def test_impossible_errors(bad: float, part: str) -> None:
    known = scaled()
    getattr(known[Variant("none", "declared", "minmax")], part)[2, 7] = bad
    with pytest.raises(
        MethodError, match="errors that are negative, infinite or missing under none declared minmax: HN0007"
    ):
        refuse(known, codes=CODES, uncertainty=EVERYTHING, top=(5,))
