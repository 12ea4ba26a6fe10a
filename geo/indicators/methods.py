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
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import Faults, TableError
from geo.indicators.denominators import denominators
from geo.indicators.places import place_of
from geo.scoring.rates import raw_rates, smoothed_rates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.catalogue import Catalogue, Indicator, Rate, Series
    from geo.kinds import Method
    from geo.scoring.rates import Family


@dataclass(frozen=True)
class Job:
    """One series of one indicator, with what a method may need to know."""

    indicator: Indicator
    series_id: str
    entry: Series
    table: pd.DataFrame
    """The series, indexed by place: a row for every place of its countries, and `listed` where the source has one."""
    units: pd.DataFrame
    """Scored units of the series' countries, indexed by code."""
    series: Mapping[str, pd.DataFrame]
    catalogue: Catalogue

    @property
    def name(self) -> str:
        """What a fault is told about."""
        return f"{self.indicator.id} from {self.series_id}"

    @property
    def years(self) -> pd.Series:
        """The year of each place's figure; the series' own year for places it does not list."""
        return self.table["year"].fillna(self.entry.year)


def value(job: Job) -> pd.DataFrame:
    """Take figures as they were published.

    Returns
    -------
    pandas.DataFrame
        Indexed by place: `value`, `raw_value`, `se`, `n`, `reliability`, `coverage`, `status`.

    Raises
    ------
    TableError
        When the table holds counts without a value, shares that are percentages, or negative counts.
    """
    table = job.table
    figures = table["value"]
    if job.indicator.kind == "count":
        figures = figures.fillna(table["numerator"])
    faults = Faults(job.name, TableError)
    faults.check(
        "rows hold a count but no value",
        bad=table.index[figures.isna() & table["numerator"].notna()].tolist(),
        of=int(table["listed"].sum()),
        do="Set `method: rate` in indicators.yml, or give the value.",
    )
    _check_range(job, figures, faults)
    faults.raise_any()
    if job.entry.complete:
        figures = figures.mask(~table["listed"], 0.0)
    return pd.DataFrame(
        {
            "value": figures,
            "raw_value": figures,
            "se": table["se"],
            "n": table["denominator"],
            "reliability": pd.Series(pd.NA, index=table.index, dtype="str"),
            "coverage": np.nan,
            "status": _status(job, figures, events=figures),
        }
    )


def _check_range(job: Job, figures: pd.Series, faults: Faults) -> None:
    """Note figures that cannot be what the indicator says they are; a table edited by hand meets no other check."""
    kind = job.indicator.kind
    if kind == "share":
        wrong, what = ~figures.dropna().between(0, 1), "rows of a share lie outside 0-1"
        do = "If they are percentages, divide them by 100."
    elif kind == "count":
        wrong, what, do = figures.dropna() < 0, "rows hold a negative count", "Leave the cell empty if it is missing."
    else:
        return
    bad = [f"{code} ({figures[code]:g})" for code in wrong.index[wrong]]
    faults.check(what, bad=bad, of=int(figures.notna().sum()), do=do)


def rate(job: Job) -> pd.DataFrame:
    """Divide counts by their denominators and shrink what small numbers make of it.

    Rates are smoothed among the places they were published for: municipalities within their department or country as
    the entry says, El Salvador's 44 likewise, departments within their country.

    Returns
    -------
    pandas.DataFrame
        See `value`; `value` is the smoothed rate, `se` its posterior standard deviation, `n` the denominator.

    Raises
    ------
    TableError
        When counts have no denominator.
    MethodError
        When a count or denominator cannot make a rate.
    """
    options, table = job.indicator.rate, job.table
    if options is None:
        raise TableError(f"The indicator `{job.indicator.id}` says nothing about its rate. Give `rate:` with `per`.")
    counts = table["numerator"]
    if job.entry.kind in (None, "count"):
        counts = counts.fillna(table["value"])
    if job.entry.complete:
        counts = counts.mask(~table["listed"], 0.0)
    # A table that carries its denominators knows best what its events were counted among.
    whole = table["denominator"]
    if whole.isna().all():
        whole = _population(job, options)
    elif job.entry.complete:
        # A place without an event is not in the table, and neither are its people.
        whole = whole.where(table["listed"], _population(job, options))
    _check_rate(job, counts, whole)

    family: Family = "binomial" if job.indicator.kind == "share" else "poisson"
    groups = _groups(job)
    if groups is None:
        made = raw_rates(counts, whole, per=options.per, family=family, subject=job.name)
    else:
        near, wider = groups
        made = smoothed_rates(counts, whole, groups=near, wider=wider, per=options.per, family=family, subject=job.name)
    return pd.DataFrame(
        {
            "value": made["rate"],
            "raw_value": made["raw"],
            "se": made["se"],
            "n": whole.where(made["rate"].notna()),
            "reliability": made["reliability"],
            "coverage": np.nan,
            "status": _status(job, made["rate"], events=counts),
        }
    )


