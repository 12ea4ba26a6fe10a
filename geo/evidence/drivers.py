"""Ask how well the drivers say where people leave from, in places that the model has not seen.

Two models, a Poisson regression and gradient boosted trees with a Poisson loss, are fitted to rates weighted by their
exposure, which is a Poisson regression of the counts. Each block of space is held out in turn. What they reach is told
as skill: the share of the null model's deviance that they take away, where the null model gives every place the mean
rate of the places it has seen. 1 is perfect, 0 no better than that mean, and below 0 worse.

Both see a driver as its percentile among the country's places, in 24 steps from 0 to 1; no rate takes part in that.
So a far value pulls no further than the farthest step, and fits take milliseconds. A driver that is missing is never
put at zero. The trees learn for each split on which side the missing belong. The regression takes the median of the
places learned from, and has a column of its own that says the driver was missing.

None of this shows causes: a driver can go with migration because both follow a third thing, or because migration
changed the driver.

References
----------
.. [1] McCullagh, P. and Nelder, J. A. (1989). Generalized Linear Models, 2nd ed., section 6.2 (Poisson deviance).
.. [2] Friedman, J. H. (2001). Greedy function approximation: a gradient boosting machine. Annals of Statistics 29(5),
   1189-1232; section 8.2 for partial dependence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import kl_div
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from geo.errors import Faults, MethodError
from geo.evidence.blocks import spatial_blocks, training_places

FloatArray = npt.NDArray[np.float64]
Model = Literal["poisson", "boosting"]
MODELS: tuple[Model, ...] = get_args(Model)

BLOCKS = 8
LEAST_PLACES = 30
"""With fewer places no model is fitted: eight blocks of less than four places tell nothing apart."""
LEAST_KNOWN = 0.5
"""Drivers known in a smaller share of the places are left out."""
STEPS = 24
GRID = tuple(np.linspace(0.05, 0.95, 10))
"""The quantiles of a driver at which its partial dependence is read off: inside what the places show."""
SHOWN = 6
"""How many drivers have their dependence read off: those along which the trees' expectation moves most."""
TREES, LEAVES, LEARNING = 40, 6, 0.12


@dataclass(frozen=True)
class Linked:
    """How well drivers say where people leave from.

    Attributes
    ----------
    skills
        A row per model: `model`, `skill`, `skill_p5` and `skill_p95` (over blocks drawn again with replacement), and
        `rank_correlation` of what was expected with what was seen.
    predictions
        A row per place: `block`, `rate`, `exposure`, and what each model expected without having seen the place;
        `null` is the mean of the places learned from.
    dependence
        A row per driver and value, for the `SHOWN` drivers along which the expectation moves most: `driver`, `value`,
        `expected` (the mean over the places' people of what the trees expect where the driver takes that value, as a
        multiple of the country's rate), `low` and `high` (the same over the models that each saw all but one block),
        `known` (places that have the driver).
    drivers
        The drivers that took part.
    """

    skills: pd.DataFrame
    predictions: pd.DataFrame
    dependence: pd.DataFrame
    drivers: tuple[str, ...]


def link(
    outcome: pd.DataFrame,
    drivers: pd.DataFrame,
    *,
    points: pd.DataFrame,
    touching: pd.DataFrame,
    seed: int,
    blocks: int = BLOCKS,
    draws: int = 1000,
) -> Linked | None:
    """Fit both models with each block of space held out in turn, and both on all places for the dependence.

    Parameters
    ----------
    outcome
        `rate` and `exposure` by place.
    drivers
        Places by drivers; missing is null.
    points
        `lon` and `lat` by place.
    touching
        Places by places, true where they touch.
    seed
        For the blocks and the interval of the skill.
    blocks, draws
        How many blocks, and how many times they are drawn again.

    Returns
    -------
    Linked or None
        None where there are fewer than `LEAST_PLACES` places, or no driver is known in half of them.

    Raises
    ------
    MethodError
        With every fault of the inputs.
    """
    places = outcome.sort_index()
    columns = drivers.reindex(places.index).sort_index(axis=1)
    _refuse(places, columns, points)
    columns = columns.loc[:, (columns.notna().mean() >= LEAST_KNOWN) & (columns.max() > columns.min())]
    if len(places) < LEAST_PLACES or columns.empty:
        return None
    block = spatial_blocks(points.loc[places.index], blocks=blocks, seed=seed)
    steps = (columns.rank(pct=True) * STEPS).round() / STEPS
    from sklearn import config_context  # noqa: PLC0415 - heavy, and asked for only here

    # What goes in was checked above, and is not checked again by each of some hundred models.
    with threadpool_limits(1), config_context(assume_finite=True, skip_parameter_validation=True):
        # On so few rows threads cost more than they bring, and one alone always adds up in the same order.
        predictions, held_out = _held_out(places, steps, block=block, touching=touching, seed=seed)
        whole = _fit("boosting", steps, places, seed=seed)
        dependence = _dependence(whole, held_out, steps, columns, places)
    return Linked(_skills(predictions, draws=draws, seed=seed), predictions, dependence, tuple(columns.columns))


