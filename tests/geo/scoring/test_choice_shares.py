"""Check which choice the movement of ranks is put down to."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from geo.errors import MethodError
from geo.scoring import choice_shares as module
from geo.scoring.choice_shares import ChoiceShares, choice_shares
from geo.scoring.choices import CHOICES, Uncertainty
from geo.scoring.sensitivity import rank_intervals

from .replicate_world import CODES, COUNTRIES, EVERYTHING, HELD, TREE, scaled

OWN = list(range(1, len(CODES) + 1))


def shares(uncertainty: Uncertainty, *, error: float = 0.1, seed: int = 7, **more: object) -> ChoiceShares:
    found = rank_intervals(
        scaled(error), codes=CODES, countries=COUNTRIES, tree=TREE, uncertainty=uncertainty, seed=seed, top=(5,)
    )
    return choice_shares(found, **{"reference": OWN, "seed": 1, **more})


@pytest.mark.parametrize("output", ["rank", "mean_rank_shift"])
def test_the_one_thing_that_varies_accounts_for_all(output: str) -> None:
    table = shares(replace(HELD, replicates=400, concentration=12.0)).summary
    row = table[table["output"] == output].set_index("choice").loc["weights"]
    assert row["first"] == pytest.approx(1, abs=0.2)
    assert row["total"] == pytest.approx(1, abs=0.2)
    assert row["rows"] == 200


def test_large_errors_account_for_most_and_small_ones_for_little() -> None:
    def of_errors(error: float) -> float:
        table = shares(replace(EVERYTHING, replicates=600), error=error).summary
        return table[table["output"] == "rank"].set_index("choice").loc["measurement", "total"]

    assert of_errors(0.5) > 0.7
    assert of_errors(0.01) < 0.05


def test_every_choice_has_its_share_for_all_and_for_each_unit() -> None:
    found = shares(EVERYTHING)
    assert found.summary["choice"].tolist() == [*CHOICES, "sum"] * 2
    assert found.units.groupby("code")["choice"].apply(list).tolist() == [list(CHOICES)] * len(CODES)
    known = found.summary[found.summary["choice"] != "sum"]
    assert (known["first_p5"] <= known["first_p95"]).all()
    assert (known["total"] > 0).all()


def test_first_order_shares_sum_to_no_more_than_one() -> None:
    for seed in range(4):
        table = shares(replace(EVERYTHING, replicates=600), seed=seed).summary
        together = table[table["choice"] == "sum"]
        assert (together["first_p5"] <= 1).all()
        assert (together["first"] <= 1.1).all()


def test_a_unit_that_never_moves_has_no_shares() -> None:
    known = scaled(0.0)
    for one in known.values():
        one.leaves[:, 4] = 1.0
    uncertainty = replace(EVERYTHING, measurement=False)
    found = rank_intervals(known, codes=CODES, tree=TREE, uncertainty=uncertainty, seed=7)
    units = choice_shares(found, reference=OWN, seed=1).units.set_index("code")
    assert units.loc[CODES[4], ["first", "total"]].isna().all(axis=None)
    assert units.drop(CODES[4])["total"].notna().all()


def test_workers_and_progress_change_nothing() -> None:
    seen: list[tuple[int, int]] = []
    one = shares(EVERYTHING, workers=1, progress=lambda done, of: seen.append((done, of)))
    pd.testing.assert_frame_equal(one.summary, shares(EVERYTHING, workers=3).summary, check_exact=True)
    assert seen[-1] == (700, 700)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_large_study_looks_at_every_so_many_units(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = shares(EVERYTHING)
    monkeypatch.setattr(module, "CELLS", 10 * 9 * 100)
    some = shares(EVERYTHING)
    assert some.units["code"].unique().tolist() == CODES[::3]
    kept = whole.units[whole.units["code"].isin(CODES[::3])].reset_index(drop=True)
    pd.testing.assert_frame_equal(some.units, kept)
    # The mean shift is always of all units.
    shift = [table[table["output"] == "mean_rank_shift"] for table in (some.summary, whole.summary)]
    pd.testing.assert_frame_equal(*shift)


def test_the_samples_are_the_two_halves_of_the_replicates() -> None:
    assert (shares(EVERYTHING, base=30).summary["rows"] == 30).all()
    assert (shares(EVERYTHING).summary["rows"] == 100).all()


def test_with_nothing_varied_there_is_nothing_to_share_out() -> None:
    with pytest.raises(MethodError, match="no choice varies"):
        shares(HELD)
