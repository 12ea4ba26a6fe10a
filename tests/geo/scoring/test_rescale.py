"""Check that every variant is the study put on that scale, whoever is ranked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo.scoring.choices import Uncertainty, Variant
from geo.scoring.matrix import Matrix, to_matrix
from geo.scoring.normalise import normalise
from geo.scoring.rescale import Filled, prepare_variants
from geo.scoring.treat import treat

from .worlds import TWO_BLOCKS_LEAVES, random_study

COUNT = 40
LEAVES = tuple(leaf.model_copy(update={"treatment": "winsorise"}) for leaf in TWO_BLOCKS_LEAVES)
ENTRIES = {leaf.id: leaf for leaf in LEAVES}


@pytest.fixture
def matrix() -> Matrix:
    places, long = random_study(COUNT)
    # Three far values, which pull the scale after them unless they are cut.
    far = long["indicator"].eq("homicides") & long["code"].isin(["HN0101", "HN0203", "HN0305"])
    return to_matrix(long.assign(value=long["value"].where(~far, 60.0)), units=places, indicators=LEAVES)


def left(matrix: Matrix) -> dict:
    return {"declared": Filled(matrix.value, matrix.se)}


def test_each_variant_is_its_treatment_and_its_scale(matrix: Matrix) -> None:
    uncertainty = Uncertainty(missing=("declared",), normalisations=("minmax", "percentile"))
    rows = np.arange(COUNT) % 2 == 0
    found = prepare_variants(matrix, filled=left(matrix), indicators=ENTRIES, uncertainty=uncertainty, rows=rows)
    assert set(found) == set(uncertainty.variants())
    countries = matrix.places["iso3"]
    for method in uncertainty.normalisations:
        cut = treat(matrix.value, indicators=ENTRIES, countries=countries).values
        for treatment, values in (("declared", cut), ("none", matrix.value)):
            expected = normalise(values, method=method, indicators=ENTRIES, countries=countries).to_numpy()[rows].T
            np.testing.assert_array_equal(found[Variant(treatment, "declared", method)].leaves, expected)
    row = list(matrix.value).index("homicides")
    cut, far = (found[Variant(treatment, "declared", "minmax")] for treatment in ("declared", "none"))
    # On the longer scale of values left alone, the same error is smaller.
    assert far.error[row].max() < cut.error[row].max() / 2


def test_what_is_handed_down_may_move(matrix: Matrix) -> None:
    found = prepare_variants(
        matrix,
        filled=left(matrix),
        indicators=ENTRIES,
        uncertainty=Uncertainty(missing=("declared",)),
        rows=np.ones(COUNT, dtype=bool),
    )
    row = list(matrix.value).index("returnees")
    for one in found.values():
        assert (one.spread[row] > 0).all()
        assert (np.delete(one.spread, row, axis=0) == 0).all()


def test_gaps_may_be_filled_and_a_guess_has_its_error(matrix: Matrix) -> None:
    gaps = matrix.value["injured"].isna()
    value, se = matrix.value.copy(), matrix.se.copy()
    value.loc[gaps, "injured"], se.loc[gaps, "injured"] = matrix.value["injured"].median(), 0.5
    uncertainty = replace(Uncertainty(), missing=("declared", "group_median"))
    found = prepare_variants(
        matrix,
        filled=left(matrix) | {"group_median": Filled(value, se)},
        indicators=ENTRIES,
        uncertainty=uncertainty,
        rows=np.ones(COUNT, dtype=bool),
    )
    row = list(matrix.value).index("injured")
    gappy, filled = (found[Variant("declared", missing, "minmax")] for missing in uncertainty.missing)
    np.testing.assert_array_equal(np.isnan(gappy.leaves[row]), gaps)
    assert not np.isnan(filled.leaves[row]).any()
    assert (filled.error[row][gaps] > 0).all()
    assert (filled.error[row][~gaps] == 0).all()