def _refuse(places: pd.DataFrame, drivers: pd.DataFrame, points: pd.DataFrame) -> None:
    faults = Faults("links", MethodError)
    codes = places.index
    for name, low in (("rate", 0.0), ("exposure", np.nextafter(0, 1))):
        column = places[name].to_numpy(float)
        faults.check(
            f"places have a `{name}` that is missing, infinite or {'negative' if name == 'rate' else 'not above zero'}",
            bad=codes[~(np.isfinite(column) & (column >= low))].tolist(),
            of=len(codes),
            do="Leave them out: a place without a figure teaches nothing.",
        )
    infinite = np.isinf(drivers.to_numpy(float)).any(axis=1)
    faults.check("places have an infinite driver", bad=codes[infinite].tolist(), of=len(codes), do="Measure again.")
    faults.check(
        "places have no point",
        bad=codes[~codes.isin(points.index)].tolist(),
        of=len(codes),
        do="Give each place its coordinates.",
    )
    if not places["rate"].gt(0).any():
        faults.add(f"none of {len(places)} places has a rate above zero. There is nothing to tell apart.")
    faults.raise_any()


def _held_out(
    places: pd.DataFrame, drivers: pd.DataFrame, *, block: pd.Series, touching: pd.DataFrame, seed: int
) -> tuple[pd.DataFrame, list[Any]]:
    """Expect each block's rates from the places that neither lie in it nor touch it."""
    expected = pd.DataFrame(np.nan, index=places.index, columns=["null", *MODELS])
    trees = []
    for number in sorted(block.unique()):
        learned, asked = training_places(number, blocks=block, touching=touching), block.eq(number)
        seen = places[learned]
        if not seen["rate"].gt(0).any():
            raise MethodError(
                f"Block {number} leaves no place with a rate above zero to learn from. Ask for more blocks."
            )
        expected.loc[asked, "null"] = _mean_rate(seen)
        for model in MODELS:
            fitted = _fit(model, drivers[learned], seen, seed=seed)
            expected.loc[asked, model] = _mean_rate(seen) * fitted.predict(drivers[asked].to_numpy(float))
        trees.append(fitted)
    return pd.concat([block, places[["rate", "exposure"]], expected], axis=1), trees


def _mean_rate(places: pd.DataFrame) -> float:
    return float(np.average(places["rate"], weights=places["exposure"]))


def _fit(model: Model, drivers: pd.DataFrame, places: pd.DataFrame, *, seed: int) -> Any:
    """Fit one model to rates as multiples of their mean, so that its options mean the same for every figure."""
    weights = (places["exposure"] / places["exposure"].mean()).to_numpy(float)
    rates = (places["rate"] / _mean_rate(places)).to_numpy(float)
    cells = drivers.to_numpy(float)
    if model == "poisson":
        return _Regression(cells, rates, weights)
    return _trees(len(places), seed=seed).fit(cells, rates, sample_weight=weights)


class _Regression:
    """A Poisson regression that takes medians for what is missing, and has a column of its own that says so."""

    def __init__(self, cells: FloatArray, rates: FloatArray, weights: FloatArray) -> None:
        from sklearn.linear_model import PoissonRegressor  # noqa: PLC0415 - heavy, and asked for only here

        self._lacking = np.isnan(cells).any(axis=0)
        # A driver that none of the places has is the same everywhere, whatever stands for it.
        known = [column[~np.isnan(column)] for column in cells.T]
        self._medians = np.array([np.median(column) if len(column) else 0.0 for column in known])
        # A little ridge: there are many drivers and few places.
        self._model = PoissonRegressor(alpha=0.02, solver="newton-cholesky")
        self._model.fit(self._filled(cells), rates, sample_weight=weights)

    def predict(self, cells: FloatArray) -> FloatArray:
        """Expect the rate of each row, as a multiple of the mean of the places learned from."""
        return np.asarray(self._model.predict(self._filled(cells)), dtype=np.float64)

    def _filled(self, cells: FloatArray) -> FloatArray:
        missing = np.isnan(cells)
        return np.column_stack([np.where(missing, self._medians, cells), missing[:, self._lacking]])