def raster(job: Job) -> pd.DataFrame:
    """Take what a raster gave, where enough of the unit had valid data.

    Returns
    -------
    pandas.DataFrame
        See `value`; `coverage` is the share of the unit with valid data, told also where it is too small.
    """
    options, table = job.indicator.raster, job.table
    enough = table["coverage"].fillna(0.0) >= (options.min_coverage if options else 0.0)
    figures = table["value"].where(enough)
    status = _status(job, figures, events=None).mask(figures.isna(), "not_monitored")
    return pd.DataFrame(
        {
            "value": figures,
            "raw_value": figures,
            "se": table["se"],
            "n": np.nan,
            "reliability": pd.Series(pd.NA, index=table.index, dtype="str"),
            "coverage": table["coverage"],
            "status": status,
        }
    )


METHODS: Mapping[Method, Callable[[Job], pd.DataFrame]] = {"value": value, "rate": rate, "raster": raster}


def _status(job: Job, figures: pd.Series, *, events: pd.Series | None) -> pd.Series:
    status = pd.Series("not_monitored", index=figures.index, dtype="str").mask(job.table["listed"], "source_failed")
    status = status.mask(figures.notna(), "observed")
    if job.entry.complete and events is not None:
        status = status.mask(figures.notna() & (events == 0), "observed_zero")
    if job.entry.level != "municipality":
        status = status.mask(figures.notna(), "inherited")
    return status


def _population(job: Job, options: Rate) -> pd.Series:
    countries = set(job.entry.countries)
    named = [name for name in options.denominator if countries & set(job.catalogue.series[name].countries)]
    if not named:
        return pd.Series(np.nan, index=job.table.index)
    return denominators(
        named,
        series=job.series,
        catalogue=job.catalogue,
        units=job.units,
        level=job.entry.level,
        years=job.years,
    )


def _groups(job: Job) -> tuple[pd.Series, pd.Series] | None:
    """Name the group of each place and the wider one; none where rates are left as they are."""
    options, level = job.indicator.rate, job.entry.level
    if options is None or options.smooth == "none" or level == "country":
        return None
    nested = pd.DataFrame({"place": place_of(job.units, level), "country": job.units["iso3"]})
    # A department's own rate is alone in its group, and so is smoothed within the country.
    nested["group"] = job.units["adm1_code"] if options.smooth == "department" else nested["country"]
    nested = nested.dropna(subset="place").drop_duplicates("place").set_index("place")
    return nested["group"], nested["country"]


def _check_rate(job: Job, counts: pd.Series, whole: pd.Series) -> None:
    faults = Faults(job.name, TableError)
    faults.check(
        "rows hold a value but no count",
        bad=job.table.index[counts.isna() & job.table["value"].notna()].tolist(),
        of=int(job.table["listed"].sum()),
        do="Set `method: value` in indicators.yml, or give the counts.",
    )
    faults.check(
        "counts have no denominator",
        bad=counts.index[counts.notna() & whole.isna()].tolist(),
        of=int(counts.notna().sum()),
        do="Give the denominator in the table, or name a population series that covers the place.",
    )
    faults.raise_any()
