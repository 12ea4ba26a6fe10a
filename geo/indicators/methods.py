"""Turn one table into one figure per place, by the method its indicator names.

The status of a figure says why it is there or not:

========================  ============================================================================================
observed                  the source gives a figure for the unit itself
observed_zero             the source is a census of events, and none happened there
inherited                 the source gives a figure for a larger place that the unit lies in
not_monitored             no source covers the country, the source leaves the place out, or the raster has too little
                          valid area there
source_failed             the source lists the place but gives no figure
========================  ============================================================================================

`suppressed` and `imputed` are set by later verbs; `not_applicable` is for figures that cannot exist, and no method
here makes one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, TableError
from geo.indicators.denominators import denominators
from geo.scoring.rates import raw_rates, smoothed_rates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.catalogue import Catalogue, Indicator, Rate, Series
    from geo.kinds import Method
    from geo.scoring.rates import Family


FloatArray = npt.NDArray[np.float64]


class Rows(NamedTuple):
    """The columns of a table, a row for every place of its countries; missing is null."""

    value: FloatArray
    numerator: FloatArray
    denominator: FloatArray
    se: FloatArray
    coverage: FloatArray
    year: FloatArray
    listed: npt.NDArray[np.bool_]
    """True where the source has a row."""


class Figures(NamedTuple):
    """What a method makes of them, a row for every place; missing is null, and None where it is text."""

    value: FloatArray
    raw_value: FloatArray
    se: FloatArray
    n: FloatArray
    coverage: FloatArray
    reliability: npt.NDArray[np.object_]
    status: npt.NDArray[np.object_]


@dataclass(frozen=True)
class Job:
    """One series of one indicator, with what a method may need to know."""

    indicator: Indicator
    series_id: str
    entry: Series
    places: pd.Index
    rows: Rows
    units: pd.DataFrame
    """Scored units of the series' countries, indexed by code."""
    first: npt.NDArray[np.intp]
    """The row of the first unit in each place."""
    series: Mapping[str, pd.DataFrame]
    catalogue: Catalogue

    @property
    def name(self) -> str:
        """What a fault is told about."""
        return f"{self.indicator.id} from {self.series_id}"

    @property
    def years(self) -> FloatArray:
        """The year of each place's figure; the series' own year for places it does not list."""
        return np.where(np.isnan(self.rows.year), self.entry.year, self.rows.year)

    def codes(self, where: npt.NDArray[np.bool_]) -> list[str]:
        """List some of the places."""
        return list(self.places[where])

    def empty(self) -> FloatArray:
        """Give a column without figures."""
        return np.full(len(self.places), np.nan)

    def unsaid(self) -> npt.NDArray[np.object_]:
        """Give a column without text."""
        return np.full(len(self.places), None, dtype=object)


def value(job: Job) -> Figures:
    """Take figures as they were published.

    Raises
    ------
    TableError
        When the table holds counts without a value, shares that are percentages, or negative counts.
    """
    rows, figures = job.rows, job.rows.value
    if job.indicator.kind == "count":
        figures = _filled(figures, rows.numerator)
    faults = Faults(job.name, TableError)
    faults.check(
        "rows hold a count but no value",
        bad=job.codes(np.isnan(figures) & ~np.isnan(rows.numerator)),
        of=int(rows.listed.sum()),
        do="Set `method: rate` in indicators.yml, or give the value.",
    )
    _check_range(job, figures, faults)
    faults.raise_any()
    if job.entry.complete:
        figures = np.where(rows.listed, figures, 0.0)
    return Figures(
        value=figures,
        raw_value=figures,
        se=rows.se,
        n=rows.denominator,
        coverage=job.empty(),
        reliability=job.unsaid(),
        status=_status(job, figures, events=figures),
    )


def _check_range(job: Job, figures: FloatArray, faults: Faults) -> None:
    """Note figures that cannot be what the indicator says they are; a table edited by hand meets no other check."""
    kind = job.indicator.kind
    if kind == "share":
        wrong, what = (figures < 0) | (figures > 1), "rows of a share lie outside 0-1"
        do = "If they are percentages, divide them by 100."
    elif kind == "count":
        wrong, what, do = figures < 0, "rows hold a negative count", "Leave the cell empty if it is missing."
    else:
        return
    bad = [f"{code} ({figure:g})" for code, figure in zip(job.codes(wrong), figures[wrong], strict=True)]
    faults.check(what, bad=bad, of=int((~np.isnan(figures)).sum()), do=do)


