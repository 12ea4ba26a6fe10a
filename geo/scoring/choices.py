"""Name the choices behind a score that could as well have been others, and refuse those that no replicate can use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from geo.errors import Faults, MethodError
from geo.kinds import Aggregation, Missing, Normalisation, Treatment
from geo.scoring.aggregate import MEANS
from geo.scoring.normalise import SCALES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FloatArray = npt.NDArray[np.float64]
Declared = Literal["declared"]

DECLARED: Declared = "declared"
"""What each indicator's own entry says, instead of one method for all."""

CHOICES = ("treatment", "missing", "normalisation", "aggregation", "left_out", "weights", "measurement")
"""Everything that a replicate draws."""

WHERE_THEY_MATTER: dict[str, Any] = {"treatments": (DECLARED, "none"), "missing": (DECLARED,), "leave_out": True}
"""What stands for an option that is not given: each is drawn where it changes a score, and held where it does not."""


class Variant(NamedTuple):
    """The choices that have to be made before values stand on one scale."""

    treatment: Treatment | Declared = DECLARED
    missing: Missing | Declared = DECLARED
    normalisation: Normalisation = "minmax"


@dataclass(frozen=True)
class Scaled:
    """Indicators by units under one variant, 0-1; missing is null.

    Attributes
    ----------
    leaves
        The values.
    error
        The standard deviation of each value's own error of measurement, or of its imputation.
    spread
        How far a unit may stand from a value that was handed down to it, as a standard deviation; else 0.
    """

    leaves: FloatArray
    error: FloatArray
    spread: FloatArray


@dataclass(frozen=True)
class Uncertainty:
    """What a replicate may draw; a choice with one option is held.

    Attributes
    ----------
    replicates
        How many rankings are made.
    treatments, missing
        Equally likely. `declared` is what each indicator's own entry says. Not given, those of `WHERE_THEY_MATTER`.
    normalisations, aggregations
        Equally likely. An aggregation drawn holds for every node.
    leave_out
        Whether a replicate leaves out one indicator or none, each as likely as the other. An indicator that some
        unit has nothing beside is never left out. Not given, it does so where that is possible.
    concentration
        Weights below a node with n children come from a Dirichlet distribution around the nominal shares w, with
        parameters ``concentration * n * w``. At 12, the weight of one of two equal children varies by 20 % of itself
        (one standard deviation), of one of six by 26 %. None holds the weights.
    measurement
        Whether values move by their standard errors, and inherited ones by the spread within their area.
    idle
        What becomes of an option that is given and changes no score anywhere: ``refuse`` makes it a fault, ``hold``
        leaves it out. What is held is told in the result.
    """

    replicates: int = 1000
    treatments: tuple[Treatment | Declared, ...] | None = None
    missing: tuple[Missing | Declared, ...] | None = None
    normalisations: tuple[Normalisation, ...] = ("minmax", "zscore", "percentile")
    aggregations: tuple[Aggregation, ...] = ("arithmetic", "geometric")
    leave_out: bool | None = None
    concentration: float | None = 12.0
    measurement: bool = True
    idle: Literal["refuse", "hold"] = "refuse"

    def spelled_out(self) -> Uncertainty:
        """Put what stands for an option that is not given in its place."""
        return replace(self, **{name: WHERE_THEY_MATTER[name] for name in self.not_given()})

    def not_given(self) -> tuple[str, ...]:
        """Name the options that are not given."""
        return tuple(name for name in WHERE_THEY_MATTER if getattr(self, name) is None)

    def options(self) -> dict[str, tuple[str, ...]]:
        """Give the options of every choice that is one of a few, each after its first."""
        full = self.spelled_out()
        return {
            "treatment": full.treatments or (),
            "missing": full.missing or (),
            "normalisation": full.normalisations,
            "aggregation": full.aggregations,
        }

    def variants(self) -> list[Variant]:
        """List every combination of treatment, missing and normalisation that a replicate may meet."""
        full = self.spelled_out()
        return [
            Variant(treatment, missing, normalisation)
            for treatment in full.treatments or ()
            for missing in full.missing or ()
            for normalisation in full.normalisations
        ]


