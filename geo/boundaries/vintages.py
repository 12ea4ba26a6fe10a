"""Carry figures from one state of the boundaries to another: counts are shared out, rates are weighed anew.

Places merge (El Salvador's 262 into 44), and places split (a Guatemalan municipality created out of another). A
crosswalk says which part of each place lies where in the other vintage; what that part is counted in, people or area,
is for whoever makes it to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.boundaries.repair import areas_km2
from geo.errors import Faults, GeometryError, TableError

if TYPE_CHECKING:
    import geopandas as gpd

COLUMNS = ("from_code", "to_code", "share")
WHOLE = 1e-9
"""Shares of a place add up to one but for this."""

SLIVER = 1e-3
"""Parts below this share of a place come from lines that were drawn twice, not from a change of limits."""


@dataclass(frozen=True)
class Crosswalk:
    """Which part of each place of one vintage lies in which place of another.

    Attributes
    ----------
    parts
        `from_code`, `to_code`, `share` (of the place it comes from, above zero), in order of the codes; the shares of
        a place add up to one.

    Raises
    ------
    TableError
        With every pair that stands twice, every share that is none, and every place whose shares are not a whole.
    """

    parts: pd.DataFrame

    def __post_init__(self) -> None:
        faults = Faults("the crosswalk", TableError)
        parts = self.parts
        lacking = [column for column in COLUMNS if column not in parts.columns]
        faults.check("columns are lacking", bad=lacking, of=len(COLUMNS), do="Give from_code, to_code, share.")
        faults.raise_any()
        pairs = parts["from_code"].astype(str) + " to " + parts["to_code"].astype(str)
        blank = parts[["from_code", "to_code"]].isna().any(axis=1)
        shares = parts["share"].to_numpy(dtype=float)
        none = ~((shares > 0) & (shares <= 1 + WHOLE))
        for what, wrong, do in (
            ("rows lack a code", blank, "Fill it in."),
            ("pairs stand twice", pairs.duplicated() & ~blank, "Add them up."),
            ("shares do not lie above 0 and up to 1", none, "Leave out parts of nothing; write 0.25 for 25 %."),
        ):
            faults.check(what, bad=pairs[wrong].tolist(), of=len(parts), do=do)
        faults.raise_any()
        whole = parts.groupby("from_code", sort=True)["share"].sum()
        off = whole[(whole - 1).abs() > WHOLE]
        faults.check(
            "places are not shared out whole",
            bad=[f"{code} ({share:.6g})" for code, share in off.items()],
            of=len(whole),
            do="What happened to the rest? Name every place it went to.",
        )
        faults.raise_any()
        # What is off by the last digits is put right, so that a total of millions is kept to the last digits too.
        exact = parts["share"].astype(float) / parts.groupby("from_code")["share"].transform("sum")
        ordered = parts.assign(share=exact)[list(COLUMNS)].sort_values(["from_code", "to_code"], ignore_index=True)
        object.__setattr__(self, "parts", ordered)

    @property
    def sources(self) -> pd.Index:
        """The places that figures come from, in order."""
        codes: pd.Index = pd.Index(sorted(set(self.parts["from_code"])), name="code")
        return codes

    @property
    def targets(self) -> pd.Index:
        """The places that figures go to, in order."""
        codes: pd.Index = pd.Index(sorted(set(self.parts["to_code"])), name="code")
        return codes

    def turned(self, people: pd.Series) -> Crosswalk:
        """Go the other way: what part of each target comes from which source.

        Parameters
        ----------
        people
            What the shares are of, by source code: people, or area if the shares are of area.

        Raises
        ------
        TableError
            With every source that is not counted, and every target that nobody is in.
        """
        part = self._of_sources(people, "people") * self.parts["share"]
        whole = part.groupby(self.parts["to_code"]).transform("sum")
        faults = Faults("the crosswalk, turned", TableError)
        faults.check(
            "places have nobody in them, or somebody uncounted",
            bad=sorted(set(self.parts.loc[~(whole > 0) | part.isna(), "to_code"])),
            of=len(self.targets),
            do="Give the people of every place that it is made of.",
        )
        faults.raise_any()
        kept = part > 0
        return Crosswalk(
            pd.DataFrame({
                "from_code": self.parts["to_code"], "to_code": self.parts["from_code"], "share": part / whole
            })[kept]
        )  # fmt: skip

    def counts(
        self, counts: pd.Series, *, se: pd.Series | None = None, people: pd.Series | None = None, at_least: float = 1.0
    ) -> pd.DataFrame:
        """Share counts out and add them up; the total is the same before and after.

        Parameters
        ----------
        counts
            By source code; a place that is not there is missing. A code that the crosswalk does not know is a fault.
        se
            Standard errors, likewise, taken to be independent.
        people
            By source code, to say how much of a place is known; without it, places count by the shares alone.
        at_least
            The known part from which a sum is given. At 1, a sum over a missing part is missing; below, it is the sum
            of what is known, never raised to a whole, and `known` says how much that is.

        Returns
        -------
        pandas.DataFrame
            By target code: `value`, `se` (missing where one of the errors is), `known` (0-1), `parts`.

        Raises
        ------
        TableError
            With every code that the crosswalk does not know.
        """
        figures = self._of_sources(counts, "counts")
        errors = None if se is None else self._of_sources(se, "standard errors")
        weight = self.parts["share"] * (1.0 if people is None else self._of_sources(people, "people"))
        return self._summed(figures, errors, weight=weight, by=self.parts["share"], mean=False, at_least=at_least)

    def rates(
        self, rates: pd.Series, *, people: pd.Series, se: pd.Series | None = None, at_least: float = 1.0
    ) -> pd.DataFrame:
        """Average rates, shares and intensities, each part by the people in it.

        Parameters
        ----------
        rates
            By source code.
        people
            What the rate is of, by source code: people, households, km2; a place without it is missing.
        se, at_least
            As in `counts`; below 1 the mean is that of the people for whom it is known.

        Returns
        -------
        pandas.DataFrame
            As `counts`; `known` is the share of people with a rate, missing where somebody is not counted.

        Raises
        ------
        TableError
            With every code that the crosswalk does not know, and people below zero.
        """
        figures, whole = self._of_sources(rates, "rates"), self._of_sources(people, "people")
        errors = None if se is None else self._of_sources(se, "standard errors")
        faults = Faults("the crosswalk", TableError)
        bad = sorted(set(self.parts.loc[whole < 0, "from_code"]))
        faults.check("places have people below zero", bad=bad, of=len(self.sources), do="Correct them.")
        faults.raise_any()
        weight = self.parts["share"] * whole
        return self._summed(figures, errors, weight=weight, by=weight, mean=True, at_least=at_least)

    def _of_sources(self, figures: pd.Series, what: str) -> pd.Series:
        """Lay figures out by part."""
        faults = Faults("the crosswalk", TableError)
        strange = figures.index.difference(self.sources)
        do = "Drop them, or enter them in the crosswalk."
        faults.check(f"codes of the {what} are not among its places", bad=strange.tolist(), of=len(figures), do=do)
        twice = sorted(set(figures.index[figures.index.duplicated()]))
        faults.check(f"codes of the {what} stand twice", bad=twice, of=len(figures), do="Keep one row per place.")
        faults.raise_any()
        return self.parts["from_code"].map(figures.astype(float))

    def _summed(
        self,
        figures: pd.Series,
        errors: pd.Series | None,
        *,
        weight: pd.Series,
        by: pd.Series,
        mean: bool,
        at_least: float,
    ) -> pd.DataFrame:
        if not 0 < at_least <= 1:
            raise TableError(f"A known part of {at_least:g} is none. Give more than 0 and at most 1.")
        to = self.parts["to_code"]
        there = figures.notna() & by.notna()

        def add(numbers: pd.Series) -> pd.Series:
            return numbers.groupby(to).sum(min_count=1).reindex(self.targets)

        # A weight that is not known leaves it open how much of the place is.
        open_ = weight.isna().groupby(to).any().reindex(self.targets)
        known = (add(weight.where(there, 0.0)) / add(weight)).mask(open_)
        whole = add(by.where(there)) if mean else pd.Series(1.0, index=self.targets)
        # A rate that nobody is in need not be known.
        every = (there | (by == 0)).groupby(to).all().reindex(self.targets)
        enough = every if at_least == 1 else known >= at_least
        enough &= whole > 0
        value = (add((figures * by).where(there)) / whole).where(enough)
        parts = to.value_counts().reindex(self.targets)
        out = pd.DataFrame({"value": value, "se": np.nan, "known": known, "parts": parts})
        if errors is not None:
            untold = (there & errors.isna()).groupby(to).any().reindex(self.targets)
            out["se"] = (np.sqrt(add(((errors * by) ** 2).where(there))) / whole).where(enough & ~untold)
        return out.rename_axis("code")


def counted(parts: pd.DataFrame, *, column: str = "people") -> Crosswalk:
    """Make a crosswalk of a table that says how many people of each old place live in each new one.

    Parameters
    ----------
    parts
        `from_code`, `to_code` and a column of people (households, km2), a row for each pair that shares any.
    column
        What that column is called.

    Raises
    ------
    TableError
        With every pair that nobody is counted in; see `Crosswalk`.
    """
    faults = Faults("the crosswalk", TableError)
    lacking = [name for name in ("from_code", "to_code", column) if name not in parts.columns]
    faults.check("columns are lacking", bad=lacking, of=3, do=f"Give from_code, to_code, {column}.")
    faults.raise_any()
    people = pd.to_numeric(parts[column], errors="coerce").astype(float)
    wrong = ~(people > 0) | np.isinf(people)
    bad = (parts["from_code"].astype(str) + " to " + parts["to_code"].astype(str))[wrong].tolist()
    faults.check(f"pairs have no {column} above zero", bad=bad, of=len(parts), do="Count them, or leave the pair out.")
    faults.raise_any()
    return Crosswalk(parts.assign(share=people / people.groupby(parts["from_code"]).transform("sum")))


def nested(units: pd.DataFrame, column: str) -> Crosswalk:
    """Make the crosswalk of units into the larger places that they lie in whole.

    Parameters
    ----------
    units
        Per `geo.contracts.UNITS`; lakes are left out, and units that lie in no such place.
    column
        The unit's column that names the place: `muni44_code` for El Salvador's 44, `adm1_code` for departments.
    """
    land = units[(units["kind"] != "lake") & units[column].notna()]
    return Crosswalk(pd.DataFrame({"from_code": land["code"], "to_code": land[column], "share": 1.0}))


def created_since(created: pd.DataFrame, year: int, *, people: pd.Series) -> Crosswalk:
    """Make the crosswalk from the places as they were at the end of a year to those of today.

    A place that was created out of another since then is given back its part of it, by people of today: what its
    people were like before, nobody wrote down apart.

    Parameters
    ----------
    created
        `code` (of the place created), `from_code` (that it was taken out of), `year`.
    year
        The year whose places the figures are of.
    people
        Of every place of today, by code; only those of places that were split need to be known.

    Raises
    ------
    TableError
        With every code that is no place of today, stands twice, or has no people; see `Crosswalk`.
    """
    faults = Faults("the places that were created", TableError)
    named = pd.concat([created["code"], created["from_code"]])
    for what, wrong in (
        ("codes are no place of today", sorted(set(named) - set(people.index))),
        ("codes were created twice", sorted(set(created.loc[created["code"].duplicated(), "code"]))),
        ("codes were created out of themselves", created.loc[created["code"] == created["from_code"], "code"].tolist()),
    ):
        faults.check(what, bad=wrong, of=len(created), do="Correct the table.")
    faults.raise_any()
    later = created[created["year"].astype(int) > year].set_index("code")["from_code"]
    then = pd.Series(people.index, index=people.index)
    # A place may have been taken out of one that was itself taken out of another.
    for _ in range(len(later)):
        then = then.map(later).fillna(then)
    whole = ~then.duplicated(keep=False)
    parts = pd.DataFrame({"from_code": then, "to_code": people.index, "people": people.mask(whole.to_numpy(), 1.0)})
    return counted(parts)


def overlaid(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, *, sliver: float = SLIVER) -> Crosswalk:
    """Make a crosswalk by laying one layer over another, by area.

    Area stands in for people where nobody has counted them by part: the more unevenly people live, the less it is
    worth. Where a table of people by part exists, make the `Crosswalk` of that.

    Parameters
    ----------
    old, new
        `code` and polygons, EPSG:4326, valid.
    sliver
        Parts below this share of the old place are left out, and the others raised to a whole.

    Returns
    -------
    :
        From old codes to new ones.

    Raises
    ------
    GeometryError
        With every old place that lies in no new one, or with more than a tenth of its area outside all.
    """
    shapes, others = old.geometry.to_numpy(), new.geometry.to_numpy()
    at, to = shapely.STRtree(others).query(shapes, predicate="intersects")
    common = old.geometry.iloc[at].set_axis(range(len(at)))
    pieces = common.set_crs(old.crs).intersection(new.geometry.iloc[to].set_axis(range(len(at))), align=False)
    parts = pd.DataFrame(
        {
            "from_code": old["code"].to_numpy()[at],
            "to_code": new["code"].to_numpy()[to],
            "share": np.asarray(areas_km2(pieces)) / np.asarray(areas_km2(old.geometry))[at],
        }
    )
    covered = parts.groupby("from_code")["share"].sum().reindex(old["code"]).fillna(0.0)
    faults = Faults("the overlay of two vintages", GeometryError)
    faults.check(
        "old places lie to more than a tenth outside all new ones (share within)",
        bad=[f"{code} ({share:.2f})" for code, share in covered.items() if share < 0.9],
        of=len(old),
        do="Are both layers of the same country, and whole?",
    )
    faults.raise_any()
    kept = parts[parts["share"] >= sliver]
    return Crosswalk(kept.assign(share=kept["share"] / kept.groupby("from_code")["share"].transform("sum")))
