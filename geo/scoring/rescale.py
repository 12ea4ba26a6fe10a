"""Put values and their errors on one scale under every treatment, way with missing values and normalisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.scoring.choices import DECLARED, Scaled, Variant
from geo.scoring.normalise import normalise, normalise_errors
from geo.scoring.spread import inherited_spread
from geo.scoring.treat import treat

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.catalogue import Indicator
    from geo.kinds import Missing, Treatment
    from geo.scoring.choices import Declared, Uncertainty
    from geo.scoring.matrix import Matrix


class Filled(NamedTuple):
    """Values with gaps filled, and the standard errors of all: where a value was filled in, that of its guess."""

    value: pd.DataFrame
    se: pd.DataFrame


def prepare_variants(
    matrix: Matrix,
    *,
    filled: Mapping[Missing | Declared, Filled],
    indicators: Mapping[str, Indicator],
    uncertainty: Uncertainty,
    rows: npt.NDArray[np.bool_],
) -> dict[Variant, Scaled]:
    """Prepare every combination that a replicate may meet, for the units that are ranked.

    Scale and spread are learned from all units: whether its neighbour is ranked must not move a place.

    Parameters
    ----------
    matrix
        The values as they came.
    filled
        The values under each way with what is missing that `uncertainty` names.
    indicators
        The entry of every column.
    rows
        The units to give.
    """
    countries, prepared = matrix.places["iso3"], {}
    options = uncertainty.spelled_out()
    for treatment in options.treatments or ():
        entries = _treated_by(indicators, treatment)
        for missing in options.missing or ():
            known = filled[missing]
            treated = treat(known.value, indicators=entries, countries=countries, se=known.se)
            for method in options.normalisations:
                values = normalise(treated.values, method=method, indicators=entries, countries=countries)
                errors = normalise_errors(
                    treated.values, treated.se, method=method, indicators=entries, countries=countries
                )
                spread = inherited_spread(
                    values,
                    measured=matrix.measured,
                    inherited=matrix.inherited,
                    level=matrix.level,
                    places=matrix.places,
                )
                parts = (np.ascontiguousarray(part.to_numpy().T[:, rows]) for part in (values, errors, spread))
                prepared[Variant(treatment, missing, method)] = Scaled(*parts)
    return prepared


def _treated_by(indicators: Mapping[str, Indicator], treatment: Treatment | Declared) -> Mapping[str, Indicator]:
    if treatment == DECLARED:
        return indicators
    return {id_: entry.model_copy(update={"treatment": treatment}) for id_, entry in indicators.items()}
