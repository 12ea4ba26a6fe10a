"""Check weights from data by hand, against the peer where it is installed, and on columns that tell nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import MethodError
from geo.scoring.benefit import benefit_of_doubt
from geo.scoring.optimise import optimised
from geo.scoring.weigh import build_tree, leaf_weights
from geo.scoring.weighting import WEIGHTINGS, weigh_tree
from geo.scoring.weights_from_data import critic, entropy, equal, pca

from .tai import scaled
from .worlds import TWO_BLOCKS_LEAVES, index, indicator, node, two_blocks

PURE = {
    "equal": equal, "pca": pca, "entropy": entropy, "critic": critic,
    "optimised": lambda values: optimised(values).weights, "benefit_of_doubt": lambda v: benefit_of_doubt(v).weights,
}  # fmt: skip
CODES = [f"HN{place:04d}" for place in range(60)]


def world(seed: int = 1, gaps: float = 0.1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    need = rng.random(60)
    table = pd.DataFrame({id_: (need + k * rng.random(60)) / (1 + k) for k, id_ in enumerate("abcd")}, index=CODES)
    return table.mask(rng.random(table.shape) < gaps)


def test_every_name_has_its_function() -> None:
    assert set(WEIGHTINGS) == set(PURE)


@pytest.mark.parametrize("name", PURE)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 99))
def test_weights_are_by_id_sum_to_one_and_order_changes_nothing(name: str, seed: int) -> None:
    values = world(seed)
    weights = PURE[name](values)
    assert weights.sum() == pytest.approx(1)
    assert (weights >= 0).all()
    assert weights.index.tolist() == list("abcd")
    turned = values.sample(frac=1, random_state=seed)[["c", "a", "d", "b"]]
    pd.testing.assert_series_equal(PURE[name](turned), weights, check_exact=True)


def test_entropy_by_hand() -> None:
    # Shares 1/2, 1/2 of two places: all the entropy there is. Shares 1, 0: none of it.
    values = pd.DataFrame({"a": [0.5, 0.5, 0.5, 0.4], "b": [1.0, 0.0, 0.0, 0.0]})
    shares = np.array([5, 5, 5, 4]) / 19
    spread = -(shares * np.log(shares)).sum() / np.log(4)
    assert entropy(values).to_dict() == pytest.approx({"a": (1 - spread) / (2 - spread), "b": 1 / (2 - spread)})


def test_critic_by_hand() -> None:
    # b mirrors a, c goes along with a: conflicts 2, 4 and 2, deviations alike.
    a = np.linspace(0, 1, 5)
    assert critic(pd.DataFrame({"a": a, "b": 1 - a, "c": a})).to_dict() == pytest.approx(
        {"a": 0.25, "b": 0.5, "c": 0.25}
    )


# What scikit-criteria 0.10 gave for the handbook's data: `entropy_weights`, and `critic_weights` with Pearson's
# correlation on scaled values. Written down once, so that it is held to where the peer is not installed.
PEER = {
    "electricity": (0.0662397067, 0.0908397486),
    "exports": (0.0590667205, 0.1592028170),
    "internet": (0.1272936616, 0.1224745574),
    "patents": (0.2565336805, 0.1199488284),
    "royalties": (0.2231674075, 0.1421469001),
    "schooling": (0.1026787885, 0.1393769319),
    "telephones": (0.0498898782, 0.0898171295),
    "university": (0.1151301565, 0.1361930871),
}


def test_critic_and_entropy_are_what_scikit_criteria_gave() -> None:
    values = scaled()
    assert entropy(values).to_dict() == pytest.approx({id_: told for id_, (told, _) in PEER.items()}, abs=1e-9)
    assert critic(values).to_dict() == pytest.approx({id_: told for id_, (_, told) in PEER.items()}, abs=1e-9)


def test_critic_and_entropy_agree_with_scikit_criteria() -> None:
    peer = pytest.importorskip("skcriteria.preprocessing.weighters")
    values = scaled().sort_index(axis=1)
    told = peer.entropy_weights(values.to_numpy())
    np.testing.assert_allclose(entropy(values), told, atol=1e-12)
    objectives = np.ones(values.shape[1], dtype=int)
    theirs = peer.critic_weights(values.to_numpy(), objectives, correlation="pearson", scale=True)
    np.testing.assert_allclose(critic(values), theirs, atol=1e-12)
    np.testing.assert_allclose(np.array(list(PEER.values())), np.column_stack([told, theirs]), atol=1e-9)


def test_critic_of_the_firms_it_was_shown_on() -> None:
    # From Diakoulaki, Mavrotas and Papayannakis (1995), as scikit-criteria's own tests have figures and weights.
    firms = pd.DataFrame(
        {
            "a": [61, 20.7, 16.3, 9, 5.4, 4, -6.1, -34.6],
            "b": [1.08, 0.26, 1.98, 3.29, 2.77, 4.12, 3.52, 3.31],
            "c": [4.33, 4.34, 2.53, 1.65, 2.33, 1.21, 2.10, 0.98],
        }
    )
    told = critic((firms - firms.min()) / (firms.max() - firms.min())).to_dict()
    assert told == pytest.approx({"a": 0.20222554, "b": 0.48090173, "c": 0.31687273}, abs=5e-9)


def test_pca_counts_what_is_said_twice_once() -> None:
    rng = np.random.default_rng(3)
    one, other = rng.random(500), rng.random(500)
    twice = pd.DataFrame({"a": one, "b": one + rng.random(500) / 100, "c": other})
    weights = pca(twice)
    assert weights["c"] == pytest.approx(weights["a"] + weights["b"], abs=0.35)
    assert weights["c"] > weights["a"]
    assert weights["c"] > weights["b"]


@pytest.mark.parametrize("name", ["pca", "entropy", "critic", "optimised", "benefit_of_doubt"])
def test_what_tells_places_apart_by_nothing_weighs_nothing(name: str) -> None:
    values = world().assign(b=0.5, d=np.nan)
    weights = PURE[name](values)
    assert weights[["b", "d"]].tolist() == [0, 0]
    assert weights.sum() == pytest.approx(1)
    single = PURE[name](world()[["a"]])
    assert single.to_dict() == {"a": pytest.approx(1)}


@pytest.mark.parametrize("name", ["pca", "entropy", "critic", "optimised", "benefit_of_doubt"])
def test_nothing_to_tell_apart_and_endless_values_are_refused(name: str) -> None:
    for dull in (world() * 0 + 0.5, world() * np.nan, world().head(1)):
        with pytest.raises(MethodError, match="none of 4 indicators tells places apart"):
            PURE[name](dull)
    with pytest.raises(MethodError, match="1 of 4 indicators have infinite values: b"):
        PURE[name](world().assign(b=np.inf))


def test_no_columns_are_refused() -> None:
    with pytest.raises(MethodError, match="0 indicators were given to weigh"):
        equal(pd.DataFrame(index=CODES))


@pytest.mark.parametrize("name", ["entropy", "benefit_of_doubt"])
def test_negative_values_are_refused(name: str) -> None:
    with pytest.raises(MethodError, match="1 of 4 indicators have negative values: c"):
        PURE[name](world(gaps=0).assign(c=-1.0 + world(gaps=0)["c"]))


def test_importance_meets_its_target_where_indicators_are_independent() -> None:
    rng = np.random.default_rng(0)
    values = pd.DataFrame(rng.random((900, 4)) * [1, 0.5, 0.25, 1], columns=list("abcd"))
    found = optimised(values)
    assert found.gap < 1e-3
    # With equal importance, weights are inverse to the deviations.
    inverse = 1 / values.std()
    assert found.weights.to_dict() == pytest.approx((inverse / inverse.sum()).to_dict(), rel=0.1)
    asked = optimised(values, target={"a": 4, "b": 2, "c": 1, "d": 0})
    assert asked.target.to_dict() == pytest.approx({"a": 4 / 7, "b": 2 / 7, "c": 1 / 7, "d": 0})
    assert asked.importance.to_dict() == pytest.approx(asked.target.to_dict(), abs=2e-3)
    assert asked.weights["d"] == 0


def test_a_target_out_of_reach_is_told_by_its_gap() -> None:
    rng = np.random.default_rng(1)
    a = rng.random(300)
    found = optimised(pd.DataFrame({"a": a, "b": a, "c": 1 - a}))
    assert found.gap == pytest.approx(0, abs=1e-3)
    copies = optimised(pd.DataFrame({"a": a, "b": a, "c": rng.random(300)}), target={"a": 1, "b": 0.2, "c": 1})
    assert copies.gap > 0.1


def test_targets_that_cannot_be_used_are_refused() -> None:
    with pytest.raises(MethodError) as caught:
        optimised(world(), target={"a": 0, "b": -1, "c": np.inf})
    assert "3 of 4 indicators have no target, or one that is negative or infinite: b, c, d" in str(caught.value)
    with pytest.raises(MethodError, match="the targets of 4 indicators sum to zero"):
        optimised(world(), target=dict.fromkeys("abcd", 0))


def test_the_benefit_of_the_doubt_by_hand() -> None:
    # Free weights: each of the first two is best in something; the third lies under the line between them.
    values = pd.DataFrame({"a": [1.0, 0.0, 0.4], "b": [0.0, 1.0, 0.4]}, index=list("xyz"))
    free = benefit_of_doubt(values, least=0, most=1)
    assert free.scores.to_dict() == pytest.approx({"x": 1, "y": 1, "z": 0.8})
    assert free.shares.loc["x"].tolist() == pytest.approx([1, 0])
    # With equal weights alone: means over the highest mean.
    bound = benefit_of_doubt(values, least=0.5, most=0.5)
    assert bound.scores.to_dict() == pytest.approx({"x": 1, "y": 1, "z": 0.8})
    assert bound.weights.to_dict() == pytest.approx({"a": 0.5, "b": 0.5})


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 99))
def test_doubt_never_harms(seed: int) -> None:
    values = world(seed)
    free, held = benefit_of_doubt(values, least=0, most=1), benefit_of_doubt(values)
    fixed = values.mean(axis=1)
    assert (free.scores >= held.scores - 1e-9).all()
    assert free.scores.between(0, 1 + 1e-9).all()
    whole = values.notna().all(axis=1)
    # Against the best under equal weights, among those without gaps, no place does worse than equal weights would have
    # it.
    alone = benefit_of_doubt(values[whole])
    assert (alone.scores >= fixed[whole] / fixed[whole].max() - 1e-9).all()
    shares = held.shares.loc[whole]
    assert shares.to_numpy() == pytest.approx(np.clip(shares, 1 / 8, 3 / 8).to_numpy(), abs=1e-9)
    np.testing.assert_allclose(held.shares.sum(axis=1), 1)


def test_a_place_without_values_has_no_doubt_to_benefit_from() -> None:
    values = world()
    values.iloc[0] = np.nan
    values.iloc[1] = 0.0
    found = benefit_of_doubt(values)
    assert np.isnan(found.scores.iloc[0])
    assert (found.shares.iloc[0] == 0).all()
    assert found.scores.iloc[1] == 0


def test_bounds_that_cannot_hold_are_refused() -> None:
    with pytest.raises(MethodError) as caught:
        benefit_of_doubt(world(gaps=0), least=0.3, most=0.2)
    assert "4 shares of at least 0.3 do not sum to 1" in str(caught.value)
    assert "4 shares of at most 0.2 do not sum to 1" in str(caught.value)


def tree_world() -> pd.DataFrame:
    return world(gaps=0).set_axis(["homicides", "injured", "poor", "returnees"], axis=1)


@pytest.mark.parametrize("name", WEIGHTINGS)
def test_a_tree_is_weighed_node_by_node(name: str) -> None:
    tree = build_tree(two_blocks(), TWO_BLOCKS_LEAVES)
    values = tree_world()
    weighed = weigh_tree(tree, values, method=name)  # type: ignore[arg-type]
    assert leaf_weights(weighed).sum() == pytest.approx(1)
    violence = next(branch for branch in weighed.branches if branch.id == "violence")
    alone = WEIGHTINGS[name](values[["homicides", "injured"]], pd.Series({"homicides": 0.5, "injured": 0.5}))  # type: ignore[index]
    np.testing.assert_allclose(violence.weights, alone)
    by_pairs = weigh_tree(tree.rooted("copeland"), values, method=name)  # type: ignore[arg-type]
    assert by_pairs.branches[-1].aggregation == "copeland"
    assert leaf_weights(by_pairs).to_dict() == leaf_weights(weighed).to_dict()


def test_given_weights_stay_and_empty_pillars_keep_theirs() -> None:
    leaves = [leaf for leaf in TWO_BLOCKS_LEAVES if leaf.id != "poor"]
    tree = build_tree(two_blocks(), leaves, weights={"violence": 3, "poverty": 1})
    assert weigh_tree(tree, tree_world(), method="given") is tree
    weighed = weigh_tree(tree, tree_world(), method="critic")
    drivers = next(branch for branch in weighed.branches if branch.id == "drivers")
    assert dict(zip(drivers.children, drivers.weights, strict=True)) == pytest.approx(
        {"poverty": 0.25, "violence": 0.75}
    )


def test_a_child_without_data_or_weight_keeps_what_it_has() -> None:
    tree = build_tree(
        index(node("root")), [indicator(id_, "root", weight=w) for id_, w in zip("abcd", (1, 1, 2, 0), strict=True)]
    )
    weighed = weigh_tree(tree, world().assign(c=np.nan), method="critic")
    told = leaf_weights(weighed)
    assert told["c"] == pytest.approx(0.5)
    assert told["d"] == 0
    assert told["a"] + told["b"] == pytest.approx(0.5)
    flat = weigh_tree(tree, world() * 0 + 0.5, method="pca")
    np.testing.assert_array_equal(leaf_weights(flat), leaf_weights(tree))


def test_a_deep_tree_is_weighed_too() -> None:
    chain = index(node("a"), *(node(id_, parent) for parent, id_ in zip("abcd", "bcde", strict=True)), node("f", "c"))
    leaves = [indicator("x", "e"), indicator("y", "e"), indicator("z", "f")]
    values = world(gaps=0)[["a", "b", "c"]].set_axis(["x", "y", "z"], axis=1)
    weighed = weigh_tree(build_tree(chain, leaves), values, method="entropy")
    assert weighed.nodes == tuple("edfcba")
    inner = entropy(values[["x", "y"]])
    d = values[["x", "y"]] @ inner
    outer = entropy(pd.DataFrame({"d": d, "f": values["z"]}))
    expected = {"x": outer["d"] * inner["x"], "y": outer["d"] * inner["y"], "z": outer["f"]}
    assert leaf_weights(weighed).to_dict() == pytest.approx(expected)
