"""Check that what is scored is what is published: rounded, so that equal figures are equal."""

import pandas as pd

from pipelines.score import _settled


def test_equal_figures_that_differ_by_a_last_digit_are_equal_when_scored():
    values = pd.DataFrame({"value": [0.9923, 0.9923 + 2**-53, 0.9924, None], "se": [0.1 + 0.2, 0.3, None, None]})
    settled = _settled(values)
    assert settled["value"].nunique() == 2
    assert settled["se"].tolist()[:2] == [0.3, 0.3]
    assert settled.isna().sum().tolist() == [1, 2]