def rate(job: Job) -> Figures:
    """Divide counts by their denominators and shrink what small numbers make of it.

    Rates are smoothed among the places they were published for: municipalities within their department or country as
    the entry says, El Salvador's 44 likewise, departments within their country. `value` is the smoothed rate, `se` its
    posterior standard deviation, `n` the denominator.

    Raises
    ------
    TableError
        When counts have no denominator.
    MethodError
        When a count or denominator cannot make a rate.
    """
    options, rows = job.indicator.rate, job.rows
    if options is None:
        raise TableError(f"The indicator `{job.indicator.id}` says nothing about its rate. Give `rate:` with `per`.")
    counts = rows.numerator
    if job.entry.kind in (None, "count"):
        counts = _filled(counts, rows.value)
    if job.entry.complete:
        counts = np.where(rows.listed, counts, 0.0)
    # A table that carries its denominators knows best what its events were counted among.
    whole = rows.denominator
    if np.isnan(whole).all():
        whole = _population(job, options)
    elif job.entry.complete:
        # A place without an event is not in the table, and neither are its people.
        whole = np.where(rows.listed, whole, _population(job, options))
    _check_rate(job, counts, whole)

    family: Family = "binomial" if job.indicator.kind == "share" else "poisson"
    events, people = (pd.Series(column, index=job.places) for column in (counts, whole))
    asked: dict[str, Any] = {"per": options.per, "family": family, "subject": job.name}
    groups = _groups(job)
    if groups is None:
        made = raw_rates(events, people, **asked)
    else:
        near, wider = groups
        made = smoothed_rates(events, people, groups=near, wider=wider, **asked)
    rates = made["rate"].to_numpy()
    return Figures(
        value=rates,
        raw_value=made["raw"].to_numpy(),
        se=made["se"].to_numpy(),
        n=np.where(np.isnan(rates), np.nan, whole),
        coverage=job.empty(),
        reliability=made["reliability"].to_numpy(dtype=object),
        status=_status(job, rates, events=counts),
    )


def raster(job: Job) -> Figures:
    """Take what a raster gave, where enough of the unit had valid data.

    `coverage` is the share of the unit with valid data, told also where it is too small.
    """
    options, rows = job.indicator.raster, job.rows
    enough = np.nan_to_num(rows.coverage) >= (options.min_coverage if options else 0.0)
    figures = np.where(enough, rows.value, np.nan)
    status = _status(job, figures, events=None)
    status[np.isnan(figures)] = "not_monitored"
    return Figures(
        value=figures,
        raw_value=figures,
        se=rows.se,
        n=job.empty(),
        coverage=rows.coverage,
        reliability=job.unsaid(),
        status=status,
    )


METHODS: Mapping[Method, Callable[[Job], Figures]] = {"value": value, "rate": rate, "raster": raster}


def _filled(figures: FloatArray, others: FloatArray) -> FloatArray:
    return np.where(np.isnan(figures), others, figures)


def _status(job: Job, figures: FloatArray, *, events: FloatArray | None) -> npt.NDArray[np.object_]:
    known = ~np.isnan(figures)
    status = np.full(len(figures), "not_monitored", dtype=object)
    status[job.rows.listed] = "source_failed"
    status[known] = "observed" if job.entry.level == "municipality" else "inherited"
    if job.entry.complete and events is not None and job.entry.level == "municipality":
        status[known & (events == 0)] = "observed_zero"
    return status


def _population(job: Job, options: Rate) -> FloatArray:
    countries = set(job.entry.countries)
    named = [name for name in options.denominator if countries & set(job.catalogue.series[name].countries)]
    if not named:
        return job.empty()
    return denominators(
        named,
        series=job.series,
        catalogue=job.catalogue,
        units=job.units,
        level=job.entry.level,
        years=pd.Series(job.years, index=job.places),
    ).to_numpy()


def _groups(job: Job) -> tuple[pd.Series, pd.Series] | None:
    """Name the group of each place and the wider one; none where rates are left as they are."""
    options = job.indicator.rate
    if options is None or options.smooth == "none" or job.entry.level == "country":
        return None
    countries = job.units["iso3"]
    # A department's own rate is alone in its group, and so is smoothed within the country.
    near = job.units["adm1_code"] if options.smooth == "department" else countries
    group, country = (column.iloc[job.first].set_axis(job.places) for column in (near, countries))
    return group, country


def _check_rate(job: Job, counts: FloatArray, whole: FloatArray) -> None:
    faults = Faults(job.name, TableError)
    counted = ~np.isnan(counts)
    faults.check(
        "rows hold a value but no count",
        bad=job.codes(~counted & ~np.isnan(job.rows.value)),
        of=int(job.rows.listed.sum()),
        do="Set `method: value` in indicators.yml, or give the counts.",
    )
    faults.check(
        "counts have no denominator",
        bad=job.codes(counted & np.isnan(whole)),
        of=int(counted.sum()),
        do="Give the denominator in the table, or name a population series that covers the place.",
    )
    faults.raise_any()
