"""Check that gaps are filled as their policy says, that each guess carries its error, and that nothing else moves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.contracts import VALUES
from geo.errors import MethodError
from geo.scoring.impute import impute, with_imputed

CODES = [f"HN{place:04d}" for place in range(60)]
GROUPS = pd.DataFrame(
    {
        "adm1_code": [f"HN{place // 6:02d}" for place in range(60)],
        "iso3": ["GTM"] * 30 + ["HND"] * 30,
    },
    index=CODES,
)
RING = {code: [CODES[place - 1], CODES[(place + 1) % 60]] for place, code in enumerate(CODES)}


def world() -> pd.DataFrame:
    """Three columns that know of each other, with gaps; the country shifts them."""
    rng = np.random.default_rng(2)
    need = np.repeat([0.0, 10.0], 30) + np.repeat(rng.normal(size=10), 6) * 2
    table = pd.DataFrame({id_: need + rng.normal(size=60) * 0.3 for id_ in "abc"}, index=CODES)
    return table.mask(rng.random((60, 3)) < 0.15)


@pytest.mark.parametrize("policy", ["leave", "group_median", "neighbours", "model"])
def test_what_is_there_stays_and_what_is_filled_says_so(policy: str) -> None:
    values = world()
    before = values.copy()
    done = impute(values, policy=policy, groups=GROUPS, neighbours=RING, seed=1)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(values, before)
    pd.testing.assert_frame_equal(done.values.where(values.notna()), values)
    filled = values.isna() & done.values.notna()
    pd.testing.assert_frame_equal(done.mask, filled)
    pd.testing.assert_frame_equal(done.error.notna(), filled)
    assert filled.to_numpy().any() == (policy != "leave")
    assert not done.error.lt(0).any(axis=None)


def test_the_median_of_the_department_and_of_the_country_where_it_knows_too_little() -> None:
    values = pd.DataFrame({"a": np.arange(60.0)}, index=CODES)
    values.iloc[[0, 6, 7, 8, 9]] = np.nan
    done = impute(values, policy="group_median", groups=GROUPS, seed=1)
    # 1..5 are left in the first department; two of six in the second, so its country speaks: 1-5 and 10-29.
    assert done.values.loc[CODES[0], "a"] == 3
    assert done.values.loc[CODES[6], "a"] == np.median([*range(1, 6), *range(10, 30)])


def test_the_mean_of_the_neighbours_that_are_known() -> None:
    values = pd.DataFrame({"a": np.arange(60.0)}, index=CODES)
    values.iloc[[5, 6, 20, 40, 41, 42]] = np.nan
    done = impute(values, policy="neighbours", neighbours=RING, seed=1)
    assert done.values["a"].iloc[[5, 6, 20, 40, 42]].tolist() == [4, 7, 20, 39, 43]
    assert np.isnan(done.values["a"].iloc[41])
    assert not done.mask["a"].iloc[41]


def test_a_model_does_better_than_a_mean_and_is_told_so() -> None:
    done = impute(world(), policy="model", groups=GROUPS, seed=1)
    assert (done.checks["explained"] > 0.9).all()
    assert (done.checks["rmse"] < 2).all()
    noise = pd.DataFrame(np.random.default_rng(1).random((60, 2)), CODES, ["a", "b"])
    noise.iloc[0, 0] = np.nan
    poor = impute(noise, policy="model", seed=1)
    assert poor.checks["indicator"].tolist() == ["a"]
    assert (poor.checks["explained"] < 0.2).all()


def test_the_error_is_that_of_hidden_cells_by_hand() -> None:
    # Neighbours on a ring of 0, 1, 0, 1, ... are always wrong by one, whatever part is hidden.
    values = pd.DataFrame({"a": np.tile([0.0, 1.0], 30)}, index=CODES)
    values.iloc[10] = np.nan
    done = impute(values, policy="neighbours", neighbours=RING, seed=1)
    assert done.values["a"].iloc[10] == 1
    assert done.error["a"].iloc[10] == pytest.approx(1)
    assert done.checks["explained"].item() == pytest.approx(-3, abs=0.01)


def test_a_hidden_cell_does_not_help_to_guess_itself() -> None:
    # Departments of three alike: without the hidden one, two are too few, and the country's median speaks.
    groups = pd.DataFrame({"adm1_code": [f"HN{place // 3:02d}" for place in range(60)], "iso3": "HND"}, index=CODES)
    values = pd.DataFrame({"a": np.repeat(np.arange(20.0), 3)}, index=CODES)
    values.iloc[0] = np.nan
    done = impute(values, policy="group_median", groups=groups, seed=1)
    assert done.checks["rmse"].item() > 4


def test_each_country_has_its_own_error_where_it_tells_enough() -> None:
    rng = np.random.default_rng(4)
    values = pd.DataFrame({"a": np.concatenate([rng.normal(size=30), 100 * rng.normal(size=30)])}, index=CODES)
    values.iloc[[0, 59]] = np.nan
    done = impute(values, policy="group_median", groups=GROUPS, seed=1)
    assert done.error["a"].iloc[0] < 3
    assert done.error["a"].iloc[59] > 30


@pytest.mark.parametrize("policy", ["group_median", "neighbours", "model"])
def test_a_country_nobody_counted_in_is_not_guessed_from_its_neighbours(policy: str) -> None:
    values = world().assign(a=lambda table: table["a"].where(GROUPS["iso3"] == "GTM"))
    policies = {"a": policy, "b": "leave", "c": "leave"}
    done = impute(values, policies=policies, groups=GROUPS, neighbours=RING, seed=1)  # type: ignore[arg-type]
    assert done.mask.loc[GROUPS["iso3"] == "GTM", "a"].any()
    assert not done.mask.loc[GROUPS["iso3"] == "HND", "a"].any()


def test_policies_are_by_id_and_order_changes_nothing() -> None:
    values, policies = world(), {"a": "model", "b": "leave", "c": "group_median"}
    first = impute(values, policies=policies, groups=GROUPS, seed=3)  # type: ignore[arg-type]
    assert first.values["b"].isna().equals(values["b"].isna())
    turned = values.sample(frac=1, random_state=1)[["c", "a", "b"]]
    second = impute(turned, policies=policies, groups=GROUPS.iloc[::-1], seed=3)  # type: ignore[arg-type]
    for name in ("values", "mask", "error"):
        again = getattr(second, name).loc[CODES, ["a", "b", "c"]]
        pd.testing.assert_frame_equal(again, getattr(first, name), check_exact=True)


def test_handed_down_values_do_not_teach() -> None:
    values = pd.DataFrame({"a": np.arange(60.0)}, index=CODES)
    values.iloc[0] = np.nan
    teachers = pd.DataFrame({"a": [place >= 3 for place in range(60)]}, index=CODES)
    done = impute(values, policy="group_median", groups=GROUPS, teachers=teachers, seed=1)
    assert done.values["a"].iloc[0] == 4
    assert done.checks["known"].item() == 57


@pytest.mark.parametrize("policy", ["group_median", "neighbours", "model"])
@pytest.mark.parametrize("known", [0, 1, 4])
def test_too_little_to_learn_from_leaves_the_gaps(policy: str, known: int) -> None:
    values = pd.DataFrame({"a": np.nan, "b": np.arange(60.0)}, index=CODES)
    values.iloc[:known, 0] = 1.0
    policies = {"a": policy, "b": "leave"}
    done = impute(values, policies=policies, groups=GROUPS, neighbours=RING, seed=1)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(done.values, values)
    assert not done.mask.to_numpy().any()
    assert done.checks["filled"].tolist() == [0]


def test_a_constant_column_is_filled_with_its_constant_and_explains_nothing() -> None:
    values = pd.DataFrame({"a": np.full(60, 7.0), "b": np.arange(60.0)}, index=CODES)
    values.iloc[3, 0] = np.nan
    done = impute(values, policies={"a": "model", "b": "leave"}, seed=1)
    assert done.values["a"].iloc[3] == pytest.approx(7)
    assert done.error["a"].iloc[3] == pytest.approx(0, abs=1e-9)
    assert done.checks["explained"].isna().all()


def test_faults_are_told_together() -> None:
    values = pd.DataFrame({"a": [1.0, np.inf], "b": [1.0, 2.0], "c": [1.0, 2.0], "d": [1.0, 2.0]}, index=CODES[:2])
    policies = {"a": "group_median", "b": "neighbours", "c": "mean"}
    with pytest.raises(MethodError) as caught:
        impute(values, policies=policies, seed=1)  # type: ignore[arg-type]
    for part in (
        "imputation: 5 faults",
        "1 of 4 indicators have no policy for what is missing: d. There is no default",
        "1 of 3 policies are not known: c (mean)",
        "1 of 4 indicators ask for `group_median`: a. Pass `groups`.",
        "1 of 4 indicators ask for `neighbours`: b. Pass `neighbours`.",
        "1 of 8 values are infinite: HN0001 a",
    ):
        assert part in str(caught.value)


def test_a_model_alone_a_stranger_and_a_unit_without_group_are_refused() -> None:
    values = pd.DataFrame({"a": [1.0, 2.0]}, index=CODES[:2])
    with pytest.raises(MethodError, match="A model needs another indicator"):
        impute(values, policy="model", seed=1)
    with pytest.raises(MethodError, match="1 of 2 neighbours are not among the units: XX"):
        impute(values, policy="neighbours", neighbours={CODES[0]: ["XX"]}, seed=1)
    with pytest.raises(MethodError, match="1 of 2 units have no group: HN0001"):
        impute(values, policy="group_median", groups=pd.Series({CODES[0]: "HN00"}), seed=1)
    with pytest.raises(MethodError, match="Give one of them"):
        impute(values, policy="leave", policies={"a": "leave"}, seed=1)


def test_a_long_table_tells_what_was_filled() -> None:
    wide = world()
    long = wide.rename_axis("code").reset_index().melt("code", var_name="indicator")
    long = long.assign(
        raw_value=np.nan, year=pd.array([2020] * len(long), dtype="Int64"), level="municipality", se=np.nan, n=100.0,
        reliability="high", coverage=1.0, source="s",
        status=np.where(long["value"].notna(), "observed", "not_monitored"),
    )  # fmt: skip
    done = impute(wide, policy="group_median", groups=GROUPS, seed=1)
    told = VALUES.validate(with_imputed(long, done))
    filled = told["status"] == "imputed"
    assert filled.sum() == done.mask.to_numpy().sum()
    assert told.loc[filled, ["year", "level", "n", "source", "reliability"]].isna().all(axis=None)
    pd.testing.assert_frame_equal(told[~filled], long[~filled])
    for row in told[filled].itertuples():
        assert (row.value, row.se) == (
            done.values.loc[row.code, row.indicator],
            done.error.loc[row.code, row.indicator],
        )


def test_with_nothing_filled_the_table_is_the_same() -> None:
    long = pd.DataFrame({"code": ["a"], "indicator": ["b"], "value": [1.0]})
    assert with_imputed(long, impute(world(), policy="leave", seed=1)) is long


def test_a_filled_cell_without_a_row_gets_one() -> None:
    wide = pd.DataFrame({"a": np.arange(60.0)}, index=CODES)
    wide.iloc[0] = np.nan
    long = wide.dropna().rename_axis("code").reset_index().melt("code", var_name="indicator")
    told = with_imputed(
        long.assign(se=np.nan, status="observed"), impute(wide, policy="group_median", groups=GROUPS, seed=1)
    )
    assert told.iloc[-1][["code", "indicator", "value", "status"]].tolist() == ["HN0000", "a", 3.0, "imputed"]
    assert len(told) == 60