def _trees(places: int, *, seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingRegressor  # noqa: PLC0415 - heavy, and asked for only here

    return HistGradientBoostingRegressor(
        loss="poisson",
        max_iter=TREES,
        learning_rate=LEARNING,
        max_leaf_nodes=LEAVES,
        max_bins=STEPS + 2,
        min_samples_leaf=int(np.clip(places // 8, 4, 20)),
        l2_regularization=1.0,
        early_stopping=False,
        random_state=seed,
    )


def _skills(predictions: pd.DataFrame, *, draws: int, seed: int) -> pd.DataFrame:
    """Compare deviances with the null model's, and draw the blocks again for an interval."""
    rate, weight = predictions["rate"].to_numpy(), predictions["exposure"].to_numpy()
    deviance = pd.DataFrame(
        {model: 2 * weight * kl_div(rate, predictions[model].to_numpy()) for model in ("null", *MODELS)}
    )
    by_block = deviance.groupby(predictions["block"].to_numpy()).sum()
    random = np.random.default_rng(seed)
    drawn = random.multinomial(len(by_block), np.full(len(by_block), 1 / len(by_block)), size=draws)
    again = pd.DataFrame(drawn @ by_block.to_numpy(), columns=by_block.columns)
    rows = []
    for model in MODELS:
        spread = 1 - again[model] / again["null"]
        rows.append(
            {
                "model": model,
                "skill": 1 - by_block[model].sum() / by_block["null"].sum(),
                "skill_p5": spread.quantile(0.05),
                "skill_p95": spread.quantile(0.95),
                "rank_correlation": predictions[model].rank().corr(predictions["rate"].rank()),
            }
        )
    return pd.DataFrame(rows)


def _dependence(
    whole: Any, held_out: list[Any], steps: pd.DataFrame, drivers: pd.DataFrame, places: pd.DataFrame
) -> pd.DataFrame:
    """Read off what the trees expect on average when one driver takes a value everywhere it is known."""
    grid = {
        name: np.unique(np.asarray(steps[name].quantile(list(GRID), interpolation="nearest"), dtype=np.float64))
        for name in steps.columns
    }
    of_all = {name: lines[0] for name, lines in _expected([whole], grid, steps, places).items()}
    moved = {name: np.ptp(line) for name, line in of_all.items()}
    shown = {name: grid[name] for name in sorted(moved, key=lambda name: (-moved[name], name))[:SHOWN]}
    rows = []
    for name, lines in _expected(held_out, shown, steps, places).items():
        of_step = drivers[name].groupby(steps[name]).median()
        rows.append(
            pd.DataFrame(
                {
                    "driver": name,
                    "value": of_step.reindex(grid[name]).to_numpy(),
                    "expected": of_all[name],
                    "low": lines.min(axis=0),
                    "high": lines.max(axis=0),
                    "known": int(steps[name].notna().sum()),
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


def _expected(
    models: list[Any], grid: dict[str, FloatArray], steps: pd.DataFrame, places: pd.DataFrame
) -> dict[str, FloatArray]:
    """Average what each model expects over the places that have a driver, at each of its values: models by values."""
    cells, weight = steps.to_numpy(float), places["exposure"].to_numpy(float)
    asked, weights = [], []
    for name, values in grid.items():
        at = steps.columns.get_loc(name)
        known = ~np.isnan(cells[:, at])
        part = np.tile(cells[known], (len(values), 1))
        part[:, at] = np.repeat(values, known.sum())
        asked.append(part)
        weights.append(weight[known] / weight[known].sum())
    stacked = np.vstack(asked)
    told = np.array([model.predict(stacked) for model in models])
    found, start = {}, 0
    for (name, values), share in zip(grid.items(), weights, strict=True):
        end = start + len(values) * len(share)
        found[name] = np.asarray(told[:, start:end].reshape(len(models), len(values), -1) @ share)
        start = end
    return found