def note_option_faults(uncertainty: Uncertainty, *, faults: Faults) -> None:
    """Note options that no replicate can use."""
    if uncertainty.replicates < 2:
        faults.add(f"{uncertainty.replicates} replicates give no interval. Ask for at least 2; 1,000 are usual.")
    known: dict[str, tuple[str, Iterable[str]]] = {
        "treatments": ("treatment", (DECLARED, *get_args(Treatment))),
        "ways with what is missing": ("missing", (DECLARED, *get_args(Missing))),
        "normalisations": ("normalisation", SCALES),
        "aggregations": ("aggregation", MEANS),
    }
    for word, (choice, names) in known.items():
        given = uncertainty.options()[choice]
        strange = [name for name in given if name not in names]
        faults.check(f"{word} are not known", bad=strange, of=len(given), do=f"Choose among {', '.join(names)}.")
        twice = sorted({name for name in given if given.count(name) > 1})
        faults.check(f"{word} are given twice", bad=twice, of=len(given), do="Name each once.")
        if not given:
            faults.add(f"no {word} are given. Name at least one; with one alone the choice is held.")
    if uncertainty.concentration is not None and not 1 <= uncertainty.concentration < np.inf:
        faults.add(f"a concentration of {uncertainty.concentration} is not 1 or more. Use 12, or None to hold weights.")


def note_scaled_faults(
    scaled: Mapping[Variant, Scaled], *, codes: Sequence[str], uncertainty: Uncertainty, faults: Faults
) -> None:
    """Note values that no replicate can score: variants that are lacking, values off the scale, impossible errors."""
    wanted = uncertainty.variants()
    faults.check(
        "variants have no values",
        bad=[" ".join(variant) for variant in wanted if variant not in scaled],
        of=len(wanted),
        do="Prepare values for every combination of treatment, missing and normalisation.",
    )
    for variant in (variant for variant in wanted if variant in scaled):
        known, name = scaled[variant], " ".join(variant)
        if any(part.shape != known.leaves.shape or part.shape[1:] != (len(codes),) for part in vars(known).values()):
            faults.add(f"{name}: values, errors and codes are of different shapes. Give a column per code to each.")
            continue
        units = np.asarray(codes, dtype=object)
        for what, bad, do in (
            ("units have no value at all", np.isnan(known.leaves).all(axis=0), "Rank only units with a value."),
            (
                "units have values outside 0-1",
                ((known.leaves < 0) | (known.leaves > 1)).any(axis=0),
                "Normalise them first.",
            ),
            (
                "units have errors that are negative, infinite or missing",
                ~((known.error >= 0) & (known.spread >= 0) & (known.error + known.spread < np.inf)).all(axis=0),
                "Give zero where there is no error.",
            ),
        ):
            faults.check(f"{what} under {name}", bad=units[bad].tolist(), of=len(codes), do=do)


def note_top_faults(top: Sequence[int], *, faults: Faults) -> None:
    """Note sizes of the top that nobody can be in."""
    faults.check(
        "sizes of the top are below 1",
        bad=[k for k in top if k < 1],
        of=len(top),
        do="Ask for P(top k) with k of 1 or more.",
    )


def refuse(
    scaled: Mapping[Variant, Scaled], *, codes: Sequence[str], uncertainty: Uncertainty, top: Sequence[int]
) -> None:
    """Raise every fault of the options and the values at once.

    Raises
    ------
    MethodError
        With all that the functions above note.
    """
    faults = Faults("uncertainty", MethodError)
    note_option_faults(uncertainty, faults=faults)
    note_top_faults(top, faults=faults)
    note_scaled_faults(scaled, codes=codes, uncertainty=uncertainty, faults=faults)
    faults.raise_any()
